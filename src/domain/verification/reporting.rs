//! What is heard of the messages that a verification sent.

use super::{AttemptId, Verification};
use crate::domain::delivery_status::DeliveryStatus;
use crate::domain::refusal::Refusal;
use crate::domain::time::Millis;

impl Verification {
    /// Writes down how far the attempt got; `false` when the verification has no such attempt
    /// or knew better already.
    pub fn report(&mut self, id: &AttemptId, reported: DeliveryStatus, now: Millis) -> bool {
        let Some(attempt) = self.attempts.iter_mut().find(|attempt| attempt.id == *id) else {
            return false;
        };
        let before = attempt.delivery;
        attempt.delivery = before.advance(reported);
        let further = attempt.delivery != before;
        if further {
            attempt.reached_at = now;
        }
        further
    }

    /// Writes down that the provider did not take, or may not have taken, the attempt.
    /// A first message that was not taken leads back to the number, which is kept.
    pub fn report_refused(
        &mut self,
        id: &AttemptId,
        reported: DeliveryStatus,
        refusal: Refusal,
        now: Millis,
    ) {
        // A receipt that overtook the provider's answer knows better, and what the
        // page says is about the last message.
        let is_last = self.attempts.last().is_some_and(|last| last.id == *id);
        if !self.report(id, reported, now) || !is_last {
            return;
        }
        self.notice = Some(refusal);
        if reported == DeliveryStatus::Failed && !self.anything_went_out() {
            self.changing_number = true;
        }
    }

    fn anything_went_out(&self) -> bool {
        self.to_recipient()
            .any(|attempt| attempt.delivery != DeliveryStatus::Failed)
    }
}
