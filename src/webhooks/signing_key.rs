//! The keys that sign webhooks, and what they sign: `ID.TIMESTAMP.BODY`.

use std::collections::BTreeSet;
use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use ring::signature::{Ed25519KeyPair, KeyPair};
use secrecy::SecretString;
use sha2::Sha256;

const HMAC_PREFIX: &str = "whsec_";
const PRIVATE_PREFIX: &str = "whsk_";
const PUBLIC_PREFIX: &str = "whpk_";

/// Bytes of an HMAC key, and of the seed that an Ed25519 key is made from.
const HMAC_BYTES: std::ops::RangeInclusive<usize> = 24..=64;
const SEED_BYTES: usize = 32;

/// Least different bytes of a key. Of 24 random bytes all but one in 10^24 have more.
const MIN_DIFFERENT: usize = 8;

/// A key that signs. Its text and its private half are never shown.
pub enum WebhookKey {
    /// `whsec_…`, which the receiver has as well: HMAC with SHA-256, already keyed.
    Hmac(Hmac<Sha256>),
    /// `whsk_…`, of which the receiver has the public half, `whpk_…`.
    Ed25519(Ed25519KeyPair),
}

/// The keys of one webhook: one, or while it changes the next one as well.
#[derive(Debug, Default)]
pub struct WebhookKeys(pub Vec<WebhookKey>);

/// The reason why a text is no key. Holds nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidWebhookKey {
    /// Neither prefix.
    #[error("not a key: whsec_… or whsk_…, as `ringcode webhooks key` prints it")]
    Prefix,
    /// The public half of a key.
    #[error("whpk_… is the receiver's half: the key that signs begins with whsk_")]
    Public,
    /// Not base64.
    #[error("not base64 behind {0}: letters, digits, + and /, with its = at the end")]
    Encoding(&'static str),
    /// An HMAC key of another length.
    #[error("24 to 64 bytes in base64 behind whsec_, not {0}")]
    HmacLength(usize),
    /// An Ed25519 key of another length.
    #[error("32 bytes (the seed) or 64 (with the public half) in base64 behind whsk_, not {0}")]
    PrivateLength(usize),
    /// The second 32 bytes of 64 belong to another key.
    #[error("the public half in whsk_… belongs to another key")]
    OtherPublicHalf,
    /// Bytes that nobody drew at random.
    #[error("has too few different bytes: draw a key with `ringcode webhooks key`")]
    Weak,
}

impl WebhookKey {
    /// Reads a key: `whsec_` and 24 to 64 bytes, or `whsk_` and 32 or 64 bytes, in base64. White
    /// space around it is ignored.
    ///
    /// # Errors
    /// [`InvalidWebhookKey`], which tells nothing of the text.
    pub fn parse(text: &str) -> Result<Self, InvalidWebhookKey> {
        let text = text.trim();
        if let Some(encoded) = text.strip_prefix(HMAC_PREFIX) {
            Self::from_hmac_bytes(&decode(HMAC_PREFIX, encoded)?)
        } else if let Some(encoded) = text.strip_prefix(PRIVATE_PREFIX) {
            Self::from_private_bytes(&decode(PRIVATE_PREFIX, encoded)?)
        } else if text.starts_with(PUBLIC_PREFIX) {
            Err(InvalidWebhookKey::Public)
        } else {
            Err(InvalidWebhookKey::Prefix)
        }
    }

    /// Draws an HMAC key, as the text that [`WebhookKey::parse`] reads.
    pub fn random_hmac() -> SecretString {
        random_text(HMAC_PREFIX)
    }

    /// Draws an Ed25519 key, as the text that [`WebhookKey::parse`] reads.
    pub fn random_ed25519() -> SecretString {
        random_text(PRIVATE_PREFIX)
    }

    /// The public half of an Ed25519 key, `whpk_…`; an HMAC key has none.
    pub fn public_key(&self) -> Option<String> {
        match self {
            Self::Hmac(_) => None,
            Self::Ed25519(pair) => {
                let encoded = BASE64_STANDARD.encode(pair.public_key());
                Some(format!("{PUBLIC_PREFIX}{encoded}"))
            }
        }
    }

