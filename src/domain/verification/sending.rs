//! What a verification sends, and when.

use super::{
    ApprovedAttempt, Attempt, AttemptId, AttemptPlan, CodeMessage, Effect, IssuedCode, PhoneInput,
    Recipient, ScreenMark, Verification,
};
use crate::domain::channel::Channel;
use crate::domain::code::Code;
use crate::domain::delivery_status::DeliveryStatus;
use crate::domain::history::OwnAttempts;
use crate::domain::phone::PhoneNumber;
use crate::domain::policy::Policy;
use crate::domain::refusal::Refusal;
use crate::domain::time::Millis;

impl Verification {
    /// The code to speak in the call `attempt`, while it can be used, and for how much longer.
    pub fn spoken_code(&self, id: &AttemptId, now: Millis) -> Option<(&Code, Millis)> {
        let attempt = self.attempts.iter().find(|attempt| attempt.id == *id)?;
        let current = self
            .recipient
            .as_ref()
            .is_some_and(|recipient| recipient.number == attempt.number);
        let issued = self
            .code
            .as_ref()
            .filter(|issued| issued.expires_at > now)?;
        (current && attempt.channel == Channel::Call)
            .then_some((&issued.code, issued.expires_at.saturating_sub(now)))
    }

    /// Whether there is such an attempt.
    pub fn has_attempt(&self, id: &AttemptId) -> bool {
        self.attempts.iter().any(|attempt| attempt.id == *id)
    }

    /// Whether it has sent anything yet.
    pub fn has_sent(&self) -> bool {
        !self.attempts.is_empty()
    }

    pub(super) fn text(
        &mut self,
        recipient: &Recipient,
        input: &PhoneInput,
        policy: &Policy,
        now: Millis,
    ) -> Result<Option<Channel>, Refusal> {
        let again = self.number() == Some(&recipient.number) && self.code.is_some();
        let numbers = self.numbers_besides(&recipient.number);
        if numbers >= policy.numbers_per_verification {
            return Err(Refusal::NoNumbersLeft);
        }
        self.input = input.clone();
        self.changing_number = false;
        if !again {
            self.code = None;
        }
        self.recipient = Some(recipient.clone());
        match self.text_refusal(policy, now) {
            None => Ok(Some(Channel::Text)),
            // One press that arrives twice, or a page gone back to and sent
            // again: the text is on its way, so show where its code goes.
            Some(Refusal::TextTooSoon { .. }) if again => Ok(None),
            // No message is left, but the one that came still works.
            Some(Refusal::NoAttemptsLeft) if again && self.may_check(policy, now).is_ok() => {
                Ok(None)
            }
            Some(refusal) => Err(refusal),
        }
    }

    pub(super) fn text_again(
        &self,
        screen: Option<&ScreenMark>,
        policy: &Policy,
        now: Millis,
    ) -> Result<Option<Channel>, Refusal> {
        if self.code.is_none() {
            return Err(Refusal::StartAgain);
        }
        self.asked_on(screen, Channel::Text, self.text_refusal(policy, now))
    }

    pub(super) fn call(
        &self,
        screen: Option<&ScreenMark>,
        policy: &Policy,
        now: Millis,
    ) -> Result<Option<Channel>, Refusal> {
        if self.recipient.is_none() {
            return Err(Refusal::StartAgain);
        }
        self.asked_on(screen, Channel::Call, self.call_refusal(policy, now))
    }

    /// Whether the verification is still where the screen was on which a message was asked for: at
    /// the same number, and with no message since, but for one that has to be waited for anyway.
    fn asked_on(
        &self,
        screen: Option<&ScreenMark>,
        channel: Channel,
        refusal: Option<Refusal>,
    ) -> Result<Option<Channel>, Refusal> {
        match (screen, refusal) {
            (Some(mark), _) if !self.is_about(mark) => Err(Refusal::MovedOn),
            (_, Some(refusal)) => Err(refusal),
            (Some(mark), None) if *mark != self.mark() => Err(Refusal::MovedOn),
            (_, None) => Ok(Some(channel)),
        }
    }

    /// The message to the recipient that would be sent by this channel now.
    pub(super) fn planned(&self, channel: Channel) -> Option<AttemptPlan> {
        Some(AttemptPlan {
            to: self.recipient.clone()?,
            channel,
            after: self.attempts.len(),
        })
    }

