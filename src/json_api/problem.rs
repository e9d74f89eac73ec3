//! Problems: errors of the API as RFC 9457 has them, with a stable `code`.

use std::time::Duration;

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::Refusal;

/// The type of a problem with a limit, from IANA's registry of problem types.
const QUOTA_EXCEEDED: &str = "https://iana.org/assignments/http-problem-types#quota-exceeded";

/// The time after which to try again when something is broken or in progress.
const SOON: Duration = Duration::from_secs(5);
const AT_ONCE: Duration = Duration::from_secs(1);

/// The reason for which a request was not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The HTTP status.
    pub status: u16,
    /// A stable name.
    code: Box<str>,
    /// The meaning of the code.
    title: &'static str,
    /// The mistake.
    detail: Option<Box<str>>,
    /// The parameter that is wrong.
    param: Option<&'static str>,
    /// The limit that was reached.
    limit: Option<Box<str>>,
    /// The time to wait before the same request may succeed.
    pub retry_after: Option<Duration>,
    /// Whether the limit is one of the asking client's own.
    is_of_client: bool,
}

/// A problem as it is told (RFC 9457).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody<'a> {
    /// The kind: IANA's for limits, else `about:blank`, where `code` says more.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The meaning of the code, in English, for developers.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// A stable name.
    code: &'a str,
    /// The mistake, in English, for developers.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
    /// The parameter that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    param: Option<&'a str>,
    /// The limits that were reached.
    #[serde(rename = "violated-policies", skip_serializing_if = "Option::is_none")]
    violated_policies: Option<[&'a str; 1]>,
}

impl Problem {
    /// A problem with this status, code and title.
    pub fn new(status: u16, code: impl Into<Box<str>>, title: &'static str) -> Self {
        Self {
            status,
            code: code.into(),
            title,
            detail: None,
            param: None,
            limit: None,
            retry_after: None,
            is_of_client: false,
        }
    }

    /// The body that tells of it.
    pub fn body(&self) -> ProblemBody<'_> {
        let limit = self.limit.as_deref();
        ProblemBody {
            kind: limit.map_or("about:blank", |_| QUOTA_EXCEEDED),
            title: self.title,
            status: self.status,
            code: &self.code,
            detail: self.detail.as_deref(),
            param: self.param,
            violated_policies: limit.map(|limit| [limit]),
        }
    }

    /// The limit of the asking client that was reached, which it may be told of.
    pub fn own_limit(&self) -> Option<&str> {
        self.limit.as_deref().filter(|_| self.is_of_client)
    }

    /// A parameter is not what is needed.
    pub fn invalid(param: &'static str, needed: &str) -> Self {
        Self {
            detail: Some(needed.into()),
            param: Some(param),
            ..Self::new(422, "invalid_request", "The request cannot be read")
        }
    }

    /// The body is not what is needed.
    pub fn unreadable(detail: String) -> Self {
        Self {
            detail: Some(detail.into()),
            ..Self::new(422, "invalid_request", "The request cannot be read")
        }
    }

    /// The credentials are missing or wrong.
    pub fn unauthorized() -> Self {
        Self::new(
            401,
            "invalid_client",
            "The client or its credentials are wrong",
        )
    }

    /// The client may not use the API.
    pub fn forbidden() -> Self {
        Self::new(403, "api_not_allowed", "The client may not use the API")
    }

    /// The client has no such verification.
    pub fn not_found() -> Self {
        Self::new(404, "not_found", "There is no such verification")
    }

    /// The verification has ended.
    pub fn not_pending(status: &str) -> Self {
        Self {
            detail: Some(format!("its status is {status}").into()),
            ..Self::new(409, "not_pending", "The verification has ended")
        }
    }

    /// The same request is being carried out.
    pub fn running() -> Self {
        Self {
            retry_after: Some(AT_ONCE),
            ..Self::new(
                409,
                "idempotency_key_in_use",
                "The request with this Idempotency-Key is being carried out",
            )
        }
    }

    /// The key came with another request.
    pub fn mismatch() -> Self {
        Self::new(
            422,
            "idempotency_key_reused",
            "The Idempotency-Key came with another request",
        )
    }

    /// Something is broken.
    pub fn unavailable() -> Self {
        Self {
            retry_after: Some(SOON),
            ..Self::new(503, "unavailable", "Something is broken on our side")
        }
    }

    /// A limit of this name denied the request.
    pub fn rate_limited(limit: &str, retry_after: Duration) -> Self {
        Self {
            limit: Some(limit.replace(' ', "_").into()),
            retry_after: Some(retry_after),
            is_of_client: true,
            ..Self::new(429, "rate_limited", "A limit is reached")
        }
    }

    /// A refusal of the verifier.
    pub fn refused(refusal: Refusal, retry_after: Option<Duration>) -> Self {
        let (status, title) = meaning(refusal);
        let code = refusal_name(refusal);
        let is_limit = status == 429;
        let param = match refusal {
            Refusal::CodeMissing { .. } | Refusal::CodeShape { .. } => Some("code"),
            _ if status == 422 => Some("to"),
            _ => None,
        };
        Self {
            limit: is_limit.then(|| code.clone().into()),
            param,
            retry_after,
            is_of_client: matches!(refusal, Refusal::ClientRateLimited { .. }),
            ..Self::new(status, code, title)
        }
    }

    /// Whether the same request may have another answer soon: such an answer is not given again
    /// for its `Idempotency-Key`.
    pub fn is_passing(&self) -> bool {
        matches!(self.status, 401 | 403 | 429 | 503)
    }
}

