//! A server under load: half of its capacity for long, twice of it for a while, and thousands of
//! clients that only hold a connection.
//!
//! People arrive at a fixed rate, not when the one before was served, so that requests queue up as
//! they would in production.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::Done;
use crate::client::Client;
use crate::setup::{Places, Server, Setup, Simulator};
use crate::store::Redis;
use crate::target::{Action, Target};
use crate::verification::{Crowd, Verification};

/// The actions of a person, one after the other.
const JOURNEY: [Action; 4] = [Action::Page, Action::Send, Action::Page, Action::Wrong];

/// People at the same time while the capacity is looked for.
const AT_ONCE: usize = 32;

/// Those who hold a connection and say nothing, and those who ask and do not read.
const IDLE: usize = 10_000;
const SLOW: usize = 100;

/// The length of each shorter part. A silent connection is closed after 10 s.
const PART: Duration = Duration::from_secs(8);

/// Comparisons of the calm and the idle connections, in turns: the median of as many is what counts
/// on a machine that does other things too.
const ROUNDS: usize = 3;

/// Milliseconds that count as no wait, however short the waits of a calm server are.
const NO_WAIT: f64 = 10.0;

/// The most milliseconds that 99 of 100 wait who are served beside too many others.
const CROWDED: f64 = 500.0;

/// One row of the table.
struct Row {
    what: String,
    measured: String,
    bound: String,
    holds: bool,
}

/// The outcome of a number of requests.
#[derive(Debug, Default)]
struct Tally {
    latencies: Vec<u32>,
    /// Answered 503: too much at the moment.
    shed: usize,
    errors: usize,
    complaint: Option<String>,
}

type Pool = Arc<Mutex<Vec<Client>>>;

struct Endurance {
    target: Target,
    crowd: Crowd,
    pool: Pool,
}

/// Runs all parts, prints what they found as a table, and says whether it is within its
/// bounds.
///
/// # Errors
/// What could not be started.
pub async fn run(places: &Places, long: Duration) -> Done<bool> {
    let redis = Redis::start(&places.folder).await?;
    let simulator = Simulator::start(places, "0.01").await?;
    let url = redis.url();
    let setup = Setup {
        // As delivered.
        requests: Some(256),
        ..Setup::of(&url, &simulator)
    };
    let (server, _) = Server::ringcode(places, setup).await?;
    let mut run = Endurance {
        target: server.target,
        crowd: Crowd::from(1_000_000),
        pool: Pool::default(),
    };
    let capacity = run.capacity().await?;
    println!("capacity: {capacity:.0} people a second, each with 4 requests");
    let mut rows = Vec::from(run.beside_idle(capacity / 4.0).await?);
    rows.extend(run.twice(2.0 * capacity).await?);
    let before = server.process.memory();
    let tally = run.come(capacity / 2.0, long).await?;
    rows.extend(lasting(&tally, long, before, server.process.memory()));
    println!("\n| what | measured | bound | |\n| --- | ---: | ---: | --- |");
    for row in &rows {
        let result = if row.holds { "ok" } else { "missed" };
        println!(
            "| {} | {} | {} | {result} |",
            row.what, row.measured, row.bound
        );
    }
    Ok(rows.iter().all(|row| row.holds))
}

/// The bounds of the long part; memory is in KiB.
fn lasting(tally: &Tally, long: Duration, before: u64, after: u64) -> [Row; 3] {
    let (seconds, all) = (long.as_secs(), tally.all());
    let wrong = tally.share(tally.errors + tally.shed);
    let growth = (after as f64 / before as f64 - 1.0) * 100.0;
    tally.complain();
    [
        Row::at_most(
            &format!("half of capacity for {seconds} s: % of {all} requests not answered as asked"),
            wrong,
            0.1,
        ),
        Row::at_most(
            &format!("half of capacity: growth of memory in %, from {before} to {after} KiB"),
            growth,
            5.0,
        ),
        Row::told("half of capacity: p99 in ms", tally.p99()),
    ]
}

impl Row {
    fn at_most(what: &str, measured: f64, bound: f64) -> Self {
        Self {
            what: what.to_owned(),
            measured: format!("{measured:.3}"),
            bound: format!("≤ {bound:.1}"),
            holds: measured <= bound,
        }
    }

    fn told(what: &str, measured: f64) -> Self {
        Self {
            what: what.to_owned(),
            measured: format!("{measured:.1}"),
            bound: "-".to_owned(),
            holds: true,
        }
    }
}

impl Endurance {
    /// People a second when so many are always there; the first seconds only warm up.
    async fn capacity(&mut self) -> Done<f64> {
        self.crowded(PART / 4).await?;
        let began = Instant::now();
        let served = self.crowded(PART).await?;
        Ok(served as f64 / began.elapsed().as_secs_f64())
    }

    async fn crowded(&mut self, time: Duration) -> Done<usize> {
        let end = Instant::now() + time;
        let mut rows = JoinSet::new();
        for _ in 0..AT_ONCE {
            let (target, pool) = (self.target, self.pool.clone());
            let people = self.crowd.people(20_000 / AT_ONCE);
            rows.spawn(async move {
                let mut served = 0;
                for verification in people {
                    if Instant::now() >= end {
                        break;
                    }
                    journey(target, verification, &pool).await;
                    served += 1;
                }
                served
            });
        }
        Ok(rows.join_all().await.into_iter().sum())
    }