    /// Sends what was approved, where that is what would be sent now.
    pub(super) fn send(
        &mut self,
        channel: Channel,
        approved: Option<ApprovedAttempt<'_>>,
        policy: &Policy,
        now: Millis,
    ) -> Result<Effect, Refusal> {
        let planned = self.planned(channel);
        let approved = approved.filter(|approved| planned.as_ref() == Some(approved.plan));
        let ApprovedAttempt { plan, fresh } = approved.ok_or(Refusal::MovedOn)?;
        self.changing_number = false;
        // The same code goes out again while it has life left: whichever
        // message is read first works, and no guess is refilled.
        let reusable = |issued: &IssuedCode| {
            issued.expires_at >= now.saturating_add(policy.redraw_below)
                && issued.wrong_guesses < policy.guesses_per_code
        };
        let issued = match self.code.take().filter(reusable) {
            Some(issued) => issued,
            None => IssuedCode {
                code: fresh.code,
                expires_at: now.saturating_add(policy.code_life),
                wrong_guesses: 0,
            },
        };
        let message = CodeMessage {
            attempt: fresh.attempt.clone(),
            code: issued.code.clone(),
            expires_in: issued.expires_at.saturating_sub(now),
        };
        self.code = Some(issued);
        self.attempts.push(Attempt {
            id: fresh.attempt,
            number: plan.to.number.clone(),
            channel: plan.channel,
            at: now,
            delivery: DeliveryStatus::Sending,
            reached_at: now,
        });
        Ok(Effect::Deliver(message))
    }

    /// Why no text can be sent to the recipient now.
    pub(super) fn text_refusal(&self, policy: &Policy, now: Millis) -> Option<Refusal> {
        if let Some(refusal) = self.attempt_refusal(policy) {
            return Some(refusal);
        }
        let until = self.next_attempt_at(policy)?;
        (until > now).then_some(Refusal::TextTooSoon { until })
    }

    /// Why no call can be made to the recipient now.
    pub(super) fn call_refusal(&self, policy: &Policy, now: Millis) -> Option<Refusal> {
        if let Some(refusal) = self.attempt_refusal(policy) {
            return Some(refusal);
        }
        if self
            .attempts
            .iter()
            .filter(|attempt| attempt.channel == Channel::Call)
            .count()
            >= policy.calls_per_verification
        {
            return Some(Refusal::NoCallsLeft);
        }
        // There is none where the text that was to come first could not be sent.
        let last = self.to_recipient().next_back()?;
        let until = match last.channel {
            _ if last.delivery.failed() => now,
            Channel::Text => last.at.saturating_add(policy.call_wait),
            Channel::Call => self.next_attempt_at(policy)?,
        };
        (until > now).then_some(Refusal::CallTooSoon { until })
    }

    fn attempt_refusal(&self, policy: &Policy) -> Option<Refusal> {
        if self.wrong_guesses >= policy.guesses_per_verification {
            Some(Refusal::VerificationLocked)
        } else if self.attempts.len() >= policy.attempts_per_verification {
            Some(Refusal::NoAttemptsLeft)
        } else {
            None
        }
    }

    /// When the ladder of waits lets the next message to the recipient go; nothing to wait
    /// for before the first one and after one that failed.
    fn next_attempt_at(&self, policy: &Policy) -> Option<Millis> {
        let last = self
            .to_recipient()
            .next_back()
            .filter(|attempt| !attempt.delivery.failed())?;
        let wait = policy.resend_wait(self.to_recipient().count());
        Some(last.at.saturating_add(wait))
    }

    pub(super) fn to_recipient(&self) -> impl DoubleEndedIterator<Item = &Attempt> {
        self.attempts
            .iter()
            .filter(|attempt| Some(&attempt.number) == self.number())
    }

    /// The times at which the verification itself sent to a number.
    pub fn own_attempts_to(&self, number: &PhoneNumber) -> OwnAttempts {
        let attempts = self
            .attempts
            .iter()
            .filter(|attempt| attempt.number == *number);
        let times = |attempts: &mut dyn Iterator<Item = &Attempt>| {
            let mut times: Vec<_> = attempts.map(|attempt| attempt.at).collect();
            times.sort_unstable();
            times
        };
        let called = |attempt: &&Attempt| attempt.channel == Channel::Call;
        OwnAttempts {
            attempts: times(&mut attempts.clone()),
            calls: times(&mut attempts.filter(called)),
        }
    }

    /// The times at which the verification itself sent to its recipient.
    pub(super) fn own_attempts(&self) -> OwnAttempts {
        let own = self.number().map(|number| self.own_attempts_to(number));
        own.unwrap_or_default()
    }

    fn numbers_besides(&self, number: &PhoneNumber) -> usize {
        let mut others: Vec<_> = self
            .attempts
            .iter()
            .map(|attempt| &attempt.number)
            .filter(|other| *other != number)
            .collect();
        others.sort_by_key(|other| other.as_e164());
        others.dedup();
        others.len()
    }
}
