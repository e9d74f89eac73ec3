//! The limits that all instances share, each named by whom it limits.
//!
//! All limits of one act are decided together: one denial, and nothing is taken from any
//! of them. What one number gets is not here but in its
//! [`History`](crate::domain::history::History), and what one flow gets in the flow.

mod claims;
mod here;
mod limit;
mod owed;
pub mod per_country;
pub mod quotas;
mod taking;

use std::sync::Arc;
use std::time::Duration;

use futures_util::join;
use tracing::{error, warn};

use super::client_address::ClientAddress;
use super::config::Secret;
use super::records::Fault;
use super::seal::Seal;
use crate::domain::code::CodeLength;
use crate::domain::flow::Recipient;
use crate::domain::step::Channel;
use crate::store::Store;
use claims::Holding;
use here::Here;
pub use limit::Limit;
use owed::Owed;
use quotas::Quotas;

/// All limits, over one store.
pub struct Limits {
    store: Arc<dyn Store>,
    here: Here,
    names: Seal,
    quotas: Quotas,
    owed: Owed,
}

/// A text or call that is about to be sent.
#[derive(Clone, Debug)]
pub struct Send {
    /// Who asks for it.
    pub client: ClientAddress,
    /// Whom it is for.
    pub recipient: Recipient,
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
    client: ClientAddress,
    holdings: Vec<Holding>,
    /// How long a new code has to be.
    pub code_length: CodeLength,
}

impl Limits {
    /// Keeps the limits in `store`; whom a bucket is for is hidden with `secret`.
    pub fn new(store: Arc<dyn Store>, secret: &Secret, quotas: Quotas) -> Self {
        Self {
            store,
            here: Here::new(quotas.sends_per_client_here, quotas.sends_per_instance),
            names: Seal::new(secret),
            quotas,
            owed: Owed::default(),
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

    /// Takes one message from every limit there is, or from none.
    pub async fn take_send(&self, send: &Send) -> Result<Result<Granted, Denial>, Fault> {
        let client = send.client;
        if let Err(denial) = self.here.take(client) {
            return Ok(Err(denial));
        }
        let taken = self.take(self.quotas.of_send(send)).await;
        if !matches!(taken, Ok(Ok(_))) {
            self.here.give_back(client);
        }
        Ok(taken?.map(|holdings| Granted {
            client,
            code_length: self.code_length(&holdings),
            holdings,
        }))
    }

    /// Gives everything back: it was decided otherwise, and nothing was asked of the provider.
    pub async fn release(&self, granted: Granted) {
        self.here.give_back(granted.client);
        self.give_back(granted.holdings).await;
    }

    /// Gives back what a message costs the service: the provider refused it. It was asked,
    /// though, and what the client took stays taken, or refused numbers could be tried for ever.
    pub async fn refund(&self, granted: Granted) {
        let refunded = granted.holdings.into_iter().map(|mut holding| {
            let stays = |limit: Limit| limit.is_of_client() || limit.is_pace();
            holding.claims.retain(|claim| !stays(claim.limit));
            holding
        });
        self.give_back(refunded.filter(|holding| !holding.claims.is_empty()))
            .await;
    }

    /// A number was verified, which makes up for several that were not: in its block, and a
    /// moment later in its country.
    pub async fn verified(&self, recipient: &Recipient) {
        let Recipient {
            number, country, ..
        } = recipient;
        let amount = self.quotas.sends_per_verification;
        let of_block = self.quotas.unverified_of_block(number, amount);
        let in_country = async {
            if let Some(amount) = self.owed.gathered(country, amount).await {
                let of_country = self.quotas.unverified_of_country(country, amount);
                self.give_back([of_country]).await;
            }
        };
        join!(self.give_back([of_block]), in_country);
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
