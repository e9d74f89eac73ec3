//! The senders, callers and texts of countries, as far as they have to fit together.

use ringcode::config::{Environment, Settings};
use ringcode::domain::Channel;

use crate::{TOKEN, lines};

const POWERPACK: &str = "powerpack:86bbb125-97bb-4d72-89fd-81d5c515b015";
const ENTITY: (&str, &str) = ("PLIVO_DLT_ENTITY_ID", "1201159178492032504");
const TEMPLATE: (&str, &str) = ("PLIVO_DLT_TEMPLATE_ID", "1007493130372339254");

/// Loads the settings of an account with these variables.
fn load(variables: &[(&str, &str)]) -> Result<Settings, String> {
    let account = [
        ("LEPTOS_ENV", "DEV"),
        ("RINGCODE_SECRET", crate::SECRET),
        ("PLIVO_AUTH_ID", "MAXXXXXXXXXXXXXXXXXX"),
        ("PLIVO_AUTH_TOKEN", TOKEN),
    ];
    let all = account.iter().chain(variables).copied();
    Settings::from_parts("", &Environment::from_iter(all)).map_err(|errors| lines(&errors))
}

#[test]
fn senders_that_reach_nobody_are_refused() {
    let served = ("RINGCODE_COUNTRIES", "US,GB");
    let no_calls = ("RINGCODE_CALLS_PER_FLOW", "0");
    let cases: [(&[(&str, &str)], &str); 9] = [
        (&[], "plivo.sender: needed with plivo.auth_id"),
        (
            &[("PLIVO_SENDERS", "GB=ACME"), served],
            "plivo.senders: no sender for US: ",
        ),
        (
            &[("PLIVO_SENDERS", "GB=ACME,US=12345")],
            "plivo.senders: no sender for *: ",
        ),
        (
            &[("PLIVO_SENDER", "12345"), ("PLIVO_SENDERS", "*=ACME")],
            "plivo.senders: names a sender for *, and plivo.sender is set",
        ),
        (
            &[("PLIVO_SENDER", "ACME"), no_calls],
            "plivo.sender: letters reach nobody in US, CA, BR, CN: ",
        ),
        (
            &[("PLIVO_SENDERS", "*=ACME"), served, no_calls],
            "plivo.senders: letters reach nobody in US: ",
        ),
        (
            &[("PLIVO_SENDERS", "GB=ACME,US=12345"), served],
            "plivo.callers: no country can be called",
        ),
        (
            &[
                ("PLIVO_SENDER", "+14155550100"),
                ("PLIVO_CALLERS", "*=none"),
            ],
            "plivo.callers: no country can be called",
        ),
        (
            &[("PLIVO_SENDER", POWERPACK), ("PLIVO_PHLO_ID", "b6dc-1")],
            "plivo.sender: no Powerpack with plivo.phlo_id",
        ),
    ];
    for (variables, told) in cases {
        let found = load(variables).unwrap_err();
        assert!(found.lines().any(|line| line.starts_with(told)), "{found}");
    }
}

#[test]
fn a_registration_in_india_is_complete_or_refused() {
    let texts = ("PLIVO_TEXTS", "IN={code} is your code");
    let header = ("PLIVO_SENDERS", "*=14155550100,IN=ACMEIN");
    let name = ("PLIVO_SENDERS", "*=14155550100,IN=ACME");
    let cases: [(&[(&str, &str)], &str); 5] = [
        (
            &[ENTITY, texts, header],
            "plivo.dlt_template_id: needed with",
        ),
        (
            &[TEMPLATE, texts, header],
            "plivo.dlt_entity_id: needed with",
        ),
        (
            &[ENTITY, TEMPLATE, header],
            "plivo.texts: IN needs the registered text",
        ),
        (
            &[ENTITY, TEMPLATE, texts, name],
            "plivo.senders: IN needs the registered sender ID",
        ),
        (
            &[
                ENTITY,
                TEMPLATE,
                texts,
                header,
                ("RINGCODE_COUNTRIES", "GB"),
            ],
            "plivo.dlt_entity_id: is for India (IN)",
        ),
    ];
    for (variables, told) in cases {
        let found = load(variables).unwrap_err();
        assert!(
            found.lines().any(|line| line.starts_with(told)),
            "{told}: {found}"
        );
    }
    assert!(load(&[ENTITY, TEMPLATE, texts, header]).is_ok());
}

