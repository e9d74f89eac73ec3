//! Secrets that are hard to guess.

use std::collections::BTreeSet;

use secrecy::SecretString;

use crate::config::value_parser::secret;
use crate::config::{InvalidText, ValueKind, ValueParser};

/// Least characters of a secret, and least different ones. All but one in a hundred million
/// secrets of 32 random hexadecimal digits have more.
const MIN_LENGTH: usize = 32;
const MIN_DIFFERENT: usize = 8;

/// A secret that is hard to guess; empty for none.
pub const fn strong_secret() -> ValueParser<Option<SecretString>> {
    ValueParser::new(ValueKind::Secret, |_, text| {
        let secret = secret().parse(text)?;
        match text {
            "" => Ok(None),
            text => check_strength(text).map(|()| secret),
        }
    })
}

/// Says why a secret is easy to guess; nothing of the secret itself.
fn check_strength(secret: &str) -> Result<(), InvalidText> {
    let bytes = secret.as_bytes();
    if bytes.len() < MIN_LENGTH {
        return Err(format!("{MIN_LENGTH} characters at least").into());
    }
    if secret.trim() != secret {
        return Err("begins or ends with a space".into());
    }
    let different: BTreeSet<char> = secret.chars().collect();
    let repeats = (1..=bytes.len() / 2)
        .any(|period| (period..bytes.len()).all(|at| bytes[at] == bytes[at - period]));
    let is_next = |step: &&[u8]| matches!(step, [one, two] if one.abs_diff(*two) <= 1);
    let counts = bytes.windows(2).filter(is_next).count() * 2 > bytes.len();
    let pattern = if different.len() < MIN_DIFFERENT {
        "has too few different characters"
    } else if repeats {
        "repeats itself"
    } else if counts {
        "is an alphabet or a row of numbers"
    } else {
        return Ok(());
    };
    Err(format!("{pattern}: draw one at random, as with `openssl rand -base64 32`").into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::sections::DEVELOPMENT_SECRET;

    #[test]
    fn weak_secrets_are_told_from_random_ones() {
        for (secret, told) in [
            ("short", "32 characters at least"),
            (
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "too few different",
            ),
            (
                "abababababababababababababababababababab",
                "too few different",
            ),
            (
                "00000000000000000000000000000000000000001",
                "too few different",
            ),
            ("changemechangemechangemechangeme", "too few different"),
            ("change-it!change-it!change-it!change-it!", "repeats itself"),
            ("a long secret twice a long secret twice ", "begins or ends"),
            ("another secret another secret another se", "repeats itself"),
            ("abcdefghijklmnopqrstuvwxyz0123456789", "an alphabet"),
            ("98765432109876543210987654321098", "repeats itself"),
            ("ZYXWVUTSRQPONMLKJIHGFEDCBA987654", "an alphabet"),
            (" 8a0c2f5d6b1e4937c8f2a5d0b3e6941", "begins or ends"),
        ] {
            let said = check_strength(secret).unwrap_err().to_string();
            assert!(said.contains(told), "{secret}: {said}");
            assert!(!said.contains(secret));
        }
        for secret in [
            DEVELOPMENT_SECRET,
            "a secret of thirty-two characters or more",
            "7f9c2ba4e88f827d616045507605853e",
            "k3x0Jm3Yw9S6c1Jv6q2lWm0B4Tn8r5uZk7yPa1sD=",
            "correct horse battery staple and so on",
            "geheimnis mit Umlauten: äöüß und mehr",
        ] {
            assert!(check_strength(secret).is_ok(), "{secret}");
        }
    }
}
