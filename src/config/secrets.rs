//! The secrets that seal what is stored, and whether they are any good.

use std::collections::BTreeSet;

use secrecy::SecretString;

use crate::config::check::Values;

/// Seals the records of development runs, so that several of them can share a
/// Redis. Known to everyone, hence refused in production.
pub(super) const DEVELOPMENT_SECRET: &str = "development only: known to everyone who can read";

/// The fewest characters of a secret, and the fewest different ones. Of 32 random
/// hexadecimal digits all but one in a hundred million have more.
const LENGTH: usize = 32;
const DIFFERENT: usize = 8;

impl Values {
    /// The secrets, the current one first; that of development where none is set.
    pub(super) fn secrets(&mut self) -> Vec<SecretString> {
        let [current, previous] = ["secret", "previous_secret"].map(|name| self.text(name));
        for (name, secret) in [("secret", &current), ("previous_secret", &previous)] {
            if let Some(what) = weakness(secret).filter(|_| !secret.is_empty()) {
                self.problem(name, what);
            }
        }
        let set = !previous.is_empty() && weakness(&previous).is_none();
        if set && current.is_empty() {
            self.problem("previous_secret", "is set, but store.secret is not");
        } else if set && current == previous {
            self.problem("previous_secret", "the same as store.secret: leave it out");
        }
        match (current.is_empty(), previous.is_empty()) {
            (true, _) => vec![SecretString::from(DEVELOPMENT_SECRET)],
            (false, true) => vec![SecretString::from(current)],
            (false, false) => vec![SecretString::from(current), SecretString::from(previous)],
        }
    }
}

/// What makes a secret easy to guess; never anything of what it is.
fn weakness(secret: &str) -> Option<String> {
    let bytes = secret.as_bytes();
    if bytes.len() < LENGTH {
        return Some(format!("{LENGTH} characters at least"));
    }
    if secret.trim() != secret {
        return Some("begins or ends with a space".to_owned());
    }
    let different: BTreeSet<char> = secret.chars().collect();
    let repeats = (1..=bytes.len() / 2)
        .any(|period| (period..bytes.len()).all(|at| bytes[at] == bytes[at - period]));
    let next = |step: &&[u8]| matches!(step, [one, two] if one.abs_diff(*two) <= 1);
    let counts = bytes.windows(2).filter(next).count() * 2 > bytes.len();
    let weak = if different.len() < DIFFERENT {
        "has too few different characters"
    } else if repeats {
        "repeats itself"
    } else if counts {
        "is an alphabet or a row of numbers"
    } else {
        return None;
    };
    Some(format!(
        "{weak}: draw one at random, as with `openssl rand -base64 32`"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

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
            let said = weakness(secret).unwrap_or_default();
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
            assert_eq!(weakness(secret), None, "{secret}");
        }
    }
}
