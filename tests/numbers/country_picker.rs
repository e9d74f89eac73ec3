//! The browser's country picker follows the typed number as the server parses it.

use ringcode::domain::TypedNumber;
use ringcode::ui::phone_input::country_code::{international_digits, match_country};

use crate::cases::cases;
use crate::{Country, e164, read};

/// The country on the picker once this was typed while `chosen` was on it.
fn followed<'a>(chosen: &'a str, typed: &str) -> &'a str {
    let Ok(typed) = TypedNumber::parse(typed) else {
        return chosen;
    };
    let Some(digits) = international_digits(&typed, chosen) else {
        return chosen;
    };
    let matching = Country::all().iter().filter_map(|country| {
        let leading = Some(country.leading).filter(|leading| !leading.is_empty());
        let code = country.calling_code.to_string();
        Some((match_country(&code, leading, digits)?, country.iso))
    });
    let best = matching.max_by_key(|(rank, _)| *rank);
    let moved = best.filter(|(_, iso)| international_digits(&typed, iso) == Some(digits));
    moved.map_or(chosen, |(_, iso)| iso)
}

#[test]
fn the_picker_shows_the_country_of_the_number() {
    let mut followed_ones = 0;
    for case in cases() {
        let picked = followed(&case.country, &case.typed);
        let (before, after) = (e164(&case.country, &case.typed), e164(picked, &case.typed));
        assert_eq!(after, before, "{:?} with {picked}", case.typed);
        let international = case.typed.contains(['+', '＋']);
        if let (Ok(recipient), true) = (read(&case.country, &case.typed), international) {
            followed_ones += 1;
            assert_eq!(picked, recipient.country, "{:?}", case.typed);
        }
    }
    assert!(followed_ones > 40, "{followed_ones}");
    for (chosen, typed, picked) in [
        ("US", "\u{202A}+44 7700 900123\u{202C}", "GB"),
        ("US", "+54 9 11 2345-6789", "AR"),
        ("US", "٠٠٤٩ ١٥١٢", "DE"),
        ("US", "0049 1512", "DE"),
        ("", "0049 1512", "DE"),
        ("KE", "000 49 1512", "KE"),
        ("AU", "0011 49 1512", "AU"),
        ("AU", "0049 1512", "DE"),
        ("US", "011 49 1512", "US"),
        ("US", "+262 639 01 23 45", "YT"),
        ("US", "+262 692 12 34 56", "RE"),
        ("US", "Mobile: +1 416 555 0123", "CA"),
        ("US", "+4", "US"),
        ("US", "07700 900123", "US"),
        ("US", "+44 77OO", "US"),
    ] {
        assert_eq!(followed(chosen, typed), picked, "{typed:?}");
    }
}

/// Numbers of every country, typed behind a plus.
#[test]
fn the_picker_finds_every_country_by_its_mobile_numbers() {
    let mut wrong = Vec::new();
    for country in Country::all() {
        let recipient = read(country.iso, country.example).unwrap();
        let picked = followed("US", recipient.number.as_e164());
        if picked != recipient.country {
            wrong.push(format!("{}: {picked}", country.iso));
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// In every country `00` and a number of another country is that number, or means something at
/// home; and the picker moves only if that does not change the number that is read.
#[test]
fn a_double_zero_means_a_plus_in_every_country() {
    let examples = Country::all()
        .iter()
        .map(|country| e164(country.iso, country.example).unwrap());
    // Enough of them to have one with each first digit.
    let numbers: Vec<_> = examples.step_by(17).collect();
    let mut otherwise = Vec::new();
    for country in Country::all() {
        let mut other = 0;
        for number in &numbers {
            let typed = number.replacen('+', "00", 1);
            let read_here = e164(country.iso, &typed);
            other += usize::from(read_here.as_ref() != Ok(number));
            let picked = followed(country.iso, &typed);
            assert_eq!(
                e164(picked, &typed),
                read_here,
                "{typed} from {} with {picked}",
                country.iso
            );
            let moved = country.iso != picked;
            assert!(
                !moved || read_here.as_ref() == Ok(number),
                "{typed} from {} with {picked}",
                country.iso
            );
        }
        if other > 0 {
            otherwise.push((country.iso, other));
        }
    }
    println!("of {} numbers: {otherwise:?}", numbers.len());
}