/// The stable name of a refusal: its name in JSON.
pub fn refusal_name(refusal: Refusal) -> String {
    let json = serde_json::to_value(refusal).unwrap_or_default();
    let key = json.as_object().and_then(|object| object.keys().next());
    let name = key.map(String::as_str).or(json.as_str());
    name.unwrap_or_default().to_owned()
}

/// The HTTP status and the title of a refusal.
fn meaning(refusal: Refusal) -> (u16, &'static str) {
    use Refusal as R;
    match refusal {
        R::PhoneMissing | R::PhoneAndCountryMissing => (422, "There is no number"),
        R::CountryMissing => (422, "The number has no country code"),
        R::CountryUnknown => (422, "The country code does not exist"),
        R::CountryNotServed => (422, "The country is not served"),
        R::PhoneUnreadable => (422, "The text is not a phone number"),
        R::PhoneStrange { .. } => (422, "The number contains a character that is not a digit"),
        R::PhoneTooShort => (422, "The number has too few digits for its country"),
        R::PhoneTooLong => (422, "The number has too many digits for its country"),
        R::PhoneWrongLength => (422, "The number has a length that its country does not use"),
        R::PhoneUnknown => (422, "The number belongs to no known numbering plan"),
        R::NumberNotServed { .. } => (422, "Numbers of this kind are not served"),
        R::CodeMissing { .. } => (422, "There is no code"),
        R::CodeShape { .. } => (422, "The text is not a code of the right length"),
        R::CodeWrong { .. } => (422, "The code is wrong"),
        R::CodeExpired => (409, "The code has expired"),
        R::CodeUsedUp => (409, "The code has had all its wrong checks"),
        R::VerificationLocked => (409, "The verification has had all its wrong checks"),
        R::PhoneLocked { .. } => (429, "The number has had all its wrong checks for now"),
        R::TooSoon { .. } => (429, "An attempt was made too recently"),
        R::NoAttemptsLeft => (409, "The verification has had all its attempts"),
        R::ChannelUsedUp { .. } => (
            409,
            "The verification has had all its attempts by this channel",
        ),
        R::NoNumbersLeft => (409, "The verification has had all its numbers"),
        R::PhoneRateLimited { .. } => (429, "The number has had all its attempts for now"),
        R::ClientRateLimited { .. } => (429, "The person's address or the client reached a limit"),
        R::ServiceRateLimited { .. } => (429, "A limit of the service or of the client is reached"),
        R::ChannelDown { .. } => (503, "The provider fails, and nothing is sent"),
        R::NumberUnreachable { .. } => {
            (409, "The provider cannot reach the number by this channel")
        }
        R::NotSent { .. } => (409, "The provider did not accept the attempt"),
        R::MaybeSent { .. } => (409, "The provider's answer was lost"),
        R::StartAgain => (409, "The verification has ended"),
        R::AlreadyVerified => (409, "The number was verified before"),
        R::MovedOn => (409, "Another request changed the verification meanwhile"),
        R::CookieMissing => (400, "There is no cookie"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Channel, Timestamp};

    #[test]
    fn a_problem_has_the_members_of_rfc_9457() {
        let until = Timestamp::from_millis(7);
        let channel = Channel::Text;
        let wait = Some(Duration::from_secs(30));
        let problem = Problem::refused(Refusal::TooSoon { channel, until }, wait);
        let json = serde_json::to_value(problem.body()).unwrap();
        let expected = serde_json::json!({
            "type": QUOTA_EXCEEDED,
            "title": "An attempt was made too recently",
            "status": 429,
            "code": "too_soon",
            "violated-policies": ["too_soon"],
        });
        assert_eq!(json, expected);
        assert!(problem.own_limit().is_none() && problem.is_passing());
        let json =
            serde_json::to_value(Problem::refused(Refusal::PhoneTooShort, None).body()).unwrap();
        assert_eq!(
            (&json["param"], &json["type"]),
            (&"to".into(), &"about:blank".into())
        );
    }
}
