//! Grouping while typing: as libphonenumber groups, and without moving the caret.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use proptest::prelude::*;
use ringcode::ui::phone_input::countries::Country;
use ringcode::ui::phone_input::number_format::{
    Deletion, NumberFormat, TextField, format_edit, format_number,
};
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, PhoneNumberType, Region};

/// Numbers to draw of each country.
const SAMPLES: usize = 40;

/// The share of numbers, in percent, that has to be grouped as libphonenumber does.
const ENOUGH: f64 = 98.0;

/// Random mobile numbers of every country that has any, each as it is dialled at home and
/// behind the country code.
#[test]
fn nearly_all_mobile_numbers_are_grouped_as_libphonenumber_does() {
    let (mut all, mut same) = (0, 0);
    let mut weak = Vec::new();
    for country in Country::all() {
        let (mut own, mut fine) = (0, 0);
        for (home, abroad) in mobile_numbers(country) {
            for written in [home, abroad] {
                own += 1;
                fine += usize::from(typed(&written, country) == written);
            }
        }
        (all, same) = (all + own, same + fine);
        if fine * 100 < own * 95 {
            weak.push((country.iso, fine * 100 / own));
        }
    }
    let share = same as f64 * 100.0 / all as f64;
    println!("{share:.2} % of {all}; below 95 %: {weak:?}");
    assert!(all > 15_000, "only {all} numbers");
    assert!(
        share >= ENOUGH,
        "{share:.2} % of {all}; below 95 %: {weak:?}"
    );
}

/// The text in the field when the digits of a written number are typed.
fn typed(written: &str, country: &Country) -> String {
    let digits: String = written
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '+')
        .collect();
    let code = country.calling_code.to_string();
    format_number(&digits, &format_of(country, &code)).unwrap_or(digits)
}

fn format_of<'a>(country: &'a Country, code: &'a str) -> NumberFormat<'a> {
    NumberFormat {
        code,
        example: country.example,
        groups: country.groups,
    }
}

fn mobile_numbers(country: &Country) -> Vec<(String, String)> {
    let region = Region::try_from(country.iso).unwrap();
    let Ok(example) =
        PHONE_NUMBER_UTIL.get_example_number_for_type_and_region(region, PhoneNumberType::Mobile)
    else {
        return Vec::new();
    };
    let example = example.national_number.to_string();
    let mut random = Random(u64::from(country.calling_code));
    let draws = std::iter::repeat_with(|| {
        let kept = random.below(4).min(example.len());
        let rest = (kept..example.len()).map(|_| char::from(b'0' + random.below(10) as u8));
        let digits: String = example[..kept].chars().chain(rest).collect();
        format!("+{}{digits}", country.calling_code)
    });
    draws
        .take(SAMPLES * 50)
        .filter_map(|number| PHONE_NUMBER_UTIL.parse(&number, None).ok())
        .filter(|number| {
            let kind = PHONE_NUMBER_UTIL.get_number_type(number);
            matches!(
                kind,
                PhoneNumberType::Mobile | PhoneNumberType::FixedLineOrMobile
            ) && PHONE_NUMBER_UTIL.is_valid_number_for_region(number, region)
        })
        .take(SAMPLES)
        .map(|number| {
            let written = |format| PHONE_NUMBER_UTIL.format(&number, format).into_owned();
            (
                written(PhoneNumberFormat::National),
                written(PhoneNumberFormat::International),
            )
        })
        .collect()
}

/// The same draws at every run: SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % count as u64) as usize
    }
}

fn british() -> NumberFormat<'static> {
    NumberFormat {
        code: "44",
        example: "07700 900123",
        groups: "5 6|4 6",
    }
}

fn american() -> NumberFormat<'static> {
    NumberFormat {
        code: "1",
        example: "(201) 555-0123",
        groups: "(3) 3-4|3 3 4",
    }
}

#[test]
fn groups_grow_with_the_digits() {
    for (digits, written) in [
        ("0", "0"),
        ("07700", "07700"),
        ("077009", "07700 9"),
        ("07700900123", "07700 900123"),
        ("077009001234", "077009001234"),
        ("7700900123", "7700 900123"),
        ("+44", "+44"),
        ("+447700900123", "+44 7700 900123"),
    ] {
        assert_eq!(format_number(digits, &british()).as_deref(), Some(written));
    }
    assert_eq!(
        format_number("2015550123", &american()).as_deref(),
        Some("(201) 555-0123")
    );
}

#[test]
fn a_number_of_another_shape_is_not_grouped() {
    for typed in [
        "+49 151",
        "0044 7700",
        "hello",
        "٠٧٧٠٠",
        "+44+1",
        "07700 900123 ext. 5",
    ] {
        assert_eq!(format_number(typed, &british()), None, "{typed}");
    }
    assert_eq!(format_number("011 44", &american()), None);
}

proptest! {
    /// The digits are those that were typed, and the caret stays behind as many of them, for every
    /// edit of a number.
    #[test]
    fn the_caret_stays_after_its_digit(
        digits in "[0-9]{0,13}",
        plus in any::<bool>(),
        at in 0..20_usize,
        key in "[0-9]",
        edit in 0..3_u8,
    ) {
        for format in [british(), american()] {
            let begun = if plus { format!("+{}{digits}", format.code) } else { digits.clone() };
            let before = format_number(&begun, &format).unwrap_or(begun);
            let at = at.min(before.chars().count());
            let (head, tail): (String, String) = (before.chars().take(at).collect(), before.chars().skip(at).collect());
            let (text, caret, deletion) = match edit {
                0 => (format!("{head}{key}{tail}"), at + 1, None),
                1 => {
                    let kept: String = head.chars().take(at.saturating_sub(1)).collect();
                    (format!("{kept}{tail}"), at.saturating_sub(1), Some(Deletion::Backward))
                }
                _ => (head.clone() + tail.get(1..).unwrap_or(""), at, Some(Deletion::Forward)),
            };
            let after = format_edit(TextField { text: text.clone(), caret }, &before, deletion, &format);

            let separator_only = deletion.is_some() && text != before && count(&text) == count(&before);
            let expected = count(&text) - usize::from(separator_only && beyond(&head, &tail, deletion));
            prop_assert_eq!(count(&after.text), expected, "{} {:?} {:?}", before, deletion, after);
            let ahead: String = text.chars().take(caret).collect();
            let lost = usize::from(separator_only && deletion == Some(Deletion::Backward) && count(&head) > 0);
            let seen: String = after.text.chars().take(after.caret).collect();
            prop_assert_eq!(count(&seen), count(&ahead) - lost, "{} {:?}", before, after);
            prop_assert!(after.caret <= after.text.chars().count());
        }
    }
}

fn count(text: &str) -> usize {
    text.chars().filter(char::is_ascii_digit).count()
}

/// Whether there is a digit in the direction of the deletion.
fn beyond(head: &str, tail: &str, deletion: Option<Deletion>) -> bool {
    match deletion {
        Some(Deletion::Backward) => count(head) > 0,
        Some(Deletion::Forward) => count(tail) > 0,
        None => false,
    }
}
