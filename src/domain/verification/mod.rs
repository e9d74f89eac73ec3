//! The verification: one person proving one phone number, and [`Verification::decide`], which
//! says what happens to it.
//!
//! `decide` is pure. The caller reads the record, asks [`Verification::plan`] which message an
//! action would send, takes that message from the limits, saves what `decide` returns, and
//! only then carries out the [`Effect`].

mod action;
mod binding;
mod checking;
mod mark;
mod reporting;
mod screen;
mod sending;

use serde::{Deserialize, Serialize};

pub use action::{
    Action, ApprovedAttempt, AttemptPlan, Check, CodeMessage, Decision, Effect, FreshCode,
};
pub use binding::{BrowserBinding, BrowserSecret, NextSession};
pub use mark::ScreenMark;

use binding::SessionRotation;

use super::channel::Channel;
use super::code::Code;
use super::delivery_status::DeliveryStatus;
use super::history::Known;
use super::phone::PhoneNumber;
use super::policy::Policy;
use super::refusal::Refusal;
use super::time::Millis;

/// The record of one verification.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Verification {
    browser: BrowserBinding,
    started_at: Millis,
    input: PhoneInput,
    recipient: Option<Recipient>,
    changing_number: bool,
    code: Option<IssuedCode>,
    typed_code: String,
    attempts: Vec<Attempt>,
    wrong_guesses: u32,
    verified_at: Option<Millis>,
    rotation: Option<SessionRotation>,
    notice: Option<Refusal>,
    /// The number's history, as the last action of this verification left it.
    known: Option<Known>,
    /// Tag of the language that the person reads; what is sent is in that language too.
    language: String,
}

/// The phone field as it was last posted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneInput {
    /// ISO 3166-1 code of the country chosen; may be empty.
    pub country: String,
    /// The number as typed.
    pub typed: String,
}

