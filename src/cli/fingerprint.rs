//! `ringcode fingerprint`: what stands for a number in the audit trail, for whoever looks for
//! what became of its texts.

use std::fmt::Write;

use secrecy::SecretString;

use crate::domain::verification::PhoneInput;
use crate::repository::phone_fingerprint;
use crate::verifier::phone_parsing as numbering;

/// The fingerprints of a number, a line each: under the current secret, then under the one
/// before, of which older lines of the log are.
///
/// # Errors
/// What the number lacks.
pub fn of(typed: &str, secrets: &[SecretString]) -> Result<String, String> {
    let input = PhoneInput {
        country: String::new(),
        typed: typed.to_owned(),
    };
    let recipient = numbering::read(&input).map_err(
        |_| "not a phone number: write it with + and the country code, such as +44 7700 900123",
    )?;
    let mut lines = String::new();
    for (secret, which) in secrets.iter().zip(["", "  (store.previous_secret)"]) {
        let fingerprint = phone_fingerprint(secret, &recipient.number);
        _ = writeln!(lines, "{fingerprint}{which}");
    }
    Ok(lines)
}
