//! A shop that has Ringcode confirm whose phone it is: at sign-up, and again before an account is
//! closed. axum; `ringcode.rs` is the part that you would copy.
mod ringcode;

use std::collections::HashMap;

use axum::extract::Query;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::{Router, http::StatusCode, routing::get};
use ringcode::{Fallible, Pending};
use tower_sessions::{MemoryStore, Session, SessionManagerLayer, cookie::SameSite};

async fn home(session: Session) -> Fallible<Response> {
    Ok(page(&match session.get::<String>("phone").await? {
        Some(phone) => format!("<p>You are {phone}.</p><p><a href=\"/close\">Close my account</a></p>"),
        None => "<p><a href=\"/sign-up\">Sign up with your phone</a></p>".into(),
    }))
}

async fn sign_up(session: Session) -> Fallible<Response> {
    verify(session, None).await
}

async fn close(session: Session) -> Fallible<Response> {
    let phone = session.get("phone").await?;
    verify(session, Some(phone.ok_or("sign up first")?)).await
}

async fn verify(session: Session, expected: Option<String>) -> Fallible<Response> {
    let (link, pending) = ringcode::begin(expected.as_deref()).await?;
    session.insert("pending", (pending, expected)).await?;
    Ok(Redirect::to(link.as_str()).into_response())
}

async fn callback(session: Session, Query(answer): Query<HashMap<String, String>>) -> Fallible<Response> {
    let pending: Option<(Pending, Option<String>)> = session.remove("pending").await?;
    let (pending, expected) = pending.ok_or("nothing was asked")?;
    let phone = ringcode::finish(pending, &answer).await?;
    let Some(expected) = expected else {
        session.insert("phone", phone).await?;
        return Ok(Redirect::to("/").into_response());
    };
    // Compare with our own record: a proof of another number proves nothing here.
    if phone != expected {
        return Err("that is another number".into());
    }
    session.flush().await?;
    Ok(page("<p>Your account is closed.</p>"))
}

fn page(text: &str) -> Response {
    Html(format!("<!doctype html><html lang=\"en\"><title>Shop</title><h1>Shop</h1>{text}")).into_response()
}

/// Shows a page, or why there is none: cancelled, another number, an answer that was not for us.
async fn show(page_or_error: impl Future<Output = Fallible<Response>>) -> Response {
    page_or_error.await.unwrap_or_else(|error| {
        let text = format!("<p>Not confirmed: {error}.</p><a href=\"/\">Back</a>");
        (StatusCode::FORBIDDEN, page(&text)).into_response()
    })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Lax, so that people come back from Ringcode with their session; only development is not secure.
    let sessions = SessionManagerLayer::new(MemoryStore::default());
    let routes = Router::new()
        .route("/", get(|session| show(home(session))))
        .route("/sign-up", get(|session| show(sign_up(session))))
        .route("/close", get(|session| show(close(session))))
        .route("/callback", get(|session, answer| show(callback(session, answer))))
        .layer(sessions.with_same_site(SameSite::Lax).with_secure(false));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:4003").await?;
    println!("http://localhost:4003");
    Ok(axum::serve(listener, routes).await?)
}
