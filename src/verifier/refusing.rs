//! Refuses, and leaves the reason where the verification's page finds it.

use std::time::Duration;

use crate::domain::code_length::CodeLength;
use crate::domain::refusal::Refusal;
use crate::domain::time::{Millis, after};
use crate::domain::verification::{Action, Decision, PhoneInput, Recipient, Verification};
use crate::rate_limit::RateLimited;
use crate::repository::{RepositoryError, VerificationKey};
use crate::verifier::{Failure, Verifier, Visitor};

impl Verifier {
    pub(super) async fn refuse_action(
        &self,
        key: &VerificationKey,
        refusal: Refusal,
        action: Action,
    ) -> Result<(), Failure> {
        match action {
            Action::Text(to, input) => self.refuse_text(key, refusal, Some(&to), input).await,
            _ => self.refuse(key, refusal).await,
        }
    }

    /// Refuses a posted number and keeps what was typed.
    pub(super) async fn refuse_input(
        &self,
        key: &VerificationKey,
        refusal: Refusal,
        input: PhoneInput,
    ) -> Result<(), Failure> {
        self.refuse_text(key, refusal, None, input).await
    }

    /// Refuses a text, and keeps whom it was to go to where a call may help.
    async fn refuse_text(
        &self,
        key: &VerificationKey,
        refusal: Refusal,
        to: Option<&Recipient>,
        input: PhoneInput,
    ) -> Result<(), Failure> {
        let to = to.filter(|_| refusal.call_may_help());
        let change = |verification: Option<Verification>, now| {
            let verification =
                verification.unwrap_or_else(|| Verification::start(key.browser, now));
            let verification = match to {
                Some(to) => verification.with_unsent(to),
                None => verification,
            };
            let decision = verification
                .with_input(input.shortened())
                .refuse(refusal, now);
            (Some(decision.verification), now)
        };
        let now = self.records.change_verification(key, change).await?;
        Err(refused(refusal, now))
    }

    /// Refuses what was typed as a code, and keeps it.
    pub(super) async fn refuse_typed(
        &self,
        key: &VerificationKey,
        refusal: Refusal,
        text: &str,
    ) -> Result<(), Failure> {
        let change = |verification: Option<Verification>, now| {
            let length = verification.as_ref().map(Verification::code_length);
            let refusal = length.map_or(refusal, |length| for_length(refusal, length));
            let verification = verification.map(|verification| {
                verification
                    .with_typed_code(text)
                    .refuse(refusal, now)
                    .verification
            });
            (verification, refused(refusal, now))
        };
        Err(self.records.change_verification(key, change).await?)
    }

    /// Refuses, and leaves the reason for the verification's page to show; that of a verified
    /// verification has no place for it.
    pub(super) async fn refuse(
        &self,
        key: &VerificationKey,
        refusal: Refusal,
    ) -> Result<(), Failure> {
        let change = |verification: Option<Verification>, now| {
            let verification = verification.filter(|verification| !verification.is_verified());
            (
                verification.map(|verification| verification.refuse(refusal, now).verification),
                now,
            )
        };
        let now = self.records.change_verification(key, change).await?;
        Err(refused(refusal, now))
    }

    /// Refuses what a limit denied, and keeps what was typed. Where there is no verification none
    /// is begun: whoever has to be slowed down must not fill the store.
    pub(super) async fn deny(
        &self,
        visitor: &Visitor,
        limited: RateLimited,
        input: Option<&PhoneInput>,
    ) -> Result<(), Failure> {
        self.audit_denied(visitor.client, limited.limit.name(), None);
        let change = |verification: Option<Verification>, now| {
            let refusal = denied(limited, now);
            let Some(verification) = verification else {
                let wait = limited.retry_after;
                return (None, Failure::TurnedAway { refusal, wait });
            };
            let verification = match input {
                Some(input) => verification.with_input(input.shortened()),
                None => verification,
            };
            (
                Some(verification.refuse(refusal, now).verification),
                refused(refusal, now),
            )
        };
        Err(self
            .records
            .change_verification(&visitor.verification, change)
            .await?)
    }

    /// Keeps what stood in a form that was left without sending it; the page shows it again.
    pub async fn keep_typed(
        &self,
        visitor: &Visitor,
        input: Option<PhoneInput>,
        code: Option<String>,
    ) -> Result<(), RepositoryError> {
        let change = |verification: Option<Verification>, now| {
            let verification = match (&input, &code) {
                (Some(input), _) => {
                    let verification = verification
                        .unwrap_or_else(|| Verification::start(visitor.verification.browser, now));
                    Some(verification.with_input(input.shortened()))
                }
                (None, Some(code)) => {
                    verification.map(|verification| verification.with_typed_code(code))
                }
                (None, None) => None,
            };
            (verification, ())
        };
        self.records
            .change_verification(&visitor.verification, change)
            .await
    }

    pub(super) fn answer(&self, decision: &Decision) -> Result<(), Failure> {
        decision
            .answer
            .map_err(|refusal| refused(refusal, decision.now))
    }
}

/// What to tell a person whom a limit denies.
pub(super) fn denied(limited: RateLimited, now: Millis) -> Refusal {
    let until = after(now, limited.retry_after);
    if limited.limit.is_per_client() {
        Refusal::ClientRested { until }
    } else {
        Refusal::ServiceRested { until }
    }
}

fn refused(refusal: Refusal, now: Millis) -> Failure {
    let wait = refusal
        .until()
        .map(|until| Duration::from_millis(until.saturating_sub(now)));
    Failure::Refused { refusal, wait }
}

/// The refusal of what was typed, where the code has this length.
fn for_length(refusal: Refusal, length: CodeLength) -> Refusal {
    match refusal {
        Refusal::CodeMissing { .. } => Refusal::CodeMissing { length },
        Refusal::CodeShape { digits, .. } => Refusal::CodeShape { digits, length },
        other => other,
    }
}
