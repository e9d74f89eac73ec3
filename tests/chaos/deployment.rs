//! The application in its processes, with its surroundings.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use ringcode_test_support::{WIDE_LIMITS, wait_until};
use tokio::time::sleep;

use crate::{
    browser::Browser, crowd::People, history::History, host::Host, plivo::TestPlivo,
    process::ServerProcess, proxy::Proxy,
};

/// Beside [`WIDE_LIMITS`], the limits of the service that many verifications reach.
const WIDE_SERVICE_LIMITS: &str = "sends_per_service_hour = 1000000\nspend_hour = 100000\n\
    spend_day = 400000\nwrong_guesses_per_day = 1000000\n";

/// Waits that a test need not wait for.
pub const NO_WAITS: &str = "resend_waits = [0]\nsends_per_flow = 10\n\
    sends_per_phone_10_minutes = 100\nsends_per_phone_hour = 100\nsends_per_phone_day = 100\n";

/// The store waits for as long as it does unless told otherwise.
pub const SHORT_STORE_TIMEOUT: [(&str, &str); 1] = [("RINGCODE_STORE_ANSWER_TIMEOUT", "250")];

/// Seals the records; the tests that look into them know it too.
pub const SECRET: &str = "a secret of the chaos tests, 32 characters and more";

/// Everything around the application but Redis, which each test sets up for itself.
pub struct Deployment {
    pub history: Arc<History>,
    pub plivo: TestPlivo,
    /// The wire between the application and Plivo.
    pub plivo_proxy: Proxy,
    pub apps: Vec<ServerProcess>,
    http: reqwest::Client,
    redis: String,
}

impl Deployment {
    /// One instance that keeps its state at `redis`.
    pub async fn new(redis: &str) -> Self {
        Self::with(redis, "", &[]).await
    }

    /// One instance with these limits and this environment.
    pub async fn with(redis: &str, limits: &str, environment: &[(&str, &str)]) -> Self {
        let mut deployment = Self::without_instances(redis).await;
        deployment.add(limits, environment).await;
        deployment
    }

