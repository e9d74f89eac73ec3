//! The requests to Plivo, to the byte, and how successes are read.

use std::process::Command;

use base64::{Engine, engine::general_purpose::STANDARD};
use ringcode::domain::PerCountry;
use ringcode::i18n::Locale;
use ringcode::telephony::plivo::dlt::{DltCategory, DltId, DltRegistration};
use ringcode::telephony::plivo::senders::{Caller, Sender, Senders};
use ringcode::telephony::plivo::{Account, PlivoClient, Timeouts};
use ringcode::telephony::text_template::TextTemplate;
use ringcode::telephony::{Provider, ProviderRefusal, SendOutcome};
use serde_json::json;

use crate::hostile_server::{HostileServer, answer};
use crate::{AUTH_ID, AUTH_TOKEN, Channel, ID, accepted, account, plivo, send, send_to, senders};

#[tokio::test]
async fn the_request_for_a_text_is_exact() {
    let body = json!({ "api_id": "1", "message": "message(s) queued", "message_uuid": [ID] });
    let server = HostileServer::start(vec![answer(202, "", &body.to_string())]).await;
    assert_eq!(send(&plivo(&server.url), Channel::Text).await, accepted(ID));

    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(
        requests[0].line(),
        format!("POST /v1/Account/{AUTH_ID}/Message/ HTTP/1.1")
    );
    let credentials = STANDARD.encode(format!("{AUTH_ID}:{AUTH_TOKEN}"));
    assert_eq!(
        requests[0].header("authorization"),
        Some(format!("Basic {credentials}").as_str())
    );
    assert_eq!(requests[0].header("content-type"), Some("application/json"));
    let agent = concat!("ringcode/", env!("CARGO_PKG_VERSION"), " (reqwest)");
    assert_eq!(requests[0].header("user-agent"), Some(agent));
    assert_eq!(
        requests[0].json(),
        json!({
            "src": "14155550100",
            "dst": "14155550123",
            "text": "Your Acme code is 001234. It expires in 10 minutes. Do not share it with anyone.\n\n@verify.acme.example #001234",
            "type": "sms",
            "url": "https://verify.acme.example/plivo/message/fLoW_1/aTTempt-2",
            "method": "POST",
            "log": "false",
            "message_expiry": 600,
        })
    );
}

#[tokio::test]
async fn the_request_for_a_call_is_exact() {
    let body = json!({ "api_id": "1", "message": "call fired", "request_uuid": ID });
    let server = HostileServer::start(vec![answer(201, "", &body.to_string())]).await;
    assert_eq!(send(&plivo(&server.url), Channel::Call).await, accepted(ID));

    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(
        requests[0].line(),
        format!("POST /v1/Account/{AUTH_ID}/Call/ HTTP/1.1")
    );
    assert_eq!(
        requests[0].json(),
        json!({
            "from": "14155550100",
            "to": "14155550123",
            "answer_url": "https://verify.acme.example/plivo/answer/fLoW_1/aTTempt-2",
            "answer_method": "POST",
            "ring_url": "https://verify.acme.example/plivo/ring/fLoW_1/aTTempt-2",
            "ring_method": "POST",
            "hangup_url": "https://verify.acme.example/plivo/hangup/fLoW_1/aTTempt-2",
            "hangup_method": "POST",
            "ring_timeout": 30,
            "time_limit": 120,
        })
    );
}

#[tokio::test]
async fn each_country_has_its_sender() {
    let uuid = "86bbb125-97bb-4d72-89fd-81d5c515b015";
    let named = [
        ("GB", "ACME"),
        ("IN", "12345"),
        ("US", &format!("powerpack:{uuid}")),
    ];
    let named = named.map(|(country, sender)| (country.to_owned(), Sender::parse(sender).ok()));
    let callers = vec![("GB".to_owned(), Caller::parse("442079460000").ok())];
    let server = HostileServer::start(vec![answer(202, "", "")]).await;
    let senders = Senders::new(
        PerCountry::new(named.into(), None),
        PerCountry::new(callers, None),
    );
    let account = Account {
        senders,
        ..account(&server.url)
    };
    let plivo = PlivoClient::new(account, Timeouts::default()).unwrap();
    for (channel, country, parameter, value) in [
        (Channel::Text, "GB", "src", "ACME"),
        (Channel::Text, "IN", "src", "12345"),
        (Channel::Text, "US", "powerpack_uuid", uuid),
        (Channel::Call, "GB", "from", "442079460000"),
    ] {
        send_to(&plivo, channel, country).await;
        let body = server.requests().pop().unwrap().json();
        assert_eq!(body[parameter], value, "{channel:?} to {country}: {body}");
        let senders = ["src", "powerpack_uuid", "from"];
        let present = senders.iter().filter(|name| !body[**name].is_null());
        assert_eq!(present.count(), 1, "exactly one sender: {body}");
    }
    let count = server.requests().len();
    for (channel, country) in [
        (Channel::Text, "FR"),
        (Channel::Call, "US"),
        (Channel::Call, "IN"),
    ] {
        let outcome = send_to(&plivo, channel, country).await;
        assert_eq!(outcome, SendOutcome::Refused(ProviderRefusal::Rejected));
    }
    assert_eq!(
        server.requests().len(),
        count,
        "without a sender nothing is asked for"
    );
}

