//! The records of flows and phone numbers in the store: sealed, named, and
//! changed one step at a time.

use std::sync::Arc;
use std::time::Duration;

use super::audit::Fingerprint;
use super::config::Secret;
pub use super::fault::Fault;
use super::record::{self, Record};
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
pub struct Seen<R> {
    pub(super) name: String,
    pub(super) found: Snapshot,
    /// What it says; nothing where there is none, or none that lives.
    pub record: Option<R>,
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

    /// The flow's record.
    pub async fn flow(&self, name: &FlowName) -> Result<Seen<Flow>, Fault> {
        self.see(name.0.clone()).await
    }

    /// Changes the flow's record in one step. `change` is pure, gets the record and the
    /// store's time, and returns the record to keep (`None`: leave it as it is) and a result.
    pub async fn change_flow<T>(
        &self,
        name: &FlowName,
        change: impl FnMut(Option<Flow>, Millis) -> (Option<Flow>, T),
    ) -> Result<T, Fault> {
        let seen = self.flow(name).await?;
        Ok(self.change_seen(seen, change).await?.0)
    }

    /// As [`Records::change_flow`], for whoever has just seen the record; nothing is read
    /// unless somebody else wrote since. Returned as well is what is there now.
    pub(super) async fn change_seen<R: Record, T>(
        &self,
        seen: Seen<R>,
        mut change: impl FnMut(Option<R>, Millis) -> (Option<R>, T),
    ) -> Result<(T, Seen<R>), Fault> {
        let Seen {
            name,
            found,
            mut record,
        } = seen;
        let mut left = None;
        let changed = update_seen(&*self.store, &name, found, |stored, now| {
            let (changed, result) = change(self.at_hand(record.take(), &name, stored, now), now);
            let content = changed.as_ref().map(|new| self.content(&name, new, now));
            left = changed;
            match content.transpose() {
                Ok(content) => (content.map_or(Change::Keep, Change::Put), Ok(result)),
                Err(fault) => (Change::Keep, Err(fault)),
            }
        });
        let (result, found) = changed.await?;
        let (stored, now) = (found.value.as_deref(), found.now_ms);
        let record = self.at_hand(left, &name, stored, now);
        let seen = Seen {
            name,
            found,
            record,
        };
        Ok((result?, seen))
    }

    /// Forgets the flow.
    pub async fn forget_flow(&self, name: &FlowName) -> Result<(), Fault> {
        Ok(update(&*self.store, &name.0, |stored, _| {
            (stored.map_or(Change::Keep, |_| Change::Remove), ())
        })
        .await?)
    }

    /// What happened to a number.
    pub async fn history(&self, number: &PhoneNumber) -> Result<Seen<History>, Fault> {
        self.see(self.name("phone", number.as_e164()).await?).await
    }

    /// Changes what is known of a number in one step; a refused change is not written.
    /// Returned as well is what is there now.
    pub async fn change_history<T, E>(
        &self,
        seen: Seen<History>,
        mut change: impl FnMut(&mut History, Millis) -> Result<T, E>,
    ) -> Result<(Result<T, E>, Seen<History>), Fault> {
        self.change_seen(seen, |history, now| {
            let mut history = history.unwrap_or_default();
            let result = change(&mut history, now);
            (result.is_ok().then_some(history), result)
        })
        .await
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

    async fn see<R: Record>(&self, name: String) -> Result<Seen<R>, Fault> {
        let found = self.store.read(&name).await?;
        let record = self.at_hand(None, &name, found.value.as_deref(), found.now_ms);
        Ok(Seen {
            name,
            found,
            record,
        })
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

    /// The record that was opened before, else what is stored; either while it lives.
    pub(super) fn at_hand<R: Record>(
        &self,
        opened: Option<R>,
        name: &str,
        stored: Option<&[u8]>,
        now: Millis,
    ) -> Option<R> {
        let record = opened.or_else(|| self.open(name, stored?));
        record.filter(|record| record.life_left(&self.policy, now) > 0)
    }

    /// A record that does not open, because it was changed or its secret is gone, is no record.
    fn open<R: Record>(&self, name: &str, stored: &[u8]) -> Option<R> {
        let plain = self.seals.iter().find_map(|seal| seal.open(name, stored))?;
        record::read(&plain)
    }

    /// What the record is to hold when it is written at `now`.
    pub(super) fn content<R: Record>(
        &self,
        name: &str,
        record: &R,
        now: Millis,
    ) -> Result<Content, Fault> {
        Ok(Content {
            value: self.sealed(name, record)?,
            ttl: Duration::from_millis(record.life_left(&self.policy, now).max(1)),
            durable: record.is_durable(),
        })
    }

    fn sealed<R: Record>(&self, name: &str, record: &R) -> Result<Vec<u8>, Fault> {
        let seal = self.seals.first().ok_or(Fault::Seal)?;
        let plain = record::plain(record).ok_or(Fault::Seal)?;
        seal.seal(name, &plain).ok_or(Fault::Seal)
    }
}

impl<R> Seen<R> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::flow::Succession;

    #[test]
    fn no_record_opens_as_one_of_another_kind() {
        let store = Arc::new(crate::store::memory::Memory::default());
        let secret = [Secret::new("a secret of this test")];
        let records = Records::new(store, &secret, Policy::default());
        let (flow, history) = (Flow::start(0), History::default());
        let flow = records.content("name", &flow, 0).unwrap().value;
        let history = records.content("name", &history, 0).unwrap().value;
        assert!(records.open::<Flow>("name", &flow).is_some());
        assert!(records.open::<History>("name", &history).is_some());
        assert!(records.open::<Flow>("name", &history).is_none());
        assert!(records.open::<History>("name", &flow).is_none());
        assert!(records.open::<Succession>("name", &flow).is_none());
        assert!(records.open::<Flow>("other", &flow).is_none());
    }
}
