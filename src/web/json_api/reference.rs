//! The description of the API as it is served, to everybody: the OpenAPI document, and the page
//! that is drawn from it. Both are made once.

use axum::Router;
use axum::body::Bytes;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::openapi::document;
use crate::json_api::paths::{OPENAPI, REFERENCE, REFERENCE_STYLE};
use crate::ui::reference::{ReferencePage, render};
use crate::web::AppState;
use crate::web::handlers::branding::STYLE_PATH;

const STYLE: &str = include_str!("../../../style/reference.css");

/// Policy of the page: our styles and icon, no script, and no form.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

/// The routes of the description of the API at the server's public address.
pub fn routes(app: &AppState) -> Router<AppState> {
    let json = document(app.settings.public_base());
    let page = render(&ReferencePage {
        document: serde_json::from_str(&json).unwrap_or_default(),
        document_path: OPENAPI,
        brand: app.settings.verification.brand.clone(),
        styles: styles(app),
    });
    let (json, page) = (Bytes::from(json), Bytes::from(page));
    let page = async move || {
        let page = kept("text/html; charset=utf-8", page.clone());
        ([(CONTENT_SECURITY_POLICY, POLICY)], page).into_response()
    };
    Router::new()
        .route(
            OPENAPI,
            get(async move || kept("application/json", json.clone())),
        )
        .route(REFERENCE, get(page))
        .route(
            REFERENCE_STYLE,
            get(async || kept("text/css; charset=utf-8", STYLE.into())),
        )
}

fn styles(app: &AppState) -> Vec<String> {
    let options = &app.files.options;
    let own = format!("/{}/{}.css", options.site_pkg_dir, options.output_name);
    let accents = app.settings.verification.accents();
    let accents = accents.map(|_| STYLE_PATH.to_owned());
    let styles = [Some(own), accents, Some(REFERENCE_STYLE.to_owned())];
    styles.into_iter().flatten().collect()
}

fn kept(kind: &'static str, body: Bytes) -> Response {
    let headers = [(CONTENT_TYPE, kind), (CACHE_CONTROL, "public, max-age=300")];
    (headers, body).into_response()
}
