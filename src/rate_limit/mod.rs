//! The limits that all instances share, each named by whom it limits.
//!
//! A post is admitted first, by the limits of its client alone ([`Limits::admit`]). Before a
//! message is sent its source owes it ([`source`]); then it is taken from all limits together: one
//! denial, and nothing is taken from any of them. What one number gets is not here but in its
//! [`History`](crate::domain::history::History), and what one verification gets in the
//! verification.

mod claims;
pub mod client_ip;
mod here;
mod limit;
mod owed;
pub mod per_country;
pub mod quotas;
mod source;
mod taking;

use std::sync::Arc;
use std::time::Duration;

use futures_util::join;
use secrecy::SecretString;
use tracing::{error, warn};

use crate::domain::code_length::CodeLength;
use crate::domain::time::Millis;
use crate::domain::verification::{AttemptPlan, Recipient};
use crate::rate_limit::client_ip::ClientIp;
use crate::repository::cipher::Seal;
use crate::repository::records::Fault;
use crate::store::Store;
use claims::Holding;
use here::Here;
pub use limit::Limit;
use owed::Owed;
use quotas::Quotas;
pub use source::Debt;

/// All limits, over one store.
pub struct Limits {
    store: Arc<dyn Store>,
    here: Here,
    names: Seal,
    quotas: Quotas,
    owed: Owed,
}

/// What a client posts, as far as limits tell it apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Post {
    /// A phone number.
    Number,
    /// A code.
    Code,
    /// Anything else.
    Other,
}

/// A text or call that is about to be sent.
#[derive(Clone, Debug)]
pub struct PricedAttempt {
    /// The message.
    pub plan: AttemptPlan,
    /// How many segments of a text or minutes of a call it may cost.
    pub units: u32,
    /// The debt of its source.
    pub debt: Debt,
}

/// Why an act has to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Denial {
    /// The limit with the longest wait.
    pub limit: Limit,
    /// How long.
    pub wait: Duration,
}

/// What was taken for an attempt, and the attempt it was taken for: nothing else can be sent with
/// it.
#[derive(Debug)]
#[must_use]
pub struct Granted {
    attempt: PricedAttempt,
    holdings: Vec<Holding>,
    /// How long a new code has to be.
    pub code_length: CodeLength,
}

impl Limits {
    /// Keeps the limits in `store`; whom a bucket is for is hidden with `secret`.
    pub fn new(store: Arc<dyn Store>, secret: &SecretString, quotas: Quotas) -> Self {
        Self {
            store,
            here: Here::new(
                quotas.attempts_per_client_here,
                quotas.attempts_per_instance,
            ),
            names: Seal::new(secret),
            quotas,
            owed: Owed::default(),
        }
    }

    /// Takes one post from the limits of its client, before anything else is done for it, and
    /// then from those of its network. What is denied stays counted, and costs no more than that.
    ///
    /// # Errors
    /// A [`Fault`] when the store does not answer.
    pub async fn admit(&self, client: ClientIp, post: Post) -> Result<Result<(), Denial>, Fault> {
        for holding in self.quotas.of_post(client, post) {
            if let Err(denial) = self.take_one(holding).await? {
                return Ok(Err(denial));
            }
        }
        Ok(Ok(()))
    }

    /// Takes one message from every limit there is, or from none. The debt of a message that
    /// is denied is forgiven.
    ///
    /// # Errors
    /// A [`Fault`] when the store does not answer.
    pub async fn take_attempt(
        &self,
        attempt: PricedAttempt,
        now: Millis,
    ) -> Result<Result<Granted, Denial>, Fault> {
        let client = attempt.debt.client;
        if let Err(denial) = self.here.take(client) {
            self.forgive(attempt.debt).await;
            return Ok(Err(denial));
        }
        let chance = self.has_chance(&attempt.debt, now);
        let taken = self.take(self.quotas.of_attempt(&attempt, chance)).await;
        match taken {
            Ok(Ok(holdings)) => Ok(Ok(Granted {
                code_length: self.code_length(&holdings),
                holdings,
                attempt,
            })),
            Ok(Err(mut denial)) => {
                self.here.give_back(client);
                self.forgive(attempt.debt).await;
                if denial.limit.is_shared() {
                    denial.wait = self.shared_wait(client, denial.wait, now);
                }
                Ok(Err(denial))
            }
            Err(fault) => {
                self.here.give_back(client);
                Err(fault)
            }
        }
    }

    /// Gives everything back: it was decided otherwise, and nothing was asked of the provider.
    pub async fn release(&self, granted: Granted) {
        let Granted {
            attempt, holdings, ..
        } = granted;
        self.here.give_back(attempt.debt.client);
        join!(self.give_back(holdings), self.forgive(attempt.debt));
    }

    /// Gives back what a message costs the service: the provider refused it. It was asked,
    /// though, and what the client took stays taken and owed, or refused numbers could be tried
    /// for ever.
    pub async fn refund(&self, granted: Granted) {
        let refunded = granted.holdings.into_iter().map(|mut holding| {
            let stays = |limit: Limit| limit.is_of_client() || limit.is_pace();
            holding.claims.retain(|claim| !stays(claim.limit));
            holding
        });
        self.give_back(refunded).await;
    }

    /// A number was verified, which makes up for several messages that were not: of the client
    /// and its surroundings, in the number's block, and a moment later in its country.
    pub async fn verified(&self, client: ClientIp, recipient: &Recipient) {
        let Recipient {
            number, country, ..
        } = recipient;
        let amount = self.quotas.forgiven_per_verification;
        let of_block = self.quotas.unverified_of_block(number, amount);
        let debts = self.quotas.debts_of(client, amount);
        let in_country = async {
            if let Some(amount) = self.owed.gathered(country, amount).await {
                let of_country = self.quotas.unverified_of_country(country, amount);
                self.give_back([of_country]).await;
            }
        };
        join!(
            self.give_back(debts.into_iter().chain([of_block])),
            in_country
        );
    }

    /// Counts a wrong guess of the whole service.
    pub async fn wrong_guess(&self) {
        match self.take(vec![self.quotas.wrong_guesses(1)]).await {
            Ok(Ok(counted)) => {
                let used = wrong_guesses(&counted);
                if used == u64::from(self.quotas.wrong_guesses_per_day) {
                    error!(
                        used,
                        "alert: many wrong guesses; new codes are longer today"
                    );
                }
            }
            Ok(Err(_)) => {}
            Err(fault) => warn!(%fault, "a wrong guess was not counted for the service"),
        }
    }

    fn code_length(&self, holdings: &[Holding]) -> CodeLength {
        match wrong_guesses(holdings) < u64::from(self.quotas.wrong_guesses_per_day) {
            true => CodeLength::Six,
            false => CodeLength::Eight,
        }
    }
}

/// How many wrong guesses of the service were counted today.
fn wrong_guesses(holdings: &[Holding]) -> u64 {
    let mut claims = holdings.iter().flat_map(|holding| &holding.claims);
    claims
        .find(|claim| claim.limit == Limit::WrongGuesses)
        .map_or(0, |claim| claim.used)
}

impl Granted {
    /// The attempt that it was taken for.
    pub fn attempt(&self) -> &PricedAttempt {
        &self.attempt
    }
}
