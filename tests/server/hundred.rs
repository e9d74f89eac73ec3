//! A hundred people: no code and no full number in anything that is answered or logged, in
//! any address that is asked for.

use reqwest::header::HeaderMap;

use crate::logs::{heard, listen};
use crate::person::{Answer, Person, wrong};
use crate::stage::{EAGER, Setup, Stage};

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

/// Whether the text has these digits as a word of its own; within a longer run of digits,
/// such as a time in milliseconds, they are chance.
fn has_word(text: &str, digits: &str) -> bool {
    let spaced = text.replace([' ', '-', '.'], "");
    [text, &*spaced].iter().any(|text| {
        text.split(|c: char| !c.is_ascii_digit())
            .any(|run| run == digits)
    })
}

/// The whole way, with what goes wrong on it; every fourth person is called as well.
async fn walk(stage: &Stage, person: &Person, n: usize) -> Said {
    let mut said = Said {
        number: format!("+1{}5550{:03}", 201 + n % 90, 100 + n % 20),
        ..Said::default()
    };
    let national = said.number[2..].to_owned();
    said.hears(&person.opens_the_page().await);
    said.hears(&person.posts("send_code", &[("phone", "+1415")]).await);
    said.hears(
        &person
            .posts("send_code", &[("phone", &national), ("country", "US")])
            .await,
    );
    said.code = stage.plivo.code();
    said.hears(&person.opens_the_page().await);
    said.hears(&person.asks_how_far().await);
    said.hears(&person.types(&wrong(&said.code, 7)).await);
    said.hears(&person.types("12").await);
    if n.is_multiple_of(4) {
        said.hears(&person.asks_for_a_call().await);
    }
    said.hears(&person.asks_again().await);
    said.hears(
        &person
            .fetches(
                "check_code",
                &[("code", &said.code), ("phone", &said.number)],
            )
            .await,
    );
    said.hears(&person.posts("start_over", &[("keep_number", "true")]).await);
    said.hears(&person.posts("send_code", &[("phone", &said.number)]).await);
    said.hears(&person.posts("check_code", &[("code", &said.code)]).await);
    said.hears(&person.opens_the_page().await);
    said.hears(&person.types(&said.code).await);
    said
}

#[tokio::test]
async fn nothing_that_is_answered_or_logged_tells_a_code_or_a_number() {
    let file = EAGER;
    let stage = Stage::with(Setup {
        file,
        ..Setup::default()
    })
    .await;
    listen();
    let mut verifications = Vec::new();
    for n in 0..100 {
        verifications.push(walk(&stage, &stage.person(), n).await);
    }
    let log = heard();
    // Times have fractions of six digits, which could be anything.
    let untimed: String = log
        .lines()
        .filter_map(|line| line.split_once('Z'))
        .map(|(_, rest)| format!("{rest}\n"))
        .collect();
    let asked: String = stage
        .plivo
        .asked()
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
    for verification in &verifications {
        let (code, number) = (
            &verification.code,
            verification.number.trim_start_matches('+'),
        );
        assert_eq!(code.len(), 6);
        for answer in &verification.answers {
            assert!(!has_word(answer, code), "the code {code} in {answer}");
        }
        assert!(
            verification
                .answers
                .iter()
                .any(|answer| answer.contains("is verified"))
        );
        // The page shows the number to the person who typed it; after that nobody sees it.
        let done = &verification.answers[verification.answers.len() - 2];
        assert!(
            done.contains("is verified")
                && !has_word(done, number)
                && !has_word(done, &number[1..])
        );
        for (what, text) in [("log", &untimed), ("addresses", &asked)] {
            assert!(!has_word(text, code), "the code {code} in the {what}");
            assert!(!text.contains(&number[1..]), "{number} in the {what}");
        }
    }
}