#[test]
fn a_text_that_is_too_long_is_refused_and_foreign_letters_are_told() {
    let sender = ("PLIVO_SENDER", "14155550100");
    let long = format!("FR={{code}}{}", "a".repeat(610));
    let found = load(&[sender, ("PLIVO_TEXTS", &long)]).unwrap_err();
    assert!(
        found.contains("plivo.texts: FR: the text would take 5 segments"),
        "{found}"
    );
    let settings = load(&[sender, ("PLIVO_TEXTS", "FR=Código {code}\nDE={code}")]).unwrap();
    let warnings = lines(&settings.warnings);
    assert!(
        warnings.contains("plivo.texts: FR: ó is not in GSM-7"),
        "{warnings}"
    );
    assert!(!warnings.contains("DE"), "{warnings}");
}

#[test]
fn calls_are_offered_where_there_is_a_caller() {
    let settings = load(&[
        (
            "PLIVO_SENDERS",
            "*=14155550100, GB=ACME, DE=ACME, FR=33123456789",
        ),
        ("PLIVO_CALLERS", "DE=+4930123456, FR=none"),
    ]);
    let policy = settings.unwrap().policy();
    let offered = &policy.channels[Channel::Call].offered_in;
    let countries = ["US", "GB", "DE", "FR"];
    assert_eq!(
        countries.map(|country| *offered.get(country)),
        [true, false, true, false]
    );
    let texts = &policy.channels[Channel::Text].offered_in;
    assert!(countries.iter().all(|country| *texts.get(country)));
}

#[test]
fn each_country_is_reported_with_sender_segments_and_price() {
    let settings = load(&[
        ("RINGCODE_BRAND", "Acme"),
        ("RINGCODE_PUBLIC_URL", "https://verify.acme.example"),
        ("RINGCODE_COUNTRIES", "GB, US, IN, FR"),
        (
            "PLIVO_SENDERS",
            &format!("*=14155550100, GB=ACME, US={POWERPACK}, IN=ACMEIN"),
        ),
        ("PLIVO_CALLERS", "US=14155550100"),
        ("PLIVO_TEXTS", "IN={code} is your code, from {brand}."),
        ENTITY,
        TEMPLATE,
        ("RINGCODE_TEXT_PRICES", "*=0.10, US=0.0077, IN=0.003"),
        ("RINGCODE_CALL_PRICES", "*=0.10, US=0.01"),
    ]);
    let report = settings.unwrap().report();
    let powerpack = format!("to US: text from {POWERPACK}, up to ");
    for told in [
        "to GB: text from ACME, up to ",
        "; no call\n",
        &powerpack,
        "; call from 14155550100, up to 2 minutes, 0.02\n",
        "to IN: text from ACMEIN, up to 1 segment, 0.003; no call\n",
        "the text to IN: \"00000000 is your code, from Acme.\"\n",
        "to FR: text from 14155550100, up to ",
        "; call from 14155550100, up to 2 minutes, 0.20\n",
    ] {
        assert!(report.contains(told), "{told}: {report}");
    }
}

#[test]
fn a_country_with_a_sender_that_is_not_served_is_told() {
    let settings = load(&[
        ("PLIVO_SENDERS", "*=14155550100, FR=ACME"),
        ("RINGCODE_COUNTRIES", "US"),
    ]);
    let warnings = lines(&settings.unwrap().warnings);
    assert!(
        warnings.contains("limits.countries: does not name FR"),
        "{warnings}"
    );
}
