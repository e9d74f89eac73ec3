//! The same measurement of several servers, in turns, so that what else the machine
//! does meets all of them alike.

use serde::Serialize;

use crate::Done;
use crate::load::{Measured, drive};
use crate::setup::Server;
use crate::store::Redis;
use crate::target::{Action, Kind};
use crate::verification::Verification;

/// The measurement of one server, one action and one number of connections.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    pub server: &'static str,
    pub action: &'static str,
    pub connections: usize,
    /// A remark; empty for most.
    pub note: &'static str,
    /// Requests in a second: the middle one of the rounds.
    pub rate: f64,
    /// Each round's, in ascending order.
    pub rates: Vec<f64>,
    /// Milliseconds.
    pub p50: f64,
    pub p99: f64,
    pub p999: f64,
    /// Microseconds of processor time for one request.
    pub server_cpu: f64,
    pub redis_cpu: f64,
    pub requests: usize,
    pub errors: usize,
    /// The first error.
    pub complaint: Option<String>,
}

/// One of those who are measured in turns.
pub struct Runner<'a> {
    pub server: &'a Server,
    pub redis: &'a Redis,
    /// The people of each round.
    pub rounds: Vec<Vec<Verification>>,
    /// A remark of its own; empty for most.
    note: &'static str,
    measured: Vec<Measured>,
    cpu: [f64; 2],
}

impl<'a> Runner<'a> {
    /// A runner with `verifications` in so many rounds.
    pub fn new(
        server: &'a Server,
        redis: &'a Redis,
        verifications: Vec<Verification>,
        rounds: usize,
    ) -> Self {
        let each = verifications.len().div_ceil(rounds).max(1);
        let rounds = verifications
            .chunks(each)
            .map(<[Verification]>::to_vec)
            .collect();
        Self {
            server,
            redis,
            rounds,
            note: "",
            measured: Vec::new(),
            cpu: [0.0; 2],
        }
    }

    /// The same with a remark in place of that of the whole series.
    pub fn noted(self, note: &'static str) -> Self {
        Self { note, ..self }
    }

    async fn round(&mut self, action: Action, connections: usize) -> Done<Vec<Verification>> {
        let Some(verifications) = self.rounds.pop() else {
            return Ok(Vec::new());
        };
        let before = self.used();
        let (measured, served) =
            drive(self.server.target, action, verifications, connections).await?;
        let after = self.used();
        for (sum, (after, before)) in self.cpu.iter_mut().zip(after.into_iter().zip(before)) {
            *sum += after - before;
        }
        self.measured.push(measured);
        Ok(served)
    }

    fn used(&self) -> [f64; 2] {
        [self.server.process.cpu(), self.redis.process.cpu()]
    }

    fn finding(&self, action: Action, connections: usize, note: &'static str) -> Finding {
        let all = Measured::merged(&self.measured);
        let mut rates: Vec<f64> = self.measured.iter().map(Measured::rate).collect();
        rates.sort_unstable_by(f64::total_cmp);
        let each = |seconds: f64| seconds * 1e6 / all.requests.max(1) as f64;
        Finding {
            server: self.server.target.kind.name(),
            action: action.name(),
            connections,
            note: if self.note.is_empty() {
                note
            } else {
                self.note
            },
            rate: rates.get(rates.len() / 2).copied().unwrap_or_default(),
            rates,
            p50: all.percentile(500),
            p99: all.percentile(990),
            p999: all.percentile(999),
            server_cpu: each(self.cpu[0]),
            redis_cpu: each(self.cpu[1]),
            requests: all.requests,
            errors: all.errors,
            complaint: all.complaint,
        }
    }
}

/// Measures all runners in turns. What is found, and the people of ours who were served.
pub async fn in_turns(
    mut runners: Vec<Runner<'_>>,
    action: Action,
    connections: usize,
    note: &'static str,
) -> Done<(Vec<Finding>, Vec<Verification>)> {
    let rounds = runners.iter().map(|runner| runner.rounds.len()).max();
    let mut ours = Vec::new();
    for _ in 0..rounds.unwrap_or_default() {
        for runner in &mut runners {
            let served = runner.round(action, connections).await?;
            if runner.server.target.kind == Kind::Ringcode {
                ours.extend(served);
            }
        }
    }
    let findings = runners
        .iter()
        .map(|runner| runner.finding(action, connections, note));
    Ok((findings.collect(), ours))
}
