//! A bad evening, played for real on one clock for all: people verify, somebody pumps texts, the texts to
//! a country fail, the store fails over, and a deployment goes wrong. After each the operator's page is
//! read, and has to tell the cause by its words alone. `bin/evening` runs it.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use ringcode::config::OperatorPassword;
use ringcode_test_support::{
    ReservedPort,
    redis::{Sentinel, clock::library},
    wait_until,
};
use tokio::time::sleep;

use crate::{
    deployment::Deployment,
    operator::{Operator, OperatorsPage, PASSWORD},
    visits::{Visits, leaves, ordinary},
};

/// The limits are the defaults, but for a country of which the operator expects more, and for what
/// bounds how fast an evening can be played.
const FILE: &str = "[server]\nconnections_per_address = 10000\n[limits]\nunknown_numbers = true\n\
    call_wait = 0\nsends_per_instance_second = 200\n\
    sends_per_ten_thousand_hour = \"*=10, ID=40\"\n\
    text_prices = \"*=0.06, ID=0.29\"\n";

/// A replica has to hold what is decided, and the store is waited for as long as a busy machine may
/// need.
const STORE: [(&str, &str); 2] = [
    ("RINGCODE_STORE_REPLICAS", "1"),
    ("RINGCODE_STORE_ANSWER_TIMEOUT", "1000"),
];

/// The secret of an instance that was given a new one in one step instead of two.
const ANOTHER_SECRET: &str = "another secret of the chaos tests, as long as it has to be";

/// The time at which it begins: 16:20.
const BEGIN: i64 = 16 * 3_600 + 20 * 60;

/// The time that the page may take to tell: instances merge their totals every ten seconds.
const PATIENCE: Duration = Duration::from_secs(45);

/// Area codes of Canada.
const CANADIAN: [u16; 30] = [
    204, 226, 236, 249, 250, 289, 306, 343, 365, 403, 416, 418, 431, 437, 438, 450, 506, 514, 519,
    579, 581, 587, 604, 613, 639, 647, 705, 709, 778, 780,
];

