//! Traces by OTLP, in a program that was built with the feature `otlp`.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::Uri;
use parking_lot::Mutex;
use tokio::net::TcpListener;

use crate::process::{Process, client};

/// The requests that a collector got: paths, and bodies as far as they are text.
#[derive(Clone, Default)]
struct Collected(Arc<Mutex<Vec<(String, String)>>>);

impl Collected {
    /// Starts a collector; its address.
    async fn start(&self) -> String {
        let (listener, collected) = (
            TcpListener::bind("127.0.0.1:0").await.unwrap(),
            self.clone(),
        );
        let address = listener.local_addr().unwrap();
        let collect = async move |uri: Uri, body: Bytes| {
            let text = String::from_utf8_lossy(&body).into_owned();
            collected.0.lock().push((uri.path().to_owned(), text));
        };
        let app = Router::new().fallback(collect);
        tokio::spawn(async move { axum::serve(listener, app).await });
        format!("http://{address}")
    }
}

/// A server that a person asks for a text, and that is stopped.
async fn serves_a_person(collector: &str) {
    let environment = [("OTEL_EXPORTER_OTLP_ENDPOINT", collector)];
    let mut server = Process::start(&environment).await;
    let (http, url) = (client(), format!("{}/api/send_code", server.url));
    let session = http.get(&server.url).send().await.unwrap();
    let cookie = session.headers()["set-cookie"].to_str().unwrap().to_owned();
    let form = [("country", ""), ("phone", "+14155550123")];
    let sent = http.post(url).header("cookie", cookie).form(&form);
    assert!(sent.send().await.unwrap().status().as_u16() < 400);
    server.is_told_to_stop();
    let ended = tokio::time::timeout(Duration::from_secs(60), server.end());
    assert!(ended.await.unwrap().success(), "{}", server.log_now());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_collector_gets_spans_without_numbers() {
    let collected = Collected::default();
    serves_a_person(&collected.start().await).await;
    let sent = collected.0.lock();
    assert!(sent.iter().all(|(path, _)| path == "/v1/traces"));
    let bodies: String = sent.iter().map(|(_, body)| &**body).collect();
    for expected in ["service.name", "ringcode", "request", "delivery", "client"] {
        assert!(bodies.contains(expected), "{expected}: {bodies}");
    }
    assert!(!bodies.contains("4155550123"), "{bodies}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_waits_for_a_collector_that_is_away() {
    serves_a_person("http://127.0.0.1:9").await;
}
