//! Problems: errors of the API as RFC 9457 has them, with a stable `code`.

use std::num::NonZeroU32;
use std::time::Duration;

use serde::Serialize;
use utoipa::ToSchema;

use super::refusals::{meaning, refusal_name};
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
    /// The budget of the client that is used up; boxed, since few problems have one.
    pub budget: Option<Box<Budget>>,
}

/// A limit that an operator set for one client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Its name in `clients.toml`.
    pub name: &'static str,
    /// The most of it: attempts, or whole units of the account's currency.
    pub amount: NonZeroU32,
    /// The time in which all of it comes back.
    pub window: Duration,
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
            budget: None,
        }
    }

    /// The stable name.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The meaning of the code, in English.
    pub fn title(&self) -> &'static str {
        self.title
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

    /// The body is not said to be JSON.
    pub fn unsupported_media_type() -> Self {
        let title = "The body must be application/json";
        Self::new(415, "unsupported_media_type", title)
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

    /// The request did not get as far as an operation.
    pub fn from_status(status: u16) -> Self {
        let (code, title) = match status {
            404 => ("not_found", "There is no such operation"),
            405 => ("method_not_allowed", "The operation has another method"),
            408 => ("request_timeout", "The request came too slowly"),
            413 => ("body_too_large", "The body is too large"),
            500.. => {
                return Self {
                    status,
                    ..Self::unavailable()
                };
            }
            _ => ("invalid_request", "The request cannot be read"),
        };
        Self::new(status, code, title)
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

    /// The client's own budget is used up.
    pub fn over_budget(budget: Budget, retry_after: Option<Duration>) -> Self {
        let title = "The budget of your application is used up";
        Self {
            limit: Some(budget.name.into()),
            retry_after,
            is_of_client: true,
            budget: Some(Box::new(budget)),
            ..Self::new(429, "application_rate_limited", title)
        }
    }

    /// A refusal of the verifier.
    pub fn refused(refusal: Refusal, retry_after: Option<Duration>) -> Self {
        let (status, title) = meaning(refusal);
        let code = refusal_name(refusal);
        let is_limit = status == 429;
        let param = match refusal {
            Refusal::CodeMissing { .. } | Refusal::CodeShape { .. } => Some("code"),
            // A start that is refused so is no problem, but blocked.
            Refusal::CountryNotServed | Refusal::NumberNotServed { .. } => None,
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
