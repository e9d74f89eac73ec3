//! Moves a verified flow to the name of its browser's new secret.
//!
//! First the flow is written under the new name, which nobody knows yet; then one write
//! replaces it under the old name. Whoever is interrupted between the two leaves a copy
//! that nothing leads to and that ends by itself, and whoever loses that one write to
//! somebody else is told what is there now. So no moment has no flow, and none two that
//! anybody could reach.

use super::records::{Fault, FlowName, Records, Seen};
use crate::domain::flow::Succession;
use crate::store::{Change, update_seen};

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
        let (flow, seen) = self.flow(old).await?;
        let moved = flow.and_then(|flow| flow.succeeded_by(fresh, text));
        let Some((flow, _)) = moved else {
            return self.follow(old, seen, text, None).await;
        };
        let new = self.flow_name(fresh).await?;
        self.change_flow_seen(&new, seen.nothing(), |_, _| (Some(flow.clone()), ()))
            .await?;
        let secret = self.follow(old, seen, text, Some(fresh)).await?;
        // Somebody else was first. After a fault it may be this one all the same.
        if secret.as_deref() != Some(fresh) {
            self.forget_flow(&new).await?;
        }
        Ok(secret)
    }

    /// The secret that a verified flow goes on under, which is `fresh` if there was none yet.
    async fn follow(
        &self,
        old: &FlowName,
        seen: Seen,
        text: &str,
        fresh: Option<&str>,
    ) -> Result<Option<String>, Fault> {
        let followed = update_seen(&*self.store, &old.0, seen.0, |stored, now| {
            let moved = self.live_flow(old, stored, now);
            if let Some((_, left)) = moved.and_then(|flow| flow.succeeded_by(fresh?, text)) {
                let secret = fresh.map(str::to_owned);
                return self.put(&old.0, &left, left.life_left(now), true, secret);
            }
            let Some(left) = self.open::<Succession>(&old.0, stored) else {
                return (Change::Keep, Ok(None));
            };
            match left.successor(text, now) {
                Some(secret) => (Change::Keep, Ok(Some(secret.to_owned()))),
                None => (Change::Remove, Ok(None)),
            }
        });
        followed.await?.0
    }
}
