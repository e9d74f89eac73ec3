//! A server that answers incorrectly on purpose, byte by byte, and records what it received.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// The server's response to a request.
#[derive(Clone)]
pub enum Behavior {
    /// Writes these bytes, and waits for the next request.
    Write(String),
    /// Writes these bytes, then one byte every 50 ms, for ever.
    Drip(String),
    /// Announces this many bytes of body and writes them.
    Flood(usize),
    /// Reads the request and closes.
    Close,
    /// Reads the request and says nothing.
    Silence,
}

/// The running server; stopped when dropped.
pub struct HostileServer {
    pub url: String,
    seen: Arc<Mutex<Seen>>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Seen {
    connections: usize,
    requests: Vec<Request>,
}

/// One request as it arrived.
#[derive(Clone)]
pub struct Request {
    pub head: String,
    pub body: String,
}

impl Request {
    pub fn line(&self) -> &str {
        self.head.lines().next().unwrap()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// An answer with this status, further header lines and body.
pub fn answer(status: u16, headers: &str, body: &str) -> Behavior {
    let length = body.len();
    Behavior::Write(format!(
        "HTTP/1.1 {status} Any\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
    ))
}

impl HostileServer {
    /// Performs `behaviors` in order, one for each request, the last one for all further requests.
    pub async fn start(behaviors: Vec<Behavior>) -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").await.unwrap(), behaviors)
    }

    pub fn on(listener: TcpListener, behaviors: Vec<Behavior>) -> Self {
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Seen::default()));
        let task = tokio::spawn(accept(listener, behaviors, Arc::clone(&seen)));
        Self { url, seen, task }
    }

    /// The same server where the client expects TLS, which it does not speak.
    pub fn https_url(&self) -> String {
        self.url.replace("http:", "https:")
    }

    pub fn requests(&self) -> Vec<Request> {
        self.seen.lock().unwrap().requests.clone()
    }

    pub fn connections(&self) -> usize {
        self.seen.lock().unwrap().connections
    }
}

impl Drop for HostileServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, behaviors: Vec<Behavior>, seen: Arc<Mutex<Seen>>) {
    while let Ok((stream, _)) = listener.accept().await {
        seen.lock().unwrap().connections += 1;
        tokio::spawn(serve(stream, behaviors.clone(), Arc::clone(&seen)));
    }
}

async fn serve(
    mut stream: TcpStream,
    behaviors: Vec<Behavior>,
    seen: Arc<Mutex<Seen>>,
) -> Option<()> {
    loop {
        let request = read(&mut stream).await?;
        let served = {
            let mut seen = seen.lock().unwrap();
            seen.requests.push(request);
            seen.requests.len()
        };
        match &behaviors[(served - 1).min(behaviors.len() - 1)] {
            Behavior::Write(bytes) => stream.write_all(bytes.as_bytes()).await.ok()?,
            Behavior::Close => return None,
            Behavior::Silence => std::future::pending().await,
            Behavior::Drip(start) => {
                stream.write_all(start.as_bytes()).await.ok()?;
                loop {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    stream.write_all(b" ").await.ok()?;
                }
            }
            Behavior::Flood(length) => {
                let head = format!("HTTP/1.1 202 Accepted\r\nContent-Length: {length}\r\n\r\n");
                stream.write_all(head.as_bytes()).await.ok()?;
                stream.write_all(&vec![b'x'; *length]).await.ok()?;
            }
        }
    }
}

/// Reads one request; `None` when the other side closes or speaks no HTTP.
async fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    loop {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        let text = str::from_utf8(&bytes).ok()?;
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let request = Request {
            head: head.to_owned(),
            body: body.to_owned(),
        };
        let length = request
            .header("content-length")
            .map_or(0, |length| length.parse().unwrap());
        if request.body.len() == length {
            return Some(request);
        }
    }
}
