//! Sends again, calls, and checks codes.

use axum::http::StatusCode;
use axum::response::Response;

use super::answer::json;
use super::call::ApiCall;
use super::client_verification::ClientVerification;
use super::keyed::carry_out;
use crate::domain::{Channel, Refusal};
use crate::json_api::{
    CheckRequest, CheckResult, End, KeptAnswer, Problem, VerificationResource, paths,
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
    let seen = found.check_pending().await?;
    let request = found.request();
    let sent = found
        .verifier()
        .send_again(&request, channel, None, Some(seen));
    match sent.await {
        // What the provider answered is told as the delivery.
        Err(VerifierError::Refused { refusal, .. }) if refusal.is_of_provider() => {}
        Err(error) => return Err(found.refusal(error).await),
        Ok(()) => {}
    }
    found.told(StatusCode::OK).await
}

async fn compare(call: &ApiCall) -> Result<KeptAnswer, Problem> {
    use Refusal as R;
    let request: CheckRequest = call.json()?;
    let mut found = ClientVerification::find(call).await?;
    found.admit(PostKind::Code).await?;
    // Whether the verification itself has ended is known to the verifier, which reads it anyway.
    if found.record().end.is_some() {
        found.check_pending().await?;
    }
    let typed = TypedCheck {
        text: &request.code,
        after: None,
        screen: None,
        next_session: None,
    };
    let checked = found.verifier().check_code(&found.request(), typed).await;
    let result = match checked {
        Ok(()) => {
            found.end(End::Approved).await?;
            CheckResult {
                // A cancellation at the same moment came first.
                correct: matches!(found.record().end, Some((End::Approved, _))),
                reason: None,
                tries_left: None,
            }
        }
        Err(VerifierError::Refused {
            refusal: refusal @ (R::CodeWrong { .. } | R::CodeUsedUp | R::VerificationLocked),
            ..
        }) => {
            if refusal == R::VerificationLocked {
                found.end(End::MaxAttemptsReached).await?;
            }
            CheckResult::wrong(refusal)
        }
        Err(error) => return Err(found.refusal(error).await),
    };
    let mut resource = found.resource().await?;
    resource.check = Some(result);
    json(StatusCode::OK, &resource)
}
