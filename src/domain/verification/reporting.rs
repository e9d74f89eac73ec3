//! The provider's reports about attempts.

use super::record::Attempt;
use crate::domain::{AttemptId, Channel, DeliveryStatus, Refusal, Timestamp, Verification};

/// The channel and the progress of one attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttemptReport {
    /// The channel.
    pub channel: Channel,
    /// The time at which it was made.
    pub at: Timestamp,
    /// The status.
    pub status: DeliveryStatus,
    /// The time at which that status was reported.
    pub reached_at: Timestamp,
}

impl AttemptReport {
    fn from_attempt(attempt: &Attempt) -> Self {
        Self {
            channel: attempt.channel,
            at: attempt.at,
            status: attempt.status,
            reached_at: attempt.reached_at,
        }
    }
}

impl Verification {
    /// The attempts so far, the first one first.
    pub fn attempt_reports(&self) -> impl Iterator<Item = AttemptReport> {
        self.attempts.iter().map(AttemptReport::from_attempt)
    }

    /// Records the reported status of an attempt, and returns its progress; `None` if there is no
    /// such attempt or the report says nothing new.
    pub fn report(
        &mut self,
        id: &AttemptId,
        reported: DeliveryStatus,
        now: Timestamp,
    ) -> Option<AttemptReport> {
        let attempt = self.attempts.iter_mut().find(|attempt| attempt.id == *id)?;
        let advanced = attempt.status.advance(reported);
        if advanced == attempt.status {
            return None;
        }
        attempt.status = advanced;
        attempt.reached_at = now;
        Some(AttemptReport::from_attempt(attempt))
    }

    /// Records that the provider did not accept the attempt, or may not have. If no attempt at
    /// the number was accepted, the phone screen follows, with the number filled in.
    pub fn report_refused(
        &mut self,
        id: &AttemptId,
        reported: DeliveryStatus,
        refusal: Refusal,
        now: Timestamp,
    ) {
        // A receipt that overtook the provider's answer knows better, and the notice is about the
        // last attempt.
        let is_last = self.attempts.last().is_some_and(|last| last.id == *id);
        if self.report(id, reported, now).is_none() || !is_last {
            return;
        }
        self.notice = Some(refusal);
        if reported == DeliveryStatus::Failed && !self.any_accepted() {
            self.changing_number = true;
        }
    }

    fn any_accepted(&self) -> bool {
        self.attempts_at_recipient()
            .any(|attempt| attempt.status != DeliveryStatus::Failed)
    }
}
