//! What the person of a verification sees.

use super::{IssuedCode, Verification};
use crate::domain::channel::Channel;
use crate::domain::history::{History, OwnAttempts};
use crate::domain::policy::Policy;
use crate::domain::refusal::Refusal;
use crate::domain::screens::{Availability, CodeScreen, CodeState, PhoneScreen, Screen};
use crate::domain::time::{Millis, SECOND};

impl Verification {
    /// The screen to draw; `history` is that of the verification's number.
    pub fn screen(&self, history: &History, policy: &Policy, now: Millis) -> Screen {
        if self.verified_at.is_some() {
            return Screen::Done;
        }
        let own = self.own_attempts();
        match (&self.recipient, self.to_recipient().next_back(), &self.code) {
            (Some(recipient), Some(last), Some(issued)) if !self.changing_number => {
                Screen::Code(CodeScreen {
                    number: recipient.shown.clone(),
                    channel: last.channel,
                    delivery: last.delivery,
                    sent_at: last.at,
                    reached_at: last.reached_at,
                    attempts: self.to_recipient().count(),
                    code: self.code_state(issued, history, policy, now),
                    code_length: issued.code.length(),
                    wrong_guesses: self.wrong_guesses,
                    mark: self.mark().as_str().to_owned(),
                    text_again: chance(
                        self.text_refusal(policy, now),
                        history.rests_until(Channel::Text, &own, policy, now),
                    ),
                    call: chance(
                        self.call_refusal(policy, now),
                        history.rests_until(Channel::Call, &own, policy, now),
                    ),
                    typed: self.typed_code.clone(),
                    notice: self.current_notice(now),
                    now,
                })
            }
            _ => Screen::Phone(PhoneScreen {
                country: self.input.country.clone(),
                typed: self.input.typed.clone(),
                notice: self.current_notice(now),
                call: self.call_instead(history, &own, policy, now),
                mark: self.mark().as_str().to_owned(),
                now,
            }),
        }
    }

    fn code_state(
        &self,
        issued: &IssuedCode,
        history: &History,
        policy: &Policy,
        now: Millis,
    ) -> CodeState {
        if let Some(until) = history.locked_until(policy, now) {
            return CodeState::PhoneLocked { until };
        }
        match self.may_check(policy, now) {
            Ok(_) => CodeState::Live {
                until: issued.expires_at,
            },
            Err(Refusal::VerificationLocked) => CodeState::VerificationLocked,
            Err(Refusal::CodeUsedUp) => CodeState::UsedUp,
            Err(_) => CodeState::Expired {
                at: issued.expires_at,
            },
        }
    }

    /// The number to offer a call to, where the text to it could not be sent.
    fn call_instead(
        &self,
        history: &History,
        own: &OwnAttempts,
        policy: &Policy,
        now: Millis,
    ) -> Option<String> {
        self.notice.filter(|notice| notice.call_may_help())?;
        let refused = self.call_refusal(policy, now).is_some();
        let rests = history.rests_until(Channel::Call, own, policy, now);
        let rests = rests.is_some();
        let shown = self
            .recipient
            .as_ref()
            .map(|recipient| recipient.shown.clone());
        shown.filter(|_| !refused && !rests)
    }

    /// The notice, unless it only said to wait and the wait has been over for a while. Not as
    /// soon as it is over: a page that is drawn a moment later would say nothing of the press.
    fn current_notice(&self, now: Millis) -> Option<Refusal> {
        self.notice.filter(|notice| {
            notice
                .until()
                .is_none_or(|until| until.saturating_add(TIME_TO_READ) > now)
        })
    }
}

/// How long a notice that said to wait is still shown once the wait is over.
const TIME_TO_READ: Millis = 30 * SECOND;

/// When something can be asked for, given what the verification and the number's history say.
fn chance(verification: Option<Refusal>, number_rests_until: Option<Millis>) -> Availability {
    match (verification, number_rests_until) {
        (None, None) => Availability::Now,
        (None, Some(until)) => Availability::From(until),
        (Some(refusal), other) => refusal.until().map_or(Availability::Never, |until| {
            Availability::From(until.max(other.unwrap_or(0)))
        }),
    }
}