#[tokio::test]
async fn a_text_of_the_operator_s_own_is_sent_and_priced_to_the_letter() {
    let template = |text| TextTemplate::parse(text).ok();
    let long = format!("{{code}}{}", "a".repeat(153));
    let texts = vec![
        ("IN".to_owned(), template("{code} is your OTP for {brand}.")),
        ("FR".to_owned(), template(&long)),
    ];
    let server = HostileServer::start(vec![answer(202, "", "")]).await;
    let account = Account {
        texts: PerCountry::new(texts, None),
        dlt: Some(DltRegistration {
            entity_id: DltId::parse("1201159178492032504").unwrap(),
            template_id: DltId::parse("1007493130372339254").unwrap(),
            category: DltCategory::Transactional,
        }),
        ..account(&server.url)
    };
    let plivo = PlivoClient::new(account, Timeouts::default()).unwrap();
    send_to(&plivo, Channel::Text, "IN").await;
    let body = server.requests().pop().unwrap().json();
    assert_eq!(body["text"], "001234 is your OTP for Acme.");
    assert_eq!(body["dlt_entity_id"], "1201159178492032504");
    assert_eq!(body["dlt_template_id"], "1007493130372339254");
    assert_eq!(body["dlt_template_category"], "transactional");
    send_to(&plivo, Channel::Text, "US").await;
    let body = server.requests().pop().unwrap().json();
    assert!(
        body["dlt_entity_id"].is_null() && body["dlt_template_id"].is_null(),
        "{body}"
    );
    let units = |country| Locale::all().map(move |locale| (country, locale));
    let units = |country| {
        units(country).map(|(country, locale)| plivo.billed_units(Channel::Text, country, locale))
    };
    assert!(units("IN").all(|units| units == 1) && units("FR").all(|units| units == 2));
}

#[tokio::test]
async fn an_unreadable_success_is_a_success() {
    for body in [
        "",
        "{",
        "<html>ok</html>",
        "[]",
        "null",
        r#"{"message_uuid":[]}"#,
        r#"{"message_uuid":["a b<"]}"#,
    ] {
        for status in [200, 201, 202, 204] {
            let body = if status == 204 { "" } else { body };
            let server = HostileServer::start(vec![answer(status, "", body)]).await;
            let outcome = send(&plivo(&server.url), Channel::Text).await;
            assert_eq!(
                outcome,
                SendOutcome::Accepted { provider_id: None },
                "{status} {body}"
            );
            assert_eq!(server.requests().len(), 1);
        }
    }
}

#[tokio::test]
async fn nothing_is_sent_to_our_own_number() {
    let server = HostileServer::start(vec![answer(202, "", "")]).await;
    let own = Account {
        senders: senders("14155550123"),
        ..account(&server.url)
    };
    let outcome = send(
        &PlivoClient::new(own, Timeouts::default()).unwrap(),
        Channel::Text,
    )
    .await;
    assert_eq!(outcome, SendOutcome::Refused(ProviderRefusal::BadNumber));
    assert!(server.requests().is_empty());
}

/// Runs the first test of this file once more, with a dead proxy in its environment.
#[test]
fn no_proxy_is_taken_from_the_environment() {
    let mut again = Command::new(std::env::current_exe().unwrap());
    for name in [
        "http_proxy",
        "HTTP_PROXY",
        "https_proxy",
        "HTTPS_PROXY",
        "all_proxy",
        "ALL_PROXY",
    ] {
        again.env(name, "http://127.0.0.1:9");
    }
    again.env_remove("no_proxy").env_remove("NO_PROXY");
    let output = again
        .args(["--exact", "requests::the_request_for_a_text_is_exact"])
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success() && printed.contains("1 passed"),
        "{printed}"
    );
}