/// A number that was read and found possible, with what the screens show for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// The number.
    pub number: PhoneNumber,
    /// The number as a person reads it, with country code.
    pub shown: String,
    /// ISO 3166-1 code of its country; `001` for numbers of no country, such as satellite phones.
    pub country: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct IssuedCode {
    code: Code,
    expires_at: Millis,
    wrong_guesses: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Attempt {
    id: AttemptId,
    number: PhoneNumber,
    channel: Channel,
    at: Millis,
    delivery: DeliveryStatus,
    /// Since when it is known to have got so far.
    reached_at: Millis,
}

/// Names one attempt to the provider, which reports back under it. Unguessable:
/// drawn from 128 random bits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptId(pub String);

impl PhoneInput {
    /// The part that is kept to show it again: no more than a number needs.
    #[must_use]
    pub fn shortened(&self) -> Self {
        Self {
            country: self.country.chars().take(2).collect(),
            typed: self.typed.chars().take(64).collect(),
        }
    }
}

impl Verification {
    /// A verification of this browser, in which nothing has happened yet.
    pub fn start(browser: BrowserBinding, now: Millis) -> Self {
        Self {
            browser,
            started_at: now,
            input: PhoneInput::default(),
            recipient: None,
            changing_number: false,
            code: None,
            typed_code: String::new(),
            attempts: Vec::new(),
            wrong_guesses: 0,
            verified_at: None,
            rotation: None,
            notice: None,
            known: None,
            language: String::new(),
        }
    }

    /// The message that `action` would send at `now`; `None` where it would send nothing.
    pub fn plan(&self, action: &Action, policy: &Policy, now: Millis) -> Option<AttemptPlan> {
        let mut verification = self.clone();
        let channel = verification.wanted(action, policy, now).ok()??;
        verification.planned(channel)
    }

    /// Decides what happens when the person does `action` at `now`. Without an approval nothing is
    /// sent.
    ///
    /// A refusal changes nothing but the notice, so that it can be shown after
    /// a redirect and is gone with the next action.
    pub fn decide(
        mut self,
        action: &Action,
        approved: Option<ApprovedAttempt<'_>>,
        policy: &Policy,
        now: Millis,
    ) -> Decision {
        if let Some(refusal) = self.answered_before(action) {
            return self.refuse(refusal, now);
        }
        self.notice = None;
        self.typed_code.clear();
        let before = self.clone();
        let acted = self.carry_out(action, approved, policy, now);
        let compared =
            self.wrong_guesses != before.wrong_guesses || self.verified_at != before.verified_at;
        match acted {
            Ok(effect) => Decision {
                verification: self,
                effect,
                answer: Ok(()),
                compared,
                now,
            },
            // A wrong guess is the one refusal that must be remembered.
            Err(refusal) if compared => Decision {
                compared,
                ..self.refuse(refusal, now)
            },
            Err(refusal) => before.with_input_of(action).refuse(refusal, now),
        }
    }

    /// The verification after `refusal`, which its page then shows.
    pub fn refuse(mut self, refusal: Refusal, now: Millis) -> Decision {
        self.notice = Some(refusal);
        Decision {
            verification: self,
            effect: Effect::None,
            answer: Err(refusal),
            compared: false,
            now,
        }
    }

    /// Keeps what was typed, to show it again.
    #[must_use]
    pub fn with_input(mut self, input: PhoneInput) -> Self {
        self.input = input;
        self
    }

    /// Keeps whom a text could not be sent to, so that they can be called instead; whoever
    /// waits for a code keeps that.
    #[must_use]
    pub fn with_unsent(mut self, recipient: &Recipient) -> Self {
        if self.code.is_none() {
            self.recipient = Some(recipient.clone());
        }
        self
    }

    /// The verification of somebody who reads the language with that tag.
    #[must_use]
    pub fn in_language(mut self, tag: &str) -> Self {
        tag.clone_into(&mut self.language);
        self
    }

    /// The verification after its number's history was left so.
    #[must_use]
    pub fn knowing(mut self, known: Option<Known>) -> Self {
        self.known = known;
        self
    }

    /// The number's history as the last action of this verification left it: others may have been
    /// there since.
    pub fn known(&self) -> Option<&Known> {
        self.known.as_ref()
    }

    /// The tag of the language the person reads; empty when none was ever told.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// The number the verification is about, while it is not verified.
    pub fn number(&self) -> Option<&PhoneNumber> {
        self.recipient().map(|recipient| &recipient.number)
    }

    /// Whom messages of the verification go to.
    pub fn recipient(&self) -> Option<&Recipient> {
        self.recipient.as_ref()
    }

    /// Whether the number is verified: what a failover must not undo.
    pub fn is_verified(&self) -> bool {
        self.verified_at.is_some()
    }

    /// How much longer the record may be kept when it is written at `now`; zero when its life is
    /// over.
    pub fn life_left(&self, policy: &Policy, now: Millis) -> Millis {
        let ends = self.started_at.saturating_add(policy.verification_life);
        ends.saturating_sub(now).min(policy.verification_idle)
    }

    fn carry_out(
        &mut self,
        action: &Action,
        approved: Option<ApprovedAttempt<'_>>,
        policy: &Policy,
        now: Millis,
    ) -> Result<Effect, Refusal> {
        match action {
            Action::Check(check) => self.check(check, policy, now),
            _ => match self.wanted(action, policy, now)? {
                Some(channel) => self.send(channel, approved, policy, now),
                None => Ok(Effect::None),
            },
        }
    }

    /// The channel of the message that `action` asks for, if it asks for one.
    fn wanted(
        &mut self,
        action: &Action,
        policy: &Policy,
        now: Millis,
    ) -> Result<Option<Channel>, Refusal> {
        if self.verified_at.is_some() {
            return Err(Refusal::AlreadyVerified);
        }
        match action {
            Action::Text(recipient, input) => self.text(recipient, input, policy, now),
            Action::TextAgain(screen) => self.text_again(screen.as_ref(), policy, now),
            Action::Call(screen) => self.call(screen.as_ref(), policy, now),
            Action::Check(_) => Ok(None),
            Action::ChangeNumber => {
                self.changing_number = true;
                Ok(None)
            }
        }
    }

    fn with_input_of(self, action: &Action) -> Self {
        match action.input() {
            Some(input) => self.with_input(input.clone()),
            None => self,
        }
    }
}
