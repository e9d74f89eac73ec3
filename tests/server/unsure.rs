//! A verification that was written while no replica confirmed it: nobody is told of it
//! before it is safe, and the same code then leads to it, and nothing else does.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use async_trait::async_trait;
use ringcode::store::memory::MemoryStore;
use ringcode::store::{
    Charge, NewValue, Snapshot, Store, StoreError, TakeOutcome, Version, WriteOutcome,
};

use crate::NUMBER;
use crate::logs::{heard, listen};
use crate::person::wrong;
use crate::stage::{Setup, Stage};

/// A store, and what the same right code is answered, time after time.
type Case = (fn() -> Arc<dyn Store>, &'static [u16]);

/// A verification is one durable write; whoever finds it made confirms it by one more.
const CASES: [Case; 3] = [
    (|| Unsure::at(&[]), &[200]),
    (|| Unsure::at(&[1]), &[503, 409]),
    (|| Unsure::at(&[1, 2]), &[503, 503, 409]),
];

#[tokio::test]
async fn the_same_code_again_leads_to_what_nobody_was_told_of() {
    for (store, answers) in CASES {
        let store = Some(store);
        let stage = Stage::with(Setup {
            store,
            // So slow that no report on the text is among the durable writes.
            pace: 1_000.0,
            ..Setup::default()
        })
        .await;
        let person = stage.person();
        person.opens_the_page().await;
        person.asks_for_a_text(NUMBER).await;
        let (code, old) = (stage.plivo.code(), person.cookie());
        listen();
        for status in answers {
            person.opens_the_page().await.says("Enter your code");
            assert_eq!(person.cookie(), old, "{answers:?}");
            assert_eq!(person.types(&code).await.status, *status, "{answers:?}");
        }
        let log = heard();
        let verified = log.lines().filter(|line| tells(line)).count();
        assert_eq!(verified, 1, "{answers:?}: {log}");
        person.opens_the_page().await.says("is verified");

        let other = stage.person();
        other.takes_cookie(old);
        for typed in [&wrong(&code, 0), &code] {
            let refused = other.types(typed).await;
            assert_eq!((refused.status, refused.header("set-cookie")), (422, ""));
        }
        let page = other.opens_the_page().await;
        page.says("Verify your phone number");
        person.opens_the_page().await.says("is verified");
    }
}

/// Whether a line of the log tells that the number was verified.
fn tells(line: &str) -> bool {
    line.contains(" audit: verified") || line.contains(" audit: told again: verified")
}

/// A store that carries out every durable write, and says of some that no replica has it.
struct Unsure {
    memory: MemoryStore,
    durable_writes: AtomicUsize,
    unsure: &'static [usize],
}

impl Unsure {
    /// Unsure of these durable writes, counted from one.
    fn at(unsure: &'static [usize]) -> Arc<dyn Store> {
        Arc::new(Self {
            memory: MemoryStore::new(),
            durable_writes: AtomicUsize::new(0),
            unsure,
        })
    }
}

#[async_trait]
impl Store for Unsure {
    async fn read(&self, key: &str) -> Result<Snapshot, StoreError> {
        self.memory.read(key).await
    }

    async fn write(
        &self,
        key: &str,
        new: &NewValue,
        version: Version,
    ) -> Result<WriteOutcome, StoreError> {
        let written = self.memory.write(key, new, version).await;
        // One that met another write is tried again, and is no write.
        if !new.durable || !matches!(written, Ok(WriteOutcome::Written(_))) {
            return written;
        }
        let nth = self.durable_writes.fetch_add(1, Relaxed) + 1;
        if self.unsure.contains(&nth) {
            return Err(StoreError::Refused("NOREPLICAS".to_owned()));
        }
        written
    }

    async fn remove(&self, key: &str, version: Version) -> Result<WriteOutcome, StoreError> {
        self.memory.remove(key, version).await
    }

    async fn take(&self, subject: &str, charges: &[Charge<'_>]) -> Result<TakeOutcome, StoreError> {
        self.memory.take(subject, charges).await
    }

    async fn refund(&self, subject: &str, charges: &[Charge<'_>]) -> Result<(), StoreError> {
        self.memory.refund(subject, charges).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.memory.ping().await
    }
}
