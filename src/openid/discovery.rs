//! The document about this provider (OpenID Connect Discovery, RFC 8414).

use serde_json::{Value, json};

use crate::clients::SigningAlgorithm;
use crate::openid::ACR;

/// The paths of the protocol.
pub mod paths {
    /// The document about the provider, at the address of OpenID Connect.
    pub const DISCOVERY: &str = "/.well-known/openid-configuration";
    /// The same, at the address of RFC 8414.
    pub const SERVER_METADATA: &str = "/.well-known/oauth-authorization-server";
    /// The path to which browsers bring requests.
    pub const AUTHORIZE: &str = "/authorize";
    /// The path at which clients push requests.
    pub const PAR: &str = "/par";
    /// The path at which clients redeem codes.
    pub const TOKEN: &str = "/token";
    /// The path at which clients read claims.
    pub const USERINFO: &str = "/userinfo";
    /// The public keys.
    pub const JWKS: &str = "/jwks";
}

/// The document of the provider at `issuer`, which is its public address without a slash at the
/// end.
pub fn provider_metadata(
    issuer: &str,
    algorithms: impl Iterator<Item = SigningAlgorithm>,
    locales: impl Iterator<Item = &'static str>,
) -> Value {
    let at = |path: &str| format!("{issuer}{path}");
    let algorithms: Vec<_> = algorithms.map(SigningAlgorithm::name).collect();
    json!({
        "issuer": issuer,
        "authorization_endpoint": at(paths::AUTHORIZE),
        "token_endpoint": at(paths::TOKEN),
        "userinfo_endpoint": at(paths::USERINFO),
        "pushed_authorization_request_endpoint": at(paths::PAR),
        "jwks_uri": at(paths::JWKS),
        "scopes_supported": ["openid", "phone"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "form_post"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": algorithms,
        "token_endpoint_auth_methods_supported": [
            "client_secret_basic", "client_secret_post", "private_key_jwt", "none",
        ],
        "token_endpoint_auth_signing_alg_values_supported": ["ES256", "RS256"],
        "code_challenge_methods_supported": ["S256"],
        "claim_types_supported": ["normal"],
        "claims_supported": [
            "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "jti", "acr", "amr",
            "phone_number", "phone_number_verified", "vid", "channel", "country", "restricted",
            "purpose",
        ],
        "acr_values_supported": [ACR],
        "prompt_values_supported": ["none", "login", "select_account"],
        "display_values_supported": ["page", "popup"],
        "ui_locales_supported": locales.collect::<Vec<_>>(),
        "authorization_response_iss_parameter_supported": true,
        "claims_parameter_supported": false,
        "request_parameter_supported": false,
        // True unless it is written.
        "request_uri_parameter_supported": false,
    })
}
