//! More than one process of ours, and more than one Redis.

use super::Run;
use crate::Done;
use crate::load::drive;
use crate::series::{Runner, in_turns};
use crate::setup::{Server, Setup};
use crate::store::Cluster;
use crate::target::Action;

impl Run<'_> {
    /// One process of one thread, then two of them: what a second one adds.
    pub(super) async fn two_processes(&mut self) -> Done<()> {
        let url = self.redis.url();
        let one = Setup {
            threads: Some(1),
            ..self.setup(&url)
        };
        let (first, _) = Server::ringcode(self.places, one).await?;
        let (second, _) = Server::ringcode(self.places, one).await?;
        let people = self.crowd.people(self.plan.people);
        let alone = self.known(&first, people).await?;
        let people = self.crowd.people(self.plan.people);
        let both = self.known(&first, people).await?;
        let runner = Runner::new(&first, &self.redis, alone, self.plan.rounds);
        let (found, _) = in_turns(vec![runner], Action::Verify, 16, "one thread").await?;
        self.findings.extend(found);
        let (half, other) = both.split_at(both.len() / 2);
        let half = Runner::new(&first, &self.redis, half.to_vec(), 1);
        let other = Runner::new(&second, &self.redis, other.to_vec(), 1);
        let together = tokio::try_join!(
            in_turns(vec![half], Action::Verify, 8, "two processes, first"),
            in_turns(vec![other], Action::Verify, 8, "two processes, second"),
        )?;
        self.findings.extend(together.0.0);
        self.findings.extend(together.1.0);
        Ok(())
    }

    /// Many browsers at once ask two processes for a text to one number: as many as one
    /// number may get in ten minutes.
    pub(super) async fn one_number_on_two_processes(&mut self) -> Done<usize> {
        let url = self.redis.url();
        let (first, _) = Server::ringcode(self.places, self.setup(&url)).await?;
        let (second, _) = Server::ringcode(self.places, self.setup(&url)).await?;
        let number = self.crowd.people(1).remove(0).number;
        let mut people = self.crowd.people(60);
        people
            .iter_mut()
            .for_each(|verification| verification.number.clone_from(&number));
        let others = people.split_off(30);
        let (ones, others) = tokio::try_join!(
            drive(first.target, Action::Send, people, 30),
            drive(second.target, Action::Send, others, 30),
        )?;
        Ok(ones.0.requests + others.0.requests)
    }

    /// Right codes on a Redis Cluster.
    pub(super) async fn cluster(&mut self) -> Done<()> {
        let cluster = Cluster::start(&self.places.folder).await?;
        let url = cluster.url();
        let (server, _) = Server::ringcode(self.places, self.setup(&url)).await?;
        let people = self.crowd.people(self.plan.people);
        let known = self.known(&server, people).await?;
        let runner = Runner::new(&server, &cluster.nodes[0], known, self.plan.rounds);
        let (found, _) = in_turns(vec![runner], Action::Verify, 16, "three-master cluster").await?;
        self.findings.extend(found);
        Ok(())
    }
}
