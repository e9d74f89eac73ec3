//! People who come once, each with a phone and a network of their own.

use std::{
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
    time::{Duration, Instant},
};

use tokio::{task::JoinSet, time::sleep};

use crate::{
    browser::{Answer, Browser, wrong},
    crowd::People,
};

/// People who are served at the same time.
const ROWS: usize = 8;

/// Area codes of the United States.
const AMERICAN: [u16; 8] = [201, 202, 203, 205, 206, 207, 208, 209];

/// People who come one after the other, in several rows.
pub struct Visits(JoinSet<()>);

impl Visits {
    /// Begins `count` visits, each with a number that no other has.
    pub fn of<F>(count: usize, visit: impl Fn(usize) -> F + Clone + Send + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        static CAME: AtomicUsize = AtomicUsize::new(0);
        let first = CAME.fetch_add(count, Relaxed);
        let rows = (0..ROWS).map(move |row| {
            let visit = visit.clone();
            async move {
                for nth in (row..count).step_by(ROWS) {
                    visit(first + nth).await;
                }
            }
        });
        Self(rows.collect())
    }

    /// Waits until everybody was there.
    pub async fn end(self) {
        self.0.join_all().await;
    }
}

/// Somebody at an address in a network of their own, who meets either instance at each step.
fn somebody(people: &People, nth: usize, number: Option<String>) -> [Browser; 2] {
    let address = format!("{}.{}.7.7", 31 + nth / 250, nth % 250);
    let browser = people.browser(nth % 2).located_at(address);
    let browser = match number {
        Some(number) => browser.claims(&number),
        None => browser,
    };
    let then = browser.at(&people.urls[nth / 2 % 2]);
    [browser, then]
}

/// An ordinary phone, in one of four countries; some Americans are called.
fn number(nth: usize) -> Option<String> {
    let spread = nth * 10_007;
    match nth % 5 {
        0 => None,
        1 => Some(format!("+346{:08}", 12_000_000 + spread)),
        2 => Some(format!("+49151{:08}", 12_000_000 + spread)),
        3 => Some(format!("+4474{:08}", 1_000_000 + spread)),
        _ => Some(format!("+1{}5550165", AMERICAN[nth % AMERICAN.len()])),
    }
}

/// Verifies, some of them after a wrong guess; tries again while told "not now", and gives up when a
/// code is not taken.
pub async fn ordinary(people: People, nth: usize) {
    let number = number(nth);
    let is_called = nth % 10 == 4;
    let [browser, then] = somebody(&people, nth, number);
    insists(|| browser.opens_the_page()).await;
    if !insists(|| browser.asks_for_a_text()).await.is(200) {
        return;
    }
    if is_called {
        insists(|| browser.asks_for_a_call()).await;
    }
    let code = people.history.code(&browser.number).await.unwrap();
    if nth.is_multiple_of(3) {
        let guess = wrong(&code, nth);
        insists(|| then.types_code(&guess)).await;
    }
    insists(|| then.types_code(&code)).await;
}

/// Asks for a text to this number, and never comes back.
pub async fn leaves(people: People, nth: usize, number: String) {
    let [browser, _] = somebody(&people, nth, Some(number));
    insists(|| browser.opens_the_page()).await;
    insists(|| browser.asks_for_a_text()).await;
}

/// Does something until the answer is not "not now".
async fn insists<F: Future<Output = Answer>>(act: impl Fn() -> F) -> Answer {
    let end = Instant::now() + Duration::from_secs(30);
    loop {
        let answer = act().await;
        let is_told = !matches!(answer.status, None | Some(503));
        if is_told || Instant::now() > end {
            return answer;
        }
        sleep(Duration::from_millis(150)).await;
    }
}
