//! Several signing keys at once: those to come are published before they sign, and those that
//! were are published until their tokens have expired.

use crate::clients::{PublicJwk, SigningAlgorithm, SigningKey};
use crate::domain::Timestamp;

/// All signing keys.
#[derive(Debug, Default)]
pub struct SigningKeys(pub Vec<SigningKey>);

impl SigningKeys {
    /// The key that signs at `now`: of those that may, the one that began last.
    pub fn signing(&self, algorithm: SigningAlgorithm, now: Timestamp) -> Option<&SigningKey> {
        let of_algorithm = self.0.iter().filter(|key| key.algorithm() == algorithm);
        of_algorithm
            .filter(|key| key.signs_from <= now)
            .max_by_key(|key| key.signs_from)
    }

    /// The time from which the newest key of each algorithm signs, where that is told.
    pub fn newest(&self) -> impl Iterator<Item = (SigningAlgorithm, Timestamp)> {
        SigningAlgorithm::ALL.into_iter().filter_map(|algorithm| {
            let of_algorithm = self.0.iter().filter(|key| key.algorithm() == algorithm);
            let newest = of_algorithm.map(|key| key.signs_from).max()?;
            (newest > Timestamp::EPOCH).then_some((algorithm, newest))
        })
    }

    /// The public halves of all keys.
    pub fn published(&self) -> Vec<PublicJwk> {
        self.0.iter().map(|key| key.jwk().clone()).collect()
    }

    /// The algorithms that there are keys for.
    pub fn algorithms(&self) -> impl Iterator<Item = SigningAlgorithm> {
        let has =
            |algorithm: &SigningAlgorithm| self.0.iter().any(|key| key.algorithm() == *algorithm);
        SigningAlgorithm::ALL.into_iter().filter(has)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_that_began_last_signs() {
        let keys = [10, 20, 0].map(|from| {
            let mut key = SigningKey::random().unwrap();
            key.signs_from = Timestamp::from_millis(from);
            key
        });
        let ids = keys.each_ref().map(|key| key.kid().to_owned());
        let keys = SigningKeys(keys.into());
        for (now, expected) in [(0, 2), (9, 2), (10, 0), (19, 0), (20, 1), (99, 1)] {
            let now = Timestamp::from_millis(now);
            let signing = keys.signing(SigningAlgorithm::Es256, now).unwrap();
            assert_eq!(signing.kid(), ids[expected], "{now:?}");
            assert!(keys.signing(SigningAlgorithm::Rs256, now).is_none());
        }
        assert_eq!(keys.published().len(), 3);
    }
}
