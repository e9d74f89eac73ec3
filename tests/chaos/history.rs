//! The history of actions and answers in order, and the rules that it must never break.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard},
    time::{Duration, Instant},
};

/// One thing that happened.
#[derive(Clone, Debug)]
enum Event {
    /// Somebody pressed a button that sends to a number.
    Press { number: String },
    /// The provider was asked to send a code to a number.
    Text { number: String, code: String },
    /// Somebody typed a code and was answered, or not.
    Guess(Guess),
    /// A host redeemed a code and was answered, or not.
    Redemption(Redemption),
}

/// A code of a grant that a host redeemed.
#[derive(Clone, Debug)]
pub struct Redemption {
    pub code: String,
    /// The status of the answer; none when there was no answer.
    pub status: Option<u16>,
    /// The access token in the answer.
    pub token: Option<String>,
}

/// A code that was typed.
#[derive(Clone, Debug)]
pub struct Guess {
    pub browser: usize,
    pub number: String,
    pub code: String,
    pub began: Instant,
    pub ended: Instant,
    /// The status of the answer; none when there was no answer.
    pub status: Option<u16>,
}

/// The history of one test. Everybody writes into it.
#[derive(Default)]
pub struct History {
    events: Mutex<Vec<Event>>,
}

/// The policy's number: wrong guesses after which a code is dead.
const GUESSES_PER_CODE: usize = 5;

impl History {
    pub fn press(&self, number: &str) {
        let number = number.to_owned();
        self.events().push(Event::Press { number });
    }

    pub fn text(&self, number: &str, code: &str) {
        let (number, code) = (number.to_owned(), code.to_owned());
        self.events().push(Event::Text { number, code });
    }

    pub fn guess(&self, guess: Guess) {
        self.events().push(Event::Guess(guess));
    }

    pub fn redemption(&self, redemption: Redemption) {
        self.events().push(Event::Redemption(redemption));
    }

    /// The codes sent to a number, the newest last.
    pub fn codes(&self, number: &str) -> Vec<String> {
        let events = self.events();
        let texts = events.iter().filter_map(|event| match event {
            Event::Text { number: to, code } if to == number => Some(code.clone()),
            _ => None,
        });
        texts.collect()
    }

