//! Everything axum, and what it serves from: the router, the page, the hooks
//! that Plivo calls, the session, and the verifier behind them.

pub mod app;
pub mod command;
pub mod config;
pub mod headers;
pub mod hooks;
pub mod numbering;
pub mod page;
pub mod records;
pub mod reply;
pub mod router;
pub mod seal;
pub mod serve;
pub mod session;
pub mod telemetry;
pub mod verifier;

use std::sync::Arc;

use axum::http::request::Parts;
use leptos::prelude::use_context;

use crate::api::Rejection;
use crate::domain::step::Refusal;
use records::FlowName;
use reply::Visit;
use verifier::{Failure, Verifier};

/// Carries out what the person of the current request did, on their flow.
///
/// Runs to its end even if the browser goes away: what was counted and saved
/// is then also sent.
pub async fn act<T, F>(
    act: impl FnOnce(Arc<Verifier>, FlowName) -> F + Send + 'static,
) -> Result<T, Rejection>
where
    T: Send + 'static,
    F: Future<Output = Result<T, Failure>> + Send + 'static,
{
    let visit = visit()?;
    let running = visit.clone();
    let acting = tokio::spawn(async move {
        let flow = running.flow().await?;
        act(running.app().verifier.clone(), flow).await
    });
    let result = acting.await.map_err(|_| Rejection::Unavailable)?;
    visit.answer(result).map_err(rejection)
}

/// Forgets the flow of the current request and gives its browser a new secret.
pub async fn begin_anew() -> Result<(), Rejection> {
    act(async |verifier, flow| verifier.start_over(&flow).await).await?;
    visit()?.begin_anew();
    Ok(())
}

fn visit() -> Result<Visit, Rejection> {
    use_context::<Parts>()
        .and_then(|parts| parts.extensions.get::<Visit>().cloned())
        .ok_or(Rejection::Unreadable)
}

fn rejection(refusal: Option<Refusal>) -> Rejection {
    refusal.map_or(Rejection::Unavailable, Rejection::Refused)
}
