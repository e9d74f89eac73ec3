//! The telephony module against a hostile server, Plivo's published signatures and an XML parser:
//! what is sent, what is accepted, what is spoken.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod hostile_server;

mod call;
mod connection_errors;
mod error_responses;
mod logs;
mod phlo;
mod requests;
mod settings;
mod signature_vectors;
mod signatures;
mod text;

use std::time::Duration;

use ringcode::domain::{Channel, Code, CodeLength, PerCountry, PhoneNumber};
use ringcode::i18n::Locale;
use ringcode::telephony::plivo::senders::{Sender, Senders};
use ringcode::telephony::plivo::{Account, AuthToken, PlivoClient, Timeouts};
use ringcode::telephony::{OutgoingAttempt, Provider, SendOutcome};

const AUTH_ID: &str = "MAXXXXXXXXXXXXXXXXXX";
const AUTH_TOKEN: &str = "Y2Q2ZDgxZmY5YWRiOTI5YmQ1Njg0MTAxZWIyOTc4";
const NUMBER: &str = "+14155550123";
const CODE: u32 = 1_234;
const CALLBACK: &str = "fLoW_1/aTTempt-2";

/// The id that the server gives in most tests.
const ID: &str = "db3ce55a-7f1d-11e1-8ea7-1231380bc196";

fn accepted(id: &str) -> SendOutcome {
    SendOutcome::Accepted {
        provider_id: Some(id.to_owned()),
    }
}

/// The account of most tests, at a Plivo that listens on `url`.
fn account(url: &str) -> Account {
    Account {
        auth_id: AUTH_ID.to_owned(),
        auth_token: AuthToken::new(AUTH_TOKEN).unwrap(),
        senders: senders("14155550100"),
        texts: PerCountry::default(),
        dlt: None,
        phlo_id: None,
        api_url: url.to_owned(),
        phlo_url: url.to_owned(),
        public_url: "https://verify.acme.example/".to_owned(),
        brand: "Acme".to_owned(),
        host: "verify.acme.example".to_owned(),
    }
}

/// The same sender for every country.
fn senders(sender: &str) -> Senders {
    let sender = Sender::parse(sender).unwrap();
    Senders::new(PerCountry::same(Some(sender)), PerCountry::default())
}

/// The same account with a PHLO.
fn phlo_account(url: &str) -> Account {
    Account {
        phlo_id: Some("b6dcdc6d-b7a2-4a93-8d9d-7f2f5e4dc30e".to_owned()),
        ..account(url)
    }
}

fn plivo(url: &str) -> PlivoClient {
    PlivoClient::new(account(url), Timeouts::default()).unwrap()
}

/// A client for tests that wait for a timeout.
fn hasty(url: &str) -> PlivoClient {
    let timeouts = Timeouts {
        connect: Duration::from_millis(1_200),
        total: Duration::from_secs(4),
        cooldown: Duration::ZERO,
    };
    PlivoClient::new(account(url), timeouts).unwrap()
}

/// Sends the usual code to the usual phone.
async fn send(plivo: &PlivoClient, channel: Channel) -> SendOutcome {
    send_to(plivo, channel, "US").await
}

/// The same, as if the phone were in this country.
async fn send_to(plivo: &PlivoClient, channel: Channel, country: &str) -> SendOutcome {
    ringcode_test_support::logs::capture("trace");
    let to = PhoneNumber::from_e164(NUMBER).unwrap();
    let code = code(CODE);
    let expires_in = Duration::from_mins(10);
    let attempt = OutgoingAttempt {
        channel,
        to: &to,
        country,
        code: &code,
        locale: Locale::english(),
        expires_in,
        callback_path: CALLBACK,
    };
    plivo.send(&attempt).await
}

/// A code of the usual length.
fn code(number: u32) -> Code {
    Code::from_number(number, CodeLength::Six).unwrap()
}
