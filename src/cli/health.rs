//! `ringcode health`: asks the server on this machine whether it should get requests, as `GET
//! /readyz` does, for containers without a shell.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use thiserror::Error;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Time for the whole question; probes come every few seconds.
const TIMEOUT: Duration = Duration::from_secs(3);

/// The most bytes of an answer that are read.
const MAX_ANSWER: u64 = 8 * 1024;

/// The reason why the server should get no requests.
#[derive(Debug, Error)]
pub enum Unhealthy {
    /// Nothing answers at the address.
    #[error("nothing answers at {0}: {1}")]
    NoAnswer(SocketAddr, io::Error),
    /// The server says why, or answers something else.
    #[error("not ready: {0}")]
    NotReady(String),
}

/// Asks the server that listens on `address`, by the loopback address where that is every address.
///
/// # Errors
/// [`Unhealthy`] when it does not answer within 3 seconds, or not with 200.
pub async fn check(address: SocketAddr) -> Result<(), Unhealthy> {
    let address = reachable(address);
    let answer = timeout(TIMEOUT, ask(address)).await;
    let answer = answer.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
    judge(&answer.map_err(|error| Unhealthy::NoAnswer(address, error))?)
}

fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

async fn ask(address: SocketAddr) -> io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(MAX_ANSWER).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

fn judge(answer: &str) -> Result<(), Unhealthy> {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((answer, ""));
    let status = head.lines().next().unwrap_or_default();
    if status.starts_with("HTTP/1.1 200 ") {
        return Ok(());
    }
    let reason = match body.trim() {
        "" => status,
        body => body,
    };
    Err(Unhealthy::NotReady(reason.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_judged_by_its_status() {
        assert!(judge("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").is_ok());
        for (answer, told) in [
            (
                "HTTP/1.1 503 Service Unavailable\r\n\r\nstopping\n",
                "not ready: stopping",
            ),
            (
                "HTTP/1.1 404 Not Found\r\n\r\n",
                "not ready: HTTP/1.1 404 Not Found",
            ),
            ("", "not ready: "),
        ] {
            assert_eq!(judge(answer).unwrap_err().to_string(), told);
        }
    }

    #[test]
    fn every_address_is_reached_by_the_loopback_address() {
        for (listens, reached) in [
            ("0.0.0.0:3000", "127.0.0.1:3000"),
            ("[::]:3000", "[::1]:3000"),
            ("10.1.2.3:80", "10.1.2.3:80"),
        ] {
            let reached: SocketAddr = reached.parse().unwrap();
            assert_eq!(reachable(listens.parse().unwrap()), reached);
        }
    }
}
