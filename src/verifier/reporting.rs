//! The provider's reports about an attempt, and its requests for the code that a call speaks.

use std::time::Duration;

use crate::domain::{AttemptId, Code, DeliveryStatus};
use crate::i18n::Locale;
use crate::repository::{RepositoryError, VerificationId};
use crate::verifier::Verifier;

impl Verifier {
    /// Saves the reported status of an attempt. Unknown attempts change nothing.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub async fn report(
        &self,
        name: &VerificationId,
        attempt: &AttemptId,
        delivery: DeliveryStatus,
    ) -> Result<(), RepositoryError> {
        let seen = self.records.verification_by_id(name).await?;
        let reported = self
            .records
            .update(seen, |verification, now| match verification {
                Some(mut verification) => (
                    verification
                        .report(attempt, delivery, now)
                        .then_some(verification),
                    (),
                ),
                None => (None, ()),
            });
        reported.await.map(|_| ())
    }

    /// The content of a call: its language, and the code with its remaining life; no code for an
    /// attempt that is unknown or over, or not spoken.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub async fn spoken_code(
        &self,
        name: &VerificationId,
        attempt: &AttemptId,
    ) -> Result<(Locale, Option<(Code, Duration)>), RepositoryError> {
        let seen = self.records.verification_by_id(name).await?;
        let Some(record) = &seen.record else {
            return Ok((Locale::english(), None));
        };
        let spoken = record
            .verification
            .spoken_code(attempt, seen.now())
            .map(|(code, left)| (code.clone(), left));
        Ok((locale_of(&record.notes.language), spoken))
    }
}

/// The locale with this tag; English if there is none.
pub(super) fn locale_of(language: &str) -> Locale {
    Locale::from_tag(language).unwrap_or_else(Locale::english)
}
