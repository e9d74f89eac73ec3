//! Honest people beside attackers who try to exhaust the limits of a country: they ask for texts
//! and verify nothing, from ten addresses, from a hundred in ten networks, and from ten IPv6 /48.
//! Two instances share one Redis, with default limits except for the hourly totals, which have
//! room for the people of this run.
//!
//! An attacker asks at full speed until told to wait. It tries again every two seconds while a
//! shared limit denies it, and when the wait is over if its own limit does. Honest people come
//! from networks of their own, 20 a minute, try again for a minute at most, and nine of ten verify.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::Done;
use crate::client::{Ask, Client};
use crate::setup::{Places, Server, Setup, Simulator};
use crate::store::Redis;

/// The time that the attackers have the country to themselves before anybody else comes.
const AHEAD: Duration = Duration::from_secs(20);

/// Between one honest person and the next.
const PACE: Duration = Duration::from_secs(3);

/// The time in which an honest person has to be sent to.
const MINUTE: Duration = Duration::from_secs(60);

/// The pause after which an attacker tries again, and an honest person at the latest.
const EAGER: Duration = Duration::from_secs(2);
const PATIENT: Duration = Duration::from_secs(10);

/// Limits for so many honest people; all others are as they are delivered.
const TOTALS: &[(&str, &str)] = &[
    ("RINGCODE_SENDS_PER_COUNTRY_HOUR", "*=3000"),
    ("RINGCODE_SENDS_PER_SERVICE_HOUR", "6000"),
    ("RINGCODE_SPEND_HOUR", "1000"),
    ("RINGCODE_SPEND_DAY", "10000"),
    ("RINGCODE_TRUSTED_PROXIES", "127.0.0.1"),
];

/// An attack, and how many of a hundred honest people have to be sent to all the same.
#[derive(Clone, Copy)]
struct Attack {
    name: &'static str,
    attackers: u32,
    address: fn(u32, u32) -> String,
    honest: usize,
}

const ATTACKS: [Attack; 3] = [
    Attack {
        name: "10 addresses",
        attackers: 10,
        address: |n, _| format!("198.{n}.100.1"),
        honest: 99,
    },
    Attack {
        name: "100 addresses in 10 networks",
        attackers: 100,
        address: |n, _| format!("198.{}.100.{}", n % 10, n / 10),
        honest: 90,
    },
    Attack {
        // Each try from another /64, four at a time in each.
        name: "10 IPv6 /48",
        attackers: 40,
        address: |n, nth| format!("2001:db{}:7:{:x}::1", n % 10, n / 10 * 10_000 + nth),
        honest: 95,
    },
];

/// One attack under way.
struct Siege {
    attack: Attack,
    ports: [u16; 2],
    simulator: u16,
    over: AtomicBool,
    pumped: AtomicUsize,
}

/// The answer to somebody who asks for a text.
enum Asked {
    Sent,
    /// The wait, and whether it is the client's own limit.
    Denied(Duration, bool),
}

/// Besieges the server with each attack, all at the same time on stores of their own; whether
/// every bound was held.
///
/// # Errors
/// A part that did not start, or answered nothing.
pub async fn besiege(places: &Places, long: Duration) -> Done<bool> {
    let sieges = ATTACKS.map(|attack| siege(places, attack, long));
    let [a, b, c] = sieges;
    let rows = tokio::try_join!(a, b, c)?;
    println!(
        "| attackers | honest sent to within a minute | bound | honest median | texts that attackers got | |"
    );
    println!("| --- | --- | --- | --- | --- | --- |");
    let mut holds = true;
    for (row, held) in [rows.0, rows.1, rows.2] {
        println!("{row}");
        holds &= held;
    }
    Ok(holds)
}

async fn siege(places: &Places, attack: Attack, long: Duration) -> Done<(String, bool)> {
    let redis = Redis::start(&places.folder).await?;
    let simulator = Simulator::start(places, "0.01").await?;
    let url = redis.url();
    let setup = Setup {
        limits: TOTALS,
        ..Setup::of(&url, &simulator)
    };
    let (one, _) = Server::ringcode(places, setup).await?;
    let (other, _) = Server::ringcode(places, setup).await?;
    let siege = Arc::new(Siege {
        attack,
        ports: [one.target.port, other.target.port],
        simulator: simulator.port,
        over: AtomicBool::new(false),
        pumped: AtomicUsize::new(0),
    });
    let mut attackers = JoinSet::new();
    for n in 0..attack.attackers {
        attackers.spawn(siege.clone().attacks(n));
    }
    sleep(AHEAD).await;
    let mut honest = JoinSet::new();
    let people = u32::try_from(long.as_secs() / PACE.as_secs())?;
    for n in 0..people {
        honest.spawn(siege.clone().is_honest(n));
        sleep(PACE).await;
    }
    let mut waited = Vec::new();
    while let Some(person) = honest.join_next().await {
        waited.extend(person??);
    }
    siege.over.store(true, Relaxed);
    while let Some(attacker) = attackers.join_next().await {
        attacker??;
    }
    waited.sort_unstable();
    let median = waited
        .get(waited.len() / 2)
        .map_or(f64::NAN, Duration::as_secs_f64);
    let (sent, all) = (waited.len(), people as usize);
    let holds = sent * 100 >= all * attack.honest;
    let row = format!(
        "| {} | {sent} of {all} ({} %) | {} % | {median:.1} s | {} | {} |",
        attack.name,
        sent * 100 / all.max(1),
        attack.honest,
        siege.pumped.load(Relaxed),
        if holds { "held" } else { "MISSED" },
    );
    Ok((row, holds))
}

