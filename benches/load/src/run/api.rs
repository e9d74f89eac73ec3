//! Verifications that a host application starts and checks by the JSON API.

use std::path::Path;

use super::{Plan, Run};
use crate::Done;
use crate::baseline::Shape;
use crate::clients::write_file;
use crate::load::drive;
use crate::prepare::prepare;
use crate::proxy::Proxy;
use crate::report::write_findings;
use crate::series::Finding;
use crate::setup::{Places, Server, Setup};
use crate::target::{Action, Kind};

/// The remark of each row.
const BY_API: &str = "by the API";

impl Run<'_> {
    /// Measures starts and checks, against the bare route with as many round trips and better-auth.
    /// Returns the commands to Redis of both.
    pub(super) async fn api(&mut self) -> Done<[Shape; 2]> {
        let file = write_file(self.places)?;
        let url = self.redis.url();
        let shapes = self.api_shapes(&file).await?;
        let setup = Setup {
            clients: Some(&file),
            ..self.setup(&url)
        };
        let later = Setup {
            simulator: &self.later,
            ..setup
        };
        let checker = by_api(self.places, setup).await?;
        let sender = by_api(self.places, later).await?;
        let baseline = Server::baseline(self.places, setup, shapes).await?;
        let better = Server::better_auth(self.places, setup).await?;
        let Plan { people, few, .. } = self.plan;
        for (ours, action) in [(&sender, Action::Send), (&checker, Action::Verify)] {
            let all = [(ours, people), (&baseline, people), (&better, few)];
            self.turns(&all, action, 16, BY_API).await?;
        }
        Ok(shapes)
    }

    /// Counts the commands to Redis of a start and of a check.
    async fn api_shapes(&mut self, clients: &Path) -> Done<[Shape; 2]> {
        let proxy = Proxy::start(self.redis.port).await?;
        let url = format!("redis://127.0.0.1:{}", proxy.port);
        let setup = Setup {
            clients: Some(clients),
            ..self.setup(&url)
        };
        let later = Setup {
            simulator: &self.later,
            ..setup
        };
        let quick = by_api(self.places, setup).await?;
        let server = by_api(self.places, later).await?;
        // The first of each action teaches Redis the scripts.
        let people = self.crowd.people(20);
        let warm = prepare(quick.target, self.simulator.port, people).await?;
        drive(server.target, Action::Verify, warm, 1).await?;
        let people = self.crowd.people(50);
        let known = prepare(quick.target, self.simulator.port, people).await?;
        drop(quick);
        let (check, _) = self.shape(&server, &proxy, Action::Verify, known).await?;
        let fresh = self.crowd.people(50);
        let (start, _) = self.shape(&server, &proxy, Action::Send, fresh).await?;
        Ok([start, check])
    }
}

/// A server of ours that is asked by the API.
async fn by_api(places: &Places, setup: Setup<'_>) -> Done<Server> {
    let (mut server, _) = Server::ringcode(places, setup).await?;
    server.target.kind = Kind::RingcodeApi;
    Ok(server)
}

/// Measures the API alone, and prints the table.
///
/// # Errors
/// A server that could not be started, or an answer that is not as it should be.
pub async fn measure_api(places: &Places, plan: Plan) -> Done<bool> {
    let mut run = Run::begin(places, plan, 3_000_000).await?;
    let [start, check] = run.api().await?;
    let mut table = String::new();
    write_findings(&run.findings, &mut table)?;
    println!("{table}");
    for (action, shape) in [(Action::Send, start), (Action::Verify, check)] {
        let [bare, better] =
            ["bare route", "better-auth"].map(|peer| ratio(&run.findings, action, peer));
        println!(
            "{}, {BY_API}: {} commands in {} waits; {bare:.2} of the bare route, {better:.2} times better-auth",
            action.name(),
            shape.commands,
            shape.flights
        );
    }
    Ok(run.findings.iter().all(|found| found.errors == 0))
}

/// Our rate as a multiple of a peer's.
fn ratio(findings: &[Finding], action: Action, peer: &str) -> f64 {
    let rate = |server| {
        let mut found = findings.iter();
        let found = found.find(|found| (found.server, found.action) == (server, action.name()));
        found.map_or(f64::NAN, |found| found.rate)
    };
    rate("ringcode") / rate(peer)
}
