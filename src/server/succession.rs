//! Moves a flow that a guess verifies to the name of its browser's new secret.
//!
//! First the flow is written under the new name, which nobody knows yet; then one write
//! replaces it under the old name. Whoever is interrupted between the two leaves a copy
//! that nothing leads to and that ends by itself, and whoever loses that one write to
//! somebody else is told what is there now. So no moment has no flow, and none two that
//! anybody could reach; and nobody sees a verification that could still be undone.

use super::records::{Fault, FlowName, Records, Seen};
use crate::domain::flow::{Decision, Flow, Succession};
use crate::domain::policy::Millis;
use crate::store::{Change, update, update_seen};

impl Records {
    /// Changes the flow as `decide`, which is pure, says of a guess; if that verifies it, it
    /// goes on under the secret `fresh`. Where there is no flow none is begun.
    pub async fn decide_guess(
        &self,
        seen: Seen<Flow>,
        fresh: &str,
        mut decide: impl FnMut(Option<Flow>, Millis) -> Decision,
    ) -> Result<Decision, Fault> {
        let (name, found, mut record) = (seen.name, seen.found, seen.record);
        let changed = update_seen(&*self.store, &name, found, |stored, now| {
            let flow = self.at_hand(record.take(), &name, stored, now);
            let exists = flow.is_some();
            let decision = decide(flow, now);
            if !exists {
                return (Change::Keep, Ok(decision));
            }
            match self.change_by(&decision, &name, fresh) {
                Ok(change) => (change, Ok(decision)),
                Err(fault) => (Change::Keep, Err(fault)),
            }
        });
        changed.await?.0
    }

    fn change_by(&self, decision: &Decision, name: &str, fresh: &str) -> Result<Change, Fault> {
        let now = decision.now;
        let mut flow = decision.flow.clone();
        let Some(left) = flow.leave_to(fresh) else {
            return self.content(name, &flow, now).map(Change::Put);
        };
        let FlowName(to) = self.new_flow_name(fresh)?;
        let content = self.content(&to, &flow, now)?;
        let left = self.content(name, &left, now)?;
        Ok(Change::Move { to, content, left })
    }

    /// The secret under which a flow goes on that `text` verified, once it is as safe as a
    /// verification has to be before it is told: whoever asks may have been told nothing
    /// because no replica had it yet. For anybody else `None`: a wrong code closes the way
    /// for good.
    pub async fn follow(&self, old: &FlowName, text: &str) -> Result<Option<String>, Fault> {
        let name = &old.0;
        let followed = update(&*self.store, name, |stored, now| {
            let Some(left) = self.at_hand::<Succession>(None, name, stored, now) else {
                return (Change::Keep, Ok(None));
            };
            let Some(secret) = left.successor(text, now) else {
                return (Change::Remove, Ok(None));
            };
            match self.content(name, &left, now) {
                Ok(content) => (Change::Put(content), Ok(Some(secret.to_owned()))),
                Err(fault) => (Change::Keep, Err(fault)),
            }
        });
        followed.await?
    }
}
