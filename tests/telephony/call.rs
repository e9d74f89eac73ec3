//! The XML of calls: valid documents, and no code for a machine that listens.

use std::collections::HashSet;
use std::time::Duration;

use proptest::prelude::*;
use ringcode::domain::Code;
use ringcode::i18n::Locale;
use ringcode::telephony::plivo::dtmf::{CallStage, DtmfKey, NextPrompt, next_prompt};
use ringcode::telephony::plivo::voice_xml::{self, VoiceScript};
use ringcode::telephony::sms;
use roxmltree::{Document, Node};

use crate::code;

const DIGITS_URL: &str = "https://verify.acme.example/plivo/digits/flow/attempt";
const TEN_MINUTES: Duration = Duration::from_mins(10);

fn script(brand: &str) -> VoiceScript<'_> {
    VoiceScript {
        locale: Locale::english(),
        brand,
        key: DtmfKey::from_callback_path("flow/attempt"),
        digits_url: DIGITS_URL,
    }
}

/// Every document of one call.
fn documents(brand: &str, code: &Code) -> [String; 7] {
    let script = script(brand);
    let locale = script.locale;
    let (expired, no_key, goodbye) = (
        voice_xml::expired(locale),
        voice_xml::no_key(locale),
        voice_xml::goodbye(locale),
    );
    let (speak, last) = (
        script.read_code(code, TEN_MINUTES),
        script.read_code_last(code, TEN_MINUTES),
    );
    [
        script.ask(),
        script.ask_again(),
        speak,
        last,
        expired,
        no_key,
        goodbye,
    ]
}

/// The spoken text under this node.
fn heard(node: Node<'_, '_>) -> String {
    node.descendants()
        .filter_map(|node| node.text().filter(|_| node.is_text()))
        .collect()
}

fn inputs<'a>(document: &'a Document<'_>) -> Vec<Node<'a, 'a>> {
    document
        .descendants()
        .filter(|node| node.has_tag_name("GetInput"))
        .collect()
}

/// Counts how often the code is read, digit by digit with pauses.
fn readings(document: &str, code: &Code) -> usize {
    let spaced: Vec<String> = code.digits().chars().map(String::from).collect();
    heard(Document::parse(document).unwrap().root())
        .matches(&spaced.join(",  "))
        .count()
}

proptest! {
    #[test]
    fn every_document_is_valid_plivo_xml(brand in "[ -~£èéÄÖÜäöü€]{1,40}", number in 0..1_000_000u32) {
        prop_assume!(sms::validate_branding(&brand, "a.example").is_ok());
        for text in documents(&brand, &code(number)) {
            let document = Document::parse(&text).unwrap();
            let root = document.root_element();
            prop_assert!(root.has_tag_name("Response") && text.len() < 100_000);
            prop_assert!(root.last_element_child().unwrap().has_tag_name("Hangup"));
            for node in root.descendants().filter(|node| node.is_element()).skip(1) {
                let known = ["GetInput", "Speak", "break", "Hangup"].contains(&node.tag_name().name());
                prop_assert!(known, "{}", node.tag_name().name());
                if node.has_tag_name("Speak") {
                    prop_assert!(text[node.range()].len() < 3000);
                    prop_assert!(node.attribute("voice").unwrap().starts_with("Polly."));
                }
            }
            for input in inputs(&document) {
                prop_assert_eq!(input.attribute("log"), Some("false"));
                prop_assert_eq!(input.attribute("numDigits"), Some("1"));
                prop_assert_eq!(input.attribute("redirect"), Some("true"));
            }
        }
        let ask = script(&brand).ask();
        prop_assert!(heard(Document::parse(&ask).unwrap().root()).contains(&brand));
    }
}

#[test]
fn the_code_is_read_three_times_and_only_after_the_key() {
    let code = code(12_340);
    let read: Vec<usize> = documents("Acme", &code)
        .iter()
        .map(|text| readings(text, &code))
        .collect();
    assert_eq!(read, [0, 0, 3, 3, 0, 0, 0]);
    for text in documents("Acme", &code) {
        assert!(!text.contains(code.digits()), "digits together: {text}");
    }
}

