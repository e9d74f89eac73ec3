//! The language a person reads: chosen on the page, else what their browser asks for.
//! The choice is kept in a cookie; what is sent is in the language of who asked for it.

use axum::extract::{FromRequest, Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Form};
use serde::Deserialize;
use tracing::warn;

use super::app::App;
use super::client_address::ClientAddress;
use super::fields::settle_type;
use super::limits::Post;
use super::records::Fault;
use super::request_headers::{cookies, entries, text};
use super::session::Session;
use super::verifier::{Failure, Visitor};
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
    let chosen = cookies(headers, NAME).find_map(Words::in_language);
    chosen.unwrap_or_else(|| Words::accepted(&accepted(headers).collect::<Vec<_>>().join(",")))
}

/// What `Accept-Language` lists, as far as it is text.
pub fn accepted(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    entries(headers, &ACCEPT_LANGUAGE, b',').filter_map(text)
}

/// `POST /language`: remembers the choice and what was typed, and leads back to the page.
pub async fn choose(
    State(app): State<App>,
    Extension(client): Extension<ClientAddress>,
    mut request: Request,
) -> Response {
    settle_type(request.headers_mut());
    let headers = request.headers().clone();
    let choice = match Form::<Choice>::from_request(request, &app).await {
        Ok(Form(choice)) => choice,
        Err(unread) => return unread.into_response(),
    };
    let cookie = Words::in_language(&choice.into).and_then(|words| cookie(words, app.secure()));
    if let Some(session) = Session::of_request(&headers, app.secure())
        && let Err(fault) = keep_typed(&app, &session, client, choice).await
    {
        warn!(%fault, "what was typed before a change of language is lost");
    }
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

async fn keep_typed(
    app: &App,
    session: &Session,
    client: ClientAddress,
    choice: Choice,
) -> Result<(), Fault> {
    let Choice {
        into,
        country,
        phone,
        code,
    } = choice;
    let visitor = Visitor {
        flow: app.verifier.records.flow_key(session).await?,
        client,
        words: Words::in_language(&into).unwrap_or_else(Words::english),
    };
    let draft = phone
        .filter(|typed| !typed.is_empty())
        .map(|typed| Draft { country, typed });
    let post = if draft.is_some() {
        Post::Number
    } else {
        Post::Other
    };
    match app.verifier.admit(client, post).await {
        Ok(()) => app.verifier.keep_typed(&visitor, draft, code).await,
        Err(Failure::Fault(fault)) => Err(fault),
        Err(_) => Ok(()),
    }
}

fn cookie(words: Words, secure: bool) -> Option<HeaderValue> {
    let only_secure = if secure { "; Secure" } else { "" };
    let tag = words.tag();
    let cookie =
        format!("{NAME}={tag}; Path=/; Max-Age={MAX_AGE}; HttpOnly; SameSite=Lax{only_secure}");
    HeaderValue::from_str(&cookie).ok()
}
