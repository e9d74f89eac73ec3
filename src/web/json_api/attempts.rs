//! Sends again, calls, and checks codes.

use axum::http::StatusCode;
use axum::response::Response;

use super::answer::json;
use super::call::ApiCall;
use super::client_verification::{ClientVerification, problem_of};
use super::keyed::carry_out;
use crate::domain::{Channel, Refusal};
use crate::json_api::{
    CheckRequest, CheckResult, End, KeptAnswer, Problem, VerificationResource, paths, refusal_name,
};
use crate::rate_limit::PostKind;
use crate::verifier::{TypedCheck, VerifierError};

/// Sends the text again, with the same code while it lives.
#[utoipa::path(
    post,
    path = paths::RESEND,
    responses((status = 200, description = "The verification", body = VerificationResource)),
)]
pub async fn resend(call: ApiCall) -> Response {
    carry_out(call, async |call: ApiCall, _| {
        send(&call, Channel::Text).await
    })
    .await
}

/// Calls and reads the code aloud.
#[utoipa::path(
    post,
    path = paths::CALL,
    responses((status = 200, description = "The verification", body = VerificationResource)),
)]
pub async fn call(call: ApiCall) -> Response {
    carry_out(call, async |call: ApiCall, _| {
        send(&call, Channel::Call).await
    })
    .await
}

/// Checks the code that the person typed.
#[utoipa::path(
    post,
    path = paths::CHECK,
    request_body = CheckRequest,
    responses((status = 200, description = "The verification", body = VerificationResource)),
)]
pub async fn check(call: ApiCall) -> Response {
    carry_out(call, async |call: ApiCall, _| compare(&call).await).await
}

async fn send(call: &ApiCall, channel: Channel) -> Result<KeptAnswer, Problem> {
    let mut found = ClientVerification::find(call).await?;
    found.admit(PostKind::Other).await?;
    found.check_pending().await?;
    let request = found.request();
    let sent = found.verifier().send_again(&request, channel, None);
    match sent.await {
        // What the provider answered is told as the delivery.
        Err(VerifierError::Refused { refusal, .. }) if refusal.is_of_provider() => {}
        sent => sent.map_err(problem_of)?,
    }
    found.told(StatusCode::OK).await
}

async fn compare(call: &ApiCall) -> Result<KeptAnswer, Problem> {
    let request: CheckRequest = call.json()?;
    let mut found = ClientVerification::find(call).await?;
    found.admit(PostKind::Code).await?;
    found.check_pending().await?;
    let typed = TypedCheck {
        text: &request.code,
        after: None,
        screen: None,
        next_session: None,
    };
    let checked = found.verifier().check_code(&found.request(), typed).await;
    let end = match &checked {
        Ok(()) => Some(End::Approved),
        Err(VerifierError::Refused {
            refusal: Refusal::VerificationLocked,
            ..
        }) => Some(End::MaxAttemptsReached),
        Err(_) => None,
    };
    if let Some(end) = end {
        found.end(end).await?;
    }
    let result = match checked {
        Ok(()) => CheckResult {
            // A cancellation at the same moment came first.
            correct: matches!(found.record().end, Some((End::Approved, _))),
            reason: None,
            tries_left: None,
        },
        Err(error) => wrong(error)?,
    };
    let mut resource = found.resource().await?;
    resource.check = Some(result);
    json(StatusCode::OK, &resource)
}

/// The result of a check of a code that was not right.
fn wrong(error: VerifierError) -> Result<CheckResult, Problem> {
    use Refusal as R;
    let refusal = match error {
        VerifierError::Refused { refusal, .. } => refusal,
        _ => return Err(problem_of(error)),
    };
    let tries_left = match refusal {
        R::CodeWrong { tries_left } => Some(tries_left),
        R::CodeUsedUp | R::CodeExpired | R::VerificationLocked => None,
        _ => return Err(problem_of(error)),
    };
    Ok(CheckResult {
        correct: false,
        reason: Some(refusal_name(refusal)),
        tries_left,
    })
}
