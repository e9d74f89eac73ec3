//! OpenID Connect as a provider speaks it: requests and their errors, grants, tokens, claims and
//! the documents about the provider.
//!
//! All of it is pure: times and random values are parameters, and nothing here does I/O. What is
//! kept of a request is in [`records`]; the handlers are in `web::openid`. Start at
//! [`AuthorizationRequest`].

mod authorization_request;
mod claims;
mod client_assertion;
mod credentials;
mod discovery;
mod error;
mod parameters;
mod records;
mod redemption;
pub mod redirect;
mod subject;

pub use authorization_request::{AuthorizationError, AuthorizationRequest, Prompt, RequestOrigin};
pub use claims::{ACR, IdTokenClaims, UserInfo};
pub use client_assertion::{AssertionAudience, AssertionClaims};
pub use credentials::{Credentials, bearer_token};
pub use discovery::{paths, provider_metadata};
pub use error::{OAuthCode, OAuthError};
pub use parameters::Parameters;
pub use records::{
    AccessTokenRecord, AuthorizationRecord, CODE_LIFE, GrantRecord, PUSHED_LIFE, Proven,
    PushedRequestRecord, TOKEN_LIFE, UsedAssertionRecord,
};
pub use redemption::{RedemptionError, TokenRequest};
pub use redirect::{ClientRedirect, ResponseMode};
pub use subject::SubjectKey;
