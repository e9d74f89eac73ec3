//! The password of the operator's page, as the hash that the settings hold.

use std::fmt;
use std::ops::RangeInclusive;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params};
use sha2::{Digest, Sha256};

use crate::config::value_parser::unless_empty;
use crate::config::{InvalidText, ValueKind, ValueParser};

/// Least characters of a password that stands alone (NIST SP 800-63B-4 section 3.1.1.2).
const MIN_CHARACTERS: usize = 15;

/// The most bytes of one: more than anybody types.
const MAX_BYTES: usize = 1_024;

/// Memory that one check of a password takes, in KiB, at the least and the most.
const MEMORY: RangeInclusive<u32> = 7_168..=262_144;

/// Least memory times rounds: the weakest of the parameters that OWASP recommends.
const MIN_WORK: u64 = 35_840;

/// The most rounds and lanes.
const MAX_ROUNDS: u32 = 16;
const MAX_LANES: u32 = 8;

/// The hash of a password, by argon2id.
#[derive(Clone)]
pub struct OperatorPassword(PasswordHash);

/// A text that is not taken as a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a password of {MIN_CHARACTERS} characters at least, on one line of standard input")]
pub struct InvalidPassword;

/// The hash of an operator's password; empty for none.
pub const fn password_hash() -> ValueParser<Option<OperatorPassword>> {
    ValueParser::new(ValueKind::Secret, |_, text| {
        unless_empty(text, OperatorPassword::parse)
    })
}

impl OperatorPassword {
    /// Parses a hash in PHC form, such as `$argon2id$v=19$m=19456,t=2,p=1$…$…`.
    ///
    /// # Errors
    /// [`InvalidText`] where it is no such hash, or one whose check is too cheap or too costly.
    pub fn parse(text: &str) -> Result<Self, InvalidText> {
        let no_hash = || {
            let example = "a hash such as $argon2id$v=19$m=19456,t=2,p=1$…$…";
            InvalidText::from(format!("{example}, as `ringcode operator-password` prints"))
        };
        let hash = PasswordHash::new(text).map_err(|_| no_hash())?;
        let is_whole = hash.salt.is_some() && hash.hash.is_some_and(|output| output.len() >= 16);
        if hash.algorithm != Algorithm::Argon2id.ident() || hash.version != Some(19) || !is_whole {
            return Err(no_hash());
        }
        let params = Params::try_from(&hash).map_err(|_| no_hash())?;
        let (memory, rounds) = (params.m_cost(), params.t_cost());
        if u64::from(memory) * u64::from(rounds) < MIN_WORK || memory < *MEMORY.start() {
            return Err("too cheap to guess: m=19456,t=2,p=1 at least".into());
        }
        if memory > *MEMORY.end() || rounds > MAX_ROUNDS || params.p_cost() > MAX_LANES {
            return Err("too costly to check: m=262144,t=16,p=8 at most".into());
        }
        Ok(Self(hash))
    }

    /// Makes the hash of a password, under a random salt.
    ///
    /// # Errors
    /// [`InvalidPassword`] when it is too short or too long.
    pub fn hash_of(password: &str) -> Result<String, InvalidPassword> {
        let is_long_enough = password.chars().count() >= MIN_CHARACTERS;
        if !is_long_enough || password.len() > MAX_BYTES {
            return Err(InvalidPassword);
        }
        let salt: [u8; 16] = rand::random();
        let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
        hash.map(|hash| hash.to_string())
            .map_err(|_| InvalidPassword)
    }

    /// Whether `typed` is the password. Takes tens of milliseconds and as much memory as the hash
    /// says, so it belongs on a thread where nothing waits.
    pub fn matches(&self, typed: &str) -> bool {
        let verify = || Argon2::default().verify_password(typed.as_bytes(), &self.0);
        typed.len() <= MAX_BYTES && verify().is_ok()
    }

    /// The name of this hash, which another password or salt changes.
    pub fn id(&self) -> [u8; 16] {
        let hash: [u8; 32] = Sha256::digest(self.0.to_string()).into();
        let mut id = [0; 16];
        id.copy_from_slice(&hash[..16]);
        id
    }
}

/// The hash is a secret: it can be guessed at offline.
impl fmt::Debug for OperatorPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OperatorPassword(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWORD: &str = "correct horse battery";

    #[test]
    fn a_password_matches_its_own_hash_alone() {
        let [one, other] = [0, 1].map(|_| OperatorPassword::hash_of(PASSWORD).unwrap());
        assert_ne!(one, other, "the salt is random");
        let hash = OperatorPassword::parse(&one).unwrap();
        assert!(hash.matches(PASSWORD));
        for wrong in ["", "correct horse batter", "Correct horse battery"] {
            assert!(!hash.matches(wrong), "{wrong}");
        }
        assert_ne!(hash.id(), OperatorPassword::parse(&other).unwrap().id());
        assert!(!format!("{hash:?}").contains("argon2id"));
    }

    #[test]
    fn short_passwords_get_no_hash() {
        for refused in ["", "fourteen chars", &"a".repeat(2_000)] {
            assert_eq!(OperatorPassword::hash_of(refused), Err(InvalidPassword));
        }
    }

    #[test]
    fn weak_and_foreign_hashes_are_refused() {
        let hash = |front: &str| {
            let text = format!("{front}$c29tZXNhbHRzb21lc2FsdA$kEcGIX6sx1T6bB8YbdKfWmSFFYPpHrDk");
            OperatorPassword::parse(&text).map_err(|error| error.to_string())
        };
        assert!(hash("$argon2id$v=19$m=19456,t=2,p=1").is_ok());
        for (front, told) in [
            ("$argon2i$v=19$m=19456,t=2,p=1", "such as $argon2id"),
            ("$argon2id$v=16$m=19456,t=2,p=1", "such as $argon2id"),
            ("$argon2id$m=19456,t=2,p=1", "such as $argon2id"),
            ("$2y$10", "such as $argon2id"),
            ("password", "such as $argon2id"),
            ("$argon2id$v=19$m=19456,t=1,p=1", "too cheap"),
            ("$argon2id$v=19$m=4096,t=16,p=1", "too cheap"),
            ("$argon2id$v=19$m=4000000,t=1,p=1", "too costly"),
            ("$argon2id$v=19$m=19456,t=100,p=1", "too costly"),
        ] {
            let said = hash(front).unwrap_err();
            assert!(said.contains(told), "{front}: {said}");
        }
        assert!(OperatorPassword::parse("$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ").is_err());
    }
}
