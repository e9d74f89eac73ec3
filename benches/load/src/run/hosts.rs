//! Numbers that are verified for host applications, from the link to the token.

use super::{Plan, Run};
use crate::Done;
use crate::clients::{CLIENTS, HostClient, write_file};
use crate::prepare::prepare;
use crate::report::tokens::{self, FOR_A_HOST};
use crate::series::{Runner, in_turns};
use crate::setup::{Places, Server, Setup};
use crate::target::Action;
use crate::verification::Verification;

/// The remark of a row that others have too.
const RECEIPTS: &str = "for a host, receipts included";

impl Run<'_> {
    /// Measures the steps of people whom a host application sent, and the tokens of both algorithms.
    pub(super) async fn hosts(&mut self) -> Done<()> {
        let file = write_file(self.places)?;
        let url = self.redis.url();
        let setup = Setup {
            clients: Some(&file),
            ..self.setup(&url)
        };
        let (server, _) = Server::ringcode(self.places, setup).await?;
        let mut people = self.crowd.people(2 * self.plan.people);
        for (n, verification) in people.iter_mut().enumerate() {
            verification.client = Some(&CLIENTS[n % CLIENTS.len()]);
        }
        let people = self.measure(&server, Action::Authorize, "", people).await?;
        let mut people = self
            .measure(&server, Action::Page, FOR_A_HOST, people)
            .await?;
        // The simulator keeps the newest texts only: those who go on are sent to and read their
        // codes one after the other, and others are measured.
        let known = people.split_off(people.len() / 2);
        self.measure(&server, Action::Send, RECEIPTS, people)
            .await?;
        let known = prepare(server.target, self.simulator.port, known).await?;
        let known = self
            .measure(&server, Action::Page, FOR_A_HOST, known)
            .await?;
        let people = self.measure(&server, Action::Return, "", known).await?;
        let rounds = self.plan.rounds;
        let runners = CLIENTS.iter().map(|client| {
            let theirs = sent_by(&people, client);
            Runner::new(&server, &self.redis, theirs, rounds).noted(client.algorithm)
        });
        let (found, _) = in_turns(runners.collect(), Action::Redeem, 16, "").await?;
        self.findings.extend(found);
        Ok(())
    }

    /// Measures one action of all people; how they are afterwards.
    async fn measure(
        &mut self,
        server: &Server,
        action: Action,
        note: &'static str,
        people: Vec<Verification>,
    ) -> Done<Vec<Verification>> {
        let runner = Runner::new(server, &self.redis, people, self.plan.rounds);
        let (found, served) = in_turns(vec![runner], action, 16, note).await?;
        self.findings.extend(found);
        Ok(served)
    }
}

fn sent_by(people: &[Verification], client: &HostClient) -> Vec<Verification> {
    let theirs = people.iter().filter(|person| {
        let sent_by = person.client.map(|client| client.id);
        sent_by == Some(client.id)
    });
    theirs.cloned().collect()
}

/// Measures host applications alone, and prints the table.
///
/// # Errors
/// A server that could not be started, or an answer that is not as it should be.
pub async fn measure_hosts(places: &Places, plan: Plan) -> Done<bool> {
    let mut run = Run::begin(places, plan, 2_000_000).await?;
    run.hosts().await?;
    print!("{}", tokens::table(&run.findings)?);
    Ok(run.findings.iter().all(|found| found.errors == 0))
}
