//! Every sentence of every language, composed with extreme values.

use std::time::Duration;

use ringcode::domain::{Code, CodeLength};
use ringcode::i18n::Locale;
use ringcode::telephony::plivo::dtmf::DtmfKey;
use ringcode::telephony::plivo::voice_xml::{self, VoiceScript};
use ringcode::telephony::{gsm7, sms};
use roxmltree::Document;

use crate::catalogue::{names, sentences};
use crate::sentence_rules::{Place, faults};

/// Names with two words, a vowel or an h first, a digit or full stop last, in other letters.
const BRANDS: [&str; 8] = [
    "Ringcode",
    "Acme Bank",
    "Émile & Co",
    "Hermès",
    "Studio 54",
    "Acme Inc.",
    "日本銀行",
    "بنك مصر",
];
const COUNTS: [u64; 8] = [0, 1, 2, 3, 5, 11, 90, 100];
/// Times as browsers write them: one o'clock, noon and midnight, with and without full stops.
const CLOCKS: [&str; 7] = [
    "1:05 PM",
    "1:05 p.m.",
    "1:05 p. m.",
    "12:00",
    "00:00",
    "12:00 am",
    "1:05 م",
];
const NUMBER: &str = "+1 202-555-0100";
const HOST: &str = "verify.acme.example";

/// The extreme values that can stand in a sentence.
fn extremes(locale: Locale, value: &str, page: bool) -> Vec<String> {
    let counted = |key, counts: &[u64]| {
        let tell = |count: &u64| tell(locale, key, vec![("count", count.to_string())], page);
        counts.iter().map(tell).collect::<Vec<_>>()
    };
    let clocks = || {
        let told = CLOCKS.map(|clock| locale.format("clock", [("clock", clock.into())]));
        let utc = locale.format("clock-utc", [("clock", "13:05".into())]);
        told.into_iter().chain([utc])
    };
    match value {
        "brand" => BRANDS.map(str::to_owned).to_vec(),
        "clock" => clocks().collect(),
        "code" => vec!["042632".to_owned(), "12345678".to_owned()],
        "client" => ["Shop", "Söhne & Co", "店"].map(str::to_owned).to_vec(),
        "count" | "tries" | "typed" => COUNTS.map(|count| count.to_string()).to_vec(),
        "digits" => vec!["6".to_owned(), "8".to_owned()],
        "character" => [
            "O",
            "B",
            "x",
            "+",
            "\u{2068}½\u{2069}",
            "\u{2068}あ\u{2069}",
            "U+0000",
        ]
        .map(str::to_owned)
        .to_vec(),
        "key" => ('1'..='9').map(String::from).collect(),
        "later" => {
            let span = |seconds| locale.duration(Duration::from_secs(seconds));
            let soon =
                COUNTS.map(|seconds| locale.format("later", [("span", span(seconds).into())]));
            let late = clocks().map(|clock| {
                let values = [("span", span(7_201).into()), ("clock", clock.into())];
                locale.format("later-at", values)
            });
            soon.into_iter().chain(late).collect()
        }
        "next" => ["over-send", "over-start"]
            .map(|key| locale.text(key).to_owned())
            .to_vec(),
        "number" => vec![NUMBER.to_owned()],
        "span" => ["seconds", "minutes", "hours"]
            .iter()
            .flat_map(|key| counted(key, &COUNTS[1..]))
            .collect(),
        "title" => ["phone-title", "code-title", "locked-title"]
            .map(|key| locale.text(key).to_owned())
            .to_vec(),
        other => panic!("no extremes for ${other}"),
    }
}

