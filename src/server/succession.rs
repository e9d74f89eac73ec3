//! Moves a verified flow to the name of its browser's new secret.
//!
//! First the flow is written under the new name, which nobody knows yet; then one write
//! replaces it under the old name. Whoever is interrupted between the two leaves a copy
//! that nothing leads to and that ends by itself, and whoever loses that one write to
//! somebody else looks again at what is there now. So no moment has no flow, and none two
//! that anybody could reach.

use std::time::Duration;

use super::records::{Fault, FlowName, Records};
use crate::domain::flow::{Flow, Succession};
use crate::store::{ATTEMPTS, Outcome, Snapshot, StoreError, Version};

impl Records {
    /// Has the flow that `text` verified go on under the secret `fresh`, or finds the one
    /// under which it does already. The secret is returned; `None` for anybody else. A wrong
    /// code closes the way for good.
    pub async fn hand_over(
        &self,
        old: &FlowName,
        text: &str,
        fresh: &str,
    ) -> Result<Option<String>, Fault> {
        for _ in 0..ATTEMPTS {
            let seen = self.store.read(&old.0).await?;
            let moved = match self.live_flow(old, seen.value.as_deref(), seen.now_ms) {
                Some(flow) => match flow.succeeded_by(fresh, text) {
                    Some((flow, left)) => self.move_flow(old, &seen, fresh, &flow, &left).await?,
                    None => return Ok(None),
                },
                None => self.follow(old, &seen, text).await?,
            };
            match moved {
                Moved::To(secret) => return Ok(secret),
                Moved::Overtaken => (),
            }
        }
        Err(Fault::Store(StoreError::Contended))
    }

    async fn move_flow(
        &self,
        old: &FlowName,
        seen: &Snapshot,
        fresh: &str,
        flow: &Flow,
        left: &Succession,
    ) -> Result<Moved, Fault> {
        let new = self.flow_name(fresh).await?;
        let life = |left: u64| Duration::from_millis(left.max(1));
        let value = self.sealed(&new.0, flow)?;
        let ttl = life(self.life_left(flow, seen.now_ms));
        // Durable: the old name must not be given up for one that a failover forgets.
        let written = self
            .store
            .write(&new.0, &value, Version::ABSENT, ttl, true)
            .await?;
        let value = self.sealed(&old.0, left)?;
        let ttl = life(left.life_left(seen.now_ms));
        let replaced = self
            .store
            .write(&old.0, &value, seen.version, ttl, false)
            .await?;
        match (written, replaced) {
            (Outcome::Written, Outcome::Written) => Ok(Moved::To(Some(fresh.to_owned()))),
            _ => {
                self.forget_flow(&new).await?;
                Ok(Moved::Overtaken)
            }
        }
    }

    async fn follow(&self, old: &FlowName, seen: &Snapshot, text: &str) -> Result<Moved, Fault> {
        let Some(left) = self.open::<Succession>(&old.0, seen.value.as_deref()) else {
            return Ok(Moved::To(None));
        };
        if let Some(secret) = left.successor(text, seen.now_ms) {
            return Ok(Moved::To(Some(secret.to_owned())));
        }
        match self.store.remove(&old.0, seen.version).await? {
            Outcome::Written => Ok(Moved::To(None)),
            Outcome::Conflict => Ok(Moved::Overtaken),
        }
    }
}

enum Moved {
    /// The secret, or that there is none for whoever asked.
    To(Option<String>),
    /// Somebody else wrote in between.
    Overtaken,
}
