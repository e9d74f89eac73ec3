//! The language a person reads: chosen on the page, else what their browser asks for.
//! The choice is kept in a cookie; what is sent follows the page's forms.

use axum::Form;
use axum::extract::State;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tracing::warn;

use super::app::App;
use super::session::Session;
use crate::domain::flow::Draft;
use crate::languages::Words;

/// The cookie's name.
const NAME: &str = "language";

/// Seconds the choice is kept: a year.
const MAX_AGE: u32 = 365 * 24 * 60 * 60;

/// A posted choice, with what stood in the form of the page.
#[derive(Deserialize)]
pub struct Choice {
    into: String,
    #[serde(default)]
    country: String,
    phone: Option<String>,
    code: Option<String>,
}

/// The language to answer a request in.
pub fn of_request(headers: &HeaderMap) -> Words {
    let chosen = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(NAME)?.strip_prefix('='));
    chosen.and_then(Words::in_language).unwrap_or_else(|| {
        let accepted = headers.get(ACCEPT_LANGUAGE);
        Words::accepted(accepted.and_then(|value| value.to_str().ok()).unwrap_or(""))
    })
}

/// `POST /language`: remembers the choice and what was typed, and leads back to the page.
pub async fn choose(
    State(app): State<App>,
    headers: HeaderMap,
    Form(choice): Form<Choice>,
) -> Response {
    let cookie = Words::in_language(&choice.into).and_then(|words| cookie(words, app.secure()));
    keep_typed(&app, &headers, choice).await;
    let mut response = (
        StatusCode::SEE_OTHER,
        [(LOCATION, HeaderValue::from_static("/"))],
    )
        .into_response();
    if let Some(cookie) = cookie {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// Best effort: without it the page comes in the new language all the same.
async fn keep_typed(app: &App, headers: &HeaderMap, choice: Choice) {
    let Some(session) = Session::of_request(headers, app.secure()) else {
        return;
    };
    let Choice {
        country,
        phone,
        code,
        ..
    } = choice;
    let draft = phone
        .filter(|typed| !typed.is_empty())
        .map(|typed| Draft { country, typed });
    let kept = app.verifier.keep_typed(&session, draft, code).await;
    if let Err(fault) = kept {
        warn!(%fault, "what was typed before a change of language is lost");
    }
}

fn cookie(words: Words, secure: bool) -> Option<HeaderValue> {
    let only_secure = if secure { "; Secure" } else { "" };
    let tag = words.tag();
    let cookie =
        format!("{NAME}={tag}; Path=/; Max-Age={MAX_AGE}; HttpOnly; SameSite=Lax{only_secure}");
    HeaderValue::from_str(&cookie).ok()
}
