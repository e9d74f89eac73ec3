//! The verifier: loads a record, decides, saves, and only then asks the provider. It is the only
//! code that both decides and does I/O, and the only one that draws codes.
//!
//! [`Verifier::send_code`] and [`Verifier::check_code`] are the two ways in; a [`VerifierRequest`]
//! says who asks. `sending`, `reserving`, `delivering` and `checking` carry them out, `delivering` also
//! takes the provider's later reports, and `viewing` reads the record for a screen. No HTTP, no cookie
//! and no sentence is known here.

pub mod audit;
mod checking;
mod counting;
mod delivering;
mod denial_log;
pub mod destination;
mod error;
pub mod number_rules;
mod observer;
pub mod phone_parsing;
mod requester;
mod reserving;
mod ruling;
mod sending;
mod trail;
mod viewing;

pub use denial_log::{DenialLog, is_power_of_ten};
pub use error::VerifierError;
pub use observer::{ClientNames, Happened, NoObserver, Observer, Occurrence, Subject};
pub use requester::{Requester, TypedCheck, VerifierRequest};

use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use futures_util::join;
use rand::RngExt;

use crate::domain::{
    Action, ApprovedAttempt, AttemptId, BrowserBinding, Channel, Code, CodeLength, Decision,
    FreshCode, PhoneInput, Policy, Recipient, Refusal, ScreenMark, Timestamp, Verification,
};
use crate::lifecycle::Lifecycle;
use crate::metrics::Metrics;
use crate::rate_limit::{PostKind, RateLimitError, RateLimiter, Source};
use crate::repository::{
    Notes, Repository, RepositoryError, VerificationKey, VerificationRecord, Versioned,
};
use crate::statistics::{Counted, Statistics, Step};
use crate::telephony::Provider;
use crate::verifier::destination::DestinationPolicy;
use crate::verifier::error::answer;
use crate::verifier::number_rules::NumberRules;

/// The service behind all doors: sends codes and checks them.
pub struct Verifier {
    /// The records it decides on.
    pub records: Repository,
    /// The provider it sends through.
    pub provider: Arc<dyn Provider>,
    /// The limits it holds everyone to.
    pub policy: Policy,
    /// The limits that everybody shares.
    pub limits: RateLimiter,
    /// The lines it writes of what limits deny.
    pub denials: DenialLog,
    /// The countries and kinds of number that it sends to.
    pub destinations: DestinationPolicy,
    /// The rules of the operator about single numbers.
    pub number_rules: NumberRules,
    /// The one that is told what happens to verifications.
    pub observer: Arc<dyn Observer>,
    /// The work that a stop waits for.
    pub lifecycle: Lifecycle,
    /// The counters of what happens.
    pub metrics: Arc<Metrics>,
    /// The same for the operator, over all instances.
    pub statistics: Arc<Statistics>,
}

impl Verifier {
    /// Admits a post, before anything else is done for it.
    ///
    /// # Errors
    /// [`VerifierError::RateLimited`] when the source posted as often as one may;
    /// [`VerifierError::Unavailable`] when the store fails.
    pub async fn admit(&self, source: &Source, post: PostKind) -> Result<(), VerifierError> {
        let limited = match self.limits.admit(source, post).await {
            Ok(recorded) => {
                self.audit_recorded(source, recorded, None);
                if post == PostKind::Number {
                    self.statistics.count(Counted::Reached(Step::NumberSent));
                }
                return Ok(());
            }
            Err(RateLimitError::RateLimited(limited)) => limited,
            Err(RateLimitError::Unavailable(error)) => {
                return Err(RepositoryError::from(error).into());
            }
        };
        self.audit_denied(source, limited.limit.name(), None);
        Err(VerifierError::rate_limited(limited, Timestamp::EPOCH))
    }

    /// Sends a code to the number that was typed.
    ///
    /// # Errors
    /// The refusal, the limit that was reached, or [`VerifierError::Unavailable`] when the store
    /// fails.
    pub async fn send_code(
        &self,
        request: &VerifierRequest,
        input: PhoneInput,
        channel: Channel,
    ) -> Result<(), VerifierError> {
        let recipient = phone_parsing::read(&input)
            .map_err(|refusal| VerifierError::refused(refusal, Timestamp::EPOCH))?;
        self.send_code_to(request, recipient, input, channel).await
    }

    /// The same for a number that was read already.
    ///
    /// # Errors
    /// Those of [`Verifier::send_code`].
    pub async fn send_code_to(
        &self,
        request: &VerifierRequest,
        recipient: Recipient,
        input: PhoneInput,
        channel: Channel,
    ) -> Result<(), VerifierError> {
        let source = request.source();
        let (found, history, debt, ()) = join!(
            self.records.verification(request.verification()),
            self.records.history(&recipient.number),
            self.limits.take_debt(&source),
            self.number_rules.refresh(&self.records)
        );
        let action = Action::SubmitNumber {
            recipient,
            input,
            channel,
        };
        self.send(request, found?, action, Some(history?), debt)
            .await
    }

