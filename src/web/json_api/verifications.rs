//! Starts, reads and cancels verifications.

use axum::http::StatusCode;
use axum::response::Response;

use super::answer::{json, refuse, respond};
use super::call::{ApiCall, broken};
use super::client_verification::ClientVerification;
use super::keyed::carry_out;
use crate::domain::{PhoneInput, Refusal, Timestamp};
use crate::i18n::Locale;
use crate::json_api::{
    ApiVerificationRecord, End, KeptAnswer, Problem, ReferenceRecord, StartRequest,
    VerificationList, VerificationResource, check_reference, paths, refusal_name,
};
use crate::openid::Parameters;
use crate::rate_limit::PostKind;
use crate::verifier::audit::{AuditSubject, Event, UserAgent};
use crate::verifier::{VerifierError, phone_parsing};

type Outcome = Result<KeptAnswer, Problem>;

/// Starts a verification: sends a code to a number.
#[utoipa::path(
    post,
    path = paths::VERIFICATIONS,
    request_body = StartRequest,
    responses((status = 201, description = "The verification: begun, or blocked", body = VerificationResource)),
)]
pub async fn start(call: ApiCall) -> Response {
    carry_out(call, async |call: ApiCall, id: String| {
        begin(&call, &id).await
    })
    .await
}

/// Lists the newest verifications with your reference.
#[utoipa::path(
    get,
    path = paths::VERIFICATIONS,
    params(
        ("client_ref" = String, Query, min_length = 1, max_length = 100, description = "Your reference", example = "order-7"),
    ),
    responses((status = 200, description = "The newest verifications", body = VerificationList)),
)]
pub async fn list(call: ApiCall) -> Response {
    reply(newest(&call).await)
}

/// Reads a verification.
#[utoipa::path(
    get,
    path = paths::VERIFICATION,
    responses((status = 200, description = "The verification", body = VerificationResource)),
)]
pub async fn read(call: ApiCall) -> Response {
    let told = async {
        ClientVerification::find(&call)
            .await?
            .told(StatusCode::OK)
            .await
    };
    reply(told.await)
}

/// Cancels a verification: its code can no longer be checked.
#[utoipa::path(
    delete,
    path = paths::VERIFICATION,
    responses((status = 200, description = "The verification", body = VerificationResource)),
)]
pub async fn cancel(call: ApiCall) -> Response {
    carry_out(call, async |call: ApiCall, _| {
        let mut found = ClientVerification::find(&call).await?;
        found.check_pending().await?;
        found.end(End::Canceled).await?;
        let forgotten = found.verifier().start_over(&found.request()).await;
        forgotten.map_err(|error| found.problem(error))?;
        found.told(StatusCode::OK).await
    })
    .await
}

fn reply(outcome: Outcome) -> Response {
    match outcome {
        Ok(answer) => respond(answer),
        Err(problem) => refuse(&problem),
    }
}

/// Starts a verification under this ID.
async fn begin(call: &ApiCall, id: &str) -> Outcome {
    let request: StartRequest = call.json()?;
    request.check()?;
    let input = PhoneInput::international(&request.to);
    let recipient = phone_parsing::read(&input);
    let recipient = recipient.map_err(|refusal| Problem::refused(refusal, None))?;
    let wanted = request.locale.as_deref().map(Locale::negotiate);
    let record = ApiVerificationRecord {
        number: recipient.number.clone(),
        country: recipient.country.clone(),
        channel: request.channel.into(),
        client_ref: request.client_ref,
        language: wanted.unwrap_or_else(Locale::english).tag().to_owned(),
        ip: request.ip,
        created_at: Timestamp::EPOCH,
        end: None,
    };
    let mut found = ClientVerification::new(call, id, record).await?;
    found.admit(PostKind::Number).await?;
    found.begin().await?;
    note_in_audit_trail(&found, request.user_agent.as_deref());
    let channel = found.record().channel;
    let request = found.request();
    let sent = found
        .verifier()
        .send_code_to(&request, recipient.clone(), input, channel);
    match Started::from(sent.await) {
        Started::Sent => {}
        Started::Blocked(refusal) => {
            let reasons = vec![refusal_name(refusal)];
            found.tell_blocked(&recipient, &reasons);
            found.end(End::Blocked { reasons }).await?;
        }
        Started::Not(error) => {
            found.forget().await;
            return Err(found.problem(error));
        }
    }
    refer(call, id, found.record().client_ref.as_deref()).await?;
    found.told(StatusCode::CREATED).await
}

/// Writes down who asked, which the lines about the number do not tell: the client IP of a call
/// is the application's.
fn note_in_audit_trail(found: &ClientVerification, user_agent: Option<&str>) {
    let record = found.record();
    let verifier = found.verifier();
    let subject = AuditSubject {
        phone: Some(verifier.fingerprint(&record.number)),
        country: Some(record.country.clone()),
    };
    let user_agent = user_agent.map(UserAgent::from_text);
    let event = Event::AskedByApi {
        application: found.client(),
        person: record.ip.map(Into::into),
        user_agent: user_agent.as_ref(),
    };
    verifier.audit_about(event, &subject);
}

/// The result of a start.
enum Started {
    /// The provider was asked. Whether it accepted is told as the delivery.
    Sent,
    /// Nothing is ever sent to this number.
    Blocked(Refusal),
    /// Nothing was sent, and there is no verification.
    Not(VerifierError),
}

impl From<Result<(), VerifierError>> for Started {
    fn from(sent: Result<(), VerifierError>) -> Self {
        match sent {
            Ok(()) => Self::Sent,
            Err(VerifierError::Refused { refusal, .. }) if refusal.is_of_provider() => Self::Sent,
            // A request that was lost after it had sent, and came again.
            Err(VerifierError::Refused {
                refusal: Refusal::TooSoon { .. },
                ..
            }) => Self::Sent,
            Err(VerifierError::Refused {
                refusal: refusal @ (Refusal::CountryNotServed | Refusal::NumberNotServed { .. }),
                ..
            }) => Self::Blocked(refusal),
            Err(error) => Self::Not(error),
        }
    }
}

/// Lists the verification under its reference.
async fn refer(call: &ApiCall, id: &str, reference: Option<&str>) -> Result<(), Problem> {
    let Some(reference) = reference else {
        return Ok(());
    };
    let identity = ReferenceRecord::identity(&call.client.id, reference);
    let add = |known: Option<ReferenceRecord>, now| {
        let mut list = known.unwrap_or_default();
        list.add(id, now);
        (Some(list), ())
    };
    let records = &call.app.verifier.records;
    records.change(&identity, add).await.map_err(broken)
}

/// The newest verifications of the reference in the query.
async fn newest(call: &ApiCall) -> Outcome {
    let query = Parameters::parse(call.query.as_bytes());
    let reference = query.get("client_ref").ok().flatten();
    let missing = || Problem::invalid("client_ref", "needed once in the query");
    let reference = reference.ok_or_else(missing)?;
    check_reference(reference)?;
    let identity = ReferenceRecord::identity(&call.client.id, reference);
    let records = &call.app.verifier.records;
    let found = records.find::<ReferenceRecord>(&identity).await;
    let list = found.map_err(broken)?.record.unwrap_or_default();
    let mut verifications = Vec::new();
    for id in &list.ids {
        match ClientVerification::with_id(call, id).await {
            Ok(found) => verifications.push(found.resource().await?),
            Err(problem) if problem == Problem::not_found() => {}
            Err(problem) => return Err(problem),
        }
    }
    json(StatusCode::OK, &VerificationList { verifications })
}
