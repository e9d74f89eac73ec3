//! The rules of sending: what is sent, and when.

use std::time::Duration;

use super::record::{Attempt, IssuedCode};
use crate::domain::{
    ApprovedAttempt, AttemptId, AttemptPlan, Channel, Code, CodeMessage, DeliveryStatus, Effect,
    OwnAttempts, PhoneInput, PhoneNumber, Policy, Recipient, Refusal, ScreenMark, Timestamp,
    Verification,
};

impl Verification {
    /// The code to speak in a call, and the life it has left; `None` if the code expired or is
    /// not for this attempt's number, or the attempt is not spoken.
    pub fn spoken_code(&self, id: &AttemptId, now: Timestamp) -> Option<(&Code, Duration)> {
        let attempt = self.attempts.iter().find(|attempt| attempt.id == *id)?;
        let issued = self.code.as_ref();
        let issued = issued.filter(|issued| issued.expires_at > now)?;
        let is_current = self.number() == Some(&attempt.number);
        (is_current && attempt.channel.is_spoken())
            .then_some((&issued.code, issued.expires_at.since(now)))
    }

    /// Whether there was any attempt yet.
    pub fn has_sent(&self) -> bool {
        !self.attempts.is_empty()
    }

    /// The times of the attempts that this verification made at a number.
    pub fn own_attempts_to(&self, number: &PhoneNumber) -> OwnAttempts {
        let mut own = OwnAttempts::default();
        let mut attempts: Vec<_> = self.attempts.iter().collect();
        attempts.sort_by_key(|attempt| attempt.at);
        for attempt in attempts.iter().filter(|attempt| attempt.number == *number) {
            own.attempts.push(attempt.at);
            own.by_channel[attempt.channel].push(attempt.at);
        }
        own
    }

    /// The times of the attempts that this verification made at its current number.
    pub(super) fn own_attempts(&self) -> OwnAttempts {
        let own = self.number().map(|number| self.own_attempts_to(number));
        own.unwrap_or_default()
    }

    pub(super) fn submit_number(
        &mut self,
        recipient: &Recipient,
        input: &PhoneInput,
        channel: Channel,
        policy: &Policy,
        now: Timestamp,
    ) -> Result<Option<Channel>, Refusal> {
        let again = self.number() == Some(&recipient.number) && self.code.is_some();
        if self.count_other_numbers(&recipient.number) >= policy.numbers_per_verification {
            return Err(Refusal::NoNumbersLeft);
        }
        self.input = input.clone();
        self.changing_number = false;
        if !again {
            self.code = None;
        }
        self.recipient = Some(recipient.clone());
        match self.send_refusal(channel, policy, now) {
            None => Ok(Some(channel)),
            // One press that arrives twice, or a page gone back to and posted again: the message
            // is on its way, and the screen for its code follows.
            Some(Refusal::TooSoon { .. }) if again => Ok(None),
            // No attempt is left, but the code that was sent still works.
            Some(Refusal::NoAttemptsLeft) if again && self.may_check(policy, now).is_ok() => {
                Ok(None)
            }
            Some(refusal) => Err(refusal),
        }
    }

    /// Sends again, unless it was asked for on an outdated screen: one of another number, or one
    /// before the last attempt, unless there is a wait to tell anyway.
    pub(super) fn send_again(
        &self,
        channel: Channel,
        screen: Option<&ScreenMark>,
        policy: &Policy,
        now: Timestamp,
    ) -> Result<Option<Channel>, Refusal> {
        // A recipient that the first channel could not reach has no code yet.
        let has_begun = match channel {
            Channel::FIRST => self.code.is_some(),
            _ => self.recipient.is_some(),
        };
        if !has_begun {
            return Err(Refusal::StartAgain);
        }
        match (screen, self.send_refusal(channel, policy, now)) {
            (Some(mark), _) if !self.is_about(mark) => Err(Refusal::MovedOn),
            (_, Some(refusal)) => Err(refusal),
            (Some(mark), None) if *mark != self.mark() => Err(Refusal::MovedOn),
            (_, None) => Ok(Some(channel)),
        }
    }

