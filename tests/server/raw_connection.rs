//! A raw TCP connection, for clients that no library provides: slow, silent or hostile.

use std::time::Duration;

use ringcode_test_support::TestApp;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

/// A connection to a server.
pub struct Wire(TcpStream);

impl Wire {
    pub async fn to(app: &TestApp) -> Self {
        let host = app.url().trim_start_matches("http://");
        Self(TcpStream::connect(host).await.unwrap())
    }

    /// Writes; whether the other end still takes it.
    pub async fn writes(&mut self, bytes: &[u8]) -> bool {
        self.0.write_all(bytes).await.is_ok()
    }

    /// Writes a piece each second, until the other end has had enough; how long that took.
    pub async fn drips(mut self, begin: &str, piece: &str) -> (Duration, String) {
        let start = Instant::now();
        self.writes(begin.as_bytes()).await;
        let mut heard = Vec::new();
        while start.elapsed() < Duration::from_secs(60) {
            let mut buffer = [0; 4096];
            match timeout(Duration::from_secs(1), self.0.read(&mut buffer)).await {
                Ok(Ok(0) | Err(_)) => break,
                Ok(Ok(count)) => {
                    heard.extend_from_slice(&buffer[..count]);
                    break;
                }
                Err(_) => _ = self.writes(piece.as_bytes()).await,
            }
        }
        (
            start.elapsed(),
            String::from_utf8_lossy(&heard).into_owned(),
        )
    }

    /// Reads until the other end closes: the bytes, and whether it did within a minute.
    pub async fn hears(&mut self) -> (Vec<u8>, bool) {
        self.hears_until(|_| false).await
    }

    /// Reads until that is enough, or until the other end closes: the bytes, and whether it closed.
    pub async fn hears_until(&mut self, enough: impl Fn(&[u8]) -> bool) -> (Vec<u8>, bool) {
        let mut heard = Vec::new();
        let reading = async {
            let mut buffer = vec![0; 64 * 1024];
            while !enough(&heard) {
                match self.0.read(&mut buffer).await {
                    Ok(0) | Err(_) => return true,
                    Ok(count) => heard.extend_from_slice(&buffer[..count]),
                }
            }
            false
        };
        let closed = timeout(Duration::from_secs(60), reading).await;
        (heard, closed.unwrap_or(false))
    }

    /// Begins HTTP/2 with no settings of its own.
    pub async fn speaks_http2(&mut self) {
        self.writes(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await;
        self.writes(&frame(SETTINGS, 0, 0, &[])).await;
    }
}

pub const HEADERS: u8 = 1;
pub const RESET: u8 = 3;
pub const SETTINGS: u8 = 4;
pub const GO_AWAY: u8 = 7;
pub const CONTINUATION: u8 = 9;

/// `GET /` as HPACK has it in its static table, with an authority of one letter.
pub const GET: &[u8] = &[0x82, 0x86, 0x84, 0x41, 1, b'a'];

/// A frame of HTTP/2 (RFC 9113, section 4.1).
pub fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let head = [length[1], length[2], length[3], kind, flags];
    [&head[..], &stream.to_be_bytes(), payload].concat()
}

/// The frames in what was heard: kind and payload.
pub fn frames(mut heard: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let mut frames = Vec::new();
    while let Some((head, rest)) = heard.split_first_chunk::<9>() {
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize;
        let Some((payload, rest)) = rest.split_at_checked(length) else {
            break;
        };
        frames.push((head[3], payload.to_vec()));
        heard = rest;
    }
    frames
}