/// The service, and the operator's two pages.
struct Evening {
    sentinel: Sentinel,
    deployment: Deployment,
    operators: Vec<Operator>,
    /// The ports of these pages.
    reservations: Vec<ReservedPort>,
    /// The seconds by which everybody's clock is off.
    offset: i64,
    /// The hour of its clock.
    hour: i64,
    /// The people who were verified before this hour.
    verified: usize,
    /// The settings of every instance.
    environment: Vec<(&'static str, String)>,
}

/// Something that went wrong, and the words in which the page has to tell it.
struct Cause {
    what: &'static str,
    /// The words of one finding each.
    findings: Vec<Vec<String>>,
    /// The words of one row of a table.
    row: Vec<&'static str>,
}

impl Evening {
    #[expect(
        clippy::disallowed_methods,
        reason = "the clocks that are set are this machine's"
    )]
    async fn begins() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let offset = BEGIN - since.as_secs() as i64 % 86_400;
        let sentinel = Sentinel::start_on_clock(&format!("{offset:+}"));
        let hash = OperatorPassword::hash_of(PASSWORD).unwrap();
        let stores = STORE.map(|(name, value)| (name, value.to_owned()));
        let own = [
            ("RINGCODE_TRUSTED_PROXIES", "127.0.0.1".to_owned()),
            ("RINGCODE_OPERATOR_PASSWORD_HASH", hash),
            ("LD_PRELOAD", library().to_owned()),
            ("FAKETIME_TIMESTAMP_FILE", sentinel.master.path("clock")),
            ("FAKETIME_NO_CACHE", "1".to_owned()),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
        ];
        let mut evening = Self {
            deployment: Deployment::without_instances(&sentinel.url()).await,
            sentinel,
            operators: Vec::new(),
            reservations: Vec::new(),
            offset,
            hour: BEGIN / 3_600,
            verified: 0,
            environment: stores.into_iter().chain(own).collect(),
        };
        evening.starts(0, None).await;
        evening.starts(1, None).await;
        evening
    }

    /// Starts an instance, in the place of the one that was there.
    async fn starts(&mut self, app: usize, secret: Option<&str>) {
        let reservation = ReservedPort::draw();
        let address = reservation.address();
        self.reservations.push(reservation);
        let mut environment: Vec<_> = self.environment.iter().collect();
        let place = [("RINGCODE_OPERATOR_ADDR", address.clone())];
        environment.extend(&place);
        let secret = secret.map(|secret| ("RINGCODE_SECRET", secret.to_owned()));
        environment.extend(&secret);
        let environment: Vec<_> = environment.iter().map(|(a, b)| (*a, &**b)).collect();
        let process = self.deployment.spawn_with_file(FILE, &environment);
        self.deployment.apps.truncate(app);
        self.deployment.apps.push(process);
        self.deployment.serves(app).await;
        self.deployment.is_ready(app).await;
        let http = self.deployment.people().http;
        let operator = Operator::logs_in(&http, &format!("http://{address}")).await;
        self.operators.truncate(app);
        self.operators.push(operator);
    }

    /// Lets hours go by, once the page tells of everybody who was verified in this one: every instance
    /// has told the store what it counted.
    async fn hours_go_by(&mut self, hours: i64) {
        let verified = self.deployment.history.successes().len();
        let came = verified - std::mem::replace(&mut self.verified, verified);
        let hour = format!("{}:00", self.hour);
        wait_until("all instances", async || {
            self.operators[1].reads().await;
            let page = self.operators[0].reads().await;
            page.verified_since(&hour).is_some_and(|told| told >= came)
        })
        .await;
        self.hour += hours;
        self.offset += hours * 3_600;
        self.sentinel.set_clock(&format!("{:+}", self.offset));
    }

    /// People of several countries who come and verify, `count` of them.
    fn people(&self, count: usize) -> Visits {
        let people = self.deployment.people();
        Visits::of(count, move |nth| ordinary(people.clone(), nth))
    }

    /// Asserts that the page comes to tell a cause.
    async fn tells(&self, cause: Cause) {
        let end = Instant::now() + PATIENCE;
        loop {
            for operator in &self.operators[1..] {
                operator.reads().await;
            }
            let page = self.operators[0].reads().await;
            match cause.told_by(&page) {
                Some(told) => {
                    for told in told {
                        println!("| {} | {told} | yes |", cause.what);
                    }
                    return;
                }
                None if Instant::now() < end => sleep(Duration::from_millis(500)).await,
                None => {
                    println!("| {} | {:?} | NO |", cause.what, page.findings);
                    panic!("{}: not in {page:#?}", cause.what);
                }
            }
        }
    }
}

impl Cause {
    /// The findings that tell of it, if the page has all of them, a heading and the row.
    fn told_by<'a>(&self, page: &'a OperatorsPage) -> Option<Vec<&'a str>> {
        let findings = self.findings.iter().map(|words| page.finding(words));
        let findings = findings.collect::<Option<Vec<_>>>()?;
        let is_headed = page.heading.contains("thing");
        (is_headed && page.has_row(&self.row)).then_some(findings)
    }
}

fn finding(words: &[&str]) -> Vec<String> {
    words.iter().map(|words| (*words).to_owned()).collect()
}

/// Money that so many texts at this price, in ten-thousandths, cost.
fn spent(texts: usize, price: usize) -> String {
    let cents = (texts * price + 50) / 100;
    format!(
        "Spent there in that time: {}.{:02}.",
        cents / 100,
        cents % 100
    )
}

async fn somebody_pumps(evening: &Evening) {
    let people = evening.deployment.people();
    let honest = evening.people(24);
    let pumps = Visits::of(110, move |nth| {
        // Neighbours: one block of ten thousand numbers.
        let number = format!("+628123456{:04}", nth * 97 % 10_000);
        leaves(people.clone(), nth, number)
    });
    pumps.end().await;
    honest.end().await;
    let texts = evening.deployment.history.texts_to("+62");
    let cause = Cause {
        what: "pumping on a block of Indonesia",
        findings: vec![
            finding(&[
                "Indonesia: only 0 % of",
                "codes typed since 18:00",
                &spent(texts, 2_900),
                "docs/operate/runbook.md#ringcodeconversiondown",
            ]),
            finding(&[
                "Limit “sends to a block”:",
                "denied since 18:00, most of them to Indonesia; 0 an hour before",
                "docs/operate/runbook.md#a-limit-denies-many-requests",
            ]),
        ],
        row: vec!["sends to a block", "Indonesia ×"],
    };
    evening.tells(cause).await;
}

