//! Checks: counts a guess, compares the code, and takes back a guess that was not wrong.

use std::sync::Arc;
use std::time::Duration;

use futures_util::join;
use tracing::warn;

use crate::domain::{
    Action, BrowserSecret, Channel, Check, CodeLength, Decision, Effect, History, Recipient,
    Refusal, Timestamp, TypedCode, Verification,
};
use crate::rate_limit::Source;
use crate::repository::{
    ChangeError, Notes, RepositoryError, VerificationKey, VerificationRecord, Versioned,
};
use crate::statistics::{Counted, Step};
use crate::verifier::audit::Event;
use crate::verifier::error::answer;
use crate::verifier::{Happened, TypedCheck, Verifier, VerifierError, VerifierRequest};

/// A guess that was counted before it is compared.
struct CountedGuess {
    recipient: Recipient,
    at: Timestamp,
    /// The number's history with the guess in it.
    seen: Versioned<History>,
}

impl Verifier {
    /// Checks a typed code. If it is right, the verification continues under the secret of the
    /// `next_session`.
    ///
    /// # Errors
    /// The refusal, or [`VerifierError::Unavailable`] when the store fails.
    pub async fn check_code(
        self: &Arc<Self>,
        request: &VerifierRequest,
        typed: TypedCheck<'_>,
    ) -> Result<(), VerifierError> {
        // A text that is a code of no length is refused without reading the record.
        any_code(typed.text)
            .map_err(|refusal| VerifierError::refused(refusal, Timestamp::EPOCH))?;
        let seen = self.records.verification(request.verification()).await?;
        let now = seen.now();
        let refused = |refusal| VerifierError::refused(refusal, now);
        let verification = seen.verification();
        let verification = verification.ok_or_else(|| refused(Refusal::StartAgain))?;
        let screen = typed.screen.as_ref();
        let may_check = verification.may_check_on(screen, &self.policy, now);
        let recipient = may_check.map_err(refused)?.clone();
        let code = typed_code(typed.text, verification.code_length()).map_err(refused)?;
        let check = Check {
            typed: code,
            after: typed.after,
            on: recipient.number.clone(),
            screen: typed.screen,
            next_session: typed.next_session,
        };
        match self.count_guess(&recipient, &seen).await {
            Ok(counted) => self.compare(request, seen, check, counted).await,
            Err(ChangeError::Refused(refusal)) => {
                self.audit(Event::Locked { whom: "phone" }, &recipient);
                Err(refused(refusal))
            }
            Err(ChangeError::Repository(error)) => Err(error.into()),
        }
    }

    /// Redeems a session rotation: returns the secret of a verification that `text` verified
    /// before, if the answer got lost or no replica had it yet. The record is written once more
    /// first, so that replicas have it.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the store fails.
    pub async fn follow(
        &self,
        old: &VerificationKey,
        text: &str,
    ) -> Result<Option<BrowserSecret>, RepositoryError> {
        let seen = self.records.verification_by_id(&old.name).await?;
        let follow = |verification: Option<Verification>, now| match verification {
            Some(verification) => verification.redeem_rotation(&old.browser, text, now),
            None => (None, None),
        };
        let (secret, seen) = self.records.update(seen, follow).await?;
        let verification = seen.verification().filter(|_| secret.is_some());
        if let Some(recipient) = verification.and_then(Verification::recipient) {
            self.audit(Event::VerifiedBefore, recipient);
        }
        Ok(secret)
    }

