//! Which browser a verification belongs to, and how it changes its secret.
//!
//! A verification that a guess verifies goes on under a new secret of its browser, so that whoever
//! knew the old one from before gains nothing by the verification. The answer that carries
//! the new one can get lost. So the way to it stays open for a while to whoever posts the
//! right code again under the old one, and to nobody else.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{IssuedCode, PhoneInput, Verification};
use crate::domain::time::Millis;
use crate::domain::typed_code::TypedCode;

/// Digits of a number that are shown to whoever has the former secret.
const SHOWN: usize = 2;

/// What a verification knows its browser by: a hash of the secret in its cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrowserBinding(pub [u8; 16]);

/// A browser's secret. `Debug` shows nothing of it.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrowserSecret(pub [u8; 32]);

/// The secret under which a browser goes on if its guess is right.
#[derive(Clone, Copy, Debug)]
pub struct NextSession {
    /// What the browser is given.
    pub secret: BrowserSecret,
    /// What the verification knows it by.
    pub binding: BrowserBinding,
}

/// The way from the secret of before to the one that followed it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct SessionRotation {
    former: BrowserBinding,
    proof: IssuedCode,
    secret: BrowserSecret,
}

impl Verification {
    /// Whether it belongs to this browser: nobody else can do anything with it.
    pub fn is_bound_to(&self, browser: &BrowserBinding) -> bool {
        self.browser == *browser
    }

    /// The verification as this browser sees it: its own as it is; one that has gone on, while a
    /// way leads there, as if its code were still to be typed; anybody else's not at all. Of the
    /// number the second is shown no more than the end: whoever verified it knows the rest, and
    /// whoever planted the secret on them does not.
    pub fn seen_by(mut self, browser: &BrowserBinding, now: Millis) -> Option<Self> {
        if self.is_bound_to(browser) {
            return Some(self);
        }
        let open = |way: &mut SessionRotation| way.former == *browser && now < way.proof.expires_at;
        let way = self.rotation.take_if(open)?;
        self.code = Some(way.proof);
        self.verified_at = None;
        self.changing_number = false;
        self.input = PhoneInput::default();
        if let Some(recipient) = &mut self.recipient {
            recipient.shown = end_of(&recipient.shown);
        }
        Some(self)
    }

    /// What comes of a code that is posted under the secret of before: the secret that
    /// followed, if it is the code that verified the verification, while that would have lived.
    /// Anything else closes the way for good. Returned first is the record to keep; `None`
    /// where nothing leads from there.
    pub fn follow(
        mut self,
        former: &BrowserBinding,
        text: &str,
        now: Millis,
    ) -> (Option<Self>, Option<BrowserSecret>) {
        let Some(way) = self.rotation.take_if(|way| way.former == *former) else {
            return (None, None);
        };
        if now < way.proof.expires_at && is(&way.proof, text) {
            let secret = way.secret;
            self.rotation = Some(way);
            return (Some(self), Some(secret));
        }
        (Some(self), None)
    }

    /// Goes on under a new secret, now that `proof` has verified it.
    pub(super) fn succeed(&mut self, proof: IssuedCode, next_session: &NextSession) {
        let former = std::mem::replace(&mut self.browser, next_session.binding);
        self.rotation = Some(SessionRotation {
            former,
            proof,
            secret: next_session.secret,
        });
    }
}

/// A number as a person reads it, with a dot for every digit but the last.
fn end_of(shown: &str) -> String {
    let digits = shown.chars().filter(char::is_ascii_digit).count();
    let mut hidden = digits.saturating_sub(SHOWN);
    let dotted = shown.chars().map(|symbol| {
        let hides = symbol.is_ascii_digit() && hidden > 0;
        hidden = hidden.saturating_sub(usize::from(hides));
        if hides { '•' } else { symbol }
    });
    dotted.collect()
}

fn is(issued: &IssuedCode, text: &str) -> bool {
    let typed = TypedCode::parse(text, issued.code.length());
    typed.is_ok_and(|typed| issued.code.matches(&typed))
}

impl fmt::Debug for BrowserSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}
