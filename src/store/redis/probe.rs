//! Tries, on keys of no one's, what serving will ask the server for.

use ::redis::Value;

use super::{
    super::StoreError,
    Redis, buckets, commands,
    connection::{Order, Request},
    read_answer, record, scripts,
};

impl Redis {
    /// Carries out, on keys of no one's, whatever serving will ask for, so that a user's
    /// lacking right is known before a person meets it. A durable write waits for as many
    /// replicas as it will then.
    pub(super) async fn try_rights(&self) -> Result<(), StoreError> {
        let (record, holder) = (record(PROBE), buckets(PROBE));
        let look = commands::look(&record);
        self.ask::<Value>(&record, Order::Commands(&look)).await?;
        let begin = commands::begin(&record, b"", PROBE_LIFE);
        self.ask::<Value>(&record, Order::Commands(&begin)).await?;
        let durable = Request {
            key: &record,
            order: Order::ScriptInFull(&scripts::RIGHTS, &[]),
            replicas: self.replicas,
        };
        let refused = match self.replicas {
            0 => self.link.ask(durable).await?,
            _ => self.durable.ask(durable).await?,
        };
        let mut refused: Vec<String> = read_answer(refused)?;
        if refused.is_empty() {
            let order = Order::Script(&scripts::RIGHTS, &[]);
            refused = self.ask(&holder, order).await?;
        }
        if refused.is_empty() {
            return Ok(());
        }
        let refused = refused.join(", ");
        Err(StoreError::Refused(format!(
            "NOPERM the user may not run {refused}"
        )))
    }

    /// Looks at keys all over a cluster: one node by itself sends most of them elsewhere.
    pub(super) async fn try_other_slots(&self) -> Result<(), StoreError> {
        for nth in 0..SLOTS_TRIED {
            let key = record(&format!("{PROBE}-{nth}"));
            let look = commands::look(&key);
            self.ask::<Value>(&key, Order::Commands(&look)).await?;
        }
        Ok(())
    }
}

/// How a server says that it is one node of a cluster.
pub(super) const IS_NODE: &str = "1";

/// Keys that are looked at to find out whether one node of a cluster has all of it. Where it
/// has half, all of them are there once in 65,000 times.
const SLOTS_TRIED: usize = 16;

/// The name of what is written to try whether it can be; no record has such a short one.
const PROBE: &str = "probe";

/// How long it stays, in milliseconds.
const PROBE_LIFE: &str = "1000";
