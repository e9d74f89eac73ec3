//! Reads: the screen of a verification, and the history beside it. Nothing is decided here.

use crate::domain::{CodeScreen, History, Screen, Verification};
use crate::repository::{RepositoryError, VerificationKey, VerificationRecord, Versioned};
use crate::verifier::Verifier;

impl Verifier {
    /// The screen of a verification that was read, as its browser may see it; `None` if there is
    /// none.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub async fn screen(
        &self,
        key: &VerificationKey,
        seen: &Versioned<VerificationRecord>,
    ) -> Result<Option<Screen>, RepositoryError> {
        let found = self.with_history(key, seen).await?;
        Ok(found
            .map(|(verification, history)| verification.screen(&history, &self.policy, seen.now())))
    }

    /// A verification that was read, as its browser or client may see it, with the history of its
    /// number; `None` if there is none.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub async fn with_history(
        &self,
        key: &VerificationKey,
        seen: &Versioned<VerificationRecord>,
    ) -> Result<Option<(Verification, History)>, RepositoryError> {
        let verification = seen.verification().cloned();
        let visible = verification.and_then(|found| found.visible_to(&key.browser, seen.now()));
        let Some(verification) = visible else {
            return Ok(None);
        };
        let history = match verification.number() {
            Some(number) => self.records.history(number).await?.record,
            None => None,
        };
        Ok(Some((verification, history.unwrap_or_default())))
    }

    /// The screen that waits for the code, for the delivery status of its last attempt; `None` on
    /// any other screen. Waits on it ignore other verifications of the number.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub async fn delivery(
        &self,
        key: &VerificationKey,
    ) -> Result<Option<CodeScreen>, RepositoryError> {
        let seen = self.records.verification(key).await?;
        let screen = seen
            .verification()
            .map(|verification| verification.screen(&History::default(), &self.policy, seen.now()));
        Ok(match screen {
            Some(Screen::Code(screen)) => Some(screen),
            _ => None,
        })
    }
}
