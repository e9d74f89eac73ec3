//! The order of a run.

mod api;
mod crowds;
mod hosts;
mod server;
mod several;

use crate::Done;
use crate::client::{Ask, Client};
use crate::prepare::prepare;
use crate::report::{Report, Shapes};
use crate::series::{Finding, Runner, in_turns};
use crate::setup::{Places, Server, Setup, Simulator};
use crate::store::Redis;
use crate::target::Action;
use crate::verification::{Crowd, Verification};

pub use api::measure_api;
pub use hosts::measure_hosts;

/// The size of the measurements.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Rounds of each measurement.
    rounds: usize,
    /// People of one measurement at 16 connections, over all rounds.
    people: usize,
    /// The same for the peers that are slow.
    few: usize,
    /// Verifications after which memory is looked at.
    lived: usize,
    /// Starts of which the middle one is told.
    starts: usize,
}

/// A few minutes.
pub const FULL: Plan = Plan {
    rounds: 5,
    people: 25_000,
    few: 4_000,
    lived: 100_000,
    starts: 5,
};

/// Enough to see that everything works, and large changes.
pub const QUICK: Plan = Plan {
    rounds: 2,
    people: 2_000,
    few: 300,
    lived: 10_000,
    starts: 3,
};

/// Looks at memory while many verifications pass.
const PARTS: usize = 4;

/// All that stands while servers are measured.
struct Run<'a> {
    places: &'a Places,
    plan: Plan,
    crowd: Crowd,
    redis: Redis,
    /// A simulator whose phones receive at once, and whose receipts come at once.
    simulator: Simulator,
    /// A simulator whose receipts come when the measurement is over.
    later: Simulator,
    findings: Vec<Finding>,
}

/// Those who are compared.
struct Field {
    ours: Server,
    /// Ours again, but that its texts' receipts come later.
    sender: Server,
    baseline: Server,
    node: Server,
    better: Server,
    django: Server,
}

/// Measures everything.
pub async fn run(places: &Places, plan: Plan) -> Done<Report> {
    let mut run = Run::begin(places, plan, 0).await?;
    let cold_start = run.cold_start().await?;
    let shapes = run.shapes().await?;
    let field = run.field(shapes).await?;
    let memory = run.memory().await?;
    let sizes = run.sizes(field.ours.target.port).await?;
    let sent = run.sends(&field).await?;
    run.receipts(&field).await?;
    run.looks_and_mistakes(&field, sent).await?;
    run.verifications(&field).await?;
    let browser = run.browser(field.ours.target.port)?;
    let peers = [&field.node, &field.better, &field.django];
    let peers = peers.map(|peer| (peer.target.kind.name(), peer.process.memory()));
    drop(field);
    run.two_processes().await?;
    let exact = run.one_number_on_two_processes().await?;
    run.cluster().await?;
    run.hosts().await?;
    run.api().await?;
    Ok(Report {
        findings: run.findings,
        shapes,
        cold_start,
        memory,
        peers,
        sizes,
        browser,
        exact,
    })
}

impl<'p> Run<'p> {
    /// Starts Redis and the simulators. The people of the run are counted from `first` on.
    async fn begin(places: &'p Places, plan: Plan, first: u32) -> Done<Self> {
        Ok(Self {
            places,
            plan,
            crowd: Crowd::from(first),
            redis: Redis::start(&places.folder).await?,
            simulator: Simulator::start(places, "0.001").await?,
            later: Simulator::start(places, "10").await?,
            findings: Vec::new(),
        })
    }
}

impl Run<'_> {
    fn setup<'a>(&'a self, redis: &'a str) -> Setup<'a> {
        Setup::of(redis, &self.simulator)
    }

    async fn field(&self, shapes: Shapes) -> Done<Field> {
        let (places, url) = (self.places, self.redis.url());
        let setup = self.setup(&url);
        let later = Setup {
            simulator: &self.later,
            ..setup
        };
        let (ours, _) = Server::ringcode(places, setup).await?;
        let page = places.folder.join("page");
        std::fs::create_dir_all(&page)?;
        // The same HTML as ours, so that the two pages weigh the same.
        let html = Client::to(ours.target.port).ask(Ask::get("/")).await?.body;
        std::fs::write(page.join("index.html"), html)?;
        Ok(Field {
            ours,
            sender: Server::ringcode(places, later).await?.0,
            baseline: Server::baseline(places, setup, [shapes.send, shapes.verify]).await?,
            node: Server::node_demo(places, setup, &page).await?,
            better: Server::better_auth(places, setup).await?,
            django: Server::django(places, setup).await?,
        })
    }

    /// Has new people perform an action at each server in turns.
    async fn turns(
        &mut self,
        servers: &[(&Server, usize)],
        action: Action,
        connections: usize,
        note: &'static str,
    ) -> Done<Vec<Verification>> {
        let mut crowds = Vec::new();
        for (server, count) in servers {
            let people = self.crowd.people(*count);
            crowds.push(match action {
                Action::Verify => self.known(server, people).await?,
                _ => people,
            });
        }
        let runners = servers.iter().zip(crowds).map(|((server, _), people)| {
            Runner::new(server, &self.redis, people, self.plan.rounds)
        });
        let (found, ours) = in_turns(runners.collect(), action, connections, note).await?;
        self.findings.extend(found);
        Ok(ours)
    }

    /// The people, once they know their codes. The bare route knows none.
    async fn known(&self, server: &Server, people: Vec<Verification>) -> Done<Vec<Verification>> {
        match server.target.kind {
            crate::target::Kind::Baseline => Ok(people),
            _ => prepare(server.target, self.simulator.port, people).await,
        }
    }
}
