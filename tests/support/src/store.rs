//! The in-process store with hooks: a test sees, delays or replaces what an operation returns.

use std::sync::Arc;

use async_trait::async_trait;
use ringcode::store::memory::MemoryStore;
use ringcode::store::{
    Charge, NewValue, Snapshot, Store, StoreError, TakeOutcome, Version, WriteOutcome,
};

/// Taking without the time, for tests that ask for what is granted alone.
#[async_trait]
pub trait TakeUntimed: Store {
    /// The outcome of [`Store::take`].
    async fn take_untimed(
        &self,
        subject: &str,
        charges: &[Charge],
    ) -> Result<TakeOutcome, StoreError> {
        Ok(self.take(subject, charges).await?.0)
    }
}

impl<S: Store + ?Sized> TakeUntimed for S {}

/// Hooks on a [`HookedStore`]. Unless a test says otherwise, operations are carried out and their
/// results returned unchanged.
#[async_trait]
pub trait StoreHooks: Send + Sync {
    /// Runs after a read of `key`; `memory` is the store below.
    async fn after_read(
        &self,
        _memory: &MemoryStore,
        _key: &str,
        snapshot: Snapshot,
    ) -> Result<Snapshot, StoreError> {
        Ok(snapshot)
    }

    /// Runs before a write, which an error prevents.
    async fn before_write(&self, _new: &NewValue) -> Result<(), StoreError> {
        Ok(())
    }

    /// Runs after a write.
    async fn after_write(
        &self,
        _new: &NewValue,
        outcome: Result<WriteOutcome, StoreError>,
    ) -> Result<WriteOutcome, StoreError> {
        outcome
    }

    /// Runs after charges were taken, or not.
    async fn after_take(
        &self,
        _charges: &[Charge],
        outcome: Result<TakeOutcome, StoreError>,
    ) -> Result<TakeOutcome, StoreError> {
        outcome
    }
}

/// An in-process store whose results pass through hooks.
pub struct HookedStore<H> {
    memory: MemoryStore,
    hooks: H,
}

impl<H: StoreHooks + 'static> HookedStore<H> {
    /// An empty store.
    pub fn new(hooks: H) -> Self {
        Self {
            memory: MemoryStore::default(),
            hooks,
        }
    }

    /// An empty store, as an application takes it.
    pub fn shared(hooks: H) -> Arc<dyn Store> {
        Arc::new(Self::new(hooks))
    }

    /// The store below, past the hooks.
    pub fn memory(&self) -> &MemoryStore {
        &self.memory
    }
}

#[async_trait]
impl<H: StoreHooks> Store for HookedStore<H> {
    async fn read(&self, key: &str) -> Result<Snapshot, StoreError> {
        let snapshot = self.memory.read(key).await?;
        self.hooks.after_read(&self.memory, key, snapshot).await
    }

    async fn write(
        &self,
        key: &str,
        new: &NewValue,
        version: Version,
    ) -> Result<WriteOutcome, StoreError> {
        self.hooks.before_write(new).await?;
        let outcome = self.memory.write(key, new, version).await;
        self.hooks.after_write(new, outcome).await
    }

    async fn remove(&self, key: &str, version: Version) -> Result<WriteOutcome, StoreError> {
        self.memory.remove(key, version).await
    }

    async fn take(
        &self,
        subject: &str,
        charges: &[Charge],
    ) -> Result<(TakeOutcome, u64), StoreError> {
        let (outcome, at) = self.memory.take(subject, charges).await?;
        let outcome = self.hooks.after_take(charges, Ok(outcome)).await?;
        Ok((outcome, at))
    }

    async fn refund(&self, subject: &str, charges: &[Charge]) -> Result<u64, StoreError> {
        self.memory.refund(subject, charges).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.memory.ping().await
    }
}
