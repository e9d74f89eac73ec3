//! What a day's logs hold: what happened, and nothing that is nobody's business.

use std::cell::RefCell;
use std::io::Write;
use std::sync::Once;

use tracing_subscriber::EnvFilter;

use crate::NUMBER;
use crate::person::{Answer, wrong};
use crate::stage::{EAGER, Setup, Stage};

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

/// Listens to what is logged on this thread from now on.
pub fn listen() {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(|| {
        tracing_subscriber::fmt()
            .with_env_filter(EnvFilter::new("debug,ringcode=trace,audit=info"))
            .with_ansi(false)
            .with_writer(|| Log)
            .init();
    });
    LOG.take();
}

/// What was logged on this thread.
pub fn heard() -> String {
    String::from_utf8(LOG.take()).unwrap()
}

#[tokio::test]
async fn no_number_no_code_no_cookie() {
    listen();
    let file = EAGER;
    let stage = Stage::with(Setup {
        file,
        ..Setup::default()
    })
    .await;
    let mut secrets = vec![stage.plivo.options.auth_token.clone()];
    for number in [NUMBER, "+14155550165", "+14155550180", "+14155550185"] {
        let person = stage.person();
        person.submits("send_code", &[("phone", number)]).await;
        let code = stage.plivo.code();
        person.types(&wrong(&code, 0)).await;
        person.asks_for_a_call().await;
        person.types(&code).await;
        person.types("12345").await;
        let cookie = person.cookie().unwrap().replace("ringcode=", "");
        secrets.extend([
            number[2..].to_owned(),
            code.clone(),
            wrong(&code, 0),
            cookie,
        ]);
    }
    stage.person().asks_for_a_text("+1415555019").await;
    secrets.push("415555019".to_owned());
    let forged = stage.request("POST", "/plivo/message/some-flow/some-attempt");
    Answer::to(forged.form(&[("To", NUMBER)])).await;

    let log = heard();
    for told in ["verified", "+14•••••••00", "callback rejected", "WARN"] {
        assert!(log.contains(told), "{told} in {log}");
    }
    for secret in secrets {
        let line = log.lines().find(|line| line.contains(&secret));
        assert_eq!(line, None, "{secret}");
    }
}
