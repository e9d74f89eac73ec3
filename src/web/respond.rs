//! Turns the outcome of an action into a response: a redirect or a page for a posted form, a
//! status and a body for a fetch. Nothing else knows the difference.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::http::header::{ACCEPT, LOCATION, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use leptos::prelude::provide_context;
use leptos_axum::handle_server_fns_with_context;
use tracing::warn;

use crate::api::WizardActions;
use crate::domain::{PhoneScreen, Refusal, Screen};
use crate::rate_limit::{ClientIp, PostKind};
use crate::verifier::VerifierError;
use crate::web::error_page::too_many_requests;
use crate::web::handlers::page;
use crate::web::openid::{answers, visit};
use crate::web::request_headers::accepts;
use crate::web::response::{
    ERROR_RETRY, StoreFailed, redirect_to_page, retry_after_seconds, service_unavailable,
    store_unavailable,
};
use crate::web::session::{SessionVerification, set_session_cookie};
use crate::web::{
    ActionError, AppState, PageBody, RejectedForm, RequestContext, Session, TypedText,
    form_validation, notices,
};

/// The media type that a browser accepts where a person will look at the answer.
const HTML: &str = "text/html";

/// The function that may verify a number.
const CHECK_CODE: &str = "check_code";

/// `POST /api/…`: calls the server function for the request's browser, and answers with the
/// outcome of its action.
pub async fn reply(
    State(app): State<AppState>,
    Extension(client): Extension<ClientIp>,
    Path(function): Path<String>,
    request: Request,
) -> Response {
    // Whether a person will look at the answer.
    let form = accepts(request.headers(), HTML);
    let context = RequestContext::new(app, client, &request);
    let response = match form_validation::own_form(&function, request).await {
        Ok(request) => call(&context, request, form).await,
        Err(RejectedForm { status, form }) => {
            keep_code(&context, &form).await;
            status.into_response()
        }
    };
    let reply = context.take_reply();
    let returned = match form && function == CHECK_CODE {
        true => return_verified(&context, reply.next_session.as_ref()).await,
        false => None,
    };
    let mut response = match form {
        _ if returned.is_some() => returned.unwrap_or_default(),
        true => for_form(&context, response.status(), reply.outcome),
        false => for_fetch(response, reply.outcome),
    };
    set_session_cookie(&mut response, reply.next_session, context.state.secure());
    response
}

/// The way back to a client, if the code was right: the person is there with one redirect.
async fn return_verified(
    context: &RequestContext,
    next_session: Option<&Session>,
) -> Option<Response> {
    let (app, session) = (&context.state, next_session?);
    let visit = visit::find(app, session).await.ok()??;
    if visit.record.request.response_mode.is_popup() {
        // Its last page is the first page's answer, so that a reload posts nothing again.
        return None;
    }
    let verification = SessionVerification::read(&app.verifier.records, session).await;
    let redirect = visit.way_back(app, session, &verification.ok()?).await;
    let redirect = redirect.ok()??;
    Some(answers::return_to(app, context.locale, redirect))
}

/// Calls the server function that the request names.
async fn call(context: &RequestContext, mut request: Request, form: bool) -> Response {
    // Leptos decides between form and fetch by a coarser rule of its own.
    let found = HeaderValue::from_static(if form { HTML } else { "*/*" });
    request.headers_mut().insert(ACCEPT, found);
    let actions: Arc<dyn WizardActions> = Arc::new(context.clone());
    let provide = move || provide_context(actions.clone());
    let answered = handle_server_fns_with_context(provide, request).await;
    answered.into_response()
}

/// Keeps the code of a rejected form for the page. A number is kept by the error page.
async fn keep_code(context: &RequestContext, form: &[u8]) {
    let Some(code) = form_validation::field(form, "code") else {
        return;
    };
    let verifier = &context.state.verifier;
    let kept = async {
        verifier
            .admit(&context.client_ip.into(), PostKind::Other)
            .await?;
        let request = context.verifier_request(&context.session).await?;
        let typed = TypedText::Code(code);
        notices::keep_typed(&verifier.records, request.verification(), &typed).await?;
        Ok::<(), ActionError>(())
    };
    match kept.await {
        Ok(()) => {}
        Err(ActionError::Verifier(VerifierError::Unavailable(error))) => {
            warn!(%error, "what was typed as a code is lost");
        }
        Err(denied) => _ = context.answer(Err(denied)),
    }
}