/// A sentence with every combination of its extremes. Numbers are given as numbers: the
/// plural depends on it.
fn composed(locale: Locale, key: &str, sentence: &str, page: bool) -> Vec<String> {
    let mut values: Vec<Vec<(&'static str, String)>> = vec![Vec::new()];
    for name in names(sentence) {
        let name: &'static str = name.to_owned().leak();
        let extremes = extremes(locale, name, page);
        let with = |before: &Vec<(&'static str, String)>| {
            let before = before.clone();
            let each = extremes.iter().map(move |extreme| (name, extreme.clone()));
            each.map(move |one| [before.clone(), vec![one]].concat())
                .collect::<Vec<_>>()
        };
        values = values.iter().flat_map(with).collect();
    }
    values
        .into_iter()
        .map(|values| tell(locale, key, values, page))
        .collect()
}

fn tell(locale: Locale, key: &str, values: Vec<(&'static str, String)>, page: bool) -> String {
    let value = |at: usize| {
        values.get(at).map_or(("", 0.into()), |(name, text)| {
            let counts = ["count", "tries", "typed", "digits"].contains(name);
            let count = text.parse::<u64>().ok().filter(|_| counts);
            (*name, count.map_or_else(|| text.clone().into(), Into::into))
        })
    };
    assert!(
        values.len() <= 3,
        "{key} names more values than this test gives it"
    );
    let values = [value(0), value(1), value(2)];
    if page {
        locale.format(key, values)
    } else {
        locale.format_plain(key, values)
    }
}

fn place_of(key: &str) -> Place {
    match key {
        "text" => Place::Text,
        _ if key.starts_with("spoken-") => Place::Call,
        _ => Place::Page,
    }
}

#[test]
fn no_composed_sentence_breaks_a_rule() {
    let mut broken = Vec::new();
    for locale in Locale::all() {
        let tag = locale.tag();
        for (key, sentence) in sentences(tag) {
            // What stands between sentences, and a brand's own full stop, are no faults.
            if key == "sentence-space" {
                continue;
            }
            let place = place_of(&key);
            for text in composed(locale, &key, &sentence, place == Place::Page) {
                let faults = faults(tag, place, &text);
                broken.extend(
                    faults
                        .iter()
                        .map(|fault| format!("{tag} {key}: {fault}: {text}")),
                );
            }
        }
    }
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

/// A page with every sentence of every language at its shortest and its longest, for people
/// to read: `bin/screens` puts it beside its pictures.
#[test]
fn every_composed_sentence_can_be_printed_for_review() {
    let mut page = String::from(
        "<!doctype html><meta charset=utf-8><title>Sentences</title>\
         <style>body{font:16px system-ui;margin:16px}td{padding:4px 12px;vertical-align:top}</style>",
    );
    for locale in Locale::all() {
        let (tag, direction) = (locale.tag(), locale.text("direction"));
        page += &format!("<h1>{tag}</h1><table lang={tag} dir={direction}>");
        for (key, sentence) in sentences(tag) {
            let on_page = place_of(&key) == Place::Page;
            let composed = composed(locale, &key, &sentence, on_page);
            let shortest = composed
                .iter()
                .min_by_key(|text| text.chars().count())
                .unwrap();
            let longest = composed
                .iter()
                .max_by_key(|text| text.chars().count())
                .unwrap();
            let both =
                [shortest, longest].map(|text| text.replace('&', "&amp;").replace('<', "&lt;"));
            page += &format!("<tr><td dir=ltr>{key}<td>{}<td>{}", both[0], both[1]);
        }
        page += "</table>";
    }
    assert_eq!(page.matches("<h1>").count(), Locale::all().count());
    std::fs::write(
        concat!(env!("CARGO_TARGET_TMPDIR"), "/sentences.html"),
        page,
    )
    .unwrap();
}

/// Articles and cases that no brand, clock's time or count leaves right.
#[test]
fn no_grammar_depends_on_an_inserted_value() {
    for (tag, beginnings) in [
        ("fr", &["de ", "le ", "la ", "que ", "du ", "au "][..]),
        ("pt-BR", &["do ", "da ", "pelo ", "pela "]),
        ("es", &["del ", "al ", "el ", "la "]),
        ("de", &["vom ", "der ", "die ", "dem "]),
        ("en", &["a ", "an "]),
    ] {
        for (key, sentence) in sentences(tag) {
            for beginning in beginnings {
                let bound = sentence.contains(&format!(" {beginning}{{ $brand }}"));
                assert!(!bound, "{tag} {key}: {sentence}");
            }
            let compound = sentence.contains("{ $brand }-") || sentence.contains("-{ $brand }");
            assert!(!compound, "{tag} {key}: {sentence}");
            for hour in [
                "a las { $clock",
                "las { $clock",
                "às { $clock",
                "à las { $clock",
            ] {
                assert!(!sentence.contains(hour), "{tag} {key}: {sentence}");
            }
        }
    }
    for locale in Locale::all() {
        for (key, sentence) in sentences(locale.tag()) {
            let last = ["{ $clock }.", "{ $clock }。", "{ $clock }।", "{ $brand }."];
            let ends = last.iter().any(|end| sentence.contains(end));
            assert!(
                !ends,
                "{locale:?} {key} ends in what may have a full stop: {sentence}"
            );
        }
    }
}

#[test]
fn each_language_uses_one_kind_of_apostrophe() {
    for locale in Locale::all() {
        let of_page: Vec<_> = sentences(locale.tag())
            .into_iter()
            .filter(|(key, _)| key != "text")
            .collect();
        let with = |sign: char| of_page.iter().find(|(_, sentence)| sentence.contains(sign));
        if let (Some(straight), Some(curved)) = (with('\''), with('’')) {
            panic!("{locale:?} has both {straight:?} and {curved:?}");
        }
        for quote in ['"', '„', '“', '”'] {
            // But for a space, and for a character that is named.
            let mut quoting = of_page
                .iter()
                .filter(|(_, sentence)| sentence.contains(quote));
            let other = quoting
                .find(|(key, _)| !["sentence-space", "phone-strange"].contains(&key.as_str()));
            assert_eq!(other, None, "{locale:?} quotes nothing else");
        }
    }
}

/// One segment in the default alphabet with any of the brands it has, and 70 UTF-16 units
/// in letters of its own, with eight digits.
#[test]
fn a_text_with_eight_digits_is_one_segment() {
    let code = Code::from_number(12_345_678, CodeLength::Eight).unwrap();
    let brands = BRANDS.iter().filter(|brand| gsm7::septets(brand).is_some());
    for brand in brands {
        for locale in Locale::all() {
            let left = Duration::from_mins(10);
            let text = sms::compose(locale, brand, HOST, &code, left);
            let tag = locale.tag();
            if !["ar", "hi", "ja"].contains(&tag) {
                assert!(
                    gsm7::septets(&text).unwrap() <= gsm7::SEGMENT_SEPTETS,
                    "{tag}: {text}"
                );
            } else if *brand == "Ringcode" {
                assert!(text.encode_utf16().count() <= 70, "{tag}: {text}");
            }
        }
    }
}

/// Every word of every call, with each brand, heard as a voice reads it.
#[test]
fn every_spoken_sentence_follows_the_rules_and_warns() {
    let code = Code::from_number(42_632, CodeLength::Six).unwrap();
    for locale in Locale::all() {
        let tag = locale.tag();
        let warning = locale.format_plain("spoken-warning", []);
        for brand in BRANDS {
            let key = DtmfKey::from_callback_path("flow/attempt");
            let script = VoiceScript {
                locale,
                brand,
                key,
                digits_url: "https://a.example/",
            };
            let left = Duration::from_mins(1);
            let reading = script.read_code(&code, left);
            assert!(heard(&reading).contains(&warning), "{tag}: {reading}");
            for document in [
                script.ask(),
                script.ask_again(),
                script.read_code_last(&code, left),
                voice_xml::expired(locale),
                voice_xml::no_key(locale),
                voice_xml::goodbye(locale),
                reading,
            ] {
                // Pauses stand between spaces; a line has none to keep.
                let text = heard(&document);
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                let text = text.replace("。 ", "。");
                assert_eq!(faults(tag, Place::Call, &text), [""; 0], "{tag}: {text}");
            }
        }
    }
}

fn heard(document: &str) -> String {
    let document = Document::parse(document).unwrap();
    let texts = document
        .descendants()
        .filter_map(|node| node.text().filter(|_| node.is_text()));
    texts.collect::<Vec<_>>().join(" ")
}
