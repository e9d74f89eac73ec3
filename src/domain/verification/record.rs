//! The record of a verification and its parts.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::stored_notice;
use crate::domain::{Channel, Code, DeliveryStatus, PhoneNumber, Policy, Refusal, Timestamp};

/// The record of one verification. Its stored bytes are the fields in this order.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Verification {
    pub(super) browser: BrowserBinding,
    pub(super) started_at: Timestamp,
    pub(super) input: PhoneInput,
    pub(super) recipient: Option<Recipient>,
    pub(super) changing_number: bool,
    pub(super) code: Option<IssuedCode>,
    pub(super) typed_code: String,
    pub(super) attempts: Vec<Attempt>,
    pub(super) wrong_guesses: u32,
    pub(super) verified_at: Option<Timestamp>,
    pub(super) rotation: Option<SessionRotation>,
    #[serde(with = "stored_notice")]
    pub(super) notice: Option<Refusal>,
}

/// The phone form as it was last posted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneInput {
    /// ISO 3166-1 code of the chosen country; may be empty.
    pub country: String,
    /// The number as it was typed.
    pub typed: String,
}

/// A parsed phone number, with what the screens show of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// The number.
    pub number: PhoneNumber,
    /// The number in reading form, with country code.
    pub shown: String,
    /// ISO 3166-1 code of its country; `001` for numbers of no country, such as satellite phones.
    pub country: String,
}

/// The current code of a verification.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct IssuedCode {
    pub code: Code,
    pub expires_at: Timestamp,
    pub wrong_guesses: u32,
}

/// One text or call that carries the code.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Attempt {
    pub id: AttemptId,
    pub number: PhoneNumber,
    pub channel: Channel,
    pub at: Timestamp,
    pub status: DeliveryStatus,
    /// The time at which that status was reported.
    pub reached_at: Timestamp,
}

/// The ID of an attempt, under which the provider reports. 128 random bits, which nobody guesses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptId(pub String);

/// A hash of a browser's session secret, by which a verification knows its browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrowserBinding(pub [u8; 16]);

/// A browser's session secret. `Debug` hides it.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrowserSecret(pub [u8; 32]);

/// The session under which a browser continues once its number is verified.
#[derive(Clone, Copy, Debug)]
pub struct NextSession {
    /// The secret to give to the browser.
    pub secret: BrowserSecret,
    /// The binding of that secret.
    pub binding: BrowserBinding,
}

/// The session that was replaced when the number was verified, and the one that replaced it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct SessionRotation {
    pub former: BrowserBinding,
    /// The code that verified the number.
    pub proof: IssuedCode,
    pub secret: BrowserSecret,
}

impl PhoneInput {
    /// Longest texts that are kept to be shown again, in characters.
    const COUNTRY_LENGTH: usize = 2;
    const TYPED_LENGTH: usize = 64;

    /// An input without a country: digits with their country code.
    pub fn international(typed: &str) -> Self {
        Self {
            country: String::new(),
            typed: typed.to_owned(),
        }
    }

    /// The input cut to the length of the longest country code and number.
    #[must_use]
    pub fn shortened(&self) -> Self {
        Self {
            country: self.country.chars().take(Self::COUNTRY_LENGTH).collect(),
            typed: self.typed.chars().take(Self::TYPED_LENGTH).collect(),
        }
    }
}

impl Verification {
    /// Begins a verification for a browser.
    pub fn new(browser: BrowserBinding, now: Timestamp) -> Self {
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
        }
    }

    /// Keeps the posted phone form, to show it again.
    #[must_use]
    pub fn with_input(mut self, input: PhoneInput) -> Self {
        self.input = input;
        self
    }

    /// Keeps a recipient that the first channel could not reach, so that another one can be tried.
    /// Does nothing while a code is out.
    #[must_use]
    pub fn with_unreached(mut self, recipient: &Recipient) -> Self {
        if self.code.is_none() {
            self.recipient = Some(recipient.clone());
        }
        self
    }

    /// The phone number to prove.
    pub fn number(&self) -> Option<&PhoneNumber> {
        self.recipient().map(|recipient| &recipient.number)
    }

    /// The recipient of its messages.
    pub fn recipient(&self) -> Option<&Recipient> {
        self.recipient.as_ref()
    }

    /// Whether the number is verified. A failover of the store must not undo that.
    pub fn is_verified(&self) -> bool {
        self.verified_at.is_some()
    }

    /// The end of the current code's life.
    pub fn code_expires_at(&self) -> Option<Timestamp> {
        self.code.as_ref().map(|issued| issued.expires_at)
    }

    /// The wrong guesses so far.
    pub fn wrong_guesses(&self) -> u32 {
        self.wrong_guesses
    }

    /// The refusal of the last action.
    pub fn notice(&self) -> Option<Refusal> {
        self.notice
    }

    /// Whether it belongs to this browser. No other browser can act on it.
    pub fn is_bound_to(&self, browser: &BrowserBinding) -> bool {
        self.browser == *browser
    }

    /// The time for which the record may be kept if it is written at `now`; zero once its life is
    /// over.
    pub fn remaining_life(&self, policy: &Policy, now: Timestamp) -> Duration {
        let ends = self.started_at.saturating_add(policy.verification_life);
        ends.since(now).min(policy.verification_idle)
    }
}

impl fmt::Debug for BrowserSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}