    /// The code in the newest text to a number, once there is one; waits twenty seconds.
    pub async fn code(&self, number: &str) -> Option<String> {
        for _ in 0..1_000 {
            if let Some(code) = self.codes(number).pop() {
                return Some(code);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        None
    }

    /// Counts the codes for which the application can have given a token: those it was told of, and
    /// those whose every other answer was "no", if one was lost.
    pub fn codes_redeemed_at_most(&self) -> usize {
        let mut may_be: BTreeMap<String, bool> = BTreeMap::new();
        for redemption in self.redemptions() {
            let is_or_was_lost = matches!(redemption.status, None | Some(200));
            *may_be.entry(redemption.code).or_default() |= is_or_was_lost;
        }
        may_be.values().filter(|may_be| **may_be).count()
    }

    /// Counts all texts that were sent.
    pub fn texts(&self) -> usize {
        let events = self.events();
        let texts = events.iter();
        texts
            .filter(|event| matches!(event, Event::Text { .. }))
            .count()
    }

    /// The number of texts that were sent to numbers with this prefix.
    pub fn texts_to(&self, prefix: &str) -> usize {
        let events = self.events();
        let to = |event: &&Event| match event {
            Event::Text { number, .. } => number.starts_with(prefix),
            _ => false,
        };
        events.iter().filter(to).count()
    }

    /// The guesses that were answered as right.
    pub fn successes(&self) -> Vec<Guess> {
        let right = |guess: &Guess| guess.status == Some(200);
        self.guesses().into_iter().filter(right).collect()
    }

    /// The longest time in which nobody was verified, between the first and the last time.
    pub fn longest_pause(&self) -> Duration {
        let mut ends: Vec<_> = self.successes().iter().map(|guess| guess.ended).collect();
        ends.sort_unstable();
        let pauses = ends.windows(2).map(|pair| pair[1] - pair[0]);
        pauses.max().unwrap_or_default()
    }

    /// The time from the last success to the last guess.
    pub fn last_success(&self) -> Duration {
        let last = |guesses: Vec<Guess>| guesses.iter().map(|guess| guess.ended).max();
        match (last(self.guesses()), last(self.successes())) {
            (Some(guess), Some(success)) => guess - success,
            _ => Duration::MAX,
        }
    }

    /// Asserts that nothing happened that may never happen, whatever fails.
    pub fn assert_sound(&self) {
        self.never_verified_without_the_code();
        self.no_code_serves_two();
        self.never_more_texts_than_presses();
        self.no_success_after_too_many_guesses();
        self.no_code_is_redeemed_twice();
    }

    fn never_verified_without_the_code(&self) {
        for guess in self.successes() {
            let sent = self.codes(&guess.number).contains(&guess.code);
            assert!(sent, "verified by a code that was not sent: {guess:?}");
        }
    }

    /// Codes of different verifications can be equal by chance, but not to the same number.
    fn no_code_serves_two(&self) {
        let mut served = BTreeMap::new();
        for guess in self.successes() {
            let key = (guess.number.clone(), guess.code.clone());
            let first = served.entry(key).or_insert(guess.browser);
            assert_eq!(*first, guess.browser, "two browsers by one code: {guess:?}");
        }
    }

    fn never_more_texts_than_presses(&self) {
        let mut balance: BTreeMap<String, i64> = BTreeMap::new();
        for event in self.events().iter() {
            match event {
                Event::Press { number } => *balance.entry(number.clone()).or_default() += 1,
                Event::Text { number, .. } => *balance.entry(number.clone()).or_default() -= 1,
                Event::Guess(_) | Event::Redemption(_) => (),
            }
        }
        for (number, left) in balance {
            assert!(left >= 0, "{number} got {} texts nobody asked for", -left);
        }
    }

    /// Asserts that wrong guesses before each success were counted, and stayed below the limit.
    fn no_success_after_too_many_guesses(&self) {
        let guesses = self.guesses();
        for success in self.successes() {
            let refused = guesses.iter().filter(|guess| {
                guess.browser == success.browser
                    && guess.number == success.number
                    && guess.status == Some(422)
                    && guess.ended < success.began
            });
            let sent = self.codes(&success.number);
            let codes = sent.iter().collect::<BTreeSet<_>>().len();
            let allowed = GUESSES_PER_CODE * codes.max(1) - 1;
            let count = refused.count();
            assert!(count <= allowed, "verified after {count} wrong guesses");
        }
    }

    /// At most one redemption of a code succeeds, and no two have the same token.
    fn no_code_is_redeemed_twice(&self) {
        let (mut codes, mut tokens) = (BTreeSet::new(), BTreeSet::new());
        for redemption in self.redemptions() {
            let succeeded = redemption.status == Some(200);
            assert_eq!(succeeded, redemption.token.is_some(), "{redemption:?}");
            let Some(token) = redemption.token.clone() else {
                continue;
            };
            let is_first = codes.insert(redemption.code.clone()) && tokens.insert(token);
            assert!(is_first, "a code is redeemed twice: {redemption:?}");
        }
    }

    fn redemptions(&self) -> Vec<Redemption> {
        let events = self.events();
        let redemptions = events.iter().filter_map(|event| match event {
            Event::Redemption(redemption) => Some(redemption.clone()),
            _ => None,
        });
        redemptions.collect()
    }

    fn guesses(&self) -> Vec<Guess> {
        let events = self.events();
        let guesses = events.iter().filter_map(|event| match event {
            Event::Guess(guess) => Some(guess.clone()),
            _ => None,
        });
        guesses.collect()
    }

    fn events(&self) -> MutexGuard<'_, Vec<Event>> {
        self.events.lock().unwrap()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NUMBER: &str = "+12015550100";

    fn guess(browser: usize, code: &str, status: u16) -> Guess {
        let now = Instant::now();
        Guess {
            browser,
            number: NUMBER.to_owned(),
            code: code.to_owned(),
            began: now,
            ended: now + Duration::from_nanos(1),
            status: Some(status),
        }
    }

    fn history(presses: usize) -> History {
        let history = History::default();
        (0..presses).for_each(|_| history.press(NUMBER));
        history.text(NUMBER, "123456");
        history
    }

    #[test]
    fn a_correct_history_passes() {
        let history = history(1);
        history.guess(guess(1, "000000", 422));
        history.guess(guess(1, "123456", 200));
        history.guess(guess(1, "123456", 200));
        history.assert_sound();
    }

    #[test]
    #[should_panic(expected = "a code that was not sent")]
    fn an_accepted_wrong_code_is_found() {
        let history = history(1);
        history.guess(guess(1, "654321", 200));
        history.assert_sound();
    }

    #[test]
    #[should_panic(expected = "two browsers by one code")]
    fn a_code_accepted_twice_is_found() {
        let history = history(1);
        history.guess(guess(1, "123456", 200));
        history.guess(guess(2, "123456", 200));
        history.assert_sound();
    }

    fn redemption(status: Option<u16>, token: Option<&str>) -> Redemption {
        Redemption {
            code: "code".to_owned(),
            status,
            token: token.map(str::to_owned),
        }
    }

    #[test]
    fn a_code_that_is_redeemed_once_passes_whatever_was_lost() {
        let history = history(1);
        assert_eq!(history.codes_redeemed_at_most(), 0);
        history.redemption(redemption(Some(503), None));
        assert_eq!(history.codes_redeemed_at_most(), 0);
        history.redemption(redemption(None, None));
        assert_eq!(history.codes_redeemed_at_most(), 1);
        history.redemption(redemption(Some(200), Some("token")));
        history.redemption(redemption(Some(400), None));
        assert_eq!(history.codes_redeemed_at_most(), 1);
        history.assert_sound();
    }

    #[test]
    #[should_panic(expected = "a code is redeemed twice")]
    fn a_code_redeemed_twice_is_found() {
        let history = history(1);
        history.redemption(redemption(Some(200), Some("token")));
        history.redemption(redemption(Some(200), Some("another")));
        history.assert_sound();
    }

    #[test]
    #[should_panic(expected = "texts nobody asked for")]
    fn one_text_too_many_is_found() {
        history(0).assert_sound();
    }

    #[test]
    #[should_panic(expected = "verified after 5 wrong guesses")]
    fn one_guess_too_many_is_found() {
        let history = history(1);
        (0..5).for_each(|_| history.guess(guess(1, "000000", 422)));
        std::thread::sleep(Duration::from_millis(2));
        history.guess(guess(1, "123456", 200));
        history.assert_sound();
    }
}
