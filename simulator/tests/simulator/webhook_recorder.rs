//! The application that receives callbacks: it records them, and answers what a test sets.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use plivo_simulator::{Options, signature};
use tokio::time::{Duration, Instant, sleep};
use url::form_urlencoded;

/// One callback that the application received.
#[derive(Clone, Debug)]
pub struct RecordedCallback {
    pub at: Instant,
    pub method: String,
    pub url: String,
    pub headers: HashMap<String, String>,
    pub params: Vec<(String, String)>,
}

impl RecordedCallback {
    pub fn get(&self, key: &str) -> &str {
        let found = self.params.iter().find(|(name, _)| name == key);
        found.map_or("", |(_, value)| value)
    }

    /// Whether the signature of a version is there and right.
    pub fn is_signed(&self, version: &str) -> bool {
        let header = |name: &str| self.headers.get(&name.to_ascii_lowercase());
        let (Some(sent), Some(main), Some(nonce)) = (
            header(&format!("X-Plivo-Signature-{version}")),
            header(&format!("X-Plivo-Signature-Ma-{version}")),
            header(&format!("X-Plivo-Signature-{version}-Nonce")),
        ) else {
            return false;
        };
        let token = Options::default().auth_token;
        let expected = match version {
            "V2" => signature::v2(&token, &self.url, nonce),
            // The fields of a GET are in its url already.
            _ if self.method == "GET" => signature::v3(&token, "GET", &self.url, &[], nonce),
            _ => signature::v3(&token, &self.method, &self.url, &self.params, nonce),
        };
        *sent == expected && *main == expected
    }
}

/// Status and body for each request to come.
pub type Answers = VecDeque<(u16, String)>;

#[derive(Clone, Default)]
pub struct WebhookRecorder {
    pub base: String,
    pub seen: Arc<Mutex<Vec<RecordedCallback>>>,
    /// The answers at each path, in order; the last one stays.
    pub answers: Arc<Mutex<HashMap<String, Answers>>>,
}

pub async fn record(
    State(recorder): State<WebhookRecorder>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, String) {
    let header = |(name, value): (&HeaderName, &HeaderValue)| {
        (name.to_string(), value.to_str().unwrap().to_owned())
    };
    let form = if method == Method::GET {
        uri.query().unwrap_or("").as_bytes()
    } else {
        &body
    };
    recorder.seen.lock().unwrap().push(RecordedCallback {
        at: Instant::now(),
        method: method.to_string(),
        url: format!("{}{uri}", recorder.base),
        headers: headers.iter().map(header).collect(),
        params: form_urlencoded::parse(form).into_owned().collect(),
    });
    if uri.path() == "/slow" {
        sleep(Duration::from_millis(500)).await;
    }
    let mut answers = recorder.answers.lock().unwrap();
    let default = || (200, "<Response/>".to_owned());
    let (status, body) = answers.get_mut(uri.path()).map_or_else(default, |queue| {
        let next = queue.front().cloned().unwrap_or_else(default);
        if queue.len() > 1 {
            queue.pop_front();
        }
        next
    });
    (StatusCode::from_u16(status).unwrap(), body)
}