    /// The name of the algorithm.
    pub const fn algorithm(&self) -> &'static str {
        match self {
            Self::Hmac(_) => "HMAC-SHA256",
            Self::Ed25519(_) => "Ed25519",
        }
    }

    /// The signature of a message, with the version of its kind: `v1,…` or `v1a,…`.
    fn signature(&self, message: &[u8]) -> String {
        match self {
            Self::Hmac(keyed) => {
                let hash = keyed.clone().chain_update(message).finalize();
                format!("v1,{}", BASE64_STANDARD.encode(hash.into_bytes()))
            }
            Self::Ed25519(pair) => {
                format!("v1a,{}", BASE64_STANDARD.encode(pair.sign(message)))
            }
        }
    }

    fn from_hmac_bytes(bytes: &[u8]) -> Result<Self, InvalidWebhookKey> {
        if !HMAC_BYTES.contains(&bytes.len()) {
            return Err(InvalidWebhookKey::HmacLength(bytes.len()));
        }
        check_strength(bytes)?;
        let keyed = Hmac::new_from_slice(bytes);
        keyed
            .map(Self::Hmac)
            .map_err(|_| InvalidWebhookKey::HmacLength(bytes.len()))
    }

    fn from_private_bytes(bytes: &[u8]) -> Result<Self, InvalidWebhookKey> {
        let wrong_length = InvalidWebhookKey::PrivateLength(bytes.len());
        let (seed, public) = bytes.split_at_checked(SEED_BYTES).ok_or(wrong_length)?;
        if ![0, SEED_BYTES].contains(&public.len()) {
            return Err(wrong_length);
        }
        check_strength(seed)?;
        let pair = match public {
            [] => Ed25519KeyPair::from_seed_unchecked(seed),
            public => Ed25519KeyPair::from_seed_and_public_key(seed, public),
        };
        pair.map(Self::Ed25519)
            .map_err(|_| InvalidWebhookKey::OtherPublicHalf)
    }
}

impl WebhookKeys {
    /// The value of `webhook-signature`: a signature of each key, with spaces between them.
    /// `id` must not contain a dot, which ends it in what is signed.
    pub fn signature(&self, id: &str, timestamp_seconds: u64, body: &[u8]) -> String {
        let message = [format!("{id}.{timestamp_seconds}.").as_bytes(), body].concat();
        let signatures: Vec<_> = self.0.iter().map(|key| key.signature(&message)).collect();
        signatures.join(" ")
    }
}

impl fmt::Debug for WebhookKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WebhookKey({} …)", self.algorithm())
    }
}

fn decode(prefix: &'static str, encoded: &str) -> Result<Vec<u8>, InvalidWebhookKey> {
    let decoded = BASE64_STANDARD.decode(encoded);
    decoded.map_err(|_| InvalidWebhookKey::Encoding(prefix))
}

fn check_strength(bytes: &[u8]) -> Result<(), InvalidWebhookKey> {
    let different: BTreeSet<_> = bytes.iter().collect();
    match different.len() < MIN_DIFFERENT {
        true => Err(InvalidWebhookKey::Weak),
        false => Ok(()),
    }
}

fn random_text(prefix: &str) -> SecretString {
    let bytes: [u8; 32] = rand::random();
    format!("{prefix}{}", BASE64_STANDARD.encode(bytes)).into()
}

#[cfg(test)]
mod tests {
    use ring::signature::{ED25519, UnparsedPublicKey};
    use secrecy::ExposeSecret;

    use super::*;

    /// The keys and signatures of the tests of the standard's libraries: of all of them for HMAC,
    /// of the one for Go for Ed25519.
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const TIMESTAMP: u64 = 1_614_265_330;
    const BODY: &[u8] = br#"{"test": 2432232314}"#;
    const HMAC_KEY: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const HMAC_SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    const PRIVATE_KEY: &str = "whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=";
    const PRIVATE_SIGNATURE: &str = "v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag==";

    fn keys(texts: &[&str]) -> WebhookKeys {
        let parsed = texts.iter().map(|text| WebhookKey::parse(text).unwrap());
        WebhookKeys(parsed.collect())
    }

    fn encoded(prefix: &str, bytes: &[u8]) -> String {
        format!("{prefix}{}", BASE64_STANDARD.encode(bytes))
    }

    fn counting<const N: usize>() -> [u8; N] {
        std::array::from_fn(|at| at as u8)
    }

    #[test]
    fn signatures_are_those_of_the_standards_libraries() {
        let both = format!("{HMAC_SIGNATURE} {PRIVATE_SIGNATURE}");
        for (texts, expected) in [
            (&[HMAC_KEY][..], HMAC_SIGNATURE),
            (&[PRIVATE_KEY], PRIVATE_SIGNATURE),
            (&[HMAC_KEY, PRIVATE_KEY], &both),
            (&[], ""),
        ] {
            assert_eq!(keys(texts).signature(ID, TIMESTAMP, BODY), expected);
        }
    }

    #[test]
    fn id_timestamp_and_body_are_all_signed() {
        let keys = keys(&[HMAC_KEY, PRIVATE_KEY]);
        let of = |id, timestamp, body: &[u8]| keys.signature(id, timestamp, body);
        let known = of(ID, TIMESTAMP, BODY);
        let others = [
            of("msg_other", TIMESTAMP, BODY),
            of(ID, TIMESTAMP + 1, BODY),
            of(ID, TIMESTAMP, b"{}"),
        ];
        for other in others {
            for (one, two) in known.split(' ').zip(other.split(' ')) {
                assert_ne!(one, two);
            }
        }
    }

