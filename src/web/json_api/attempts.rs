//! Sends again, calls, and checks codes.

use axum::http::StatusCode;
use axum::response::Response;

use super::answer::json;
use super::call::ApiCall;
use super::client_verification::{ClientVerification, problem_of};
use super::keyed::carry_out;
use crate::domain::{Channel, Refusal};
use crate::json_api::{
    CheckRequest, CheckResult, End, KeptAnswer, Problem, ProblemBody, VerificationResource, paths,
    refusal_name,
};
use crate::rate_limit::PostKind;
use crate::verifier::{TypedCheck, VerifierError};

/// Sends the text again, with the same code while it lives.
#[utoipa::path(
    post,
    path = paths::RESEND,
    tag = "verifications",
    params(
        ("id" = String, Path, description = "The ID of the verification"),
        ("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 255, pattern = "^[!#-\\[\\]-~]+$", description = "The same request with the same key is carried out once"),
    ),
    security(("secret" = []), ("assertion" = [])),
    responses(
        (status = 200, description = "The verification", body = VerificationResource),
        (status = 401, description = "The credentials are missing or wrong", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "The client may not use the API", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is no such verification", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The verification has ended, or the same request is being carried out", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The request, the number or the code cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "A limit is reached; Retry-After says for how long", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "Something is broken; Retry-After says when to try again", body = ProblemBody, content_type = "application/problem+json"),
    ),
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
    tag = "verifications",
    params(
        ("id" = String, Path, description = "The ID of the verification"),
        ("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 255, pattern = "^[!#-\\[\\]-~]+$", description = "The same request with the same key is carried out once"),
    ),
    security(("secret" = []), ("assertion" = [])),
    responses(
        (status = 200, description = "The verification", body = VerificationResource),
        (status = 401, description = "The credentials are missing or wrong", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "The client may not use the API", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is no such verification", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The verification has ended, or the same request is being carried out", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The request, the number or the code cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "A limit is reached; Retry-After says for how long", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "Something is broken; Retry-After says when to try again", body = ProblemBody, content_type = "application/problem+json"),
    ),
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
    tag = "verifications",
    params(
        ("id" = String, Path, description = "The ID of the verification"),
        ("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 255, pattern = "^[!#-\\[\\]-~]+$", description = "The same request with the same key is carried out once"),
    ),
    request_body = CheckRequest,
    security(("secret" = []), ("assertion" = [])),
    responses(
        (status = 200, description = "The verification", body = VerificationResource),
        (status = 401, description = "The credentials are missing or wrong", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "The client may not use the API", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is no such verification", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The verification has ended, or the same request is being carried out", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "The body is not JSON", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The request, the number or the code cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "A limit is reached; Retry-After says for how long", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "Something is broken; Retry-After says when to try again", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn check(call: ApiCall) -> Response {
    carry_out(call, async |call: ApiCall, _| compare(&call).await).await
}

async fn send(call: &ApiCall, channel: Channel) -> Result<KeptAnswer, Problem> {
    use Refusal as R;
    let mut found = ClientVerification::find(call).await?;
    found.admit(PostKind::Other).await?;
    found.check_pending().await?;
    let request = found.request();
    let sent = found.verifier().send_again(&request, channel, None);
    match sent.await {
        // What the provider answered is told as the delivery.
        Ok(())
        | Err(VerifierError::Refused {
            refusal: R::NotSent { .. } | R::NumberUnreachable { .. } | R::MaybeSent { .. },
            ..
        }) => found.told(StatusCode::OK).await,
        Err(error) => Err(problem_of(&error)),
    }
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
    let result = match checked {
        Ok(()) => {
            found.end(End::Approved).await?;
            // A cancellation at the same moment came first.
            let correct = matches!(found.record().end, Some((End::Approved, _)));
            CheckResult {
                correct,
                reason: None,
                tries_left: None,
            }
        }
        Err(error) => wrong(&error)?,
    };
    if result.reason.as_deref() == Some(LOCKED) {
        found.end(End::MaxAttemptsReached).await?;
    }
    let mut resource = found.resource().await?;
    resource.check = Some(result);
    json(StatusCode::OK, &resource)
}

/// The reason for which a verification takes no more codes.
const LOCKED: &str = "verification_locked";

/// The result of a check of a code that was not right.
fn wrong(error: &VerifierError) -> Result<CheckResult, Problem> {
    use Refusal as R;
    let refusal = match error {
        VerifierError::Refused { refusal, .. } => *refusal,
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
