//! A running simulator, and an application that records its callbacks.

use std::time::Duration;

use axum::Router;
use plivo_simulator::{Options, Simulator, serve};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::time::{Instant, sleep};

use super::webhook_recorder::{RecordedCallback, WebhookRecorder, record};

/// The default account, a hundred times as fast as life.
pub fn fast() -> Options {
    Options {
        time_scale: 0.01,
        ..Options::default()
    }
}

pub struct TestSimulator {
    /// Base URL of the simulator.
    pub api: String,
    /// Base URL of the application.
    pub app: String,
    http: reqwest::Client,
    recorder: WebhookRecorder,
}

impl TestSimulator {
    pub async fn new() -> Self {
        Self::with(fast()).await
    }

    pub async fn with(options: Options) -> Self {
        let simulator = Simulator::new(options).unwrap();
        let (listener, api) = bind().await;
        tokio::spawn(serve(simulator, listener));
        let (listener, app) = bind().await;
        let recorder = WebhookRecorder {
            base: app.clone(),
            ..WebhookRecorder::default()
        };
        let router = Router::new().fallback(record).with_state(recorder.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self {
            api,
            app,
            http,
            recorder,
        }
    }

    /// Sets the application's answers at a path, in order; the last one stays.
    pub fn answers(&self, path: &str, answers: &[(u16, &str)]) {
        let answers = answers
            .iter()
            .map(|(status, body)| (*status, (*body).to_owned()));
        let answers = answers.collect();
        self.recorder
            .answers
            .lock()
            .unwrap()
            .insert(path.to_owned(), answers);
    }

    /// The URL of a path below the account.
    pub fn path(&self, rest: &str) -> String {
        format!(
            "{}/v1/Account/{}/{rest}",
            self.api,
            Options::default().auth_id
        )
    }

    pub fn request(&self, method: &str, url: &str) -> reqwest::RequestBuilder {
        let Options {
            auth_id,
            auth_token,
            ..
        } = Options::default();
        let method = method.parse().unwrap();
        self.http
            .request(method, url)
            .basic_auth(auth_id, Some(auth_token))
    }

    /// Posts below the account; returns status and JSON body.
    pub async fn post(&self, rest: &str, body: Value) -> (u16, Value) {
        let sent = self
            .request("POST", &self.path(rest))
            .json(&body)
            .send()
            .await
            .unwrap();
        let status = sent.status().as_u16();
        (status, sent.json().await.unwrap_or(Value::Null))
    }

    pub async fn get(&self, url: &str) -> (u16, Value) {
        let got = self.request("GET", url).send().await.unwrap();
        let status = got.status().as_u16();
        (status, got.json().await.unwrap_or(Value::Null))
    }

    /// Texts a number, with callbacks to `/receipt`; returns the UUID.
    pub async fn text(&self, to: &str) -> String {
        let url = format!("{}/receipt", self.app);
        let body = json!({ "src": "14155550199", "dst": to, "text": "Code 123456", "url": url });
        let (status, answer) = self.post("Message/", body).await;
        assert_eq!(status, 202, "{answer}");
        answer["message_uuid"][0].as_str().unwrap().to_owned()
    }

    /// Calls a number with the given extra parameters; returns the UUID.
    pub async fn call(&self, to: &str, extra: Value) -> String {
        let mut body = json!({
            "from": "14155550199",
            "to": to,
            "answer_url": format!("{}/answer", self.app),
            "ring_url": format!("{}/ring", self.app),
            "hangup_url": format!("{}/hangup", self.app),
        });
        body.as_object_mut()
            .unwrap()
            .extend(extra.as_object().unwrap().clone());
        let (status, answer) = self.post("Call/", body).await;
        assert_eq!(status, 201, "{answer}");
        answer["request_uuid"].as_str().unwrap().to_owned()
    }

    /// The callbacks to a path so far.
    pub fn seen(&self, path: &str) -> Vec<RecordedCallback> {
        let seen = self.recorder.seen.lock().unwrap();
        let at = |one: &&RecordedCallback| {
            one.url.strip_prefix(&self.app).unwrap().split('?').next() == Some(path)
        };
        seen.iter().filter(at).cloned().collect()
    }

    /// Waits until a path has had so many callbacks.
    pub async fn heard(&self, path: &str, times: usize) -> Vec<RecordedCallback> {
        until(async || Some(self.seen(path)).filter(|seen| seen.len() >= times)).await
    }

    /// The texts and calls of a number.
    pub async fn inbox(&self, to: &str) -> Value {
        self.get(&format!("{}/handset/inbox?to={to}", self.api))
            .await
            .1
    }

    /// Waits until the newest call to a number is at a stage.
    pub async fn call_at(&self, to: &str, stage: &str) -> Value {
        until(async || {
            let call = self.inbox(to).await["calls"][0].clone();
            (call["stage"] == stage).then_some(call)
        })
        .await
    }

    /// Carries out an action at the handset; returns the status.
    pub async fn handset(&self, uuid: &str, action: &str) -> u16 {
        let url = format!("{}/handset/calls/{uuid}/{action}", self.api);
        self.http.post(url).send().await.unwrap().status().as_u16()
    }
}

/// Asks again until there is an answer, for a minute at most.
pub async fn until<T>(ask: impl AsyncFn() -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(Instant::now() < deadline, "waited a minute in vain");
        sleep(Duration::from_millis(5)).await;
    }
}

async fn bind() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    (listener, base)
}
