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
    let cases: [(Spoil, &str); 12] = [
        (|a| a.auth_id = "MA/../x".into(), "auth id"),
        (|a| a.auth_id = "XAXXXXXXXXXXXXXXXXXX".into(), "auth id"),
        (|a| a.auth_id = "MAxxxxxxxxxxxxxxxxxx".into(), "auth id"),
        (|a| a.sender = "+14155550100".into(), "sender"),
        (|a| a.sender = "1415<1416".into(), "sender"),
        (|a| a.sender = "07700900123".into(), "begin with 0"),
        (|a| a.sender = "00447700900123".into(), "begin with 0"),
        (|a| a.sender = "ALongSenderName".into(), "sender"),
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

#[test]
fn numbers_short_codes_and_names_are_valid_senders() {
    for sender in ["14155550100", "12345", "Acme", "ACME4you"] {
        let account = Account {
            sender: sender.to_owned(),
            ..account(HTTPS)
        };
        assert!(
            PlivoClient::new(account, Timeouts::default()).is_ok(),
            "{sender}"
        );
    }
}
