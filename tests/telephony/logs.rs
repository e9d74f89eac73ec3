//! What the log says of a delivery: one line, and nothing that is nobody's business.

use std::cell::RefCell;
use std::io::Write;
use std::sync::Once;

use crate::hostile::{Act, Hostile, answer};
use crate::{AUTH_ID, AUTH_TOKEN, Way, hasty, send};

thread_local! {
    /// What was logged on this thread: each test has one to itself.
    static LOG: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

struct Log;

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LOG.with_borrow_mut(|log| log.write(bytes))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Starts to keep what is logged, by us and by every crate below. One subscriber for all
/// threads, before anything is sent: with one for this test only, the others would
/// teach `tracing` that nobody listens.
pub fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE);
        let subscriber = subscriber.with_ansi(false).with_writer(|| Log).finish();
        tracing::subscriber::set_global_default(subscriber).unwrap();
    });
}

/// Everything that is logged while one text is sent.
async fn logged(act: Act) -> String {
    let server = Hostile::start(vec![act]).await;
    let plivo = hasty(&server.url);
    LOG.take();
    send(&plivo, Way::Text).await;
    String::from_utf8(LOG.take()).unwrap()
}

#[tokio::test]
async fn one_line_without_secrets() {
    let refusal = r#"{"api_id":"api-7","error":"'14155550123' is not a valid phone number."}"#;
    let cases = [
        (
            answer(202, "X-Request-ID: req-9\r\n", r#"{"api_id":"api-7"}"#),
            " INFO ",
            "api-7",
        ),
        (
            answer(202, "X-Request-ID: req-9\r\n", r#"{"api_id":"api-7"}"#),
            " INFO ",
            "req-9",
        ),
        (answer(400, "", refusal), " WARN ", "bad_number"),
        (answer(401, "", ""), "ERROR ", "status=401"),
        (answer(500, "", ""), " WARN ", "status=500"),
        (
            Act::Close,
            " WARN ",
            "connection closed before message completed",
        ),
    ];
    for (act, level, found) in cases {
        let log = logged(act).await;
        let ours: Vec<&str> = log
            .lines()
            .filter(|line| line.contains("telephony::plivo"))
            .collect();
        assert_eq!(ours.len(), 1, "{log}");
        assert!(
            ours[0].contains(level) && ours[0].contains(found),
            "{}",
            ours[0]
        );
        assert!(ours[0].contains("+14•••••••23"), "{}", ours[0]);
        assert!(!ours[0].contains(AUTH_ID), "an address in {}", ours[0]);
        for secret in ["001234", "4155550123", AUTH_TOKEN, "aTTempt-2"] {
            assert!(!log.contains(secret), "{secret} in {log}");
        }
    }
}

#[test]
fn an_account_can_be_printed() {
    let printed = format!("{:?}", crate::account("https://api.plivo.com"));
    assert!(
        printed.contains("AuthToken(…)") && !printed.contains(AUTH_TOKEN),
        "{printed}"
    );
}
