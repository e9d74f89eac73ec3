//! A host application that receives webhooks, and answers them as a test likes.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use tokio::net::{TcpListener, TcpSocket};
use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::wait::wait_until;

/// A receiver; what it received outlives its restarts.
pub struct Receiver {
    pub url: String,
    shared: Arc<Shared>,
    running: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    reaction: Mutex<Reaction>,
    received: Mutex<Vec<Received>>,
}

/// The way a receiver answers.
#[derive(Clone, Default)]
pub enum Reaction {
    /// 204.
    #[default]
    Accept,
    /// A status and headers.
    Answer(u16, Vec<(&'static str, String)>),
    /// 204, after a while.
    Late(Duration),
    /// 503 to every `n`th request, 204 to the others.
    FailEvery(usize),
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Received {
    /// `webhook-id`.
    pub id: String,
    /// `webhook-timestamp`.
    pub timestamp: String,
    /// `webhook-signature`.
    pub signature: String,
    /// The body, and the same as JSON.
    pub body: String,
    pub payload: Value,
    /// The status of the answer.
    pub answered: u16,
}

impl Received {
    /// The type of the event.
    pub fn event_type(&self) -> &str {
        self.payload["type"].as_str().unwrap()
    }

    pub fn is_accepted(&self) -> bool {
        self.answered < 300
    }
}

impl Receiver {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::<Shared>::default();
        Self {
            url,
            running: Some(serve(listener, shared.clone())),
            shared,
        }
    }

    /// Answers differently from now on.
    pub fn reacts(&self, reaction: Reaction) {
        *self.shared.reaction.lock().unwrap() = reaction;
    }

    /// Closes the port; connections break.
    pub async fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.abort();
            _ = running.await;
        }
    }

    /// Listens again, at the same address.
    pub fn start_again(&mut self) {
        let address = self.url.trim_start_matches("http://").parse().unwrap();
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_reuseaddr(true).unwrap();
        socket.bind(address).unwrap();
        let listener = socket.listen(1024).unwrap();
        self.running = Some(serve(listener, self.shared.clone()));
    }

    /// All requests so far.
    pub fn received(&self) -> Vec<Received> {
        self.shared.received.lock().unwrap().clone()
    }

    /// The requests that were answered with success.
    pub fn accepted(&self) -> Vec<Received> {
        let mut received = self.received();
        received.retain(Received::is_accepted);
        received
    }

    /// The types of the events that were accepted, in their order.
    pub fn accepted_types(&self) -> Vec<String> {
        let accepted = self.accepted().into_iter();
        accepted
            .map(|received| received.event_type().to_owned())
            .collect()
    }

    /// Waits until an event of this type was accepted; the first one.
    pub async fn hears(&self, event_type: &str) -> Received {
        let first = || {
            let mut accepted = self.accepted().into_iter();
            accepted.find(|received| received.event_type() == event_type)
        };
        wait_until(event_type, async || first().is_some()).await;
        first().unwrap()
    }
}

fn serve(listener: TcpListener, shared: Arc<Shared>) -> JoinHandle<()> {
    let router = Router::new().fallback(receive).with_state(shared);
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() })
}

async fn receive(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let reaction = shared.reaction.lock().unwrap().clone();
    if let Reaction::Late(wait) = reaction {
        sleep(wait).await;
    }
    let header = |name| headers[name].to_str().unwrap().to_owned();
    let mut received = shared.received.lock().unwrap();
    let (status, more) = match reaction {
        Reaction::Accept | Reaction::Late(_) => (204, Vec::new()),
        Reaction::Answer(status, headers) => (status, headers),
        Reaction::FailEvery(n) if received.len().is_multiple_of(n) => (503, Vec::new()),
        Reaction::FailEvery(_) => (204, Vec::new()),
    };
    let body = String::from_utf8(body.into()).unwrap();
    received.push(Received {
        id: header("webhook-id"),
        timestamp: header("webhook-timestamp"),
        signature: header("webhook-signature"),
        payload: serde_json::from_str(&body).unwrap(),
        body,
        answered: status,
    });
    drop(received);
    let mut answer = StatusCode::from_u16(status).unwrap().into_response();
    for (name, value) in more {
        answer.headers_mut().insert(name, value.parse().unwrap());
    }
    answer
}
