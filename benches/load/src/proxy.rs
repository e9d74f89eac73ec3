//! Stands between a server and its Redis and counts flights: how often the server had
//! to wait for Redis. Commands that travel together are one flight.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

use crate::Done;

/// A proxy that runs until the program ends.
pub struct Proxy {
    pub port: u16,
    flights: Arc<Flights>,
}

/// A flight begins with what is sent after an answer came. One request at a time makes
/// that exact, whatever the number of connections.
#[derive(Default)]
struct Flights {
    begun: AtomicU64,
    ended: AtomicU64,
}

impl Proxy {
    /// A proxy before the Redis on `port`.
    pub async fn start(redis: u16) -> Done<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let flights = Arc::<Flights>::default();
        let counts = flights.clone();
        tokio::spawn(async move {
            while let Ok((server, _)) = listener.accept().await {
                let Ok(upstream) = TcpStream::connect(("127.0.0.1", redis)).await else {
                    return;
                };
                _ = (server.set_nodelay(true), upstream.set_nodelay(true));
                let ((from, back), (answers, to)) = (server.into_split(), upstream.into_split());
                let (begin, end) = (counts.clone(), counts.clone());
                tokio::spawn(carry(from, to, move || begin.begin()));
                tokio::spawn(carry(answers, back, move || end.end()));
            }
        });
        Ok(Self { port, flights })
    }

    /// Flights so far.
    pub fn flights(&self) -> u64 {
        self.flights.begun.load(Ordering::SeqCst)
    }
}

impl Flights {
    fn begin(&self) {
        let ended = self.ended.load(Ordering::SeqCst);
        if self.begun.load(Ordering::SeqCst) == ended {
            self.begun.store(ended + 1, Ordering::SeqCst);
        }
    }

    fn end(&self) {
        self.ended
            .store(self.begun.load(Ordering::SeqCst), Ordering::SeqCst);
    }
}

async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, seen: impl Fn()) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        seen();
        if to.write_all(&buffer[..length]).await.is_err() {
            return;
        }
    }
}