    /// Has `rate` people a second come for the given time.
    async fn come(&mut self, rate: f64, time: Duration) -> Done<Tally> {
        let count = (rate * time.as_secs_f64()) as usize;
        let began = Instant::now();
        let mut under_way = JoinSet::new();
        let mut all = Tally::default();
        for nth in 0..count {
            let due = began + Duration::from_secs_f64(nth as f64 / rate);
            tokio::time::sleep_until(due.into()).await;
            let verification = self.crowd.people(1).remove(0);
            let (target, pool) = (self.target, self.pool.clone());
            under_way.spawn(async move { journey(target, verification, &pool).await });
            while let Some(done) = under_way.try_join_next() {
                all.add(done?);
            }
        }
        while let Some(done) = under_way.join_next().await {
            all.add(done?);
        }
        all.latencies.sort_unstable();
        Ok(all)
    }

    /// Measures in turns without and with idle connections.
    async fn beside_idle(&mut self, rate: f64) -> Done<[Row; 3]> {
        let (mut calm, mut beside, mut wrong) = (Vec::new(), Vec::new(), 0);
        for _ in 0..ROUNDS {
            calm.push(self.come(rate, PART / 2).await?.p99());
            let held = self.hold().await?;
            let tally = self.come(rate, PART).await?;
            tally.complain();
            wrong += tally.errors + tally.shed;
            beside.push(tally.p99());
            drop(held);
        }
        println!("p99 in ms, by turns: calm {calm:.1?}, beside the idle {beside:.1?}");
        let (calm, beside) = (median(calm), median(beside));
        let what = format!("beside {IDLE} idle connections and {SLOW} who do not read: p99 in ms");
        Ok([
            Row::told("calm, a quarter of capacity: p99 in ms", calm),
            Row::at_most(&what, beside, (2.0 * calm).max(NO_WAIT)),
            Row::at_most(
                "beside them: requests not answered as asked",
                wrong as f64,
                0.0,
            ),
        ])
    }

    async fn hold(&self) -> Done<Vec<TcpStream>> {
        let mut held = Vec::new();
        for nth in 0..IDLE + SLOW {
            let mut stream = TcpStream::connect(("127.0.0.1", self.target.port)).await?;
            if nth >= IDLE {
                // Asks for more pages than a socket holds, and reads none.
                let ask = "GET / HTTP/1.1\r\nhost: here\r\n\r\n".repeat(10);
                stream.write_all(ask.as_bytes()).await?;
            }
            held.push(stream);
        }
        // What they asked for is worked on first, or waits for them.
        tokio::time::sleep(PART / 8).await;
        Ok(held)
    }

    async fn twice(&mut self, rate: f64) -> Done<[Row; 3]> {
        let tally = self.come(rate, PART).await?;
        tally.complain();
        let shed = tally.share(tally.shed);
        Ok([
            Row {
                holds: tally.shed > 0,
                ..Row::told("twice capacity: % answered 503", shed)
            },
            Row::at_most(
                "twice capacity: p99 of the others in ms",
                tally.p99(),
                CROWDED,
            ),
            Row::at_most("twice capacity: other errors", tally.errors as f64, 0.0),
        ])
    }
}

/// The middle one.
fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}

/// One person's way; it ends where an answer is not as it should be.
async fn journey(target: Target, mut verification: Verification, pool: &Pool) -> Tally {
    let mut tally = Tally::default();
    let taken = lock(pool).pop();
    let mut client = taken.unwrap_or_else(|| Client::to(target.port));
    for action in JOURNEY {
        let began = Instant::now();
        match client.ask(target.kind.ask(action, &verification)).await {
            Ok(answer) if target.kind.accepts(action, &answer) => {
                let took = began.elapsed().as_micros();
                tally
                    .latencies
                    .push(u32::try_from(took).unwrap_or(u32::MAX));
                target.kind.learn(&mut verification, &answer);
            }
            Ok(answer) if answer.status.as_u16() == 503 => {
                tally.shed += 1;
                break;
            }
            Ok(answer) => {
                tally.errors += 1;
                tally.complaint = Some(format!("{action:?}: {}", answer.status));
                break;
            }
            Err(error) => {
                tally.errors += 1;
                tally.complaint = Some(format!("{action:?}: {error}"));
                return tally;
            }
        }
    }
    lock(pool).push(client);
    tally
}

fn lock(pool: &Pool) -> std::sync::MutexGuard<'_, Vec<Client>> {
    pool.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.latencies.extend(other.latencies);
        self.shed += other.shed;
        self.errors += other.errors;
        self.complaint = self.complaint.take().or(other.complaint);
    }

    fn all(&self) -> usize {
        self.latencies.len() + self.shed + self.errors
    }

    fn share(&self, part: usize) -> f64 {
        100.0 * part as f64 / self.all().max(1) as f64
    }

    /// Milliseconds; the latencies are in order.
    fn p99(&self) -> f64 {
        let at = self.latencies.len() * 99 / 100;
        let found = self.latencies.get(at);
        found.map_or(0.0, |us| f64::from(*us) / 1000.0)
    }

    fn complain(&self) {
        if let Some(complaint) = &self.complaint {
            println!("  the first error: {complaint}");
        }
    }
}