impl Siege {
    async fn attacks(self: Arc<Self>, n: u32) -> Done<()> {
        for nth in 0.. {
            if self.over.load(Relaxed) {
                break;
            }
            let address = (self.attack.address)(n, nth);
            let number = number(u64::from(n) * 100_003 + u64::from(nth));
            let cookie = format!("a{n:0>6}{nth:0>8}");
            match self.ask(n, &cookie, &address, &number).await? {
                Asked::Sent => {
                    self.pumped.fetch_add(1, Relaxed);
                }
                Asked::Denied(wait, true) => sleep(wait.min(MINUTE)).await,
                Asked::Denied(wait, false) => sleep(wait.min(EAGER)).await,
            }
        }
        Ok(())
    }

    /// The time until a text was sent; `None` if a minute was too short.
    async fn is_honest(self: Arc<Self>, n: u32) -> Done<Option<Duration>> {
        let [.., a, b] = n.to_be_bytes();
        let address = format!("{}.{b}.{}.7", 60 + a, n % 200);
        let number = number(50_000_017 + u64::from(n));
        let cookie = format!("h{n:0>14}");
        let began = Instant::now();
        let waited = loop {
            match self.ask(n, &cookie, &address, &number).await? {
                Asked::Sent => break began.elapsed(),
                Asked::Denied(wait, _) => sleep(wait.min(PATIENT)).await,
            }
            if began.elapsed() >= MINUTE {
                return Ok(None);
            }
        };
        if n % 10 != 9 {
            self.verifies(n, &cookie, &address, &number).await?;
        }
        Ok(Some(waited).filter(|waited| *waited < MINUTE))
    }

    /// Reads the text and types its code, as somebody with a phone in their hand.
    async fn verifies(&self, n: u32, cookie: &str, address: &str, number: &str) -> Done<()> {
        sleep(Duration::from_secs(5 + u64::from(n % 11))).await;
        let code = self.code_at(number).await?;
        // On a machine too busy for Redis a code is not checked, and typed again.
        for _ in 0..10 {
            let form = Ask::form("/api/check_code", &[("code", &code)]);
            let form = from_page(form, cookie, address);
            let answer = self.client(n).ask(form).await?;
            match answer.status.as_u16() {
                200 | 409 => return Ok(()),
                503 => sleep(EAGER).await,
                status => {
                    let body = String::from_utf8_lossy(&answer.body);
                    return Err(format!("an honest code was answered {status}: {body}").into());
                }
            }
        }
        Err("an honest code was not checked".into())
    }

    /// The code in the newest text on a phone, once it is there.
    async fn code_at(&self, number: &str) -> Done<String> {
        let inbox = format!("/handset/inbox?to={}", number.trim_start_matches('+'));
        for _ in 0..60 {
            let seen = Client::to(self.simulator).ask(Ask::get(&inbox)).await?;
            let seen: Value = serde_json::from_slice(&seen.body)?;
            let text = seen["texts"][0]["text"].as_str().unwrap_or_default();
            let mut runs = text.split(|letter: char| !letter.is_ascii_digit());
            if let Some(code) = runs.find(|run| run.len() >= 6) {
                return Ok(code.to_owned());
            }
            sleep(Duration::from_secs(1)).await;
        }
        Err(format!("no text arrived at {number}").into())
    }

    async fn ask(&self, n: u32, cookie: &str, address: &str, number: &str) -> Done<Asked> {
        let form = Ask::form("/api/send_code", &[("phone", number)]);
        let answer = self.client(n).ask(from_page(form, cookie, address)).await?;
        let body = String::from_utf8_lossy(&answer.body);
        let wait = answer.headers.get("retry-after");
        let wait = wait.and_then(|wait| wait.to_str().ok()?.parse().ok());
        match (answer.status.as_u16(), wait) {
            (200, _) => Ok(Asked::Sent),
            (429 | 503, wait) => {
                let own = body.contains("client_rate_limited");
                Ok(Asked::Denied(wait.map_or(EAGER, Duration::from_secs), own))
            }
            (status, _) => Err(format!("{number} was answered {status}: {body}").into()),
        }
    }

    /// A connection of one request: those of people who think are closed meanwhile.
    fn client(&self, n: u32) -> Client {
        Client::to(self.ports[n as usize % 2])
    }
}

/// The request as a browser with this session posts it.
fn from_page(ask: Ask, session: &str, address: &str) -> Ask {
    ask.with("cookie", &format!("ringcode=AA{session:A<62}"))
        .with("x-forwarded-for", address)
        .with("sec-fetch-site", "same-origin")
}

/// A British mobile number; those in a row are far from each other.
fn number(n: u64) -> String {
    format!("+447{:09}", 100_000_000 + n * 7_654_321 % 100_000_000)
}