    /// Sends the code again by `channel`, as asked for on the screen with that mark. `seen` is the
    /// verification, if the caller has just read it.
    ///
    /// # Errors
    /// Those of [`Verifier::send_code`].
    pub async fn send_again(
        &self,
        request: &VerifierRequest,
        channel: Channel,
        screen: Option<ScreenMark>,
        seen: Option<Versioned<VerificationRecord>>,
    ) -> Result<(), VerifierError> {
        let action = Action::SendAgain { channel, screen };
        let source = request.source();
        let found = async {
            match seen {
                Some(seen) => Ok(seen),
                None => self.records.verification(request.verification()).await,
            }
        };
        let (found, debt, ()) = join!(
            found,
            self.limits.take_debt(&source),
            self.number_rules.refresh(&self.records)
        );
        self.send(request, found?, action, None, debt).await
    }

    /// Leads back to the number, which stays filled in.
    ///
    /// # Errors
    /// The refusal, or [`VerifierError::Unavailable`] when the store fails.
    pub async fn change_number(&self, key: &VerificationKey) -> Result<(), VerifierError> {
        let seen = self.records.verification(key).await?;
        let decided = self.decide(key, seen, &Action::ChangeNumber, None, |_, _| ());
        answer(&decided.await?.0)
    }

    /// Forgets the verification, which cancels it unless it has ended.
    ///
    /// # Errors
    /// [`VerifierError::Unavailable`] when the store fails.
    pub async fn start_over(&self, request: &VerifierRequest) -> Result<(), VerifierError> {
        let key = request.verification();
        if self.records.forget_verification(key).await? {
            let canceled = || Happened::Canceled;
            self.tell(&key.name, Timestamp::EPOCH, canceled);
        }
        Ok(())
    }

    /// Decides on the record and saves it, with what `note` notes beside it. A verification that
    /// does not exist is begun by a posted number and by nothing else. Without an approval nothing
    /// is sent.
    async fn decide(
        &self,
        key: &VerificationKey,
        seen: Versioned<VerificationRecord>,
        action: &Action,
        approved: Option<ApprovedAttempt<'_>>,
        note: impl Fn(&Verification, &mut Notes),
    ) -> Result<(Decision, Versioned<VerificationRecord>), RepositoryError> {
        let browser = key.browser;
        let decide = |verification, now| match verification_for(verification, browser, action, now)
        {
            Some(verification) => {
                let decision = verification.decide(action, approved.clone(), &self.policy, now);
                (Some(decision.verification.clone()), decision)
            }
            None => {
                let refused = Verification::new(browser, now).refuse(Refusal::StartAgain, now);
                (None, refused)
            }
        };
        self.records.update_with_notes(seen, decide, note).await
    }
}

/// The verification to decide on. Only a submitted number begins one.
fn verification_for(
    verification: Option<Verification>,
    browser: BrowserBinding,
    action: &Action,
    now: Timestamp,
) -> Option<Verification> {
    verification.or_else(|| {
        matches!(action, Action::SubmitNumber { .. }).then(|| Verification::new(browser, now))
    })
}

/// Draws a code and an attempt ID, from the operating system's random source by way of `rand`'s
/// thread generator, which is seeded from it. Drawing within a range rejects instead of folding,
/// so every code is as likely as any other.
#[expect(clippy::disallowed_methods, reason = "the one place that draws codes")]
fn draw(length: CodeLength) -> FreshCode {
    let mut rng = rand::rng();
    let attempt: [u8; 16] = rng.random();
    let number = rng.random_range(0..length.count());
    let Some(code) = Code::from_number(number, length) else {
        unreachable!("drawn below the count")
    };
    FreshCode {
        code,
        attempt: AttemptId(BASE64_URL_SAFE_NO_PAD.encode(attempt)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A million draws, against the chi-squared distribution. Each test statistic is above
    /// its bound once in a million times if all codes are equally likely.
    #[test]
    fn every_code_is_as_likely_as_any_other() {
        const DRAWS: usize = 1_000_000;
        let mut thousands = [0_u32; 1_000];
        let mut digits = [[0_u32; 10]; 6];
        for _ in 0..DRAWS {
            let code = draw(CodeLength::Six).code;
            let number: usize = code.digits().parse().unwrap();
            thousands[number / 1_000] += 1;
            for (place, digit) in code.digits().bytes().enumerate() {
                digits[place][usize::from(digit - b'0')] += 1;
            }
        }
        assert!(chi_squared(&thousands) < 1_225.0, "999 degrees of freedom");
        for counts in &digits {
            assert!(chi_squared(counts) < 45.1, "9 degrees of freedom");
        }
    }

    #[test]
    fn a_skewed_draw_would_be_found_out() {
        let fair = [1_000; 10];
        let mut skewed = fair;
        skewed[0] += 200;
        assert!(chi_squared(&fair) < 45.1 && chi_squared(&skewed) < 45.1);
        skewed[1] -= 150;
        assert!(chi_squared(&skewed) > 45.1);
    }

    fn chi_squared(counts: &[u32]) -> f64 {
        let total: u32 = counts.iter().sum();
        let expected = f64::from(total) / counts.len() as f64;
        let off = |count: &u32| (f64::from(*count) - expected).powi(2) / expected;
        counts.iter().map(off).sum()
    }
}
