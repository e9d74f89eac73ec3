//! The text message: one segment, one number, and a last line that phones recognise.

use std::time::Duration;

use proptest::prelude::*;
use ringcode::domain::{Code, CodeLength, TypedCode};
use ringcode::i18n::Locale;
use ringcode::telephony::{gsm7, sms};

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
    /// Every brand that the settings accept makes good messages, for every code and every time left.
    #[test]
    fn every_accepted_brand_fits_into_messages(
        brand in brand(),
        host in "[a-z0-9-]{1,20}(\\.[a-z0-9-]{1,20}){0,3}",
        (number, length) in code_number(),
        seconds in 0..10_000u64,
    ) {
        prop_assume!(sms::validate_branding(&brand, &host).is_ok());
        let code = Code::from_number(number, length).unwrap();
        let digits = code.digits();
        for locale in Locale::all() {
            let text = sms::compose(locale, &brand, &host, &code, Duration::from_secs(seconds));
            if let Some(septets) = gsm7::septets(&text) {
                prop_assert!(septets <= gsm7::SEGMENT_SEPTETS);
            }
            prop_assert!(gsm7::segments(&text) <= sms::MAX_UCS2_SEGMENTS);
            let (_, last) = text.rsplit_once('\n').unwrap();
            prop_assert_eq!(last, format!("@{host} #{digits}"));
            let long: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() >= 4).collect();
            prop_assert_eq!(long, vec![digits, digits]);
            prop_assert!(code.matches(&TypedCode::parse(&text, length).unwrap()));
        }
    }
}

#[test]
fn a_refused_brand_has_a_reason() {
    let long = "A".repeat(120);
    let cases = [
        ("", "a.example", "one line"),
        (" Acme", "a.example", "one line"),
        ("Ac\nme", "a.example", "one line"),
        ("Acme\u{a0}", "a.example", "one line"),
        ("Acme\u{2028}Bank", "a.example", "U+2028"),
        ("Acme \u{202e}knaB", "a.example", "U+202E"),
        ("\u{feff}Acme", "a.example", "U+FEFF"),
        ("Stra\u{fffd}e", "a.example", "U+FFFD"),
        (
            "\u{200b}\u{200d}",
            "a.example",
            "nothing in it that can be seen",
        ),
        (
            "\u{115f}\u{ffa0}\u{180e}\u{e0067}",
            "a.example",
            "nothing in it that can be seen",
        ),
        ("银行１２３４", "a.example", "digits in a row"),
        ("بنك ١٢٣٤", "a.example", "digits in a row"),
        (&"銀".repeat(250), "a.example", "shorten one by"),
        (&long, "a.example", "shorten one by"),
        ("Acme 2000", "a.example", "digits in a row"),
        ("Acme", "shop123456.example", "digits in a row"),
        ("Acme", "a.example:3000", "host"),
        ("Acme", "A.example", "host"),
        ("Acme", "", "host"),
    ];
    for (brand, host, found) in cases {
        let rule = sms::validate_branding(brand, host).unwrap_err().to_string();
        assert!(rule.contains(found), "{brand} {host}: {rule}");
    }
    for (brand, host) in [
        ("Acme", "verify.acme.example"),
        ("Größe & Söhne", "xn--gre-6ka8i.example"),
        ("Studio 54", "localhost"),
        ("Łódź Bank", "verify.lodz-bank.example"),
        ("日本銀行", "verify.boj.example"),
        ("Acme ☕", "a.example"),
        ("Acme’s", "a.example"),
        ("Área", "a.example"),
        ("Ключ", "a.example"),
        ("بنك أبوظبي", "a.example"),
        ("हिन्दी बैंक", "a.example"),
        ("می\u{200c}خواهم", "a.example"),
        ("👩\u{200d}🔧 Repairs", "a.example"),
    ] {
        assert_eq!(sms::validate_branding(brand, host), Ok(()), "{brand}");
    }
}

/// The segments of a text in each language, whatever letters the brand has.
#[test]
fn segments_are_counted_for_each_language() {
    let of = |brand: &str| {
        let all = sms::segments_by_locale(brand, "verify.acme.example");
        let long = sms::multi_segment_locales(brand, "verify.acme.example");
        let longer = all.iter().filter(|(_, segments)| *segments > 1);
        assert_eq!(longer.count(), long.len());
        all.into_iter()
            .map(|(locale, segments)| (locale.tag(), segments))
            .collect::<std::collections::BTreeMap<_, _>>()
    };
    let (plain, polish, japanese) = (of("Acme"), of("Łódź Bank"), of("日本銀行"));
    for language in ["en", "de", "es", "fr"] {
        assert_eq!(plain[language], 1, "{language}");
        assert!(
            (2..=3).contains(&polish[language]),
            "{language}: {polish:?}"
        );
        assert!(
            (2..=3).contains(&japanese[language]),
            "{language}: {japanese:?}"
        );
    }
    let long = sms::multi_segment_locales(
        "The Polytechnic Savings Bank of Łódź",
        "verify.lodz-bank.example",
    );
    assert_eq!(
        long.len(),
        plain.len(),
        "the whole text is written in the longer letters"
    );
    assert_eq!(plain.len(), Locale::all().count());
}

/// The longest brand that is accepted fills its one segment to the last septet.
#[test]
fn the_length_limit_of_a_brand_is_exact() {
    let fits =
        |length: usize| sms::validate_branding(&"A".repeat(length), "verify.acme.example").is_ok();
    let longest = (1..160).take_while(|length| fits(*length)).last().unwrap();
    let code = Code::from_number(0, CodeLength::Eight).unwrap();
    let texts = Locale::all().map(|locale| {
        let brand = "A".repeat(longest);
        sms::compose(
            locale,
            &brand,
            "verify.acme.example",
            &code,
            Duration::from_mins(10),
        )
    });
    let septets = texts.filter_map(|text| gsm7::septets(&text)).max();
    assert_eq!(septets, Some(gsm7::SEGMENT_SEPTETS));
    assert!(!fits(longest + 1));
}

#[test]
fn the_time_left_is_overstated_by_seconds_at_most() {
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
        let text = sms::compose(Locale::english(), "Acme", "a.example", &code, left);
        assert!(
            text.contains(&format!("It expires in {said}")),
            "{seconds}: {text}"
        );
    }
}
