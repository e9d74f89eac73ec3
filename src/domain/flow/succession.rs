//! A verified flow goes on under a new secret of its browser, so that whoever knew the old
//! one from before gains nothing by the verification.
//!
//! The answer that carries the new secret can get lost. So the way to it stays open for a
//! while to whoever posts the right code again under the old one, and to nobody else.

use serde::{Deserialize, Serialize};

use super::{Flow, Issued};
use crate::domain::code::TypedCode;
use crate::domain::policy::Millis;

/// What a verified flow leaves where it was. It is no flow: nothing can be seen or done there.
#[derive(Clone, Serialize, Deserialize)]
pub struct Succession {
    proof: Issued,
    successor: String,
}

impl Flow {
    /// What the flow leaves where it was when it goes on under the secret `successor`: that
    /// of one that a guess has just verified, and nothing of any other.
    pub fn leave_to(&mut self, successor: &str) -> Option<Succession> {
        let proof = self.proof.take()?;
        let successor = successor.to_owned();
        Some(Succession { proof, successor })
    }
}

impl Succession {
    /// The secret that leads to the flow, for whoever types its code while that would live.
    pub fn successor(&self, text: &str, now: Millis) -> Option<&str> {
        (now < self.proof.expires_at && is(&self.proof, text)).then_some(&self.successor)
    }

    /// How much longer it may be kept when it is written at `now`.
    pub fn life_left(&self, now: Millis) -> Millis {
        self.proof.expires_at.saturating_sub(now)
    }
}

fn is(issued: &Issued, text: &str) -> bool {
    let typed = TypedCode::parse(text, issued.code.length());
    typed.is_ok_and(|typed| issued.code.matches(&typed))
}
