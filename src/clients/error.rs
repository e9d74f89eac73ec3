//! The error of signing keys.

/// The reason why a file is no signing key.
#[derive(Debug, thiserror::Error)]
pub enum InvalidSigningKey {
    /// There is no PEM block with a private key.
    #[error("no private key in PEM (BEGIN PRIVATE KEY, which is PKCS#8)")]
    NoPem,
    /// The key is neither P-256 nor RSA of 2048 to 8192 bits.
    #[error("neither a P-256 key nor an RSA key of 2048 bits or more")]
    Unusable,
    /// This machine has no randomness or no key could be made.
    #[error("no key could be made")]
    NotMade,
}
