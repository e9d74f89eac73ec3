//! Everything axum, and what it serves from: the router, the page, the hooks
//! that Plivo calls, the session, and the verifier behind them.

pub mod answers;
pub mod app;
pub mod audit;
pub mod client_address;
pub mod command;
pub mod config;
pub mod connections;
pub mod delivery;
pub mod destination;
pub mod error_page;
pub mod fault;
pub mod fields;
pub mod files;
pub mod guard;
pub mod headers;
pub mod hooks;
pub mod language;
pub mod lifecycle;
pub mod limits;
pub mod looks;
pub mod numbering;
pub mod origin;
pub mod page;
pub mod protocol;
pub mod record;
pub mod records;
pub mod reply;
pub mod router;
pub mod seal;
pub mod seen;
pub mod serve;
pub mod session;
#[cfg_attr(
    not(any(feature = "simulator", debug_assertions)),
    path = "no_stand_in.rs"
)]
pub mod stand_in;
pub mod telemetry;
pub mod verifier;

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::use_context;
use tokio::time::{Instant, sleep_until};

use crate::domain::step::Refusal;
use fault::Fault;
use reply::Visit;
use session::Session;
use verifier::{Failure, Verifier, Visitor};

/// Carries out what the person of the current request did, on their flow.
///
/// Runs to its end even if the browser goes away: what was counted and saved
/// is then also sent.
///
/// # Errors
/// The refusal as an outsider may know it, or nothing when something broke.
pub async fn act<T, F>(
    act: impl FnOnce(Arc<Verifier>, Visitor) -> F + Send + 'static,
) -> Result<T, Option<Refusal>>
where
    T: Send + 'static,
    F: Future<Output = Result<T, Failure>> + Send + 'static,
{
    let visit = visit()?;
    let running = visit.clone();
    let acting = visit.app().lifecycle.carry_out(async move {
        let visitor = running.visitor(running.session()).await?;
        act(running.app().verifier.clone(), visitor).await
    });
    match acting.await {
        Ok(result) => visit.answer(result),
        Err(_panic) => {
            visit.broke();
            Err(None)
        }
    }
}

/// Sends a code to the number that the person of the current request typed. Whoever comes
/// under a secret that their flow has left begins another flow, in a session of its own.
///
/// # Errors
/// As [`act`].
pub async fn send_code(country: String, typed: String) -> Result<(), Option<Refusal>> {
    let visit = visit()?;
    act(async move |verifier, visitor| {
        let sent = verifier.send_code(&visitor, country.clone(), typed.clone());
        match sent.await {
            Err(Failure::Fault(Fault::NotTheirs)) => {
                let fresh = Session::fresh();
                let visitor = visit.visitor(&fresh).await?;
                visit.goes_on_as(fresh);
                verifier.send_code(&visitor, country, typed).await
            }
            answer => answer,
        }
    })
    .await
}

/// Checks a code that the person of the current request typed. Whoever proves their number
/// goes on under a new secret; whoever proves it again, because the answer got lost, is
/// told so and given that secret again.
///
/// # Errors
/// As [`act`].
pub async fn check_code(text: String, after: Option<u32>) -> Result<(), Option<Refusal>> {
    let visit = visit()?;
    let earliest = Instant::now() + REFUSED_AFTER;
    let checked = act(async move |verifier, visitor| {
        let renewed = visit.session().renewed();
        let checked = verifier.check_code(&visitor, &text, after, renewed.successor());
        match checked.await {
            Err(Failure::Refused { refusal, wait }) if refusal.may_be_over() => {
                let Some(secret) = verifier.follow(&visitor.flow, &text).await? else {
                    return Err(Failure::Refused { refusal, wait });
                };
                visit.goes_on_as(visit.session().under(secret));
                Err(Refusal::AlreadyVerified.into())
            }
            Ok(()) => {
                visit.goes_on_as(renewed);
                Ok(())
            }
            Err(failure) => Err(failure),
        }
    })
    .await;
    if matches!(checked, Err(Some(_))) {
        sleep_until(earliest).await;
    }
    checked
}

/// A refused guess is answered no sooner than this after it came, so that a wrong code, no
/// flow and an expired one take the same time, whatever had to be looked up.
const REFUSED_AFTER: Duration = Duration::from_millis(20);

/// Forgets the flow of the current request and gives its browser a new session.
pub async fn begin_anew() -> Result<(), Option<Refusal>> {
    act(async |verifier, visitor| verifier.start_over(&visitor.flow).await).await?;
    visit()?.goes_on_as(Session::fresh());
    Ok(())
}

fn visit() -> Result<Visit, Option<Refusal>> {
    use_context().ok_or(None)
}
