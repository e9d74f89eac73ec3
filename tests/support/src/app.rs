//! One or more instances of the application, with what stands around them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, UNIX_EPOCH};

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use ringcode::config::{Environment, Settings};
use ringcode::store::Store;
use ringcode::store::memory::MemoryStore;
use ringcode::{operator, startup};

use ringcode::web::{AppState, router, serve};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::browser::Browser;
use crate::limits::with_wide_limits;
use crate::plivo::TestPlivo;
use crate::redis::Server;

/// The differences from test to test.
#[derive(Clone, Copy)]
pub struct Setup {
    /// The text of `Leptos.toml`.
    pub file: &'static str,
    /// Whether the state lives in Redis.
    pub redis: bool,
    /// A store of the test's own.
    pub store: Option<fn() -> Arc<dyn Store>>,
    /// Whether the store's clock is the test's, see [`TestApp::advance_clock`].
    pub clock: bool,
    /// `PLIVO_PHLO_ID`.
    pub phlo_id: &'static str,
    /// `RINGCODE_SECRET` and `RINGCODE_PREVIOUS_SECRET`.
    pub secrets: [&'static str; 2],
    /// The speed of the simulator's phones and carriers; one is lifelike.
    pub pace: f64,
    /// A change that no setting allows, such as a code that lives for a moment.
    pub adjust: fn(&mut Settings),
}

impl Setup {
    /// The default, from which the others differ.
    pub const PLAIN: Self = Self {
        file: "",
        redis: false,
        store: None,
        clock: false,
        phlo_id: "",
        secrets: [""; 2],
        pace: 0.01,
        adjust: |_| (),
    };
}

impl Default for Setup {
    fn default() -> Self {
        Self::PLAIN
    }
}

/// Plivo is given up after a second, where a test waits for that.
pub const SHORT_PLIVO_TIMEOUT: fn(&mut Settings) =
    |settings| settings.plivo.timeout = Duration::from_secs(1);

/// The application, its Plivo and its Redis.
pub struct TestApp {
    pub plivo: TestPlivo,
    pub redis: Option<Server>,
    pub instances: Vec<Instance>,
    /// Seconds that the store's clock is ahead.
    ahead: Arc<AtomicU64>,
    http: reqwest::Client,
}

/// One running server.
pub struct Instance {
    pub url: String,
    /// The operator's own address.
    pub operator_url: String,
    pub state: AppState,
    stop: oneshot::Sender<()>,
    running: JoinHandle<()>,
}

impl TestApp {
    /// One instance with its state in the process.
    pub async fn new() -> Self {
        Self::with(Setup::default()).await
    }

    /// One instance as `setup` says.
    pub async fn with(setup: Setup) -> Self {
        let mut app = Self {
            plivo: TestPlivo::start(setup.pace).await,
            redis: setup.redis.then(|| match setup.clock {
                true => Server::start_on_clock("", "+0"),
                false => Server::start(),
            }),
            instances: Vec::new(),
            ahead: Arc::default(),
            http: reqwest::Client::builder()
                .no_proxy()
                .redirect(reqwest::redirect::Policy::none())
                // As every browser says with a form of our own page.
                .default_headers(HeaderMap::from_iter([(
                    HeaderName::from_static("sec-fetch-site"),
                    HeaderValue::from_static("same-origin"),
                )]))
                .build()
                .unwrap(),
        };
        app.add(setup).await;
        app
    }

    /// The same on either store.
    pub async fn on_each_store(setup: Setup) -> [Self; 2] {
        let on_redis = Setup {
            redis: true,
            ..setup
        };
        [Self::with(setup).await, Self::with(on_redis).await]
    }

    /// Starts another instance beside those there are, with the same Plivo and Redis.
    pub async fn add(&mut self, setup: Setup) {
        let redis = self.redis.as_ref().map(Server::url).unwrap_or_default();
        let ahead = self.ahead.clone();
        let instance = Instance::start(setup, &self.plivo, &redis, ahead).await;
        self.instances.push(instance);
    }

    /// Lets time pass in a moment, where the clock is the test's.
    pub fn advance_clock(&self, seconds: u64) {
        let ahead = self.ahead.fetch_add(seconds, Relaxed) + seconds;
        if let Some(redis) = &self.redis {
            redis.set_clock(&format!("+{ahead}"));
        }
    }

    /// The address of the first instance.
    pub fn url(&self) -> &str {
        &self.instances[0].url
    }

    /// Somebody with a browser that was never here.
    pub fn browser(&self) -> Browser {
        Browser::new(self.http.clone(), self.url())
    }

    /// A request that no browser of ours would make.
    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let url = format!("{}{path}", self.url());
        self.http.request(method.parse().unwrap(), url)
    }

    pub fn redis(&mut self) -> &mut Server {
        self.redis.as_mut().unwrap()
    }
}

async fn any_port() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (listener, url)
}

impl Instance {
    async fn start(setup: Setup, plivo: &TestPlivo, redis: &str, ahead: Arc<AtomicU64>) -> Self {
        let (listener, url) = any_port().await;
        let (operators, operator_url) = any_port().await;
        let environment = Environment::from_iter([
            ("RINGCODE_PUBLIC_URL", url.as_str()),
            ("REDIS_URL", redis),
            ("RINGCODE_SECRET", setup.secrets[0]),
            ("RINGCODE_PREVIOUS_SECRET", setup.secrets[1]),
            ("PLIVO_AUTH_ID", &plivo.options.auth_id),
            ("PLIVO_AUTH_TOKEN", &plivo.options.auth_token),
            ("PLIVO_SENDER", "+12025550100"),
            ("PLIVO_PHLO_ID", setup.phlo_id),
            ("PLIVO_API_URL", &plivo.url),
            ("PLIVO_PHLO_URL", &plivo.url),
            ("PLIVO_TIMEOUT", "8"),
            // As long as a busy machine may need.
            ("RINGCODE_STORE_ANSWER_TIMEOUT", "10000"),
            // Everybody in a test has the same address.
            ("RINGCODE_CONNECTIONS_PER_ADDRESS", "1000"),
        ]);
        let mut settings =
            Settings::from_parts(&with_wide_limits(setup.file), &environment).unwrap();
        // The thread of a test does all: what it logs is its own.
        settings.threads = None;
        (setup.adjust)(&mut settings);
        let now = move || {
            let ahead = Duration::from_secs(ahead.load(Relaxed));
            UNIX_EPOCH + UNIX_EPOCH.elapsed().unwrap() + ahead
        };
        let state = match setup.store {
            Some(store) => startup::build_with_store(store(), settings).await.unwrap(),
            None if setup.clock && redis.is_empty() => {
                let store = Arc::new(MemoryStore::with_clock(now.clone()));
                startup::build_with_store(store, settings).await.unwrap()
            }
            None => startup::build(settings).await.unwrap(),
        };
        let routes = router(&state);
        let (stop, told) = oneshot::channel();
        let serving = state.clone();
        let running = tokio::spawn(async move {
            tokio::select! {
                () = serve(&serving, routes, listener, async { _ = told.await }) => {}
                () = operator::serve(&serving, operators, now) => {}
            }
        });
        Self {
            url,
            operator_url,
            state,
            stop,
            running,
        }
    }

    /// Tells it to stop, and waits until it has.
    pub async fn stop(self) {
        self.stop.send(()).unwrap();
        self.running.await.unwrap();
    }
}
