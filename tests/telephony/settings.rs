//! Settings that Plivo would misread are refused before anything is sent.

use ringcode::telephony::plivo::{Account, PlivoClient, PlivoError, Timeouts};

use crate::account;

const HTTPS: &str = "https://api.plivo.com";

type Spoil = fn(&mut Account);

/// The usual account, spoilt.
fn spoilt(spoil: Spoil) -> Account {
    let mut account = account(HTTPS);
    spoil(&mut account);
    account
}

#[test]
fn the_first_invalid_setting_is_named() {
    let cases: [(Spoil, &str); 7] = [
        (|a| a.auth_id = "MA/../x".into(), "auth id"),
        (|a| a.auth_id = "XAXXXXXXXXXXXXXXXXXX".into(), "auth id"),
        (|a| a.auth_id = "MAxxxxxxxxxxxxxxxxxx".into(), "auth id"),
        (|a| a.phlo_id = Some("a/b".into()), "PHLO"),
        (|a| a.brand = "Café 2000".into(), "digits in a row"),
        (|a| a.api_url = "ftp://api.plivo.com".into(), "address"),
        (|a| a.api_url = "api.plivo.com".into(), "address"),
    ];
    for (spoil, word) in cases {
        match PlivoClient::new(spoilt(spoil), Timeouts::default()) {
            Err(PlivoError::Account(rule)) => assert!(rule.to_string().contains(word), "{rule}"),
            other => panic!("{word}: {other:?}"),
        }
    }
}
