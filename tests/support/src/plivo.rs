//! The simulator as Plivo, with a record of what it was asked for, and the phones it
//! reaches.

use std::sync::{Arc, Mutex};

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use plivo_simulator::{Options, Simulator};
use serde_json::Value;
use tokio::net::TcpListener;

use crate::wait::until;

/// A running simulator.
pub struct TestPlivo {
    pub url: String,
    pub options: Options,
    asked: Arc<Mutex<Vec<ApiRequest>>>,
    http: reqwest::Client,
}

/// One request of the application.
#[derive(Clone, Debug)]
pub struct ApiRequest {
    pub path: String,
    pub body: Value,
}

impl TestPlivo {
    pub async fn start(time_scale: f64) -> Self {
        let options = Options {
            time_scale,
            rate_limit: false,
            ..Options::default()
        };
        let simulator = Simulator::new(options.clone()).unwrap();
        let asked = Arc::<Mutex<Vec<ApiRequest>>>::default();
        let record = asked.clone();
        let write_down = move |request, next| write_down(record.clone(), request, next);
        let api = simulator.api().layer(from_fn(write_down));
        let router = simulator.handset().fallback_service(api);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self {
            url,
            options,
            asked,
            http,
        }
    }

    /// Every request so far, the earliest first.
    pub fn requests(&self) -> Vec<ApiRequest> {
        self.asked.lock().unwrap().clone()
    }

    /// The number of requests so far.
    pub fn count(&self) -> usize {
        self.requests().len()
    }

    /// The value of the last request's field `name`.
    pub fn last(&self, name: &str) -> String {
        let last = self.requests().pop().unwrap();
        last.body[name].as_str().unwrap().to_owned()
    }

    /// The code in the last text that was asked for; it may not have arrived yet.
    pub fn code(&self) -> String {
        first_code(&self.last("text"))
    }

    /// The code in the newest text on somebody's phone, once it is there.
    pub async fn delivered_code(&self, number: &str) -> String {
        let text = until(async || {
            let inbox = self.phone(number).await;
            inbox["texts"][0]["text"].as_str().map(str::to_owned)
        });
        first_code(&text.await)
    }

    /// Waits until the newest call to a number is at a stage; the call.
    pub async fn call_at(&self, number: &str, app: &str) -> Value {
        until(async || {
            let call = self.phone(number).await["calls"][0].clone();
            (call["stage"] == app).then_some(call)
        })
        .await
    }

    /// Waits until the newest call to a number has said `words`; all it said so far.
    pub async fn hear(&self, number: &str, words: &str) -> String {
        until(async || {
            let call = self.phone(number).await["calls"][0].clone();
            Some(said(&call)).filter(|said| said.contains(words))
        })
        .await
    }

    /// Does something at the phone, such as `answer` or `press?key=1`.
    pub async fn handset(&self, call: &Value, action: &str) {
        let uuid = call["uuid"].as_str().unwrap();
        let url = format!("{}/handset/calls/{uuid}/{action}", self.url);
        let done = self.http.post(url).send().await.unwrap();
        assert_eq!(done.status(), 204, "{action}");
    }

    async fn phone(&self, number: &str) -> Value {
        let to = number.trim_start_matches('+');
        let url = format!("{}/handset/inbox?to={to}", self.url);
        self.http
            .get(url)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }
}

/// The sentences of the voice in a call.
pub fn said(call: &Value) -> String {
    let lines = call["transcript"].as_array().into_iter().flatten();
    let lines = lines.filter(|line| line["who"] == "plivo");
    let words: Vec<_> = lines.filter_map(|line| line["text"].as_str()).collect();
    words.join("\n")
}

/// The first six digits in a row.
fn first_code(text: &str) -> String {
    let mut runs = text.split(|c: char| !c.is_ascii_digit());
    runs.find(|run| matches!(run.len(), 6 | 8))
        .unwrap()
        .to_owned()
}

async fn write_down(
    record: Arc<Mutex<Vec<ApiRequest>>>,
    request: Request,
    next: Next,
) -> axum::response::Response {
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    record.lock().unwrap().push(ApiRequest {
        path: parts.uri.path().to_owned(),
        body: serde_json::from_slice(&bytes).unwrap_or_default(),
    });
    next.run(Request::from_parts(parts, Body::from(bytes)))
        .await
}
