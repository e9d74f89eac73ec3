//! The logs of a day: what happened, without numbers, codes and cookies.

use ringcode_test_support::{Answer, NO_WAITS, Setup, TestApp, logs, wrong};

use crate::{LOGGED, NUMBER};

#[tokio::test]
async fn the_logs_contain_no_number_no_code_and_no_cookie() {
    logs::capture(LOGGED);
    let file = NO_WAITS;
    let app = TestApp::with(Setup {
        file,
        ..Setup::default()
    })
    .await;
    let mut secrets = vec![app.plivo.options.auth_token.clone()];
    for number in [NUMBER, "+14155550165", "+14155550180", "+14155550185"] {
        let browser = app.browser();
        browser.submits("send_code", &[("phone", number)]).await;
        let code = app.plivo.code();
        browser.types_code(&wrong(&code, 0)).await;
        browser.asks_for_a_call().await;
        browser.types_code(&code).await;
        browser.types_code("12345").await;
        let cookie = browser.cookie().unwrap().replace("ringcode=", "");
        secrets.extend([
            number[2..].to_owned(),
            code.clone(),
            wrong(&code, 0),
            cookie,
        ]);
    }
    app.browser().asks_for_a_text("+1415555019").await;
    secrets.push("415555019".to_owned());
    let forged = app.request("POST", "/plivo/message/some-flow/some-attempt");
    Answer::to(forged.form(&[("To", NUMBER)])).await;

    let log = logs::captured();
    for told in ["verified", "+14•••••••00", "callback rejected", "WARN"] {
        assert!(log.contains(told), "{told} in {log}");
    }
    for secret in secrets {
        let line = log.lines().find(|line| line.contains(&secret));
        assert_eq!(line, None, "{secret}");
    }
}
