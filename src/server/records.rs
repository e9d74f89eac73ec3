//! The records of flows and phone numbers in the store: sealed, named, and
//! changed one step at a time.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::audit::Fingerprint;
use super::config::Secret;
pub use super::fault::Fault;
use super::seal::Seal;
use crate::domain::flow::Flow;
use crate::domain::history::History;
use crate::domain::phone::PhoneNumber;
use crate::domain::policy::{Millis, Policy, after};
use crate::store::{Change, Content, Snapshot, Store, update, update_seen};

/// The name of a flow's record. Knowing it gives no access to the flow: acting
/// on a flow takes the cookie it was derived from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowName(pub String);

/// A record as it was seen a moment ago, and what a change of it can build on.
#[derive(Clone)]
pub struct Seen {
    pub(super) name: String,
    pub(super) found: Snapshot,
}

/// All records, over one store.
pub struct Records {
    pub(super) store: Arc<dyn Store>,
    /// The current secret first; what an earlier one sealed can still be read.
    seals: Vec<Seal>,
    policy: Policy,
}

impl Records {
    /// Keeps records in `store`, sealed with the first of `secrets`.
    pub fn new(store: Arc<dyn Store>, secrets: &[Secret], policy: Policy) -> Self {
        Self {
            store,
            seals: secrets.iter().map(Seal::new).collect(),
            policy,
        }
    }

    /// The name of the flow that a browser's secret leads to. While a secret is
    /// being replaced, a flow begun under the old one keeps its name.
    pub async fn flow_name(&self, browser_secret: &str) -> Result<FlowName, Fault> {
        self.name("flow", browser_secret).await.map(FlowName)
    }

    /// The name of a flow that goes on under a secret which nobody had before.
    pub(super) fn new_flow_name(&self, browser_secret: &str) -> Result<FlowName, Fault> {
        let seal = self.seals.first().ok_or(Fault::Seal)?;
        Ok(FlowName(seal.name("flow", browser_secret)))
    }

    /// The flow's record, if it is alive.
    pub async fn flow(&self, name: &FlowName) -> Result<(Option<Flow>, Seen), Fault> {
        let seen = self.see(name.0.clone()).await?;
        let flow = self.live_flow(&seen.name, seen.found.value.as_deref(), seen.now());
        Ok((flow, seen))
    }

    /// Changes the flow's record in one step. `change` is pure, gets the record and the
    /// store's time, and returns the record to keep (`None`: leave it as it is) and a result.
    pub async fn change_flow<T>(
        &self,
        name: &FlowName,
        change: impl FnMut(Option<Flow>, Millis) -> (Option<Flow>, T),
    ) -> Result<T, Fault> {
        let seen = self.see(name.0.clone()).await?;
        Ok(self.change_flow_seen(seen, change).await?.0)
    }

    /// As [`Records::change_flow`], for a caller who has just seen the record; nothing is
    /// read unless somebody else wrote since. Returned as well is what is there now.
    pub async fn change_flow_seen<T>(
        &self,
        Seen { name, found }: Seen,
        mut change: impl FnMut(Option<Flow>, Millis) -> (Option<Flow>, T),
    ) -> Result<(T, Seen), Fault> {
        let changed = update_seen(&*self.store, &name, found, |stored, now| {
            let (flow, result) = change(self.live_flow(&name, stored, now), now);
            let Some(flow) = flow else {
                return (Change::Keep, Ok(result));
            };
            match self.content_of(&name, &flow, now) {
                Ok(content) => (Change::Put(content), Ok(result)),
                Err(fault) => (Change::Keep, Err(fault)),
            }
        });
        let (result, found) = changed.await?;
        Ok((result?, Seen { name, found }))
    }

    /// Forgets the flow.
    pub async fn forget_flow(&self, name: &FlowName) -> Result<(), Fault> {
        Ok(update(&*self.store, &name.0, |stored, _| {
            (stored.map_or(Change::Keep, |_| Change::Remove), ())
        })
        .await?)
    }

    /// What happened to a number.
    pub async fn history(&self, number: &PhoneNumber) -> Result<(History, Seen), Fault> {
        let seen = self.see_history(number).await?;
        let history = self.open(&seen.name, seen.found.value.as_deref());
        Ok((history.unwrap_or_default(), seen))
    }

