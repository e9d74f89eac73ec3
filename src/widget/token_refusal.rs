//! Refusals of a token, as a client's server is told them.

/// The reason for an answer without a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenRefusal {
    /// The request has no token, or cannot be read.
    InvalidRequest,
    /// The secret is no client's.
    InvalidClient,
    /// The token is not one of this client, or has expired.
    InvalidToken,
    /// The token was redeemed before.
    TokenUsed,
    /// The person holds another number than the expected one.
    NumberMismatch,
    /// Something of ours is broken; to be asked again.
    Unavailable,
}

impl TokenRefusal {
    /// The name in answers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidToken => "invalid_token",
            Self::TokenUsed => "token_used",
            Self::NumberMismatch => "phone_number_mismatch",
            Self::Unavailable => "unavailable",
        }
    }
}
