//! What the log says of a delivery: one line, and nothing that is nobody's business.

use std::io::Write;
use std::sync::{Arc, Mutex};

use tracing_subscriber::fmt::MakeWriter;

use crate::hostile::{Act, Hostile, answer};
use crate::{AUTH_TOKEN, Way, hasty, send};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// Everything that is logged, by us and by every crate below, while one text is sent.
async fn logged(act: Act) -> String {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false);
    let _guard = tracing::subscriber::set_default(subscriber.with_writer(log.clone()).finish());
    let server = Hostile::start(vec![act]).await;
    send(&hasty(&server.url), Way::Text).await;
    let bytes = log.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
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
        (answer(400, "", refusal), " WARN ", "BadNumber"),
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
