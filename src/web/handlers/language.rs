//! The language of an answer: the one chosen on the page, which a cookie keeps, else the one that
//! the browser asks for.

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{ACCEPT_LANGUAGE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use tracing::warn;

use crate::i18n::Locale;
use crate::rate_limit::{ClientIp, PostKind};
use crate::repository::RepositoryError;
use crate::verifier::VerifierError;
use crate::web::request_headers::{cookies, entries, text};
use crate::web::response::{cookie, redirect_to_page};
use crate::web::{AppState, Session, TypedText, form_validation, notices};

/// The cookie's name.
const NAME: &str = "language";

/// Seconds that the choice is kept: a year.
const MAX_AGE: u32 = 365 * 24 * 60 * 60;

/// Returns the language to answer a request in.
pub fn from_request(headers: &HeaderMap) -> Locale {
    let chosen = cookies(headers, NAME).find_map(Locale::from_tag);
    chosen.unwrap_or_else(|| Locale::negotiate(&accepted(headers)))
}

/// Whether the person has chosen a language here.
pub fn is_chosen(headers: &HeaderMap) -> bool {
    cookies(headers, NAME).any(|tag| Locale::from_tag(tag).is_some())
}

/// The entries of `Accept-Language` that are text, with commas between them.
pub fn accepted(headers: &HeaderMap) -> String {
    let entries = entries(headers, &ACCEPT_LANGUAGE, b',').filter_map(text);
    entries.collect::<Vec<_>>().join(",")
}

/// `POST /language`: keeps the choice and what was typed on the page, and redirects back to it.
pub async fn choose(
    State(app): State<AppState>,
    Extension(client): Extension<ClientIp>,
    mut headers: HeaderMap,
    form: Bytes,
) -> Response {
    if !form_validation::settle_type(&mut headers) {
        return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response();
    }
    let chosen = form_validation::field(&form, "into").and_then(|tag| Locale::from_tag(&tag));
    if let Some(session) = Session::from_request(&headers, app.secure())
        && let Err(error) = keep_typed(&app, &session, client, &form).await
    {
        warn!(%error, "what was typed before a change of language is lost");
    }
    let mut response = redirect_to_page();
    if let Some(cookie) = chosen.and_then(|locale| choice(locale, app.secure())) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// The value of `Set-Cookie` that keeps the choice of a language.
pub fn choice(locale: Locale, secure: bool) -> Option<HeaderValue> {
    cookie(NAME, locale.tag(), MAX_AGE, secure)
}

async fn keep_typed(
    app: &AppState,
    session: &Session,
    client: ClientIp,
    form: &[u8],
) -> Result<(), RepositoryError> {
    let input = form_validation::input(form).filter(|input| !input.typed.is_empty());
    let (post, typed) = match (input, form_validation::field(form, "code")) {
        (Some(input), _) => (PostKind::Number, TypedText::Number(input)),
        (None, Some(code)) => (PostKind::Other, TypedText::Code(code)),
        (None, None) => (PostKind::Other, TypedText::Nothing),
    };
    match app.verifier.admit(&client.into(), post).await {
        Ok(()) => {
            let records = &app.verifier.records;
            let key = session.verification_key(records).await?;
            notices::keep_typed(records, &key, &typed).await
        }
        Err(VerifierError::Unavailable(error)) => Err(error),
        Err(_) => Ok(()),
    }
}