    /// The attempt at the recipient that would be made by this channel now.
    pub(super) fn planned(&self, channel: Channel) -> Option<AttemptPlan> {
        Some(AttemptPlan {
            to: self.recipient.clone()?,
            channel,
            after: self.attempts.len(),
        })
    }

    /// Makes the approved attempt if it is the one that is due now.
    pub(super) fn send(
        &mut self,
        channel: Channel,
        approved: Option<ApprovedAttempt<'_>>,
        policy: &Policy,
        now: Timestamp,
    ) -> Result<Effect, Refusal> {
        let planned = self.planned(channel);
        let approved = approved.filter(|approved| planned.as_ref() == Some(approved.plan));
        let ApprovedAttempt { plan, fresh } = approved.ok_or(Refusal::MovedOn)?;
        self.changing_number = false;
        let issued = match self.code.take() {
            Some(issued) if is_reusable(&issued, policy, now) => issued,
            _ => IssuedCode {
                code: fresh.code,
                expires_at: now.saturating_add(policy.code_life),
                wrong_guesses: 0,
            },
        };
        let message = CodeMessage {
            attempt: fresh.attempt.clone(),
            code: issued.code.clone(),
            expires_in: issued.expires_at.since(now),
        };
        self.code = Some(issued);
        self.attempts.push(Attempt {
            id: fresh.attempt,
            number: plan.to.number.clone(),
            channel: plan.channel,
            at: now,
            status: DeliveryStatus::Sending,
            reached_at: now,
        });
        Ok(Effect::Deliver(message))
    }

    /// The reason for which nothing can be sent to the recipient by this channel now.
    pub(super) fn send_refusal(
        &self,
        channel: Channel,
        policy: &Policy,
        now: Timestamp,
    ) -> Option<Refusal> {
        if self.wrong_guesses >= policy.guesses_per_verification {
            return Some(Refusal::VerificationLocked);
        }
        if self.attempts.len() >= policy.attempts_per_verification {
            return Some(Refusal::NoAttemptsLeft);
        }
        let rules = &policy.channels[channel];
        let recipient = self.recipient.as_ref();
        if recipient.is_some_and(|recipient| !rules.offered_in.get(&recipient.country)) {
            return Some(Refusal::NumberNotServed { channel });
        }
        let by_channel = self.attempts.iter().filter(|it| it.channel == channel);
        if by_channel.count() >= rules.attempts_per_verification {
            return Some(Refusal::ChannelUsedUp { channel });
        }
        // Nobody waits before the first attempt at the recipient, nor after a failed one.
        let last = self.attempts_at_recipient().next_back()?;
        if last.status.is_failed() {
            return None;
        }
        let wait = rules
            .wait_after_other
            .filter(|_| last.channel != channel)
            .unwrap_or_else(|| policy.resend_wait(self.attempts_at_recipient().count()));
        let until = last.at.saturating_add(wait);
        (until > now).then_some(Refusal::TooSoon { channel, until })
    }

    pub(super) fn attempts_at_recipient(&self) -> impl DoubleEndedIterator<Item = &Attempt> {
        self.attempts
            .iter()
            .filter(|attempt| Some(&attempt.number) == self.number())
    }

    fn count_other_numbers(&self, number: &PhoneNumber) -> usize {
        let attempts = self.attempts.iter().map(|attempt| &attempt.number);
        let mut others: Vec<_> = attempts.filter(|other| *other != number).collect();
        others.sort_by_key(|other| other.as_e164());
        others.dedup();
        others.len()
    }
}

/// Whether the next attempt carries the same code: whichever message is read first then works,
/// and no guess is refilled.
fn is_reusable(issued: &IssuedCode, policy: &Policy, now: Timestamp) -> bool {
    issued.expires_at >= now.saturating_add(policy.redraw_below)
        && issued.wrong_guesses < policy.guesses_per_code
}
