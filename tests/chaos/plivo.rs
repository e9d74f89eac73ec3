//! Plivo's simulator, and every text that was requested from it.

use std::sync::Arc;

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    middleware::{Next, from_fn},
    response::Response,
};
use plivo_simulator::{Options, Simulator};
use serde_json::Value;
use tokio::net::TcpListener;

use crate::history::History;

/// A running simulator.
pub struct TestPlivo {
    pub port: u16,
    pub options: Options,
}

impl TestPlivo {
    /// Writes down in `history` what arrives.
    pub async fn start(history: Arc<History>) -> Self {
        let options = Options {
            time_scale: 0.2,
            rate_limit: false,
            ..Options::default()
        };
        let simulator = Simulator::new(options.clone()).unwrap();
        let record = history.clone();
        let api = simulator.api().layer(from_fn(move |request, next| {
            write_down(record.clone(), request, next)
        }));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move { axum::serve(listener, api).await });
        Self { port, options }
    }
}

async fn write_down(history: Arc<History>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    let asked: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    if let (Some(to), Some(text)) = (asked["dst"].as_str(), asked["text"].as_str()) {
        history.text(&format!("+{}", to.trim_start_matches('+')), code_in(text));
    }
    next.run(Request::from_parts(parts, Body::from(bytes)))
        .await
}

fn code_in(text: &str) -> &str {
    let mut runs = text.split(|c: char| !c.is_ascii_digit());
    runs.find(|run| run.len() == 6).unwrap()
}
