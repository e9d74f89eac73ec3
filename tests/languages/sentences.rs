//! The sentences of each language: on the page, in texts, in calls.

use std::time::Duration;

use ringcode::domain::{Code, CodeLength};
use ringcode::i18n::Locale;
use ringcode::telephony::{gsm7, sms};

fn in_language(tag: &str) -> Locale {
    Locale::from_tag(tag).unwrap()
}

#[test]
fn a_browser_gets_the_language_it_asks_for() {
    for (header, tag) in [
        ("", "en"),
        ("*", "en"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("pt", "pt-BR"),
        ("pt-PT,pt;q=0.9", "pt-BR"),
        ("ar-EG", "ar"),
        ("ja", "ja"),
        ("hi-IN,hi;q=0.9", "hi"),
        ("fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7", "fr"),
        ("zh-CN,zh;q=0.9", "en"),
        ("sv,es;q=0.5", "es"),
        ("\u{0};;,,q=", "en"),
        // By weight, and not the ones of weight 0.
        ("fr;q=0.1,de-DE;q=0.9", "de"),
        ("en;q=0,de-DE", "de"),
        ("en;q=0.5,ja;q=0.5", "en"),
        // Variants and extensions.
        ("de-DE-u-co-phonebk,en;q=0.9", "de"),
        ("ar-EG-u-nu-latn", "ar"),
        ("hi-Deva-IN", "hi"),
        ("fr-CA-x-private", "fr"),
        ("de-CH-1996", "de"),
        ("x-de,es", "es"),
    ] {
        assert_eq!(Locale::negotiate(header).tag(), tag, "{header}");
    }
}

#[test]
fn durations_use_the_right_plural() {
    for (tag, seconds, said) in [
        ("en", 1, "1\u{A0}second"),
        ("en", 24, "24\u{A0}seconds"),
        ("en", 91, "2\u{A0}minutes"),
        ("en", 7_201, "3\u{A0}hours"),
        ("ar", 1, "ثانية واحدة"),
        ("ar", 2, "ثانيتين"),
        ("ar", 5, "5\u{A0}ثوانٍ"),
        ("ar", 24, "24\u{A0}ثانية"),
        ("ja", 120, "2分"),
        ("pt-BR", 60, "60\u{A0}segundos"),
    ] {
        assert_eq!(
            in_language(tag).duration(Duration::from_secs(seconds)),
            said
        );
    }
}

/// One segment each, with the brand and a host of usual length, for either length of code;
/// the last line is the origin-bound one.
#[test]
fn a_text_is_one_segment_in_every_language() {
    let code = Code::from_number(123_456, CodeLength::Six).unwrap();
    for locale in Locale::all() {
        let tag = locale.tag();
        let left = Duration::from_mins(10);
        let text = sms::compose(locale, "Ringcode", "verify.acme.example", &code, left);
        assert_eq!(gsm7::segments(&text), 1, "{tag}: {text}");
        let own_letters = ["hi", "ar", "ja"].contains(&tag);
        assert_eq!(gsm7::septets(&text).is_none(), own_letters, "{tag}: {text}");
        let (prose, last) = text.rsplit_once("\n\n").unwrap();
        assert_eq!(last, "@verify.acme.example #123456");
        assert!(
            prose.contains("123456") && prose.contains("Ringcode"),
            "{text}"
        );
    }
    assert!(sms::multi_segment_locales("Ringcode", "verify.acme.example").is_empty());
    let long = sms::multi_segment_locales("Ringcode", "verification.acme-corporation.example");
    let tags: Vec<_> = long.iter().map(|(locale, _)| locale.tag()).collect();
    assert!(!tags.is_empty() && tags.iter().all(|tag| ["hi", "ar", "ja"].contains(tag)));
}

/// Voices and languages that Plivo documents: Amazon Polly's standard ones, `arb` for Arabic.
#[test]
fn every_call_has_a_voice_of_its_language() {
    let voices = [
        ("en", "Polly.Joanna", "en-US"),
        ("es", "Polly.Lucia", "es-ES"),
        ("fr", "Polly.Lea", "fr-FR"),
        ("de", "Polly.Vicki", "de-DE"),
        ("pt-BR", "Polly.Camila", "pt-BR"),
        ("hi", "Polly.Aditi", "hi-IN"),
        ("ar", "Polly.Zeina", "arb"),
        ("ja", "Polly.Mizuki", "ja-JP"),
    ];
    for locale in Locale::all() {
        let own = (
            locale.tag(),
            locale.text("voice"),
            locale.text("voice-language"),
        );
        assert!(voices.contains(&own), "{own:?}");
    }
}

#[test]
fn right_to_left_languages_are_marked() {
    for locale in Locale::all() {
        let expected = if locale.tag() == "ar" { "rtl" } else { "ltr" };
        assert_eq!(locale.text("direction"), expected);
    }
}
