//! Keeps refusals as one-shot notices: the refusal and what was typed are shown on the page that
//! the browser is redirected to.

use crate::domain::{BrowserBinding, CodeLength, PhoneInput, Refusal, Timestamp, Verification};
use crate::repository::{Repository, RepositoryError, VerificationKey};
use crate::verifier::{VerifierError, phone_parsing};

/// The text in the fields of a refused form.
pub enum TypedText {
    /// A phone number.
    Number(PhoneInput),
    /// A code.
    Code(String),
    /// Nothing: the form had only a button.
    Nothing,
}

/// Keeps the refusal in `result` for the page, unless the record holds it already. A limit's
/// denial creates no record: a client that is slowed down must not fill the store.
///
/// # Errors
/// The error in `result`, adjusted to the record; a refusal is recorded now. A limit's
/// denial that could not be kept stays [`VerifierError::RateLimited`].
pub async fn keep(
    records: &Repository,
    key: &VerificationKey,
    result: Result<(), VerifierError>,
    typed: TypedText,
) -> Result<(), VerifierError> {
    match result {
        Err(VerifierError::Refused {
            refusal,
            recorded: false,
            ..
        }) => Err(keep_refusal(records, key, refusal, typed).await?),
        Err(error @ VerifierError::RateLimited { refusal, .. }) => {
            let kept = keep_denial(records, key, refusal, typed).await?;
            Err(kept.unwrap_or(error))
        }
        other => other,
    }
}

/// Keeps a refusal with what was typed: a number, with its recipient where another channel may
/// help, or a text that is no code. The refusal tells the length of the record's code.
async fn keep_refusal(
    records: &Repository,
    key: &VerificationKey,
    refusal: Refusal,
    typed: TypedText,
) -> Result<VerifierError, RepositoryError> {
    let unreached = match &typed {
        TypedText::Number(input) if refusal.other_channel_may_help() => {
            phone_parsing::read(input).ok()
        }
        _ => None,
    };
    let change = |verification: Option<Verification>, now| {
        let length = verification.as_ref().map(Verification::code_length);
        let refusal = length.map_or(refusal, |length| with_length(refusal, length));
        let kept = match (&typed, refusal) {
            (TypedText::Number(_), _)
            | (TypedText::Code(_), Refusal::CodeMissing { .. } | Refusal::CodeShape { .. }) => {
                with_typed(verification, &typed, key.browser, now)
            }
            // A verified record holds no notice.
            _ => verification.filter(|verification| !verification.is_verified()),
        };
        let kept = kept.map(|kept| match &unreached {
            Some(recipient) => kept.with_unreached(recipient),
            None => kept,
        });
        let kept = kept.map(|kept| kept.refuse(refusal, now).verification);
        (kept, VerifierError::recorded(refusal, now))
    };
    records.change_verification(key, change).await
}

/// Keeps a limit's denial; `None` where there is no verification.
async fn keep_denial(
    records: &Repository,
    key: &VerificationKey,
    refusal: Refusal,
    typed: TypedText,
) -> Result<Option<VerifierError>, RepositoryError> {
    let change = |verification: Option<Verification>, now| {
        let Some(mut verification) = verification else {
            return (None, None);
        };
        if let TypedText::Number(input) = &typed {
            verification = verification.with_input(input.shortened());
        }
        let kept = verification.refuse(refusal, now).verification;
        let error = VerifierError::recorded(refusal, now);
        (Some(kept), Some(error))
    };
    records.change_verification(key, change).await
}

/// Keeps the text of a form that was left without sending it; the page shows it again.
///
/// # Errors
/// Those of the store.
pub async fn keep_typed(
    records: &Repository,
    key: &VerificationKey,
    typed: &TypedText,
) -> Result<(), RepositoryError> {
    let change = |verification, now| (with_typed(verification, typed, key.browser, now), ());
    records.change_verification(key, change).await
}

/// The verification with what was typed in it, begun where a number was typed and there is none;
/// `None` where there is nothing to keep.
fn with_typed(
    verification: Option<Verification>,
    typed: &TypedText,
    browser: BrowserBinding,
    now: Timestamp,
) -> Option<Verification> {
    match typed {
        TypedText::Number(input) => {
            let verification = verification.unwrap_or_else(|| Verification::new(browser, now));
            Some(verification.with_input(input.shortened()))
        }
        TypedText::Code(code) => verification.map(|found| found.with_typed_code(code)),
        TypedText::Nothing => None,
    }
}

fn with_length(refusal: Refusal, length: CodeLength) -> Refusal {
    match refusal {
        Refusal::CodeMissing { .. } => Refusal::CodeMissing { length },
        Refusal::CodeShape { digits, .. } => Refusal::CodeShape { digits, length },
        other => other,
    }
}
