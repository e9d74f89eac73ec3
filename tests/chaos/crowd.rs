//! Many people at once, each of whom retries until verified.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{task::JoinSet, time::sleep};

use crate::{
    browser::{Answer, Browser, wrong},
    history::History,
};

/// A source of people who share a client, the servers and a history.
#[derive(Clone)]
pub struct People {
    pub http: reqwest::Client,
    pub urls: Vec<String>,
    pub history: Arc<History>,
}

/// Counts of what happened to people.
#[derive(Debug, Default)]
pub struct Tally {
    pub verified: usize,
    /// People whose code or verification was lost, or who ran out of presses.
    pub gave_up: usize,
    /// The time that each "not now" took.
    pub unavailable: Vec<Duration>,
    /// Requests without any answer.
    pub unanswered: usize,
}

/// The wait before somebody tries again.
const PATIENCE: Duration = Duration::from_millis(150);

impl People {
    /// Somebody at an instance.
    pub fn browser(&self, app: usize) -> Browser {
        Browser::new(self.http.clone(), &self.urls[app], self.history.clone())
    }

    /// Lets people come for this time, in a number of rows, one after the other in each.
    pub async fn come(&self, rows: usize, time: Duration) -> Tally {
        let end = Instant::now() + time;
        let rows = (0..rows).map(|row| {
            let people = self.clone();
            async move { people.row(row, end).await }
        });
        let tallies = rows.collect::<JoinSet<_>>().join_all().await;
        tallies.into_iter().fold(Tally::default(), Tally::plus)
    }

    async fn row(&self, row: usize, end: Instant) -> Tally {
        let mut tally = Tally::default();
        while Instant::now() < end {
            let browser = self.browser(row % self.urls.len());
            match self.is_verified(&browser, &mut tally, end).await {
                Some(true) => tally.verified += 1,
                Some(false) => tally.gave_up += 1,
                None => break,
            }
        }
        tally
    }

    /// None when the time was over first.
    async fn is_verified(
        &self,
        browser: &Browser,
        tally: &mut Tally,
        end: Instant,
    ) -> Option<bool> {
        tally.insist(end, || browser.opens_the_page()).await?;
        let asked = tally.insist(end, || browser.asks_for_a_text()).await?;
        if !(asked.is(200) || asked.is(424)) {
            return Some(false);
        }
        let Some(code) = self.history.code(&browser.number).await else {
            return Some(false);
        };
        let guess = wrong(&code, 0);
        tally.insist(end, || browser.types_code(&guess)).await?;
        let told = tally.insist(end, || browser.types_code(&code)).await?;
        Some(told.is(200) || told.is(409))
    }
}

impl Tally {
    /// Does something until there is an answer that is not "not now".
    async fn insist<F: Future<Output = Answer>>(
        &mut self,
        end: Instant,
        act: impl Fn() -> F,
    ) -> Option<Answer> {
        while Instant::now() < end {
            let answer = act().await;
            match answer.status {
                Some(503) => self.unavailable.push(answer.took),
                None => self.unanswered += 1,
                Some(_) => return Some(answer),
            }
            sleep(PATIENCE).await;
        }
        None
    }

    fn plus(mut self, other: Self) -> Self {
        self.unavailable.extend(other.unavailable);
        Self {
            verified: self.verified + other.verified,
            gave_up: self.gave_up + other.gave_up,
            unavailable: self.unavailable,
            unanswered: self.unanswered + other.unanswered,
        }
    }
}
