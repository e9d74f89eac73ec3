//! The page that asks for the password, and those for requests that are refused.

use std::time::Duration;

use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;

use super::PageView;
use super::frame::Frame;
use crate::operator::words;

/// The reason why somebody is not logged in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginError {
    /// It is not the password.
    Wrong,
    /// There were too many tries.
    TooMany(Duration),
}

/// The reason why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It did not come by the operator's proxy.
    NotByProxy,
    /// No way to log in is set.
    Closed,
    /// The form is not one of this page, or of a session that has ended.
    ForeignPost,
}

/// Draws the form for the password, which leads to `view`.
pub fn login(status: StatusCode, view: &PageView, error: Option<LoginError>) -> Response {
    let told = error.map(|error| match error {
        LoginError::Wrong => "That is not the password.".to_owned(),
        LoginError::TooMany(wait) => {
            let wait = words::duration(wait);
            format!("Too many tries. Try again in {wait}.")
        }
    });
    let (described, invalid) = match error {
        Some(_) => (Some("error"), Some("true")),
        None => (None, None),
    };
    let body = view! {
        <section class="card narrow">
            <h1>"Log in"</h1>
            <form method="post" action="/login" class="step">
                <input type="hidden" name="view" value=view.query() />
                {told.map(|told| view! { <p id="error" class="error" role="alert">{told}</p> })}
                <label for="password">"Password of the operator"</label>
                <input
                    id="password" name="password" type="password" autocomplete="current-password" required
                    autofocus aria-describedby=described aria-invalid=invalid
                />
                <button class="button" type="submit">"Log in"</button>
            </form>
        </section>
    };
    bare("Log in").response(status, body.into_any())
}

/// Draws the page for a request that is refused.
pub fn refused(why: &Refused) -> Response {
    let body = match why {
        Refused::Closed => view! {
            <h1>"Nobody can log in yet"</h1>
            <p>"This is the page of whoever runs Ringcode. To open it, set one of:"</p>
            <ul>
                <li>
                    <code>"RINGCODE_OPERATOR_PASSWORD_HASH"</code>" to what "
                    <code>"ringcode operator-password"</code>" prints for a password of yours"
                </li>
                <li>
                    <code>"RINGCODE_OPERATOR_HEADER"</code>" to the header in which your own proxy "
                    "names the user whom it has authenticated"
                </li>
            </ul>
            <p>"and restart. "<a href="/metrics">"The metrics"</a>" need no login."</p>
        }
        .into_any(),
        Refused::NotByProxy => view! {
            <h1>"Come by the proxy"</h1>
            <p>"Your own proxy has to say who you are, in the header of "
                <code>"server.operator_header"</code>". This request has none that is believed."</p>
        }
        .into_any(),
        Refused::ForeignPost => view! {
            <h1>"That form is out of date"</h1>
            <p>"It is not of this page, or its session has ended. Nothing was done."</p>
            <p><a href="/">"Back to the page"</a></p>
        }
        .into_any(),
    };
    let body = view! { <section class="card narrow">{body}</section> };
    bare("Refused").response(StatusCode::FORBIDDEN, body.into_any())
}

/// Draws the page for an address that does not exist.
pub async fn missing() -> Response {
    let body = view! {
        <section class="card narrow">
            <h1>"There is nothing here"</h1>
            <p><a href="/">"The operator's page"</a>" · "<a href="/metrics">"the metrics"</a></p>
        </section>
    };
    bare("Nothing here").response(StatusCode::NOT_FOUND, body.into_any())
}

fn bare(title: &str) -> Frame<'static> {
    Frame {
        title: title.to_owned(),
        now: None,
        reloads: false,
        reader: None,
    }
}
