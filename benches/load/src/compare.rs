//! Two builds of ours in turns, before a change and after it: what a text and a check cost each,
//! and how many commands of each kind they give Redis.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::Done;
use crate::load::drive;
use crate::prepare::prepare;
use crate::proxy::Proxy;
use crate::series::{Finding, Runner, in_turns};
use crate::setup::{Places, Server, Setup, Simulator};
use crate::store::Redis;
use crate::target::Action;
use crate::verification::{Crowd, Verification};

/// People of one turn, and of the count of commands.
const PEOPLE: usize = 3_000;
const COUNTED: usize = 100;

/// The time after which what follows an answer is done.
const SETTLED: Duration = Duration::from_millis(500);

/// Connections of a turn.
const AT_ONCE: usize = 16;

/// A build with a Redis of its own.
pub struct Build {
    name: &'static str,
    redis: Redis,
    servers: Servers,
}

/// Two servers of one build.
struct Servers {
    /// Its texts' receipts come at once.
    checker: Server,
    /// Its texts' receipts come when the measurement is over.
    sender: Server,
}

/// Compares the servers until the time is up, and prints what was found.
///
/// # Errors
/// A server that could not be started, or an answer that is not as it should be.
pub async fn compare(places: &Places, before: &Path, time: Duration) -> Done<bool> {
    let simulators = simulators(places).await?;
    let earlier = Places {
        server: before.into(),
        ..places.clone()
    };
    let builds = [
        Build::start("before", &earlier, &simulators, false).await?,
        Build::start("after", places, &simulators, false).await?,
    ];
    let mut crowd = Crowd::from(0);
    for (build, places) in builds.iter().zip([&earlier, places]) {
        build.count(places, &simulators, &mut crowd).await?;
    }
    take_turns(&builds, &mut crowd, simulators[0].port, time).await
}

/// Starts a simulator whose receipts come at once, and one whose receipts come when a measurement is
/// over.
pub async fn simulators(places: &Places) -> Done<[Simulator; 2]> {
    Ok([
        Simulator::start(places, "0.001").await?,
        Simulator::start(places, "10").await?,
    ])
}

/// Measures both in turns until the time is up, and prints what was found. Returns whether every
/// answer was as it should be.
pub async fn take_turns(
    builds: &[Build; 2],
    crowd: &mut Crowd,
    phones: u16,
    time: Duration,
) -> Done<bool> {
    let end = Instant::now() + time;
    let mut found: BTreeMap<Action, Vec<[Finding; 2]>> = BTreeMap::new();
    while Instant::now() < end {
        for action in [Action::Send, Action::Verify] {
            let pair = turn(builds, action, crowd, phones).await?;
            found.entry(action).or_default().push(pair);
        }
    }
    for (action, pairs) in &found {
        tell(builds.each_ref().map(|build| build.name), *action, pairs);
    }
    let mut all = found.values().flatten().flatten();
    Ok(all.all(|finding| finding.errors == 0))
}

/// One turn of each build with people of its own.
async fn turn(
    builds: &[Build; 2],
    action: Action,
    crowd: &mut Crowd,
    phones: u16,
) -> Done<[Finding; 2]> {
    let mut runners = Vec::new();
    for build in builds {
        let people = build.servers.people(action, crowd, PEOPLE, phones).await?;
        let server = build.servers.of(action);
        runners.push(Runner::new(server, &build.redis, people, 1));
    }
    let (found, _) = in_turns(runners, action, AT_ONCE, "").await?;
    <[Finding; 2]>::try_from(found).map_err(|_| "a turn of two".into())
}

impl Servers {
    async fn start(
        places: &Places,
        redis: &str,
        simulators: &[Simulator; 2],
        is_operated: bool,
    ) -> Done<Self> {
        let [quick, later] = simulators.each_ref().map(|simulator| Setup {
            is_operated,
            ..Setup::of(redis, simulator)
        });
        Ok(Self {
            checker: Server::ringcode(places, quick).await?.0,
            sender: Server::ringcode(places, later).await?.0,
        })
    }

    fn of(&self, action: Action) -> &Server {
        match action {
            Action::Send => &self.sender,
            _ => &self.checker,
        }
    }

    async fn people(
        &self,
        action: Action,
        crowd: &mut Crowd,
        count: usize,
        phones: u16,
    ) -> Done<Vec<Verification>> {
        let people = crowd.people(count);
        match action {
            Action::Send => Ok(people),
            _ => prepare(self.checker.target, phones, people).await,
        }
    }
}