/// Answers a form with a redirect to the page, which is drawn from the record and shows the
/// refusal. Where no record holds it, [`error_page`](crate::web::error_page) draws a page.
fn for_form(
    context: &RequestContext,
    status: StatusCode,
    outcome: Option<Result<(), ActionError>>,
) -> Response {
    use VerifierError as E;
    match outcome {
        Some(Ok(()) | Err(ActionError::Verifier(E::Refused { .. }))) => redirect_to_page(),
        Some(Err(ActionError::Verifier(E::RateLimited {
            refusal,
            retry_after,
            ..
        }))) => too_many_requests(refusal, retry_after),
        Some(Err(ActionError::CookieMissing(input))) => {
            let screen = PhoneScreen {
                country: input.country,
                typed: input.typed,
                notice: Some(Refusal::CookieMissing),
                ..PhoneScreen::default()
            };
            let body = PageBody::Screen(Screen::Phone(screen));
            let mut page = page::draw(&context.state, context.locale, body);
            *page.status_mut() = status_of(Refusal::CookieMissing);
            page
        }
        Some(Err(ActionError::Verifier(E::Unavailable(_)))) => store_unavailable(),
        Some(Err(ActionError::Panicked)) => service_unavailable(ERROR_RETRY),
        None if status.is_client_error() => status.into_response(),
        None => StatusCode::BAD_REQUEST.into_response(),
    }
}

/// Answers a fetch with the server function's own body and the status for the outcome.
fn for_fetch(mut response: Response, outcome: Option<Result<(), ActionError>>) -> Response {
    use VerifierError as E;
    let has_store_failed = matches!(outcome, Some(Err(ActionError::Verifier(E::Unavailable(_)))));
    let (status, wait) = match outcome {
        Some(Ok(())) => (StatusCode::OK, None),
        Some(Err(ActionError::Verifier(E::Refused {
            refusal,
            retry_after,
            ..
        }))) => {
            let told = refusal.for_outsiders();
            (status_of(told), retry_after.filter(|_| told == refusal))
        }
        Some(Err(ActionError::Verifier(E::RateLimited { retry_after, .. }))) => {
            (StatusCode::TOO_MANY_REQUESTS, Some(retry_after))
        }
        Some(Err(ActionError::CookieMissing(_))) => (status_of(Refusal::CookieMissing), None),
        Some(Err(ActionError::Verifier(E::Unavailable(_)) | ActionError::Panicked)) => {
            (StatusCode::SERVICE_UNAVAILABLE, Some(ERROR_RETRY))
        }
        // The function did not run: its arguments could not be read.
        None if response.status().is_server_error() => (StatusCode::UNPROCESSABLE_ENTITY, None),
        None => (response.status(), None),
    };
    *response.status_mut() = status;
    if has_store_failed {
        response.extensions_mut().insert(StoreFailed);
    }
    // Leptos redirects to the Referer, which a request must not decide.
    response.headers_mut().remove(LOCATION);
    if let Some(wait) = wait {
        response
            .headers_mut()
            .insert(RETRY_AFTER, retry_after_seconds(wait));
    }
    response
}

fn status_of(refusal: Refusal) -> StatusCode {
    use Refusal as R;
    match refusal {
        R::TooSoon { .. }
        | R::PhoneRateLimited { .. }
        | R::PhoneLocked { .. }
        | R::ClientRateLimited { .. }
        | R::ServiceRateLimited { .. }
        | R::NoAttemptsLeft
        | R::ChannelUsedUp { .. }
        | R::NoNumbersLeft => StatusCode::TOO_MANY_REQUESTS,
        R::ChannelDown { .. } => StatusCode::SERVICE_UNAVAILABLE,
        R::AlreadyVerified | R::MovedOn => StatusCode::CONFLICT,
        R::NotSent { .. } | R::MaybeSent { .. } => StatusCode::FAILED_DEPENDENCY,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}
