//! The call: documents that a parser accepts, and no code for a machine that listens.

use std::collections::HashSet;
use std::time::Duration;

use proptest::prelude::*;
use ringcode::domain::code::Code;
use ringcode::i18n::Locale;
use ringcode::telephony::answer::{self, Script};
use ringcode::telephony::keypress::{Key, Next, Turn, next};
use ringcode::telephony::words;
use roxmltree::{Document, Node};

use crate::code;

const DIGITS_URL: &str = "https://verify.acme.example/plivo/digits/flow/attempt";
const TEN_MINUTES: Duration = Duration::from_mins(10);

fn script(brand: &str) -> Script<'_> {
    Script {
        locale: Locale::english(),
        brand,
        key: Key::of("flow/attempt"),
        digits_url: DIGITS_URL,
    }
}

/// Every document of one call.
fn documents(brand: &str, code: &Code) -> [String; 7] {
    let script = script(brand);
    let locale = script.locale;
    let (expired, no_key, goodbye) = (
        answer::expired(locale),
        answer::no_key(locale),
        answer::goodbye(locale),
    );
    let (speak, last) = (
        script.speak(code, TEN_MINUTES),
        script.speak_last(code, TEN_MINUTES),
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

/// What is heard under this node.
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

/// How often the code is read, digit by digit with pauses.
fn readings(document: &str, code: &Code) -> usize {
    let spaced: Vec<String> = code.digits().chars().map(String::from).collect();
    heard(Document::parse(document).unwrap().root())
        .matches(&spaced.join(",  "))
        .count()
}

proptest! {
    #[test]
    fn every_document_is_what_plivo_reads(brand in "[ -~£èéÄÖÜäöü€]{1,40}", number in 0..1_000_000u32) {
        prop_assume!(words::check_brand(&brand, "a.example").is_ok());
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
fn the_code_is_read_three_times_after_the_key_only() {
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
fn silence_hears_the_question_twice_and_no_code() {
    let text = script("Acme").ask();
    let document = Document::parse(&text).unwrap();
    let inputs = inputs(&document);
    assert_eq!(inputs.len(), 2);
    let question = format!("To hear your code, press {}.", Key::of("flow/attempt"));
    for input in inputs {
        assert!(heard(input).ends_with(&question));
        assert_eq!(
            input.attribute("action"),
            Some(format!("{DIGITS_URL}?n=0").as_str())
        );
    }
}

#[test]
fn addresses_survive_as_attributes() {
    let url = "https://a.example/plivo/digits/f/a?x=1&y=\"<'>\"";
    let script = Script {
        digits_url: url,
        ..script("Acme")
    };
    let text = script.ask_again();
    let document = Document::parse(&text).unwrap();
    let action = inputs(&document)[0].attribute("action");
    assert_eq!(action, Some(format!("{url}?n=1").as_str()));
}

#[test]
fn a_key_opens_repeats_once_and_then_no_more() {
    let key = Key::of("flow/attempt");
    let right = key.to_string();
    assert_eq!(next(Turn::Asked, key, &right), Next::Speak);
    assert_eq!(next(Turn::AskedAgain, key, &right), Next::Speak);
    assert_eq!(next(Turn::Spoken, key, &right), Next::SpeakLast);
    let code = code(7);
    let last = script("Acme").speak_last(&code, TEN_MINUTES);
    assert!(inputs(&Document::parse(&last).unwrap()).is_empty());
}

#[test]
fn two_wrong_keys_end_the_call_without_a_code() {
    let key = Key::of("flow/attempt");
    let right = key.to_string();
    let many = right.repeat(2);
    for wrong in ["", "0", "*", "#", " ", "hangup", "１", many.as_str()] {
        assert_eq!(next(Turn::Asked, key, wrong), Next::AskAgain, "{wrong}");
        assert_eq!(next(Turn::AskedAgain, key, wrong), Next::NoKey, "{wrong}");
        assert_eq!(next(Turn::Spoken, key, wrong), Next::Goodbye, "{wrong}");
    }
    let opening =
        ('0'..='9').filter(|digit| next(Turn::Asked, key, &digit.to_string()) == Next::Speak);
    assert_eq!(opening.collect::<String>(), right);
}

#[test]
fn turns_travel_as_numbers() {
    for turn in [Turn::Asked, Turn::AskedAgain, Turn::Spoken] {
        assert_eq!(Turn::from_number(turn.number()), Some(turn));
        let query = format!("n={}", turn.number());
        assert_eq!(Turn::of_query(&query), Some(turn));
    }
    assert_eq!(Turn::from_number(3), None);
    assert_eq!(Turn::from_number(u8::MAX), None);
    for query in [
        "",
        "n",
        "n=",
        "n=3",
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
        assert_eq!(Turn::of_query(query), None, "{query}");
    }
}

/// One key for one call, however often it is asked for; all nine keys over many calls.
#[test]
fn keys_differ_from_call_to_call() {
    assert_eq!(Key::of("flow/attempt"), Key::of("flow/attempt"));
    let keys: HashSet<String> = (0..200)
        .map(|call| Key::of(&format!("flow/{call}")).to_string())
        .collect();
    assert_eq!(keys, ('1'..='9').map(String::from).collect());
}
