//! The text message: one segment, one number, and a last line that phones understand.

use std::time::Duration;

use proptest::prelude::*;
use ringcode::domain::code::{Code, CodeLength, TypedCode};
use ringcode::languages::Words;
use ringcode::telephony::{gsm7, words};

use crate::code;

/// Names as operators write them, good and bad.
fn brand() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z0-9 &'.!-]{1,60}",
        "[ -~£¥èéùìòÇØøÅåÄÖÑÜäöñüà€\\[\\]{}]{1,50}",
        "\\PC{1,30}"
    ]
}

/// A code of either length, and the length.
fn code_number() -> impl Strategy<Value = (u32, CodeLength)> {
    prop_oneof![Just(CodeLength::Six), Just(CodeLength::Eight)]
        .prop_flat_map(|length| (0..length.count(), Just(length)))
}

proptest! {
    /// Whatever the settings accept makes good messages, for every code and every time left.
    #[test]
    fn every_accepted_brand_makes_good_messages(
        brand in brand(),
        host in "[a-z0-9-]{1,20}(\\.[a-z0-9-]{1,20}){0,3}",
        (number, length) in code_number(),
        seconds in 0..10_000u64,
    ) {
        prop_assume!(words::check_brand(&brand, &host).is_ok());
        let code = Code::from_number(number, length).unwrap();
        let digits = code.digits();
        for words in Words::all() {
            let text = words::message(words, &brand, &host, &code, Duration::from_secs(seconds));
            if let Some(septets) = gsm7::septets(&text) {
                prop_assert!(septets <= gsm7::SEGMENT);
            }
            let (_, last) = text.rsplit_once('\n').unwrap();
            prop_assert_eq!(last, format!("@{host} #{digits}"));
            let long: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() >= 4).collect();
            prop_assert_eq!(long, vec![digits, digits]);
            prop_assert!(code.matches(&TypedCode::parse(&text, length).unwrap()));
        }
    }
}

#[test]
fn the_settings_loader_hears_why() {
    let long = "A".repeat(120);
    let cases = [
        ("", "a.example", "one line"),
        (" Acme", "a.example", "one line"),
        ("Ac\nme", "a.example", "one line"),
        ("Acme ☕", "a.example", "'☕'"),
        ("Acme’s", "a.example", "GSM-7"),
        ("Área", "a.example", "'Á'"),
        (&long, "a.example", "shorten one by"),
        ("Acme 2000", "a.example", "digits in a row"),
        ("Acme", "shop123456.example", "digits in a row"),
        ("Acme", "a.example:3000", "host"),
        ("Acme", "A.example", "host"),
        ("Acme", "", "host"),
    ];
    for (brand, host, found) in cases {
        let rule = words::check_brand(brand, host).unwrap_err();
        assert!(rule.contains(found), "{brand} {host}: {rule}");
    }
    for (brand, host) in [
        ("Acme", "verify.acme.example"),
        ("Größe & Söhne", "xn--gre-6ka8i.example"),
        ("Studio 54", "localhost"),
    ] {
        assert_eq!(words::check_brand(brand, host), Ok(()), "{brand}");
    }
}

/// The longest brand that is accepted fills its one segment to the last septet.
#[test]
fn the_limit_is_exact() {
    let fits =
        |length: usize| words::check_brand(&"A".repeat(length), "verify.acme.example").is_ok();
    let longest = (1..160).take_while(|length| fits(*length)).last().unwrap();
    let code = Code::from_number(0, CodeLength::Eight).unwrap();
    let texts = Words::all().map(|words| {
        let brand = "A".repeat(longest);
        words::message(
            words,
            &brand,
            "verify.acme.example",
            &code,
            Duration::from_mins(10),
        )
    });
    let septets = texts.filter_map(|text| gsm7::septets(&text)).max();
    assert_eq!(septets, Some(gsm7::SEGMENT));
    assert!(!fits(longest + 1));
}

#[test]
fn the_time_left_is_never_overstated_by_much() {
    let code = code(123_456);
    for (seconds, said) in [
        (600, "10 minutes"),
        (596, "10 minutes"),
        (594, "9 minutes"),
        (120, "2 minutes"),
        (90, "1 minute."),
        (1, "1 minute."),
    ] {
        let left = Duration::from_secs(seconds);
        let text = words::message(Words::english(), "Acme", "a.example", &code, left);
        assert!(
            text.contains(&format!("It expires in {said}")),
            "{seconds}: {text}"
        );
    }
}
