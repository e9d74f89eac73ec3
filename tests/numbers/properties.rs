//! Properties of every typed number: it is refused, or the parsed number has exactly its digits,
//! apart from dialling prefixes. The rule is written here a second time, independently of the code.

use std::collections::HashMap;
use std::sync::LazyLock;

use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};
use proptest::prelude::*;
use ringcode::domain::Refusal;
use rlibphonenumber::PHONE_NUMBER_UTIL;

use crate::cases::cases;
use crate::{Country, e164};

/// Prefixes between a country code and a number, or before a number at home, beside `0`:
/// the country code, then a regular language of one digit class, `.`.
const TRUNKS: &[(&str, &[&str])] = &[
    ("1", &["1"]),
    ("7", &["8"]),
    ("36", &["06"]),
    ("52", &["1", "01", "044", "045"]),
    ("55", &["0.."]),
    ("57", &["0.", "0..."]),
    ("82", &["08.", "085.."]),
    ("86", &["1...."]),
    ("370", &["8"]),
    ("375", &["8", "80"]),
    ("591", &["01."]),
    ("692", &["1"]),
    ("993", &["8"]),
];

/// Country codes of services around the world.
const OF_NO_COUNTRY: [u16; 9] = [800, 808, 870, 878, 881, 882, 883, 888, 979];

/// The digits of the text, of every script, whatever stands between them.
fn digits(text: &str) -> String {
    static VALUES: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
        let category = CodePointMapData::<GeneralCategory>::new();
        let decimal = |c: &char| category.get(*c) == GeneralCategory::DecimalNumber;
        ('\0'..=char::MAX)
            .filter(decimal)
            .zip(('0'..='9').cycle())
            .collect()
    });
    text.chars().filter_map(|c| VALUES.get(&c)).collect()
}

/// Whether the number has the digits of the text.
fn has_exactly(number: &str, text: &str) -> bool {
    let typed = digits(text);
    let number = number.strip_prefix('+').unwrap();
    let countries = Country::all().iter().map(|country| country.calling_code);
    let mut codes = countries.chain(OF_NO_COUNTRY).map(|code| code.to_string());
    codes.any(|code| {
        number.starts_with(&code) && {
            let national = &number[code.len()..];
            let argentine = |at: usize| {
                let mobile = (code == "54").then(|| national.strip_prefix('9'))??;
                Some(format!("{}15{}", mobile.get(..at)?, &mobile[at..]))
            };
            let written = [
                Some(national.to_owned()),
                argentine(2),
                argentine(3),
                argentine(4),
            ];
            written.into_iter().flatten().any(|written| {
                let before = typed.strip_suffix(&written);
                before
                    .is_some_and(|before| stands_before(before, &code, text.contains(['+', '＋'])))
            })
        }
    })
}

fn stands_before(before: &str, code: &str, plus: bool) -> bool {
    let own = TRUNKS.iter().find(|(of, _)| *of == code);
    let others = own.map_or(&[][..], |(_, trunks)| trunks);
    let trunks = ["", "0"].iter().chain(others);
    trunks.into_iter().any(|trunk| {
        let Some(at) = before.len().checked_sub(trunk.len()) else {
            return false;
        };
        let fits = |(wanted, digit)| wanted == '.' || wanted == digit;
        let (head, tail) = before.split_at(at);
        trunk.chars().zip(tail.chars()).all(fits)
            && match plus {
                true => head == code,
                false => head.is_empty() || head.ends_with(code) && head.len() <= code.len() + 8,
            }
    })
}

#[test]
fn the_rule_of_exact_digits_fits_the_table() {
    for case in cases() {
        if case.expected.starts_with('+') && case.typed.is_ascii() {
            assert!(has_exactly(&case.expected, &case.typed), "{:?}", case.typed);
        }
    }
    for (number, text) in [
        ("+447766966123", "07700 900123"),
        ("+14157770123", "415 0123"),
        ("+447700900123", "07700 9001234"),
        ("+12684641234", "464 1234"),
        ("+447700900123", "+49 7700 900123"),
        ("+447700900123", "5 07700 900123"),
    ] {
        assert!(!has_exactly(number, text), "{number} {text}");
    }
}

/// Numbers and what may be done to them.
fn typed() -> impl Strategy<Value = String> {
    let number = prop_oneof![
        prop::sample::select(cases()).prop_map(|case| case.typed),
        "[+＋]?[0-9٠-٩०-९０-９]{0,18}",
        "(00|011|0011|810|0|8|06|01|1|\\+)[1-9][0-9]{5,13}",
        any::<String>(),
    ];
    let noise = prop_oneof![
        any::<char>().prop_map(|c| c.to_string()),
        "[ ()./,'_-]{1,2}",
        "[0-9]",
        "[A-Za-z]{1,3}",
        prop::sample::select(vec![
            "\u{202A}", "\u{FE0D}", "+", ";ext=", "x5", "#", "(0)", "tel:", "15", "00"
        ])
        .prop_map(str::to_owned),
    ];
    let noises = prop::collection::vec((any::<prop::sample::Index>(), noise, any::<bool>()), 0..3);
    (number, noises).prop_map(|(number, noises)| {
        noises
            .into_iter()
            .fold(number, |text, (at, noise, instead)| {
                let chars: Vec<char> = text.chars().collect();
                let at = at.index(chars.len() + 1);
                let behind = chars.iter().skip(at + usize::from(instead));
                let head: String = chars[..at].iter().collect();
                head + &noise + &behind.collect::<String>()
            })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_number_has_exactly_the_typed_digits(
        country in prop::sample::select(Country::all()),
        from_there in any::<bool>(),
        typed in typed(),
    ) {
        let chosen = if from_there { country.iso } else { "" };
        if let Ok(number) = e164(chosen, &typed) {
            prop_assert!(has_exactly(&number, &typed), "{} {:?}: {}", chosen, typed, number);
        }
    }

    /// "A digit too many" is said only where the number is one of a plan without one of its.
    #[test]
    fn one_digit_too_many_is_refused(
        country in prop::sample::select(Country::all()),
        more in "[0-9]{1,2}",
        at in any::<prop::sample::Index>(),
    ) {
        let mut typed = digits(country.example);
        typed.insert_str(at.index(typed.len()), &more);
        if e164(country.iso, &typed) == Err(Refusal::PhoneTooLong) {
            let without = |at| [&typed[..at], &typed[at + 1..]].concat();
            let mut shorter = (0..typed.len()).filter_map(|at| e164(country.iso, &without(at)).ok());
            let in_plan = |number: String| {
                let parsed = PHONE_NUMBER_UTIL.parse(number, None).unwrap();
                PHONE_NUMBER_UTIL.is_valid_number(&parsed)
            };
            prop_assert!(shorter.any(in_plan), "{} {}", country.iso, typed);
        }
    }

    /// A letter is never passed over, wherever it stands.
    #[test]
    fn a_letter_among_the_digits_is_refused(
        letter in "\\p{L}",
        at in 0..12_usize,
        instead in any::<bool>(),
    ) {
        // Written for dashes, and a filler of Hangul that shows nothing.
        let shows_nothing = CodePointSetData::new::<DefaultIgnorableCodePoint>();
        prop_assume!(!letter.contains(['ー', 'ｰ']));
        prop_assume!(!letter.chars().all(|c| shows_nothing.contains(c)));
        let number = "07700 900123";
        let typed = format!("{}{letter}{}", &number[..at], &number[at + usize::from(instead)..]);
        prop_assert!(e164("GB", &typed).is_err(), "{}", typed);
    }
}
