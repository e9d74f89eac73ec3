//! Reports of callbacks: to the verifier, and to the audit trail.

use crate::domain::{Channel, DeliveryStatus};
use crate::repository::RepositoryError;
use crate::verifier::audit::{self, AttemptDigest, Event, Fingerprint, Report};
use crate::web::AppState;
use crate::web::callbacks::verified::VerifiedCallback;

/// The most characters of a foreign word in a log: those of a UUID.
const MAX_LOGGED_LENGTH: usize = 36;

/// Records the delivery status of an attempt, in the audit trail and in its verification.
///
/// # Errors
/// When the verification's record could not be read or written.
pub(super) async fn report(
    app: &AppState,
    callback: &VerifiedCallback,
    channel: Channel,
    status: DeliveryStatus,
) -> Result<(), RepositoryError> {
    let VerifiedCallback {
        verification,
        attempt,
        fields,
    } = callback;
    let report = Report {
        attempt: &AttemptDigest::of(attempt),
        channel,
        state: status,
        plivo_id: sanitize_for_log(fields.provider_id(channel)),
        error_code: sanitize_for_log(fields.error_code()),
        hangup_cause: sanitize_for_log(fields.hangup_cause()),
    };
    let recipient = fields.recipient();
    let phone =
        recipient.map(|number| Fingerprint(app.verifier.records.phone_fingerprint(&number)));
    audit::record(Event::Reported(&report), phone.as_ref());
    app.verifier.report(verification, attempt, status).await
}

/// Reduces foreign text to a short word of letters, digits, `-` and `_`.
fn sanitize_for_log(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_ascii_alphanumeric() || "-_".contains(*c))
        .take(MAX_LOGGED_LENGTH)
        .collect()
}
