//! The operator's logo and accent colour, as files of the page.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::config::Logo;
use crate::web::AppState;

/// The path of the logo.
pub const LOGO_PATH: &str = "/logo";

/// The path of the style with the accent colour.
pub const STYLE_PATH: &str = "/accent.css";

/// `GET /logo`.
pub async fn logo(State(app): State<AppState>) -> Response {
    match &app.settings.verification.logo {
        Some(Logo { bytes, media_type }) => asset(media_type, bytes.clone()),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `GET /accent.css`: overrides the accent colour of the style.
pub async fn style(State(app): State<AppState>) -> Response {
    match app.settings.verification.accents() {
        Some([light, dark]) => {
            let style = format!(
                ":root{{--accent:{light}}}@media(prefers-color-scheme:dark){{:root{{--accent:{dark}}}}}"
            );
            asset("text/css; charset=utf-8", style.into_bytes())
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn asset(kind: &'static str, bytes: Vec<u8>) -> Response {
    let headers = [(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-cache")];
    (headers, bytes).into_response()
}
