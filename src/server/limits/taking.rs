//! Takes from many buckets at once: all of them or none.

use futures_util::future::join_all;
use tracing::{error, warn};

use super::claims::Claim;
use super::{Denial, Limit, Limits, Send};
use crate::server::records::Fault;
use crate::store::{Store, StoreError, Taken};

impl Limits {
    /// Takes one message from what this instance may send.
    pub(super) async fn take_here(&self, send: &Send) -> Result<Result<(), Denial>, Fault> {
        let client = send.client.subscriber().to_string();
        for (whom, quota) in [
            (&*client, self.quotas.sends_per_client_here),
            ("", self.quotas.sends_per_instance),
        ] {
            if let Taken::RetryAfter(wait) = self.here.take(whom, quota, 1).await? {
                let limit = match whom {
                    "" => Limit::SendsOfInstance,
                    _ => Limit::SendsOfClient,
                };
                return Ok(Err(Denial { limit, wait }));
            }
        }
        Ok(Ok(()))
    }

    /// Takes all claims or none; the longest wait is told.
    pub(super) async fn take(
        &self,
        claims: Vec<Claim>,
    ) -> Result<Result<Vec<Claim>, Denial>, Fault> {
        let takes = claims.iter().map(|claim| self.take_one(claim));
        let answers = join_all(takes).await;
        let mut granted = Vec::new();
        let mut denial: Option<Denial> = None;
        let mut fault = None;
        for (claim, answer) in claims.into_iter().zip(answers) {
            match answer {
                Ok(Taken::Granted { .. }) => granted.push(claim),
                Ok(Taken::RetryAfter(wait)) => {
                    let limit = claim.limit;
                    let this = Denial { limit, wait };
                    denial = denial.filter(|other| other.wait >= wait).or(Some(this));
                }
                Err(error) => fault = Some(error),
            }
        }
        match (fault, denial) {
            (None, None) => Ok(Ok(granted)),
            (fault, denial) => {
                self.give_back(granted).await;
                fault.map_or(Ok(()), Err)?;
                denial.map_or(Ok(Ok(Vec::new())), |denial| Ok(Err(denial)))
            }
        }
    }

    async fn take_one(&self, claim: &Claim) -> Result<Taken, StoreError> {
        let bucket = self.name(claim);
        let taken = self.store.take(&bucket, claim.quota, claim.amount).await?;
        if let Taken::Granted { used } = taken {
            claim.tell_when_nearly_used(used);
        }
        Ok(taken)
    }

    /// What cannot be given back stays taken: one too many, never one too few.
    pub(super) async fn give_back(&self, claims: impl IntoIterator<Item = Claim>) {
        let given = claims.into_iter().map(async |claim| {
            let bucket = self.name(&claim);
            let given = self.store.give_back(&bucket, claim.quota, claim.amount);
            if let Err(error) = given.await {
                warn!(limit = claim.limit.name(), %error, "could not be given back");
            }
        });
        join_all(given).await;
    }

    fn name(&self, claim: &Claim) -> String {
        self.names.name("bucket", &claim.bucket())
    }
}

impl Claim {
    /// Alerts once, by the take that passes a mark.
    fn tell_when_nearly_used(&self, used: u64) {
        let passed = |percent: &&u64| {
            let mark = (u64::from(self.most) * *percent).div_ceil(100);
            (used.saturating_sub(self.amount.into())..used).contains(&(mark.max(1) - 1))
        };
        if let Some(percent) = self.limit.alerts().iter().rev().find(passed) {
            let limit = self.limit.name();
            error!(
                limit,
                whom = self.whom,
                percent,
                "alert: a limit is being used up"
            );
        }
    }
}
