//! The cost of being scraped: one build twice, in turns, of which one is asked for its metrics.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use crate::Done;
use crate::client::{Ask, Client};
use crate::compare::{Build, simulators, take_turns};
use crate::setup::Places;
use crate::verification::Crowd;

/// The time between two scrapes: fifteen times as often as Prometheus asks by default.
const SCRAPE_INTERVAL: Duration = Duration::from_secs(1);

/// Compares a server that nobody asks for its metrics with one that is asked each second, until
/// the time is up, and prints what was found.
///
/// # Errors
/// A server that could not be started, or an answer that is not as it should be.
pub async fn compare(places: &Places, time: Duration) -> Done<bool> {
    let simulators = simulators(places).await?;
    let builds = [
        Build::start("left alone", places, &simulators, true).await?,
        Build::start("scraped", places, &simulators, true).await?,
    ];
    let mut scrapers = JoinSet::new();
    for port in builds[1].operator_ports() {
        scrapers.spawn(scrape(port));
    }
    let mut crowd = Crowd::from(0);
    let turns = take_turns(&builds, &mut crowd, simulators[0].port, time);
    tokio::select! {
        done = turns => done,
        Some(failed) = scrapers.join_next() => Err(failed?),
    }
}

/// Asks for the metrics each second, until one answer is not as it should be.
async fn scrape(port: u16) -> Box<dyn std::error::Error + Send + Sync> {
    let mut client = Client::to(port);
    let mut ticks = interval(SCRAPE_INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match client.ask(Ask::get("/metrics")).await {
            Ok(answer) if answer.status.is_success() && !answer.body.is_empty() => {}
            Ok(answer) => return format!("a scrape was answered {}", answer.status).into(),
            Err(error) => return error,
        }
    }
}