#[test]
fn silence_repeats_the_question_once_and_reads_no_code() {
    let text = script("Acme").ask();
    let document = Document::parse(&text).unwrap();
    let inputs = inputs(&document);
    assert_eq!(inputs.len(), 2);
    let question = format!(
        "To hear your code, press {}.",
        DtmfKey::from_callback_path("flow/attempt")
    );
    for input in inputs {
        assert!(heard(input).ends_with(&question));
        assert_eq!(
            input.attribute("action"),
            Some(format!("{DIGITS_URL}?n=0").as_str())
        );
    }
}

#[test]
fn addresses_are_escaped_in_attributes() {
    let url = "https://a.example/plivo/digits/f/a?x=1&y=\"<'>\"";
    let script = VoiceScript {
        digits_url: url,
        ..script("Acme")
    };
    let text = script.ask_again();
    let document = Document::parse(&text).unwrap();
    let action = inputs(&document)[0].attribute("action");
    assert_eq!(action, Some(format!("{url}?n=1").as_str()));
}

#[test]
fn a_key_reads_the_code_and_repeats_it_once() {
    let key = DtmfKey::from_callback_path("flow/attempt");
    let right = key.to_string();
    assert_eq!(
        next_prompt(CallStage::Asked, key, &right),
        NextPrompt::ReadCode
    );
    assert_eq!(
        next_prompt(CallStage::AskedAgain, key, &right),
        NextPrompt::ReadCode
    );
    assert_eq!(
        next_prompt(CallStage::CodeRead, key, &right),
        NextPrompt::ReadCodeLast
    );
    let code = code(7);
    let last = script("Acme").read_code_last(&code, TEN_MINUTES);
    assert!(inputs(&Document::parse(&last).unwrap()).is_empty());
}

#[test]
fn two_wrong_keys_end_the_call_without_a_code() {
    let key = DtmfKey::from_callback_path("flow/attempt");
    let right = key.to_string();
    let many = right.repeat(2);
    for wrong in ["", "0", "*", "#", " ", "hangup", "１", many.as_str()] {
        assert_eq!(
            next_prompt(CallStage::Asked, key, wrong),
            NextPrompt::AskAgain,
            "{wrong}"
        );
        assert_eq!(
            next_prompt(CallStage::AskedAgain, key, wrong),
            NextPrompt::NoKey,
            "{wrong}"
        );
        assert_eq!(
            next_prompt(CallStage::CodeRead, key, wrong),
            NextPrompt::Goodbye,
            "{wrong}"
        );
    }
    let opening = ('0'..='9').filter(|digit| {
        next_prompt(CallStage::Asked, key, &digit.to_string()) == NextPrompt::ReadCode
    });
    assert_eq!(opening.collect::<String>(), right);
}

#[test]
fn the_stage_of_a_call_is_parsed_exactly() {
    for stage in [CallStage::Asked, CallStage::AskedAgain, CallStage::CodeRead] {
        let query = format!("n={}", stage.number());
        assert_eq!(CallStage::from_query(&query), Some(stage));
    }
    for query in [
        "",
        "n",
        "n=",
        "n=3",
        "n=255",
        "n=256",
        "n=-1",
        "n=1&n=2",
        "n=1&",
        "&n=1",
        "n=1.",
        "N=1",
        "m=1",
        "n=99999999999999999999",
        "n=%31",
    ] {
        assert_eq!(CallStage::from_query(query), None, "{query}");
    }
}

/// One key for one call, however often it is asked for; all nine keys over many calls.
#[test]
fn keys_differ_from_call_to_call() {
    assert_eq!(
        DtmfKey::from_callback_path("flow/attempt"),
        DtmfKey::from_callback_path("flow/attempt")
    );
    let keys: HashSet<String> = (0..200)
        .map(|call| DtmfKey::from_callback_path(&format!("flow/{call}")).to_string())
        .collect();
    assert_eq!(keys, ('1'..='9').map(String::from).collect());
}
