//! The widget over HTTP: its script, the way of a person from its page to the wizard, and the
//! redemption of its tokens.
//!
//! The wizard, its session and the way back are those of every client
//! ([`web::openid`](crate::web::openid)); what a request and a token mean is decided in
//! [`widget`](crate::widget). The script is `widget.js`.

pub mod redeem;
mod script;
mod start;

use axum::Router;
use axum::routing::{get, post};

use crate::web::AppState;
use crate::widget::paths;

/// The routes of the widget. Like those of OpenID Connect they believe no browser.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route(paths::SCRIPT, get(script::show))
        .route(paths::START, get(start::begin))
        .route(paths::REDEEM, post(redeem::redeem))
}