async fn texts_fail(evening: &Evening) {
    let people = evening.deployment.people();
    let honest = evening.people(20);
    let canadians = Visits::of(CANADIAN.len(), move |nth| {
        let area = CANADIAN[nth % CANADIAN.len()];
        leaves(people.clone(), nth, format!("+1{area}5550134"))
    });
    canadians.end().await;
    honest.end().await;
    let cause = Cause {
        what: "the texts to Canada fail",
        findings: vec![finding(&[
            "Canada: 100 % of texts undelivered since 19:00, most often with error 100",
            &spent(CANADIAN.len(), 600),
            "docs/operate/runbook.md#ringcodeundelivered",
        ])],
        row: vec!["Canada Text", "100 %", "error 100 ×"],
    };
    evening.tells(cause).await;
}

async fn the_store_fails_over(evening: &Evening) {
    let verified = || evening.deployment.history.successes().len();
    let before = verified();
    let honest = evening.people(48);
    wait_until("people", async || verified() >= before + 8).await;
    evening.sentinel.fail_over();
    honest.end().await;
    evening.sentinel.master.thaw();
    assert!(verified() >= before + 40, "people were not served again");
    let cause = Cause {
        what: "the store fails over",
        findings: vec![finding(&[
            "requests of people failed since 20:00, mostly for the store",
            "docs/operate/runbook.md#ringcodestoredown",
        ])],
        row: vec![" 20:00 ", " 0 0"],
    };
    evening.tells(cause).await;
}

async fn a_deployment_goes_wrong(evening: &mut Evening) {
    evening.starts(1, Some(ANOTHER_SECRET)).await;
    evening.people(80).end().await;
    let cause = Cause {
        what: "one of two instances is deployed with another secret",
        findings: vec![finding(&[
            "of those who are sent a code type one since 22:00,",
            "% before",
            "docs/operate/runbook.md#people-give-up-at-one-step",
        ])],
        row: vec!["Typed a code"],
    };
    evening.tells(cause).await;
    let other = evening.operators[1].reads().await;
    assert!(
        !other.has_row(&["Indonesia"]),
        "it knows of before: {other:#?}"
    );
}

/// A cause that is over, which stays on the page with its end.
fn past(what: &'static str, sentence: [&str; 2]) -> Cause {
    Cause {
        what,
        findings: vec![finding(&["Over", sentence[0], sentence[1]])],
        row: vec![],
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "long: bin/evening"]
async fn each_cause_is_read_off_the_page() {
    let mut evening = Evening::begins().await;
    for _ in 0..2 {
        evening.people(40).end().await;
        evening.hours_go_by(1).await;
    }
    somebody_pumps(&evening).await;
    evening.hours_go_by(1).await;
    texts_fail(&evening).await;
    evening.hours_go_by(1).await;
    the_store_fails_over(&evening).await;
    evening.hours_go_by(2).await;
    a_deployment_goes_wrong(&mut evening).await;
    for (what, sentence) in [
        (
            "pumping, hours later",
            ["Indonesia: only 0 % of", "codes typed from 18:00 to 19:00"],
        ),
        (
            "texts that failed, hours later",
            [
                "Canada: 100 % of texts undelivered from 19:00 to",
                "error 100",
            ],
        ),
        (
            "the failover, hours later",
            ["failed from 20:00 to", "mostly for the store"],
        ),
    ] {
        evening.tells(past(what, sentence)).await;
    }
    evening.deployment.history.assert_sound();
    pictures_are_taken(&evening.operators[0]).await;
}

/// Takes pictures of the page while the evening's data is there, if somebody asks for them.
#[expect(
    clippy::disallowed_methods,
    reason = "a wish of bin/evening, not a setting"
)]
async fn pictures_are_taken(operator: &Operator) {
    let Some(folder) = std::env::var_os("RINGCODE_EVENING_PICTURES") else {
        return;
    };
    let mut painter = std::process::Command::new("node");
    painter
        .args(["end2end/evening.js", &operator.url, PASSWORD])
        .arg(folder);
    let painted = tokio::task::spawn_blocking(move || painter.status())
        .await
        .unwrap();
    assert!(painted.unwrap().success());
}