impl Build {
    /// Starts a Redis, and servers on it; where they are operated, [`Build::operator_ports`] has
    /// their listeners.
    pub async fn start(
        name: &'static str,
        places: &Places,
        simulators: &[Simulator; 2],
        is_operated: bool,
    ) -> Done<Self> {
        let redis = Redis::start(&places.folder).await?;
        let servers = Servers::start(places, &redis.url(), simulators, is_operated).await?;
        Ok(Self {
            name,
            redis,
            servers,
        })
    }

    /// The ports on which its servers tell their metrics.
    pub fn operator_ports(&self) -> impl Iterator<Item = u16> {
        let Servers { checker, sender } = &self.servers;
        [checker, sender]
            .into_iter()
            .filter_map(|server| server.operator_port)
    }

    /// Prints what Redis is given for one of each action, one at a time: the commands and the
    /// waits on the wire, and all that it then did, by name, what its scripts call included.
    async fn count(
        &self,
        places: &Places,
        simulators: &[Simulator; 2],
        crowd: &mut Crowd,
    ) -> Done<()> {
        let proxy = Proxy::start(self.redis.port).await?;
        let url = format!("redis://127.0.0.1:{}", proxy.port);
        let servers = Servers::start(places, &url, simulators, false).await?;
        let phones = simulators[0].port;
        // The first of each action teaches Redis the scripts.
        for (action, count) in [
            (Action::Send, 10),
            (Action::Verify, 10),
            (Action::Send, COUNTED),
            (Action::Verify, COUNTED),
        ] {
            let people = servers.people(action, crowd, count, phones).await?;
            // What follows after an answer is not to meet what is counted.
            tokio::time::sleep(SETTLED).await;
            let (wire, calls) = (
                (proxy.commands(), proxy.flights()),
                self.redis.calls().await?,
            );
            for person in people {
                let (measured, _) =
                    drive(servers.of(action).target, action, vec![person], 1).await?;
                if let Some(complaint) = measured.complaint {
                    return Err(format!("{} {}: {complaint}", self.name, action.name()).into());
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            tokio::time::sleep(SETTLED).await;
            if count == COUNTED {
                let each = |before: u64, after: u64| (after - before) as f64 / COUNTED as f64;
                println!(
                    "{} {}: {:.2} commands in {:.2} waits; by name {}",
                    self.name,
                    action.name(),
                    each(wire.0, proxy.commands()),
                    each(wire.1, proxy.flights()),
                    told(&calls, &self.redis.calls().await?)
                );
            }
        }
        Ok(())
    }
}

fn told(before: &BTreeMap<String, u64>, after: &BTreeMap<String, u64>) -> String {
    let more = after.iter().filter_map(|(name, calls)| {
        let more = calls - before.get(name).copied().unwrap_or_default();
        let each = more as f64 / COUNTED as f64;
        (more > 0).then(|| format!("{name} {each:.2}"))
    });
    more.collect::<Vec<_>>().join(", ")
}

/// The name of a figure, and where it is found.
type Row = (&'static str, fn(&Finding) -> f64);

/// Prints the middle of all turns, and of the ratio of the two builds in each.
fn tell([first, second]: [&str; 2], action: Action, pairs: &[[Finding; 2]]) {
    println!(
        "\n{}, {} turns of {PEOPLE} people at {AT_ONCE} connections",
        action.name(),
        pairs.len()
    );
    println!("| | {first} | {second} | ratio | lowest | highest |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: |");
    let rows: [Row; 4] = [
        ("a second", |finding| finding.rate),
        ("p99 ms", |finding| finding.p99),
        ("server CPU µs", |finding| finding.server_cpu),
        ("Redis CPU µs", |finding| finding.redis_cpu),
    ];
    for (name, value) in rows {
        let of = |at: usize| middle(pairs.iter().map(|pair| value(&pair[at])));
        let ratios = pairs
            .iter()
            .map(|[before, after]| value(after) / value(before));
        let mut ratios: Vec<f64> = ratios.collect();
        ratios.sort_unstable_by(f64::total_cmp);
        let (low, high) = (ratios.first(), ratios.last());
        println!(
            "| {name} | {:.2} | {:.2} | {:.3} | {:.3} | {:.3} |",
            of(0),
            of(1),
            middle(ratios.iter().copied()),
            low.copied().unwrap_or(f64::NAN),
            high.copied().unwrap_or(f64::NAN),
        );
    }
}

fn middle(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
