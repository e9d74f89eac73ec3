//! OpenID Connect over HTTP: the handlers of the provider's addresses, and the way of a person
//! from a client to the wizard and back.
//!
//! [`authorize`] reads the request of a client and [`arrival`] begins a verification for it,
//! [`visit`] knows for whom the wizard is shown and when the person is to be returned, [`answers`]
//! returns them. What requests and records mean is decided in [`openid`](crate::openid).

pub mod answers;
pub mod arrival;
pub mod authorize;
pub mod cancel;
pub mod client_check;
mod documents;
mod grants;
pub mod home;
mod par;
mod token;
mod userinfo;
pub mod visit;

use axum::Router;
use axum::routing::{get, post};

use crate::openid::paths;
use crate::web::AppState;

/// The routes of the protocol. None of them takes a browser's word for where it comes from: what
/// they begin is checked by the client's registration, and what they tell by its credentials.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route(paths::DISCOVERY, get(documents::metadata))
        .route(paths::SERVER_METADATA, get(documents::metadata))
        .route(paths::JWKS, get(documents::jwks))
        .route(
            paths::AUTHORIZE,
            get(authorize::by_get).post(authorize::by_post),
        )
        .route(paths::PAR, post(par::push))
        .route(
            paths::TOKEN,
            post(token::redeem).options(answers::preflight),
        )
        .route(
            paths::USERINFO,
            get(userinfo::by_get)
                .post(userinfo::by_post)
                .options(answers::preflight),
        )
        .route("/clients/{client}/logo", get(documents::logo))
}
