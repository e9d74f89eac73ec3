//! `ringcode fingerprint NUMBER`: prints what stands for a number in the audit trail, so that an
//! operator can find the lines about it.

use std::fmt::Write;

use secrecy::{ExposeSecret, SecretString};

use crate::config::sections::DEVELOPMENT_SECRET;
use crate::domain::PhoneInput;
use crate::repository::phone_fingerprint;
use crate::verifier::phone_parsing;

/// A text that is no phone number.
#[derive(Debug, thiserror::Error)]
#[error("not a phone number: write it with + and the country code, such as +44 7700 900123")]
pub struct NotAPhoneNumber;

/// Returns the fingerprints of a number, a line each: under the current secret, then under the
/// previous one, which older lines of the log were written with. The secret of development, which
/// stands in where none is set, is named: no log of production has its fingerprints.
///
/// # Errors
/// [`NotAPhoneNumber`] when `typed` is none, or lacks its country code.
pub fn fingerprints(
    typed: &str,
    (current, previous): &(SecretString, Option<SecretString>),
) -> Result<String, NotAPhoneNumber> {
    let input = PhoneInput::international(typed);
    let recipient = phone_parsing::read(&input).map_err(|_| NotAPhoneNumber)?;
    let origin = match current.expose_secret() {
        DEVELOPMENT_SECRET => "  (development: store.secret is not set)",
        _ => "",
    };
    let fingerprint = phone_fingerprint(current, &recipient.number);
    let mut lines = format!("{fingerprint}{origin}\n");
    if let Some(previous) = previous {
        let fingerprint = phone_fingerprint(previous, &recipient.number);
        _ = writeln!(lines, "{fingerprint}  (store.previous_secret)");
    }
    Ok(lines)
}
