//! Drives a server: so many connections, each with one request under way, until the
//! people are served or the time is up.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::Done;
use crate::client::Client;
use crate::target::{Action, Target};
use crate::verification::Verification;

/// The longest one measurement may take.
const LONGEST: Duration = Duration::from_secs(120);

/// The result of one measurement.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    /// Answered as they should be.
    pub requests: usize,
    /// Answered otherwise, or not at all.
    pub errors: usize,
    /// The time from the first request until the last answer.
    pub seconds: f64,
    /// Microseconds of each answer, in ascending order.
    pub latencies: Vec<u32>,
    /// The first error.
    pub complaint: Option<String>,
}

impl Measured {
    /// Requests in a second.
    pub fn rate(&self) -> f64 {
        self.requests as f64 / self.seconds.max(1e-9)
    }

    /// Milliseconds within which so many thousandths of the answers came.
    pub fn percentile(&self, thousandths: usize) -> f64 {
        let last = self.latencies.len().saturating_sub(1);
        let at = (self.latencies.len() * thousandths / 1000).min(last);
        self.latencies
            .get(at)
            .map_or(0.0, |us| f64::from(*us) / 1000.0)
    }

    /// One measurement made of several.
    pub fn merged(rounds: &[Self]) -> Self {
        let mut all = Self::default();
        for round in rounds {
            all.requests += round.requests;
            all.errors += round.errors;
            all.seconds += round.seconds;
            all.latencies.extend(&round.latencies);
            all.complaint = all.complaint.or_else(|| round.complaint.clone());
        }
        all.latencies.sort_unstable();
        all
    }
}

/// Performs the action once for every verification; returns them with what their browsers learned.
pub async fn drive(
    target: Target,
    action: Action,
    verifications: Vec<Verification>,
    connections: usize,
) -> Done<(Measured, Vec<Verification>)> {
    let waiting = Arc::new(Mutex::new(VecDeque::from(verifications)));
    let mut clients = Vec::new();
    for _ in 0..connections {
        clients.push(connected(target.port).await?);
    }
    let began = Instant::now();
    let mut workers = JoinSet::new();
    for client in clients {
        workers.spawn(work(
            target,
            action,
            client,
            waiting.clone(),
            began + LONGEST,
        ));
    }
    let mut parts = Vec::new();
    let mut served = Vec::new();
    while let Some(worker) = workers.join_next().await {
        let (part, verifications) = worker?;
        parts.push(part);
        served.extend(verifications);
    }
    let mut measured = Measured::merged(&parts);
    measured.seconds = began.elapsed().as_secs_f64();
    Ok((measured, served))
}

/// Opened beforehand: what a connection costs is not what is measured.
async fn connected(port: u16) -> Done<Client> {
    let mut client = Client::to(port);
    client.connect().await?;
    Ok(client)
}

async fn work(
    target: Target,
    action: Action,
    mut client: Client,
    waiting: Arc<Mutex<VecDeque<Verification>>>,
    end: Instant,
) -> (Measured, Vec<Verification>) {
    let mut measured = Measured::default();
    let mut served = Vec::new();
    while Instant::now() < end {
        let next = waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop_front();
        let Some(mut verification) = next else { break };
        let began = Instant::now();
        let answer = client.ask(target.kind.ask(action, &verification)).await;
        let took = began.elapsed().as_micros();
        match answer {
            Ok(answer) if target.kind.accepts(action, &answer) => {
                measured.requests += 1;
                measured
                    .latencies
                    .push(u32::try_from(took).unwrap_or(u32::MAX));
                target.kind.learn(&mut verification, &answer);
                served.push(verification);
            }
            Ok(answer) => measured.complain(format!(
                "{} {}",
                answer.status,
                String::from_utf8_lossy(&answer.body[..answer.body.len().min(300)])
            )),
            Err(error) => measured.complain(error.to_string()),
        }
    }
    (measured, served)
}

impl Measured {
    fn complain(&mut self, complaint: String) {
        self.errors += 1;
        self.complaint.get_or_insert(complaint);
    }
}
