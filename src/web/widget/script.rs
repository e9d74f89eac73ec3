//! `GET /widget.js`: the script that draws the widget on the pages of clients.

use std::sync::LazyLock;

use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH,
};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::i18n::Locale;
use crate::openid::Parameters;
use crate::web::AppState;
use crate::web::request_headers::entries;

/// The script, and the place in it where the sentences of all languages belong: the page's policy
/// may allow no further request for them.
const SOURCE: &str = include_str!("widget.js");
const SENTENCES: &str = "\"SENTENCES\"";

/// The sentences of the widget, in the order in which the script names them.
fn sentences(locale: Locale) -> [&'static str; 3] {
    [
        locale.text("phone-title"),
        locale.text("done-title"),
        locale.text("widget-expired"),
    ]
}

/// Pages of other origins load the script.
const CROSS_ORIGIN: [(HeaderName, HeaderValue); 3] = [
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    ),
    (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    (
        CONTENT_TYPE,
        HeaderValue::from_static("text/javascript; charset=utf-8"),
    ),
];

const KEPT: (HeaderName, HeaderValue) = (
    CACHE_CONTROL,
    HeaderValue::from_static("public, max-age=600"),
);

/// The script with its sentences, and its entity tag.
static SCRIPT: LazyLock<(String, String)> = LazyLock::new(|| {
    let of = |locale: Locale| (locale.tag().to_owned(), json!(sentences(locale)));
    let sentences: Map<String, Value> = Locale::all().map(of).collect();
    let script = SOURCE.replace(SENTENCES, &Value::from(sentences).to_string());
    let hash = Sha256::digest(&script);
    let tag = format!("\"{}\"", BASE64_URL_SAFE_NO_PAD.encode(&hash[..12]));
    (script, tag)
});

/// `GET /widget.js`: the script; with a client and the origin of a page, nothing, or 404 where the
/// client has no such origin. Under the same path, because the page's policy lets it through.
pub async fn show(State(app): State<AppState>, request: Request) -> Response {
    let parameters = Parameters::parse(request.uri().query().unwrap_or_default().as_bytes());
    match parameters.get("client") {
        Ok(None) => script(&request),
        Ok(Some(client)) => registration(&app, client, &parameters),
        Err(_) => unregistered(),
    }
}

fn script(request: &Request) -> Response {
    let (script, tag) = &*SCRIPT;
    let mut known = entries(request.headers(), &IF_NONE_MATCH, b',');
    let is_known = known.any(|known| known.strip_prefix(b"W/").unwrap_or(known) == tag.as_bytes());
    let mut response = match is_known {
        true => (CROSS_ORIGIN, StatusCode::NOT_MODIFIED).into_response(),
        false => (CROSS_ORIGIN, script.as_str()).into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(KEPT.0, KEPT.1);
    headers.extend(HeaderValue::from_str(tag).ok().map(|tag| (ETAG, tag)));
    response
}

fn registration(app: &AppState, client: &str, parameters: &Parameters) -> Response {
    let clients = app.clients.current();
    let origin = parameters.get("origin").ok().flatten().unwrap_or_default();
    match clients
        .get(client)
        .is_some_and(|client| client.has_origin(origin))
    {
        true => (CROSS_ORIGIN, [KEPT], "").into_response(),
        false => unregistered(),
    }
}

fn unregistered() -> Response {
    (StatusCode::NOT_FOUND, CROSS_ORIGIN, "").into_response()
}
