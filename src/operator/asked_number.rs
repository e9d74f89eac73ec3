//! The number that the operator asks about: typed, or its fingerprint out of the trail.

use super::state::Operator;
use crate::domain::{PhoneInput, Recipient};
use crate::verifier::audit::Fingerprint;
use crate::verifier::phone_parsing;

/// The number that a form is about.
pub(super) enum AskedNumber {
    /// A number that was typed.
    Number(Box<Recipient>),
    /// The fingerprint of one, out of the trail.
    Fingerprint(Fingerprint),
}

impl AskedNumber {
    /// Reads what was typed; `None` if it is neither.
    pub fn read(typed: &str) -> Option<Self> {
        if let Some(fingerprint) = Fingerprint::parse(typed.trim()) {
            return Some(Self::Fingerprint(fingerprint));
        }
        let recipient = phone_parsing::read(&PhoneInput::international(typed)).ok()?;
        Some(Self::Number(Box::new(recipient)))
    }

    /// Its fingerprint.
    pub fn fingerprint(&self, operator: &Operator) -> Fingerprint {
        match self {
            Self::Number(recipient) => operator.app.verifier.fingerprint(&recipient.number),
            Self::Fingerprint(fingerprint) => fingerprint.clone(),
        }
    }
}
