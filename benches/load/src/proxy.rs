//! Stands between a server and its Redis and counts commands, and flights: how often the
//! server had to wait for Redis. Commands that travel together are one flight.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

use crate::Done;

/// A proxy that runs until the program ends.
pub struct Proxy {
    pub port: u16,
    counts: Arc<Counts>,
}

/// Commands, and flights begun and ended. One begins with what is sent after an answer came.
/// One request at a time makes that exact, whatever the number of connections.
#[derive(Default)]
struct Counts {
    commands: AtomicU64,
    begun: AtomicU64,
    ended: AtomicU64,
}

impl Proxy {
    /// A proxy before the Redis on `port`.
    pub async fn start(redis: u16) -> Done<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let counts = Arc::<Counts>::default();
        let ours = counts.clone();
        tokio::spawn(async move {
            while let Ok((server, _)) = listener.accept().await {
                let Ok(upstream) = TcpStream::connect(("127.0.0.1", redis)).await else {
                    return;
                };
                _ = (server.set_nodelay(true), upstream.set_nodelay(true));
                let ((from, back), (answers, to)) = (server.into_split(), upstream.into_split());
                let (asks, answered) = (ours.clone(), ours.clone());
                let mut sent = Vec::new();
                tokio::spawn(carry(from, to, move |bytes| {
                    asks.begin();
                    sent.extend_from_slice(bytes);
                    let commands = take_commands(&mut sent);
                    asks.commands.fetch_add(commands, Ordering::SeqCst);
                }));
                tokio::spawn(carry(answers, back, move |_| answered.end()));
            }
        });
        Ok(Self { port, counts })
    }

    /// Commands so far.
    pub fn commands(&self) -> u64 {
        self.counts.commands.load(Ordering::SeqCst)
    }

    /// Flights so far.
    pub fn flights(&self) -> u64 {
        self.counts.begun.load(Ordering::SeqCst)
    }
}

impl Counts {
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

async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut seen: impl FnMut(&[u8])) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        seen(&buffer[..length]);
        if to.write_all(&buffer[..length]).await.is_err() {
            return;
        }
    }
}

/// Takes all whole commands from what was sent, and counts them. Asking for the time along with
/// something else is next to nothing and is not counted: the bare route must not pay for it.
fn take_commands(sent: &mut Vec<u8>) -> u64 {
    let mut counted = 0;
    while let Some((name, length)) = first_command(sent) {
        counted += u64::from(name != b"TIME");
        sent.drain(..length);
    }
    counted
}

/// The name of the first command, and its bytes in all; `None` while it is not whole. In RESP,
/// `GET x` is `*2 $3 GET $1 x`, each part on a line.
fn first_command(sent: &[u8]) -> Option<(&[u8], usize)> {
    let (words, mut at) = number(sent, 0)?;
    let mut name = None;
    for _ in 0..words {
        let (length, from) = number(sent, at)?;
        at = from + length + 2;
        let word = &sent.get(from..at)?[..length];
        name.get_or_insert(word);
    }
    Some((name?, at))
}

/// The number behind the letter at this place, and where its line ends.
fn number(sent: &[u8], at: usize) -> Option<(usize, usize)> {
    let line = sent.get(at + 1..)?;
    let length = line.windows(2).position(|end| end == b"\r\n")?;
    let number = std::str::from_utf8(&line[..length]).ok()?.parse().ok()?;
    Some((number, at + 1 + length + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_counted_once_they_are_whole() {
        let all = b"*2\r\n$5\r\nGETEX\r\n$4\r\n\r\n*1\r\n*1\r\n$4\r\nTIME\r\n*1\r\n$4\r\nPING\r\n";
        for cut in 0..all.len() {
            let mut sent = all[..cut].to_vec();
            let before = take_commands(&mut sent);
            sent.extend(&all[cut..]);
            assert_eq!(before + take_commands(&mut sent), 2, "cut at {cut}");
            assert!(sent.is_empty());
        }
    }
}