    /// Counts a guess in the number's history before the code is compared, so that no two guesses
    /// in parallel share one count.
    ///
    /// The record notes how its last action left the history; a write finds out if that changed.
    /// A refusal writes nothing, so it is decided again on the stored history.
    async fn count_guess(
        &self,
        recipient: &Recipient,
        verification: &Versioned<VerificationRecord>,
    ) -> Result<CountedGuess, ChangeError> {
        let count =
            |history: &mut History, now| history.count_guess(&self.policy, now).map(|()| now);
        let number = &recipient.number;
        let counted = |at, seen| CountedGuess {
            recipient: recipient.clone(),
            at,
            seen,
        };
        let record = verification.record.as_ref();
        if let Some(known) = record.and_then(|record| record.notes.known_history.clone()) {
            let now = verification.now();
            let seen = self.records.known_history(number, known, now).await?;
            match self.records.change_history(seen, count).await {
                Ok((at, seen)) => return Ok(counted(at, seen)),
                Err(ChangeError::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        let seen = self.records.history(number).await?;
        let (at, seen) = self.records.change_history(seen, count).await?;
        Ok(counted(at, seen))
    }

    async fn compare(
        self: &Arc<Self>,
        request: &VerifierRequest,
        seen: Versioned<VerificationRecord>,
        check: Check,
        counted: CountedGuess,
    ) -> Result<(), VerifierError> {
        let action = Action::Check(check);
        let before = seen.verification().map(Verification::wrong_guesses);
        let is_first = before == Some(0);
        // A verification whose number is verified takes no more guesses.
        let note = |verification: &Verification, notes: &mut Notes| {
            notes.known_history = match verification.is_verified() {
                true => None,
                false => counted.seen.to_known(),
            };
        };
        let decided = self.decide(request.verification(), seen, &action, None, note);
        let decided = decided.await.map(|(decision, _)| decision);
        let recipient = counted.recipient.clone();
        match &decided {
            Ok(decision) if matches!(decision.effect, Effect::Verified(_)) => {
                self.settle_later(request.source(), counted);
            }
            Ok(decision) if !decision.compared => self.give_back_guess(counted).await,
            Err(error) if error.nothing_written() => self.give_back_guess(counted).await,
            // What may have been written was compared.
            _ => self.limits.count_wrong_guess().await,
        }
        let decision = decided?;
        self.audit_guess(&decision, &recipient);
        if is_first && decision.compared {
            self.statistics.count(Counted::Reached(Step::CodeTyped));
        }
        self.tell_end(request, &decision);
        answer(&decision)
    }

    /// Tells that a check ended the verification, if it did.
    fn tell_end(&self, request: &VerifierRequest, decision: &Decision) {
        let happened = match (&decision.effect, decision.answer) {
            (Effect::Verified(_), _) => Happened::Approved,
            (_, Err(Refusal::VerificationLocked)) => Happened::Locked,
            _ => return,
        };
        let name = &request.verification().name;
        self.tell(name, decision.now, || happened);
    }

    fn audit_guess(&self, decision: &Decision, recipient: &Recipient) {
        if let Effect::Verified(_) = decision.effect {
            self.audit(verified(decision), recipient);
        }
        if decision.compared && decision.answer.is_err() {
            self.audit(Event::WrongGuess, recipient);
        }
        let whom = match decision.answer {
            Err(Refusal::CodeUsedUp) => "code",
            Err(Refusal::VerificationLocked) => "flow",
            _ => return,
        };
        self.audit(Event::Locked { whom }, recipient);
    }

    /// Settles a right guess after the answer, which need not wait for it: the guess is taken
    /// back, and unverified attempts are forgiven. A shutdown waits for it.
    fn settle_later(self: &Arc<Self>, source: Source, right: CountedGuess) {
        let verifier = self.clone();
        self.lifecycle.carry_out(async move {
            let settle = |history: &mut History| history.settle_right_guess(right.at);
            join!(
                verifier.change_guesses(right.seen, settle),
                verifier
                    .limits
                    .record_verification(&source, &right.recipient)
            );
        });
    }

    async fn give_back_guess(&self, counted: CountedGuess) {
        let CountedGuess { at, seen, .. } = counted;
        self.change_guesses(seen, |history| history.uncount_guess(at))
            .await;
    }

    /// Changes the guesses of a number. If the store fails they stay counted: never one too few.
    async fn change_guesses(&self, seen: Versioned<History>, change: impl Fn(&mut History)) {
        if let Err(error) = self.records.correct_history(seen, change).await {
            warn!(%error, "a guess stays counted");
        }
    }
}

/// The event of a decision that verified a number.
fn verified(decision: &Decision) -> Event<'static> {
    let mut attempts = decision.verification.attempt_reports();
    let first = attempts.next();
    let last = attempts.last().or(first);
    Event::Verified {
        channel: last.map_or(Channel::FIRST, |last| last.channel),
        after: first.map_or(Duration::ZERO, |first| decision.now.since(first.at)),
    }
}

/// Refuses a text that is a code of no length.
fn any_code(text: &str) -> Result<(), Refusal> {
    typed_code(text, CodeLength::Eight)
        .or_else(|_| typed_code(text, CodeLength::Six))
        .map(|_| ())
}

fn typed_code(text: &str, length: CodeLength) -> Result<TypedCode, Refusal> {
    TypedCode::parse(text, length).map_err(|shape| match text.trim() {
        "" => Refusal::CodeMissing { length },
        // As many digits as a code has, but of something else, such as a phone number.
        _ if usize::from(shape.digits) == length.digits() => Refusal::CodeMissing { length },
        _ => Refusal::CodeShape {
            digits: shape.digits,
            length,
        },
    })
}
