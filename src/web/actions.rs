//! Server-side actions: what each posted form does, for the browser of the current request.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::use_context;
use tokio::time::{Instant, sleep_until};

use crate::domain::refusal::Refusal;
use crate::domain::verification::{PhoneInput, ScreenMark};
use crate::rate_limit::PostKind;
use crate::repository::RepositoryError;
use crate::verifier::{Failure, Typed, Verifier, Visitor};
use crate::web::respond::Visit;
use crate::web::session::Session;

/// Carries out what the person of the current request did, on their verification, where their
/// client may still post.
///
/// Runs to its end even if the browser goes away: what was counted and saved
/// is then also sent.
///
/// # Errors
/// The refusal as an outsider may know it, or nothing when something broke.
pub async fn act<T, F>(
    post: PostKind,
    act: impl FnOnce(Arc<Verifier>, Visitor) -> F + Send + 'static,
) -> Result<T, Option<Refusal>>
where
    T: Send + 'static,
    F: Future<Output = Result<T, Failure>> + Send + 'static,
{
    let visit = visit()?;
    let running = visit.clone();
    let acting = visit.app().lifecycle.carry_out(async move {
        running.app().verifier.admit(running.client(), post).await?;
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

/// Sends a code to the number that the person of the current request typed. Whoever comes under a
/// secret that their verification has left begins another verification, in a session of its own.
/// Nothing is sent before the browser has shown that it keeps a session: each press would send a
/// text, and none of their codes could be typed.
///
/// # Errors
/// As [`act`].
pub async fn send_code(country: String, typed: String) -> Result<(), Option<Refusal>> {
    let visit = visit()?;
    act(PostKind::Number, async move |verifier, visitor| {
        if !visit.keeps_session() {
            let input = PhoneInput { country, typed };
            return Err(Failure::CookieMissing(input.shortened()));
        }
        let sent = verifier.send_code(&visitor, country.clone(), typed.clone());
        match sent.await {
            Err(Failure::Fault(RepositoryError::WrongBrowser)) => {
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

/// Sends the code of the current request's verification again.
///
/// # Errors
/// As [`act`].
pub async fn send_again(screen: &str) -> Result<(), Option<Refusal>> {
    let screen = ScreenMark::of_form(screen);
    act(PostKind::Other, async move |verifier, visitor| {
        verifier.send_again(&visitor, screen).await
    })
    .await
}

/// Calls the number of the current request's verification.
///
/// # Errors
/// As [`act`].
pub async fn call_me(screen: &str) -> Result<(), Option<Refusal>> {
    let screen = ScreenMark::of_form(screen);
    act(PostKind::Other, async move |verifier, visitor| {
        verifier.call(&visitor, screen).await
    })
    .await
}

/// Leads the person of the current request back to the number, which stays filled in.
///
/// # Errors
/// As [`act`].
pub async fn change_number() -> Result<(), Option<Refusal>> {
    act(PostKind::Other, async |verifier, visitor| {
        verifier.change_number(&visitor.verification).await
    })
    .await
}

/// Checks a code that the person of the current request typed. Whoever proves their number
/// goes on under a new secret; whoever proves it again, because the answer got lost, is
/// told so and given that secret again.
///
/// # Errors
/// As [`act`].
pub async fn check_code(
    text: String,
    after: Option<u32>,
    screen: &str,
) -> Result<(), Option<Refusal>> {
    let visit = visit()?;
    let screen = ScreenMark::of_form(screen);
    let earliest = Instant::now() + REFUSED_AFTER;
    let checked = act(PostKind::Code, async move |verifier, visitor| {
        let renewed = visit.session().renewed();
        let typed = Typed {
            text: &text,
            after,
            screen,
        };
        let checked = verifier.check_code(&visitor, typed, renewed.next_session());
        match checked.await {
            Err(Failure::Refused { refusal, wait }) if refusal.may_be_over() => {
                let Some(secret) = verifier.follow(&visitor.verification, &text).await? else {
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
/// verification and an expired one take the same time, whatever had to be looked up.
const REFUSED_AFTER: Duration = Duration::from_millis(20);

/// Forgets the verification of the current request and gives its browser a new session.
pub async fn begin_anew() -> Result<(), Option<Refusal>> {
    act(PostKind::Other, async |verifier, visitor| {
        verifier.start_over(&visitor.verification).await
    })
    .await?;
    visit()?.goes_on_as(Session::fresh());
    Ok(())
}

fn visit() -> Result<Visit, Option<Refusal>> {
    use_context().ok_or(None)
}