    #[test]
    fn the_public_half_verifies_what_a_drawn_key_signed() {
        let text = WebhookKey::random_ed25519();
        let key = WebhookKey::parse(text.expose_secret()).unwrap();
        let public = key.public_key().unwrap();
        let public = BASE64_STANDARD.decode(public.strip_prefix("whpk_").unwrap());
        let public = public.unwrap();
        let signed = WebhookKeys(vec![key]).signature("a", 1, b"b");
        let signature = BASE64_STANDARD.decode(signed.strip_prefix("v1a,").unwrap());
        let verifier = UnparsedPublicKey::new(&ED25519, public);
        assert!(verifier.verify(b"a.1.b", &signature.unwrap()).is_ok());
        assert_ne!(
            WebhookKey::random_ed25519().expose_secret(),
            text.expose_secret()
        );
    }

    #[test]
    fn a_drawn_hmac_key_has_no_public_half() {
        let text = WebhookKey::random_hmac();
        let key = WebhookKey::parse(text.expose_secret()).unwrap();
        assert_eq!(key.public_key(), None);
        assert_ne!(
            WebhookKey::random_hmac().expose_secret(),
            text.expose_secret()
        );
    }

    #[test]
    fn a_private_key_is_a_seed_or_both_halves() {
        let seed = PRIVATE_KEY.strip_prefix(PRIVATE_PREFIX).unwrap();
        let seed = BASE64_STANDARD.decode(seed).unwrap();
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).unwrap();
        let both = [&*seed, pair.public_key().as_ref()].concat();
        let both = encoded("whsk_", &both);
        let signature = keys(&[&both]).signature(ID, TIMESTAMP, BODY);
        assert_eq!(signature, PRIVATE_SIGNATURE);
        let other = [&*seed, &[7; 32]].concat();
        assert_eq!(
            WebhookKey::parse(&encoded("whsk_", &other)).unwrap_err(),
            InvalidWebhookKey::OtherPublicHalf
        );
    }

    #[test]
    fn what_is_no_key_is_named_without_it() {
        use InvalidWebhookKey as Invalid;
        let hmac = |bytes: &[u8]| encoded("whsec_", bytes);
        let private = |bytes: &[u8]| encoded("whsk_", bytes);
        let secret = HMAC_KEY.strip_prefix(HMAC_PREFIX).unwrap();
        for (text, expected) in [
            (String::new(), Invalid::Prefix),
            (secret.to_owned(), Invalid::Prefix),
            (format!("v1,whsec_{secret}"), Invalid::Prefix),
            (format!("WHSEC_{secret}"), Invalid::Prefix),
            (format!("whpk_{secret}"), Invalid::Public),
            ("whsec_".to_owned(), Invalid::HmacLength(0)),
            (format!("whsec_ {secret}"), Invalid::Encoding("whsec_")),
            (format!("whsec_{secret}="), Invalid::Encoding("whsec_")),
            (
                hmac(&[0xff; 32]).replace('/', "_"),
                Invalid::Encoding("whsec_"),
            ),
            (
                hmac(&counting::<25>()).replace('=', ""),
                Invalid::Encoding("whsec_"),
            ),
            (hmac(&counting::<23>()), Invalid::HmacLength(23)),
            (hmac(&counting::<65>()), Invalid::HmacLength(65)),
            (hmac(&[0; 32]), Invalid::Weak),
            ("whsk_".to_owned(), Invalid::PrivateLength(0)),
            ("whsk_ä".to_owned(), Invalid::Encoding("whsk_")),
            (private(&counting::<31>()), Invalid::PrivateLength(31)),
            (private(&counting::<48>()), Invalid::PrivateLength(48)),
            (private(&counting::<65>()), Invalid::PrivateLength(65)),
            (private(&[1; 32]), Invalid::Weak),
        ] {
            let error = WebhookKey::parse(&text).unwrap_err();
            assert_eq!(error, expected, "{text}");
            assert!(!error.to_string().contains(secret));
        }
        for fits in [hmac(&counting::<24>()), hmac(&counting::<64>())] {
            assert!(WebhookKey::parse(&format!("\n {fits}\r\n")).is_ok());
        }
    }

    #[test]
    fn keys_are_not_shown() {
        let shown = format!("{:?}", keys(&[HMAC_KEY, PRIVATE_KEY]));
        assert_eq!(
            shown,
            "WebhookKeys([WebhookKey(HMAC-SHA256 …), WebhookKey(Ed25519 …)])"
        );
    }
}
