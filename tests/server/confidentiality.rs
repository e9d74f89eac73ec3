//! A hundred verifications: no code and no full number in any answer, log line or address that
//! Plivo is given.

use std::collections::HashSet;

use crate::LOGGED;
use reqwest::header::HeaderMap;
use ringcode_test_support::{Answer, Browser, NO_WAITS, Setup, TestApp, logs, wrong};

/// The answers of one verification, and what none of them may contain.
#[derive(Default)]
struct Transcript {
    answers: Vec<String>,
    code: String,
    number: String,
}

impl Transcript {
    fn add(&mut self, answer: &Answer) {
        let headers = format!("{:?}", HeaderMap::clone(&answer.headers));
        self.answers
            .push(format!("{} {headers} {}", answer.status, answer.body));
    }
}

/// Length of a code, the shortest number that is looked for.
const SHORTEST: usize = 6;

/// The whole runs of [`SHORTEST`] or more digits in a text: as they stand, and without the
/// separators between the groups of a number. Part of a longer run, such as a time in
/// milliseconds, may equal a code by chance.
fn numbers_in(text: &str) -> HashSet<String> {
    let mut numbers = HashSet::new();
    let mut end = |run: &mut String| {
        if run.len() >= SHORTEST {
            numbers.insert(run.clone());
        }
        run.clear();
    };
    let (mut run, mut grouped) = (String::new(), String::new());
    for byte in text.as_bytes() {
        if byte.is_ascii_digit() {
            run.push(char::from(*byte));
            grouped.push(char::from(*byte));
        } else if !run.is_empty() || !grouped.is_empty() {
            end(&mut run);
            if !b" -.".contains(byte) {
                end(&mut grouped);
            }
        }
    }
    end(&mut run);
    end(&mut grouped);
    numbers
}

/// A whole verification with some errors on the way; every fourth person is called as well.
async fn verify(app: &TestApp, browser: &Browser, n: usize) -> Transcript {
    let mut transcript = Transcript {
        number: format!("+1{}5550{:03}", 201 + n % 90, 100 + n % 20),
        ..Transcript::default()
    };
    let national = transcript.number[2..].to_owned();
    transcript.add(&browser.opens_the_page().await);
    transcript.add(&browser.posts("send_code", &[("phone", "+1415")]).await);
    transcript.add(
        &browser
            .posts("send_code", &[("phone", &national), ("country", "US")])
            .await,
    );
    transcript.code = app.plivo.code();
    transcript.add(&browser.opens_the_page().await);
    transcript.add(&browser.fetches_delivery().await);
    transcript.add(&browser.types_code(&wrong(&transcript.code, 7)).await);
    transcript.add(&browser.types_code("12").await);
    if n.is_multiple_of(4) {
        transcript.add(&browser.asks_for_a_call().await);
    }
    transcript.add(&browser.asks_again().await);
    transcript.add(
        &browser
            .fetches(
                "check_code",
                &[("code", &transcript.code), ("phone", &transcript.number)],
            )
            .await,
    );
    transcript.add(
        &browser
            .posts("start_over", &[("keep_number", "true")])
            .await,
    );
    transcript.add(
        &browser
            .posts("send_code", &[("phone", &transcript.number)])
            .await,
    );
    transcript.add(
        &browser
            .posts("check_code", &[("code", &transcript.code)])
            .await,
    );
    transcript.add(&browser.opens_the_page().await);
    transcript.add(&browser.types_code(&transcript.code).await);
    transcript
}

#[tokio::test]
async fn no_answer_and_no_log_line_contains_a_code_or_a_number() {
    let file = NO_WAITS;
    let app = TestApp::with(Setup {
        file,
        ..Setup::default()
    })
    .await;
    logs::capture(LOGGED);
    let mut verifications = Vec::new();
    for n in 0..100 {
        verifications.push(verify(&app, &app.browser(), n).await);
    }
    let log = logs::captured();
    let untimed = logs::untimed(&log);
    let asked: String = app
        .plivo
        .requests()
        .iter()
        .map(|asked| {
            format!(
                "{} {} {} {}\n",
                asked.path, asked.body["url"], asked.body["answer_url"], asked.body["hangup_url"]
            )
        })
        .collect();
    assert!(
        untimed
            .lines()
            .filter(|line| line.contains(" audit: verified"))
            .count()
            == 100,
        "{log}"
    );
    assert!(asked.contains("/plivo/message/") && asked.contains("/plivo/answer/"));
    let public = [("log", &untimed), ("addresses", &asked)];
    let public = public.map(|(name, text)| (name, text, numbers_in(text)));
    for verification in &verifications {
        let (code, number) = (
            &verification.code,
            verification.number.trim_start_matches('+'),
        );
        assert_eq!(code.len(), 6);
        for answer in &verification.answers {
            let numbers = numbers_in(answer);
            assert!(!numbers.contains(code), "the code {code} in {answer}");
        }
        assert!(
            verification
                .answers
                .iter()
                .any(|answer| answer.contains("is verified"))
        );
        // The page shows the number to the person who typed it; after that nobody sees it.
        let done = &verification.answers[verification.answers.len() - 2];
        let shown = numbers_in(done);
        assert!(
            done.contains("is verified")
                && !shown.contains(number)
                && !shown.contains(&number[1..])
        );
        for (what, text, numbers) in &public {
            assert!(!numbers.contains(code), "the code {code} in the {what}");
            assert!(!text.contains(&number[1..]), "{number} in the {what}");
        }
    }
}
