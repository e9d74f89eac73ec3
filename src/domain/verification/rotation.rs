//! The rotation of the browser's session secret.
//!
//! A verification that succeeds continues under a new session secret, so that whoever knew the
//! old one gains nothing. The answer with the new secret can be lost. Until the code would have
//! expired, whoever posts the right code again under the old secret therefore gets the new one;
//! nobody else does.

use super::record::{IssuedCode, SessionRotation};
use crate::domain::{
    BrowserBinding, BrowserSecret, NextSession, PhoneInput, Timestamp, TypedCode, Verification,
};

/// Digits of the number that are shown to the holder of the old secret.
const SHOWN_DIGITS: usize = 2;

impl Verification {
    /// The verification as this browser may see it; `None` if it is another browser's.
    ///
    /// Under the old secret, while the rotation can be redeemed, it looks as if the code were
    /// still to be typed, and only the end of the number is shown: whoever verified it knows the
    /// rest, and whoever planted the secret on them does not.
    pub fn visible_to(mut self, browser: &BrowserBinding, now: Timestamp) -> Option<Self> {
        if self.is_bound_to(browser) {
            return Some(self);
        }
        let redeemable =
            |old: &mut SessionRotation| old.former == *browser && now < old.proof.expires_at;
        let old = self.rotation.take_if(redeemable)?;
        self.code = Some(old.proof);
        self.verified_at = None;
        self.changing_number = false;
        self.input = PhoneInput::default();
        if let Some(recipient) = &mut self.recipient {
            recipient.shown = mask_all_but_end(&recipient.shown);
        }
        Some(self)
    }

    /// Redeems a session rotation: returns the new secret if the verifying code is posted again
    /// under the old secret before it would have expired. Any other code ends that for good.
    ///
    /// Returns the record to keep, if it changed, and the new secret.
    pub fn redeem_rotation(
        mut self,
        former: &BrowserBinding,
        text: &str,
        now: Timestamp,
    ) -> (Option<Self>, Option<BrowserSecret>) {
        let Some(old) = self.rotation.take_if(|old| old.former == *former) else {
            return (None, None);
        };
        if now < old.proof.expires_at && is_code(&old.proof, text) {
            let secret = old.secret;
            self.rotation = Some(old);
            return (Some(self), Some(secret));
        }
        (Some(self), None)
    }

    /// Continues under a new session, now that `proof` has verified the number.
    pub(super) fn rotate_session(&mut self, proof: IssuedCode, next_session: &NextSession) {
        let former = std::mem::replace(&mut self.browser, next_session.binding);
        self.rotation = Some(SessionRotation {
            former,
            proof,
            secret: next_session.secret,
        });
    }
}

/// A number in reading form with a dot for every digit but the last two.
fn mask_all_but_end(shown: &str) -> String {
    let digits = shown.chars().filter(char::is_ascii_digit).count();
    let mut hidden = digits.saturating_sub(SHOWN_DIGITS);
    let dotted = shown.chars().map(|symbol| {
        let hides = symbol.is_ascii_digit() && hidden > 0;
        hidden = hidden.saturating_sub(usize::from(hides));
        if hides { '•' } else { symbol }
    });
    dotted.collect()
}

fn is_code(issued: &IssuedCode, text: &str) -> bool {
    let typed = TypedCode::parse(text, issued.code.length());
    typed.is_ok_and(|typed| issued.code.matches(&typed))
}