    /// No instance yet.
    pub async fn without_instances(redis: &str) -> Self {
        let history = Arc::<History>::default();
        let plivo = TestPlivo::start(history.clone()).await;
        let plivo_proxy = Proxy::to(plivo.port).await;
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(60))
            .build();
        Self {
            history,
            plivo,
            plivo_proxy,
            apps: Vec::new(),
            http: http.unwrap(),
            redis: redis.to_owned(),
        }
    }

    /// Starts another instance, and waits until it serves.
    pub async fn add(&mut self, limits: &str, environment: &[(&str, &str)]) {
        let process = self.spawn(limits, environment);
        self.apps.push(process);
        sleep(Duration::from_millis(100)).await;
        self.serves(self.apps.len() - 1).await;
    }

    /// Starts another instance on another store.
    pub async fn add_on(&mut self, redis: &str, limits: &str, environment: &[(&str, &str)]) {
        let before = std::mem::replace(&mut self.redis, redis.to_owned());
        self.add(limits, environment).await;
        self.redis = before;
    }

    /// Starts a process that may not come to serve.
    pub fn spawn(&self, limits: &str, environment: &[(&str, &str)]) -> ServerProcess {
        let file = format!(
            "[server]\nconnections_per_address = 10000\n[limits]\n{WIDE_LIMITS}{WIDE_SERVICE_LIMITS}{limits}"
        );
        self.spawn_with_file(&file, environment)
    }

    /// The same with this file, so with the limits that it has.
    pub fn spawn_with_file(&self, file: &str, environment: &[(&str, &str)]) -> ServerProcess {
        let plivo_url = format!("http://127.0.0.1:{}", self.plivo_proxy.port);
        let common = [
            ("REDIS_URL", self.redis.as_str()),
            // As long as a busy machine may need; outages are looked at with `SHORT_STORE_TIMEOUT`.
            ("RINGCODE_STORE_ANSWER_TIMEOUT", "10000"),
            ("RINGCODE_SECRET", SECRET),
            ("PLIVO_AUTH_ID", &self.plivo.options.auth_id),
            ("PLIVO_AUTH_TOKEN", &self.plivo.options.auth_token),
            ("PLIVO_SENDER", "+12025550100"),
            ("PLIVO_API_URL", &plivo_url),
            ("PLIVO_TIMEOUT", "8"),
            ("PLIVO_TEXTS_PER_SECOND", "100000"),
            ("PLIVO_REST", "0"),
            ("NO_COLOR", "1"),
        ];
        ServerProcess::spawn(file, &[&common, environment].concat())
    }

    /// Waits until an instance serves.
    pub async fn serves(&mut self, app: usize) {
        assert!(!self.apps[app].has_ended(), "it did not start");
        wait_until("the application", async || {
            self.get(app, "/livez").await == Some(200)
        })
        .await;
    }

    /// Waits until an instance is ready; after what time it was.
    pub async fn is_ready(&self, app: usize) -> Duration {
        let start = Instant::now();
        wait_until("readiness", async || {
            self.get(app, "/readyz").await == Some(200)
        })
        .await;
        start.elapsed()
    }

    /// Waits until an instance has noticed that it cannot serve.
    pub async fn is_not_ready(&self, app: usize) {
        wait_until("the end of readiness", async || {
            self.get(app, "/readyz").await == Some(503)
        })
        .await;
    }

    /// The status of a page; none when there is no answer.
    pub async fn get(&self, app: usize, path: &str) -> Option<u16> {
        let url = format!("{}{path}", self.apps[app].url);
        let answer = self.http.get(url).send().await.ok()?;
        Some(answer.status().as_u16())
    }

    /// Somebody at the first instance.
    pub fn browser(&self) -> Browser {
        self.people().browser(0)
    }

    /// Somebody at an instance.
    pub fn browser_at(&self, app: usize) -> Browser {
        self.people().browser(app)
    }

    /// All who may come.
    pub fn people(&self) -> People {
        People {
            http: self.http.clone(),
            urls: self.apps.iter().map(|app| app.url.clone()).collect(),
            history: self.history.clone(),
        }
    }

    /// A host application of tests/openid/clients.toml.
    pub fn host(&self, id: &'static str) -> Host {
        let (http, history) = (self.http.clone(), self.history.clone());
        Host { id, http, history }
    }

    /// The addresses of all instances.
    pub fn urls(&self) -> Vec<&str> {
        self.apps.iter().map(|app| app.url.as_str()).collect()
    }

    /// Somebody who asked for a text and has the code.
    pub async fn browser_with_code(&self) -> (Browser, String) {
        let browser = self.browser();
        browser.opens_the_page().await.expect(200);
        browser.asks_for_a_text().await.expect(200);
        let code = self.history.code(&browser.number).await.unwrap();
        (browser, code)
    }

    /// Asserts that nothing happened that may never happen, that no number was verified
    /// twice, and that none took more guesses than the policy allows.
    pub fn assert_sound(&self) {
        self.history.assert_sound();
        let verified = self.audited("verified");
        assert!(verified.values().all(|times| *times == 1), "{verified:?}");
        let wrong = self.audited("wrong guess");
        assert!(wrong.values().all(|times| *times <= 15), "{wrong:?}");
        let (redeemed, codes) = (self.redemptions(), self.history.codes_redeemed_at_most());
        assert!(redeemed <= codes, "{redeemed} tokens for {codes} codes");
    }

    /// The causes of "not now" in the logs of all processes, with their counts.
    pub fn errors(&self) -> BTreeMap<String, usize> {
        let mut times = BTreeMap::new();
        for log in self.apps.iter().map(ServerProcess::log) {
            let errors = log.lines().filter_map(|line| line.split_once(" error="));
            for (_, error) in errors {
                *times.entry(error.to_owned()).or_default() += 1;
            }
        }
        times
    }

    /// Counts the times that the application decided that a number is verified.
    pub fn verifications(&self) -> usize {
        self.audited("verified").values().sum()
    }

    /// Counts the tokens that the application gave for codes.
    pub fn redemptions(&self) -> usize {
        let logs = self.apps.iter().map(ServerProcess::log);
        let redeemed = logs.map(|log| log.matches("audit: a code was redeemed").count());
        redeemed.sum()
    }

    /// Counts the people who learned of their verification only when asking again.
    pub fn told_again(&self) -> usize {
        self.audited("told again: verified").values().sum()
    }

    /// Counts the numbers that were verified at least once.
    pub fn numbers_verified(&self) -> usize {
        self.audited("verified").len()
    }

    /// Counts the numbers that were verified more than once.
    pub fn verified_twice(&self) -> usize {
        let verified = self.audited("verified");
        verified.values().filter(|times| **times > 1).count()
    }

    /// Counts the guesses that were compared with a code and were wrong.
    pub fn wrong_guesses(&self) -> usize {
        self.audited("wrong guess").values().sum()
    }

    /// Counts an event in the audit trails of all processes, by phone number.
    fn audited(&self, event: &str) -> BTreeMap<String, usize> {
        let mark = format!("audit: {event} phone=\"");
        let mut times = BTreeMap::new();
        for log in self.apps.iter().map(ServerProcess::log) {
            let numbers = log.lines().filter_map(|line| line.split_once(&mark));
            for number in numbers.filter_map(|(_, rest)| rest.split('"').next()) {
                *times.entry(number.to_owned()).or_default() += 1;
            }
        }
        times
    }
}