    /// The same, for a caller who only wants to change it.
    pub async fn see_history(&self, number: &PhoneNumber) -> Result<Seen, Fault> {
        self.see(self.name("phone", number.as_e164()).await?).await
    }

    /// Changes what is known of a number in one step; a refused change is not written.
    /// Returned as well is what is there now.
    pub async fn change_history<T, E>(
        &self,
        Seen { name, found }: Seen,
        mut change: impl FnMut(&mut History, Millis) -> Result<T, E>,
    ) -> Result<(Result<T, E>, Seen), Fault> {
        let changed = update_seen(&*self.store, &name, found, |stored, now| {
            let mut history: History = self.open(&name, stored).unwrap_or_default();
            match change(&mut history, now) {
                Ok(result) => {
                    let life = history.life(&self.policy);
                    match self.content(&name, &history, life, false) {
                        Ok(content) => (Change::Put(content), Ok(Ok(result))),
                        Err(fault) => (Change::Keep, Err(fault)),
                    }
                }
                Err(refused) => (Change::Keep, Ok(Err(refused))),
            }
        });
        let (result, found) = changed.await?;
        Ok((result?, Seen { name, found }))
    }

    /// What stands for a number in the audit trail.
    pub fn fingerprint(&self, number: &PhoneNumber) -> Option<Fingerprint> {
        let seal = self.seals.first()?;
        Some(Fingerprint(seal.name("audit", number.as_e164())))
    }

    /// Whether the store would take a write now.
    pub async fn ready(&self) -> Result<(), Fault> {
        Ok(self.store.ping().await?)
    }

    async fn see(&self, name: String) -> Result<Seen, Fault> {
        let found = self.store.read(&name).await?;
        Ok(Seen { name, found })
    }

    async fn name(&self, kind: &str, identity: &str) -> Result<String, Fault> {
        let mut names = self.seals.iter().map(|seal| seal.name(kind, identity));
        let current = names.next().ok_or(Fault::Seal)?;
        for earlier in names {
            let moved_on = self.store.read(&current).await?.value.is_some();
            if !moved_on && self.store.read(&earlier).await?.value.is_some() {
                return Ok(earlier);
            }
        }
        Ok(current)
    }

    pub(super) fn live_flow(&self, name: &str, stored: Option<&[u8]>, now: Millis) -> Option<Flow> {
        self.open::<Flow>(name, stored)
            .filter(|flow| flow.life_left(&self.policy, now) > 0)
    }

    /// A record that does not open, because it was changed or its secret is gone, is no record.
    pub(super) fn open<R: DeserializeOwned>(&self, name: &str, stored: Option<&[u8]>) -> Option<R> {
        let plain = self
            .seals
            .iter()
            .find_map(|seal| seal.open(name, stored?))?;
        serde_json::from_slice(&plain).ok()
    }

    /// What the record of a flow is to hold when it is written at `now`.
    pub(super) fn content_of(
        &self,
        name: &str,
        flow: &Flow,
        now: Millis,
    ) -> Result<Content, Fault> {
        let life = flow.life_left(&self.policy, now);
        self.content(name, flow, life, flow.is_verified())
    }

    pub(super) fn content<R: Serialize>(
        &self,
        name: &str,
        record: &R,
        life: Millis,
        durable: bool,
    ) -> Result<Content, Fault> {
        Ok(Content {
            value: self.sealed(name, record)?,
            ttl: Duration::from_millis(life.max(1)),
            durable,
        })
    }

    fn sealed<R: Serialize>(&self, name: &str, record: &R) -> Result<Vec<u8>, Fault> {
        let plain = serde_json::to_vec(record).map_err(|_| Fault::Seal)?;
        let seal = self.seals.first().ok_or(Fault::Seal)?;
        seal.seal(name, &plain).ok_or(Fault::Seal)
    }
}

impl Seen {
    /// The store's time then.
    pub fn now(&self) -> Millis {
        self.found.now_ms
    }

    /// The same, where so much time has passed since.
    #[must_use]
    pub fn after(mut self, time: Duration) -> Self {
        self.found.now_ms = after(self.now(), time);
        self
    }
}
