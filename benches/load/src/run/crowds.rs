//! Many people at once, on our server and on the peers'.

use super::{Field, Run};
use crate::Done;
use crate::series::{Runner, in_turns};
use crate::target::Action;
use crate::verification::Verification;

impl Run<'_> {
    /// Texts at 16 and 256 connections; the people of ours who were sent one.
    pub(super) async fn sends(&mut self, field: &Field) -> Done<Vec<Verification>> {
        let plan = self.plan;
        let all = [
            (&field.sender, plan.people),
            (&field.baseline, plan.people),
            (&field.node, plan.people / 2),
            (&field.better, plan.few),
            (&field.django, plan.few),
        ];
        let mut sent = self.turns(&all, Action::Send, 16, "").await?;
        sent.extend(self.turns(&all[..3], Action::Send, 256, "").await?);
        Ok(sent)
    }

    /// Texts whose two receipts come while more are sent.
    pub(super) async fn receipts(&mut self, field: &Field) -> Done<()> {
        let all = [(&field.ours, self.plan.people)];
        self.turns(&all, Action::Send, 16, "receipts included")
            .await?;
        Ok(())
    }

    /// Pages of those who were sent a text, and their wrong guesses.
    pub(super) async fn looks_and_mistakes(
        &mut self,
        field: &Field,
        sent: Vec<Verification>,
    ) -> Done<()> {
        let rounds = self.plan.rounds;
        for connections in [16, 256] {
            let node = self.crowd.people(sent.len() / 2);
            let runners = vec![
                Runner::new(&field.ours, &self.redis, sent.clone(), rounds),
                Runner::new(&field.node, &self.redis, node, rounds),
            ];
            let (found, _) = in_turns(runners, Action::Page, connections, "").await?;
            self.findings.extend(found);
        }
        // A stranger's page: the form for the number, with every country.
        let strangers = self.crowd.people(sent.len());
        let runner = Runner::new(&field.ours, &self.redis, strangers, rounds);
        let (found, _) = in_turns(vec![runner], Action::Page, 16, "first visit").await?;
        self.findings.extend(found);
        for connections in [16, 256] {
            let runner = Runner::new(&field.ours, &self.redis, sent.clone(), rounds);
            let (found, _) = in_turns(vec![runner], Action::Wrong, connections, "").await?;
            self.findings.extend(found);
        }
        Ok(())
    }

    /// Right codes at 16 and 256 connections.
    pub(super) async fn verifications(&mut self, field: &Field) -> Done<()> {
        let plan = self.plan;
        let all = [
            (&field.ours, plan.people),
            (&field.baseline, plan.people),
            (&field.node, plan.people),
            (&field.better, plan.few),
            (&field.django, plan.few),
        ];
        self.turns(&all, Action::Verify, 16, "").await?;
        self.turns(&all[..3], Action::Verify, 256, "").await?;
        Ok(())
    }
}
