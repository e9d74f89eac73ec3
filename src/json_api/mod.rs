//! The JSON API for host applications with their own screens: requests, what is told of a
//! verification, problems, and what is kept beside a verification for it.
//!
//! All of it is pure: times and random values are parameters, and nothing here does I/O. The
//! handlers are in `web::json_api`. Start at [`VerificationResource`].

mod idempotency;
mod possible_problems;
mod problem;
mod records;
mod refusals;
mod requests;
mod resource;

pub use idempotency::{IdempotencyKey, IdempotencyRecord, KeptAnswer, Progress};
pub use possible_problems::possible_problems;
pub use problem::{Budget, Problem, ProblemBody};
pub use records::{ApiVerificationRecord, End, ReferenceRecord};
pub use refusals::refusal_name;
pub use requests::{ApiChannel, CheckRequest, StartRequest, check_reference};
pub use resource::{
    AttemptResource, CheckResult, DeliveryResource, VerificationList, VerificationResource,
    VerificationStatus,
};

/// The paths of the API.
pub mod paths {
    /// Starts a verification, or lists those of a reference.
    pub const VERIFICATIONS: &str = "/v1/verifications";
    /// Reads a verification, or cancels it.
    pub const VERIFICATION: &str = "/v1/verifications/{id}";
    /// Sends the text again.
    pub const RESEND: &str = "/v1/verifications/{id}/resend";
    /// Calls.
    pub const CALL: &str = "/v1/verifications/{id}/call";
    /// Checks a code.
    pub const CHECK: &str = "/v1/verifications/{id}/check";
    /// The description of the API.
    pub const OPENAPI: &str = "/v1/openapi.json";
    /// The same as a page.
    pub const REFERENCE: &str = "/v1/reference";
    /// The style of that page.
    pub const REFERENCE_STYLE: &str = "/v1/reference.css";

    /// Whether all that is answered at this path is for programs.
    pub fn is_operation(path: &str) -> bool {
        let rest = path.strip_prefix(VERIFICATIONS);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}
