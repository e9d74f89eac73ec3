//! The modules of the OpenID Foundation's plans for providers, Basic OP and Config OP, by their
//! names. A module knows a provider by its metadata alone, so it runs against any:
//!
//! - Ringcode, in this process;
//! - where `CONFORMANCE_ISSUER` is set, the provider at that address. `bin/conformance` starts the
//!   certified `oidc-provider` there, which shows that the modules themselves are right.
//!
//! What came out is held against `docs/reference/conformance.md`. Start at the list below; a
//! module reads from [`relying_party`] and [`provider`].

mod browser;
mod metadata;
mod provider;
mod relying_party;
mod requests;
mod sessions;
mod table;
mod tokens;

use provider::Provider;

/// The outcome of a module that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Passes,
    /// Allowed, but not what the suite would like.
    Warning,
    /// The provider does not offer what it is about.
    Skipped,
}

/// Makes a test of each module, and the list of all.
macro_rules! modules {
    ($($file:ident: $($name:ident)*;)*) => {
        const MODULES: &[&str] = &[$($(stringify!($name)),*),*];
        $($(#[tokio::test]
        async fn $name() {
            let provider = Provider::start().await;
            let outcome = $file::$name(&provider).await;
            table::expects(stringify!($name), &provider, outcome);
        })*)*
    };
}

modules! {
    tokens:
        oidcc_server
        oidcc_idtoken_signature
        oidcc_idtoken_unsigned
        oidcc_userinfo_get
        oidcc_userinfo_post_header
        oidcc_userinfo_post_body
        oidcc_server_client_secret_post
        oidcc_codereuse
        oidcc_codereuse_30seconds
        oidcc_refresh_token
        oidcc_ensure_request_with_valid_pkce_succeeds;
    requests:
        oidcc_response_type_missing
        oidcc_ensure_request_without_nonce_succeeds_for_code_flow
        oidcc_scope_profile
        oidcc_scope_email
        oidcc_scope_address
        oidcc_scope_phone
        oidcc_scope_all
        oidcc_alternate_happy_flow
        oidcc_display_page
        oidcc_display_popup
        oidcc_ensure_request_with_unknown_parameter_succeeds
        oidcc_login_hint
        oidcc_ui_locales
        oidcc_claims_locales
        oidcc_ensure_request_with_acr_values_succeeds
        oidcc_ensure_registered_redirect_uri
        oidcc_ensure_post_request_succeeds
        oidcc_request_uri_unsigned_supported_correctly_or_rejected_as_unsupported
        oidcc_unsigned_request_object_supported_correctly_or_rejected_as_unsupported
        oidcc_claims_essential
        oidcc_ensure_request_object_with_redirect_uri;
    sessions:
        oidcc_prompt_login
        oidcc_prompt_none_not_logged_in
        oidcc_prompt_none_logged_in
        oidcc_max_age_1
        oidcc_max_age_10000
        oidcc_id_token_hint;
    metadata:
        oidcc_discovery_endpoint_verification;
}

#[test]
fn the_table_has_every_module_once() {
    let mut listed = table::modules();
    let mut modules: Vec<_> = MODULES.iter().map(|name| name.replace('_', "-")).collect();
    listed.sort_unstable();
    modules.sort_unstable();
    assert_eq!((modules.len(), &modules), (39, &listed));
}
