//! The limits that all instances share, each named by whom it limits.
//!
//! All limits of one act are decided together: one denial, and nothing is taken from any
//! of them. What one number gets is not here but in its
//! [`History`](crate::domain::history::History), and what one flow gets in the flow.

mod claims;
mod limit;
pub mod per_country;
pub mod quotas;
mod taking;

use std::sync::Arc;
use std::time::Duration;

use tracing::{error, warn};

use super::client_address::ClientAddress;
use super::config::Secret;
use super::destination::Destination;
use super::records::Fault;
use super::seal::Seal;
use crate::domain::code::CodeLength;
use crate::domain::phone::PhoneNumber;
use crate::domain::step::Channel;
use crate::store::memory::Memory;
use crate::store::{Quota, Store, StoreError, Taken};
use claims::Claim;
pub use limit::Limit;
use quotas::{DAY, Quotas};

/// How long a person at the browser can be made to wait for their turn.
const LONGEST_QUEUE: Duration = Duration::from_secs(4);

/// All limits, over one store.
pub struct Limits {
    store: Arc<dyn Store>,
    /// Counts what this instance sends, and so holds when the store was emptied.
    here: Memory,
    names: Seal,
    quotas: Quotas,
}

/// A text or call that is about to be sent.
#[derive(Clone, Debug)]
pub struct Send {
    /// Who asks for it.
    pub client: ClientAddress,
    /// Whom it is for.
    pub number: PhoneNumber,
    /// Where that leads.
    pub destination: Destination,
    /// Text or call.
    pub channel: Channel,
}

/// Why an act has to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Denial {
    /// The limit with the longest wait.
    pub limit: Limit,
    /// How long.
    pub wait: Duration,
}

/// What was taken for a send.
#[derive(Debug)]
#[must_use]
pub struct Granted {
    claims: Vec<Claim>,
    /// How long a new code has to be.
    pub code_length: CodeLength,
}

impl Limits {
    /// Keeps the limits in `store`; whom a bucket is for is hidden with `secret`.
    pub fn new(store: Arc<dyn Store>, secret: &Secret, quotas: Quotas) -> Self {
        Self {
            store,
            here: Memory::new(),
            names: Seal::new(secret),
            quotas,
        }
    }

    /// Takes one post of a number.
    pub async fn take_start(&self, client: ClientAddress) -> Result<Result<(), Denial>, Fault> {
        let taken = self.take(self.quotas.of_start(client)).await?;
        Ok(taken.map(|_| ()))
    }

    /// Takes one post of a code.
    pub async fn take_guess(&self, client: ClientAddress) -> Result<Result<(), Denial>, Fault> {
        let taken = self.take(self.quotas.of_guess(client)).await?;
        Ok(taken.map(|_| ()))
    }

    /// Waits until the provider may be asked for one more, but not for long.
    pub async fn keep_pace(&self, channel: Channel) -> Result<Result<(), Denial>, Fault> {
        let (bucket, quota) = match channel {
            Channel::Text => ("pace of texts", self.quotas.texts_at_once),
            Channel::Call => ("pace of calls", self.quotas.calls_at_once),
        };
        let mut patience = LONGEST_QUEUE;
        while let Taken::RetryAfter(wait) = self.store.take(bucket, quota, 1).await? {
            let Some(left) = patience.checked_sub(wait) else {
                let limit = Limit::Pace;
                return Ok(Err(Denial { limit, wait }));
            };
            patience = left;
            tokio::time::sleep(wait).await;
        }
        Ok(Ok(()))
    }

    /// Takes one message from every limit there is, or from none.
    pub async fn take_send(&self, send: &Send) -> Result<Result<Granted, Denial>, Fault> {
        if let Err(denial) = self.take_here(send).await? {
            return Ok(Err(denial));
        }
        let first = self.quotas.of_first_message(send);
        let mut claims = self.quotas.of_send(send);
        let is_first = self.take(vec![first.clone()]).await?.is_ok();
        if is_first {
            claims.extend(self.quotas.of_number(send.client));
        }
        let (taken, code_length) = futures_util::join!(self.take(claims), self.code_length());
        let first = is_first.then_some(first);
        if !matches!(taken, Ok(Ok(_))) {
            self.give_back(first.clone()).await;
        }
        let code_length = code_length?;
        Ok(taken?.map(|mut claims| {
            claims.extend(first);
            Granted {
                claims,
                code_length,
            }
        }))
    }

    /// Gives everything back: it was decided otherwise, and nothing was asked of the provider.
    pub async fn release(&self, granted: Granted) {
        self.give_back(granted.claims).await;
    }

    /// Gives back what a message costs the service: the provider refused it. What the client
    /// took stays taken, or refused numbers could be tried for ever.
    pub async fn refund(&self, granted: Granted) {
        let claims = granted.claims.into_iter();
        self.give_back(claims.filter(|claim| !claim.limit.is_of_client()))
            .await;
    }

    /// A number was verified, which makes up for several that were not.
    pub async fn verified(&self, number: &PhoneNumber) {
        let country = Destination::country_of(number);
        let amount = self.quotas.sends_per_verification;
        self.give_back(self.quotas.unverified(&country, number, amount))
            .await;
    }

    /// Counts a wrong guess of the whole service.
    pub async fn wrong_guess(&self) {
        match self.wrong_guesses(1).await {
            Ok(used) if used == u64::from(self.quotas.wrong_guesses_per_day) => {
                error!(
                    used,
                    "alert: many wrong guesses; new codes are longer today"
                );
            }
            Ok(_) => {}
            Err(error) => warn!(%error, "a wrong guess was not counted for the service"),
        }
    }

    async fn code_length(&self) -> Result<CodeLength, Fault> {
        let used = self.wrong_guesses(0).await?;
        Ok(match used < u64::from(self.quotas.wrong_guesses_per_day) {
            true => CodeLength::Six,
            false => CodeLength::Eight,
        })
    }

    async fn wrong_guesses(&self, amount: u32) -> Result<u64, StoreError> {
        let uncapped = Quota::by_the_clock(std::num::NonZeroU32::MAX, DAY);
        let taken = self.store.take("wrong guesses", uncapped, amount).await?;
        Ok(match taken {
            Taken::Granted { used } => used,
            Taken::RetryAfter(_) => u64::MAX,
        })
    }
}
