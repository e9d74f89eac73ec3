//! A hundred people: no code and no full number in anything that is answered or logged, in
//! any address that is asked for.

use std::collections::HashSet;

use crate::LOGGED;
use reqwest::header::HeaderMap;
use ringcode_test_support::{Answer, Browser, NO_WAITS, Setup, TestApp, logs, wrong};

/// What was said aloud in one verification, and what nobody may hear.
#[derive(Default)]
struct Said {
    answers: Vec<String>,
    code: String,
    number: String,
}

impl Said {
    fn hears(&mut self, answer: &Answer) {
        let headers = format!("{:?}", HeaderMap::clone(&answer.headers));
        self.answers
            .push(format!("{} {headers} {}", answer.status, answer.body));
    }
}

/// The whole runs of digits in a text, as it stands and without what parts the groups of a
/// number. Within a longer run, such as a time in milliseconds, six digits are chance.
fn numbers_in(text: &str) -> HashSet<String> {
    let together: String = text.chars().filter(|c| !" -.".contains(*c)).collect();
    let runs = [text, &together].map(|text| {
        text.split(|c: char| !c.is_ascii_digit())
            .filter(|run| !run.is_empty())
            .map(str::to_owned)
            .collect::<HashSet<_>>()
    });
    runs.into_iter().flatten().collect()
}

/// The whole way, with what goes wrong on it; every fourth person is called as well.
async fn walk(app: &TestApp, browser: &Browser, n: usize) -> Said {
    let mut said = Said {
        number: format!("+1{}5550{:03}", 201 + n % 90, 100 + n % 20),
        ..Said::default()
    };
    let national = said.number[2..].to_owned();
    said.hears(&browser.opens_the_page().await);
    said.hears(&browser.posts("send_code", &[("phone", "+1415")]).await);
    said.hears(
        &browser
            .posts("send_code", &[("phone", &national), ("country", "US")])
            .await,
    );
    said.code = app.plivo.code();
    said.hears(&browser.opens_the_page().await);
    said.hears(&browser.fetches_delivery().await);
    said.hears(&browser.types_code(&wrong(&said.code, 7)).await);
    said.hears(&browser.types_code("12").await);
    if n.is_multiple_of(4) {
        said.hears(&browser.asks_for_a_call().await);
    }
    said.hears(&browser.asks_again().await);
    said.hears(
        &browser
            .fetches(
                "check_code",
                &[("code", &said.code), ("phone", &said.number)],
            )
            .await,
    );
    said.hears(
        &browser
            .posts("start_over", &[("keep_number", "true")])
            .await,
    );
    said.hears(&browser.posts("send_code", &[("phone", &said.number)]).await);
    said.hears(&browser.posts("check_code", &[("code", &said.code)]).await);
    said.hears(&browser.opens_the_page().await);
    said.hears(&browser.types_code(&said.code).await);
    said
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
        verifications.push(walk(&app, &app.browser(), n).await);
    }
    let log = logs::captured();
    // Times have fractions of six digits, which could be anything.
    let untimed: String = log
        .lines()
        .filter_map(|line| line.split_once('Z'))
        .map(|(_, rest)| format!("{rest}\n"))
        .collect();
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
