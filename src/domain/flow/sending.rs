//! What a flow sends, and when.

use super::{AttemptId, Draft, Draw, Effect, Flow, Issued, Order, Recipient, Send};
use crate::domain::code::Code;
use crate::domain::phone::PhoneNumber;
use crate::domain::policy::{Millis, Policy};
use crate::domain::step::{Channel, Delivery, Refusal};

impl Flow {
    /// The code to speak in the call `attempt`, while it can be used, and for how much longer.
    pub fn spoken_code(&self, attempt: &AttemptId, now: Millis) -> Option<(&Code, Millis)> {
        let send = self.sends.iter().find(|send| send.attempt == *attempt)?;
        let current = self
            .recipient
            .as_ref()
            .is_some_and(|recipient| recipient.number == send.number);
        let issued = self
            .code
            .as_ref()
            .filter(|issued| issued.expires_at > now)?;
        (current && send.channel == Channel::Call)
            .then_some((&issued.code, issued.expires_at.saturating_sub(now)))
    }

    /// Whether there is such an attempt.
    pub fn has_attempt(&self, attempt: &AttemptId) -> bool {
        self.sends.iter().any(|send| send.attempt == *attempt)
    }

    /// Whether it has sent anything yet.
    pub fn has_sent(&self) -> bool {
        !self.sends.is_empty()
    }

    pub(super) fn text(
        &mut self,
        recipient: &Recipient,
        draft: &Draft,
        policy: &Policy,
        now: Millis,
        draw: Draw,
    ) -> Result<Effect, Refusal> {
        let again = self.number() == Some(&recipient.number) && self.code.is_some();
        let numbers = self.numbers_besides(&recipient.number);
        if numbers >= policy.numbers_per_flow {
            return Err(Refusal::NoNumbersLeft);
        }
        self.draft = draft.clone();
        self.changing_number = false;
        if !again {
            self.code = None;
        }
        self.recipient = Some(recipient.clone());
        match self.text_refusal(policy, now) {
            None => self.send(Channel::Text, policy, now, draw),
            // One press that arrives twice, or a page gone back to and sent
            // again: the text is on its way, so show where its code goes.
            Some(Refusal::TextTooSoon { .. }) if again => Ok(Effect::None),
            // No message is left, but the one that came still works.
            Some(Refusal::NoSendsLeft) if again && self.guess_on(policy, now).is_ok() => {
                Ok(Effect::None)
            }
            Some(refusal) => Err(refusal),
        }
    }

    pub(super) fn text_again(
        &mut self,
        policy: &Policy,
        now: Millis,
        draw: Draw,
    ) -> Result<Effect, Refusal> {
        if self.code.is_none() {
            return Err(Refusal::StartAgain);
        }
        match self.text_refusal(policy, now) {
            None => self.send(Channel::Text, policy, now, draw),
            Some(refusal) => Err(refusal),
        }
    }

    pub(super) fn call(
        &mut self,
        policy: &Policy,
        now: Millis,
        draw: Draw,
    ) -> Result<Effect, Refusal> {
        if self.recipient.is_none() {
            return Err(Refusal::StartAgain);
        }
        match self.call_refusal(policy, now) {
            None => self.send(Channel::Call, policy, now, draw),
            Some(refusal) => Err(refusal),
        }
    }

    fn send(
        &mut self,
        channel: Channel,
        policy: &Policy,
        now: Millis,
        draw: Draw,
    ) -> Result<Effect, Refusal> {
        let number = self.number().ok_or(Refusal::StartAgain)?.clone();
        self.changing_number = false;
        // The same code goes out again while it has life left: whichever
        // message is read first works, and no guess is refilled.
        let reusable = |issued: &Issued| {
            issued.expires_at >= now.saturating_add(policy.redraw_below)
                && issued.wrong_guesses < policy.guesses_per_code
        };
        let issued = match self.code.take().filter(reusable) {
            Some(issued) => issued,
            None => Issued {
                code: draw.code,
                expires_at: now.saturating_add(policy.code_life),
                wrong_guesses: 0,
            },
        };
        let order = Order {
            attempt: draw.attempt.clone(),
            channel,
            number: number.clone(),
            code: issued.code.clone(),
            expires_in: issued.expires_at.saturating_sub(now),
            language: self.language.clone(),
        };
        self.code = Some(issued);
        self.sends.push(Send {
            attempt: draw.attempt,
            number,
            channel,
            at: now,
            delivery: Delivery::Sending,
            reached_at: now,
        });
        Ok(Effect::Deliver(order))
    }

    /// Why no text can be sent to the recipient now.
    pub(super) fn text_refusal(&self, policy: &Policy, now: Millis) -> Option<Refusal> {
        if let Some(refusal) = self.send_refusal(policy) {
            return Some(refusal);
        }
        let until = self.next_send_at(policy)?;
        (until > now).then_some(Refusal::TextTooSoon { until })
    }

    /// Why no call can be made to the recipient now.
    pub(super) fn call_refusal(&self, policy: &Policy, now: Millis) -> Option<Refusal> {
        if let Some(refusal) = self.send_refusal(policy) {
            return Some(refusal);
        }
        if self
            .sends
            .iter()
            .filter(|send| send.channel == Channel::Call)
            .count()
            >= policy.calls_per_flow
        {
            return Some(Refusal::NoCallsLeft);
        }
        // There is none where the text that was to come first could not be sent.
        let last = self.to_recipient().next_back()?;
        let until = match last.channel {
            _ if last.delivery.failed() => now,
            Channel::Text => last.at.saturating_add(policy.call_wait),
            Channel::Call => self.next_send_at(policy)?,
        };
        (until > now).then_some(Refusal::CallTooSoon { until })
    }

    fn send_refusal(&self, policy: &Policy) -> Option<Refusal> {
        if self.wrong_guesses >= policy.guesses_per_flow {
            Some(Refusal::FlowLocked)
        } else if self.sends.len() >= policy.sends_per_flow {
            Some(Refusal::NoSendsLeft)
        } else {
            None
        }
    }

    /// When the ladder of waits lets the next message to the recipient go; nothing to wait
    /// for before the first one and after one that failed.
    fn next_send_at(&self, policy: &Policy) -> Option<Millis> {
        let last = self
            .to_recipient()
            .next_back()
            .filter(|send| !send.delivery.failed())?;
        let wait = policy.resend_wait(self.to_recipient().count());
        Some(last.at.saturating_add(wait))
    }

    pub(super) fn to_recipient(&self) -> impl DoubleEndedIterator<Item = &Send> {
        self.sends
            .iter()
            .filter(|send| Some(&send.number) == self.number())
    }

    fn numbers_besides(&self, number: &PhoneNumber) -> usize {
        let mut others: Vec<_> = self
            .sends
            .iter()
            .map(|send| &send.number)
            .filter(|other| *other != number)
            .collect();
        others.sort_by_key(|other| other.as_e164());
        others.dedup();
        others.len()
    }
}
