//! Errors below HTTP: a request that was certainly not written is retried once, any other never.

use std::time::{Duration, Instant};

use ringcode::telephony::{ProviderRefusal, SendOutcome};
use tokio::net::TcpSocket;

use crate::hostile_server::{Behavior, HostileServer, answer};
use crate::{Channel, ID, hasty, plivo, send};

const UNREAD: SendOutcome = SendOutcome::Accepted { provider_id: None };
const UNREACHABLE: SendOutcome = SendOutcome::Refused(ProviderRefusal::Unreachable);

/// A port that refuses connections for as long as the socket is held.
fn refusing() -> (TcpSocket, String) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}", socket.local_addr().unwrap());
    (socket, url)
}

#[tokio::test]
async fn a_refused_connection_has_sent_nothing() {
    let (_socket, url) = refusing();
    assert_eq!(send(&plivo(&url), Channel::Text).await, UNREACHABLE);
}

#[tokio::test]
async fn a_refused_connection_is_retried() {
    // A busy machine may open the port too late even for the second try.
    for _ in 0..50 {
        let (socket, url) = refusing();
        let plivo = plivo(&url);
        let open = async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            HostileServer::on(socket.listen(8).unwrap(), vec![answer(202, "", "")])
        };
        let (outcome, server) = tokio::join!(send(&plivo, Channel::Text), open);
        if outcome == UNREAD {
            assert_eq!(server.requests().len(), 1);
            return;
        }
        assert_eq!(outcome, UNREACHABLE);
        assert!(server.requests().is_empty());
    }
    panic!("it is never tried again");
}

#[tokio::test]
async fn an_unknown_name_has_sent_nothing() {
    assert_eq!(
        send(&hasty("http://plivo.invalid"), Channel::Text).await,
        UNREACHABLE
    );
}

#[tokio::test]
async fn a_failed_handshake_has_sent_nothing() {
    let server = HostileServer::start(vec![answer(202, "", "")]).await;
    assert_eq!(
        send(&plivo(&server.https_url()), Channel::Text).await,
        UNREACHABLE
    );
    assert_eq!(server.connections(), 2);
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_hanging_handshake_times_out() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    assert_eq!(send(&hasty(&url), Channel::Text).await, UNREACHABLE);
}

#[tokio::test]
async fn a_request_that_was_read_is_never_retried() {
    for behavior in [
        Behavior::Close,
        Behavior::Silence,
        Behavior::Write("not HTTP at all\r\n\r\n".to_owned()),
    ] {
        let server = HostileServer::start(vec![behavior]).await;
        for way in [Channel::Text, Channel::Call] {
            assert_eq!(
                send(&hasty(&server.url), way).await,
                SendOutcome::Unknown,
                "{way:?}"
            );
        }
        assert_eq!(server.requests().len(), 2);
        assert_eq!(server.connections(), 2);
    }
}

#[tokio::test]
async fn a_kept_connection_that_closes_leaves_the_outcome_unknown() {
    let server = HostileServer::start(vec![answer(202, "", ""), Behavior::Close]).await;
    let plivo = plivo(&server.url);
    assert_eq!(send(&plivo, Channel::Text).await, UNREAD);
    assert_eq!(send(&plivo, Channel::Text).await, SendOutcome::Unknown);
    assert_eq!((server.requests().len(), server.connections()), (2, 1));
}

#[tokio::test]
async fn endless_headers_reach_the_total_timeout() {
    let server = HostileServer::start(vec![Behavior::Drip(
        "HTTP/1.1 202 Accepted\r\nX: ".to_owned(),
    )])
    .await;
    let start = Instant::now();
    assert_eq!(
        send(&hasty(&server.url), Channel::Text).await,
        SendOutcome::Unknown
    );
    assert!(start.elapsed() < Duration::from_secs(30));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_slow_body_reaches_the_total_timeout() {
    let outcomes = tokio::join!(dripped(202), dripped(500), dripped(401));
    let unauthorized = SendOutcome::Refused(ProviderRefusal::Unauthorized);
    assert_eq!(outcomes, (UNREAD, SendOutcome::Unknown, unauthorized));
}

/// The outcome of this status when its body never ends; asserts that there was one request.
async fn dripped(status: u16) -> SendOutcome {
    let head = format!("HTTP/1.1 {status} Any\r\nContent-Length: 4000\r\n\r\n{{");
    let server = HostileServer::start(vec![Behavior::Drip(head)]).await;
    let start = Instant::now();
    let outcome = send(&hasty(&server.url), Channel::Text).await;
    assert!(start.elapsed() < Duration::from_secs(30));
    assert_eq!(server.requests().len(), 1);
    outcome
}

#[tokio::test]
async fn a_body_of_ten_megabytes_is_not_read() {
    let server = HostileServer::start(vec![Behavior::Flood(10_000_000)]).await;
    assert_eq!(send(&plivo(&server.url), Channel::Text).await, UNREAD);
    assert_eq!(server.requests().len(), 1);
}

/// An id at the very start of a body counts only if the body is read to its end.
#[tokio::test]
async fn a_body_is_read_up_to_64_kib() {
    for (filling, provider_id) in [(60_000, Some(ID.to_owned())), (70_000, None)] {
        let body = format!(
            r#"{{"message_uuid":["{ID}"],"filling":"{}"}}"#,
            "x".repeat(filling)
        );
        let server = HostileServer::start(vec![answer(202, "", &body)]).await;
        let outcome = send(&plivo(&server.url), Channel::Text).await;
        assert_eq!(outcome, SendOutcome::Accepted { provider_id }, "{filling}");
    }
}

#[tokio::test]
async fn a_truncated_body_is_not_trusted() {
    let cut =
        "HTTP/1.1 400 Bad\r\nContent-Length: 900\r\nConnection: close\r\n\r\nInsufficient Credit";
    let server = HostileServer::start(vec![Behavior::Write(cut.to_owned())]).await;
    assert_eq!(
        send(&hasty(&server.url), Channel::Text).await,
        SendOutcome::Refused(ProviderRefusal::Rejected)
    );
}

/// More requests than connections: all are served, over 32 connections at most.
#[tokio::test]
async fn the_number_of_connections_is_bounded() {
    let server = HostileServer::start(vec![answer(202, "", "")]).await;
    let plivo = std::sync::Arc::new(plivo(&server.url));
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let plivo = std::sync::Arc::clone(&plivo);
        all.spawn(async move { send(&plivo, Channel::Text).await });
    }
    assert!(
        all.join_all()
            .await
            .iter()
            .all(|outcome| *outcome == UNREAD)
    );
    assert_eq!(server.requests().len(), 100);
    assert!(server.connections() <= 32, "{}", server.connections());
}
