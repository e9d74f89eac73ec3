//! Reads what a person typed as a phone number, with libphonenumber's full metadata.
//!
//! Only numbers of an impossible length or country code are refused. Whether a
//! possible number is in service is the provider's to say: metadata is behind
//! the numbering plans, and refusing on its word turns real people away.

use rlibphonenumber::{
    NumberLengthType, PHONE_NUMBER_UTIL, ParseError, PhoneNumber as Parsed, PhoneNumberFormat,
    Region, ValidationError,
};

use super::destination;
use crate::domain::code::ascii_digit;
use crate::domain::flow::{Draft, Recipient};
use crate::domain::phone::PhoneNumber;
use crate::domain::step::Refusal;

/// More characters than any written form of a number has.
const LONGEST_TEXT: usize = 64;

/// The number in a posted phone field: in international form, or as it is
/// dialled in the chosen country.
///
/// # Errors
/// The refusal that says what is wrong with it.
pub fn read(draft: &Draft) -> Result<Recipient, Refusal> {
    let typed = legible(&draft.typed);
    if typed.is_empty() {
        return Err(match region(&draft.country) {
            Some(_) => Refusal::PhoneMissing,
            None => Refusal::PhoneAndCountryMissing,
        });
    }
    if draft.typed.chars().count() > LONGEST_TEXT {
        return Err(Refusal::PhoneTooLong);
    }
    // Parameters of a `tel:` address say nothing that a phone field asks for, and one in
    // the wrong place makes the library panic.
    if typed.contains(';') {
        return Err(Refusal::PhoneUnreadable);
    }
    let region = region(&draft.country);
    if region.is_none() && !typed.starts_with('+') {
        return Err(Refusal::CountryMissing);
    }
    let parsed = PHONE_NUMBER_UTIL
        .parse(&typed, region)
        .map_err(|error| refusal_of_parse(&error))?;
    check(&parsed)?;
    recipient(&typed, &parsed).ok_or(Refusal::PhoneUnreadable)
}

/// The digits of a number with its country code as people write it, such as `+1 202-555-0100`.
pub fn written(digits: &str) -> Option<String> {
    let number = PhoneNumber::from_e164(&format!("+{digits}")).ok()?;
    let parsed = PHONE_NUMBER_UTIL.parse(number.as_e164(), None).ok()?;
    let written = PHONE_NUMBER_UTIL.format(&parsed, PhoneNumberFormat::International);
    Some(written.into_owned())
}

/// The calling code of a country, such as 44 for `GB`; `None` when there is no such country.
fn calling_code(country: &str) -> Option<i32> {
    PHONE_NUMBER_UTIL.get_country_code_for_region(region(country)?)
}

/// Whether it is the ISO 3166-1 code of a country with phones, written as it should be.
pub fn is_country(code: &str) -> bool {
    let capitals = code.bytes().all(|byte| byte.is_ascii_uppercase());
    code.len() == 2 && capitals && calling_code(code).is_some()
}

fn region(country: &str) -> Option<Region> {
    let region = Region::try_from(country).ok()?;
    PHONE_NUMBER_UTIL
        .get_country_code_for_region(region)
        .map(|_| region)
}

/// Digits of any script, spaces and dashes of any width as ASCII, without the invisible
/// marks that copied text carries.
fn legible(typed: &str) -> String {
    let invisible = |c: &char| matches!(*c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}');
    let text: String = typed
        .chars()
        .filter(|c| !invisible(c))
        .map(|c| match c {
            _ if c.is_whitespace() => ' ',
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            '＋' => '+',
            _ => ascii_digit(c),
        })
        .collect();
    let text = text.trim();
    let text = text.strip_prefix("tel:").unwrap_or(text);
    text.trim().to_owned()
}

fn check(parsed: &Parsed) -> Result<(), Refusal> {
    if parsed
        .extension
        .as_ref()
        .is_some_and(|extension| !extension.is_empty())
    {
        return Err(Refusal::PhoneUnreadable);
    }
    match PHONE_NUMBER_UTIL.is_possible_number_with_reason(parsed) {
        Ok(NumberLengthType::IsPossible) => Ok(()),
        Ok(NumberLengthType::IsPossibleLocalOnly) | Err(ValidationError::TooShort) => {
            Err(Refusal::PhoneTooShort)
        }
        Err(ValidationError::TooLong) => Err(Refusal::PhoneTooLong),
        Err(ValidationError::InvalidLength) => Err(Refusal::PhoneWrongLength),
        Err(ValidationError::InvalidCountryCode) => Err(Refusal::CountryUnknown),
    }
}

/// `None` for a number that reads as another one once it is written down, such as
/// `+86 0 138…`: a provider may take both for one phone, and limits must not count two.
fn recipient(typed: &str, parsed: &Parsed) -> Option<Recipient> {
    let e164 = PHONE_NUMBER_UTIL.format(parsed, PhoneNumberFormat::E164);
    // What was typed as it is written down has just been read; that need not be done twice.
    if e164 != typed && !reads_as_itself(&e164) {
        return None;
    }
    let shown = PHONE_NUMBER_UTIL.format(parsed, PhoneNumberFormat::International);
    let number = PhoneNumber::from_e164(&e164).ok()?;
    Some(Recipient {
        country: destination::country_of(&number),
        number,
        shown: shown.into_owned(),
    })
}

fn reads_as_itself(e164: &str) -> bool {
    let again = PHONE_NUMBER_UTIL.parse(e164, None);
    again.is_ok_and(|again| PHONE_NUMBER_UTIL.format(&again, PhoneNumberFormat::E164) == e164)
}

fn refusal_of_parse(error: &ParseError) -> Refusal {
    match error {
        ParseError::InvalidCountryCode => Refusal::CountryUnknown,
        ParseError::NotANumber(_) => Refusal::PhoneUnreadable,
        ParseError::TooShortAfterIdd | ParseError::TooShortNsn => Refusal::PhoneTooShort,
        ParseError::TooLongNsn => Refusal::PhoneTooLong,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_as(typed: &str, country: &str) -> Result<String, Refusal> {
        let draft = Draft {
            country: country.to_owned(),
            typed: typed.to_owned(),
        };
        read(&draft).map(|recipient| recipient.number.as_e164().to_owned())
    }

    /// One number, as people, keyboards, pages and address books write it.
    const WRITTEN: &[&str] = &[
        "07700900123",
        "07700 900123",
        "07700 900 123",
        "0 7 7 0 0 9 0 0 1 2 3",
        "(07700) 900123",
        "(07700) 900-123",
        "07700-900123",
        "07700-900-123",
        "07700.900.123",
        "07700/900123",
        "7700900123",
        "7700 900123",
        "+447700900123",
        "+44 7700 900123",
        "+44 7700 900 123",
        "+44-7700-900123",
        "+44.7700.900123",
        "+44 (0)7700 900123",
        "+44(0)7700900123",
        "+44 (0) 7700 900 123",
        "(+44) 7700 900123",
        "+ 44 7700 900123",
        "00447700900123",
        "0044 7700 900123",
        "00 44 7700 900123",
        "447700900123",
        "44 7700 900123",
        "tel:+447700900123",
        "tel:07700900123",
        "  07700 900123  ",
        "07700\t900123",
        "07700\u{a0}900123",
        "07700\u{202f}900123",
        "07700\u{2009}900123",
        "+44\u{2013}7700\u{2013}900123",
        "07700\u{2014}900123",
        "07700\u{2011}900123",
        "\u{200E}+44 7700 900123",
        "\u{200F}07700900123",
        "\u{202A}+44 7700 900123\u{202C}",
        "\u{2066}+44 7700 900123\u{2069}",
        "07700\u{200B}900123",
        "\u{FEFF}07700900123",
        "０７７００９００１２３",
        "＋４４ ７７００ ９００１２３",
        "٠٧٧٠٠٩٠٠١٢٣",
        "۰۷۷۰۰۹۰۰۱۲۳",
        "०७७००९००१२३",
        "Mobile: 07700 900123",
    ];

    #[test]
    fn written_forms_of_one_number() {
        for typed in WRITTEN {
            assert_eq!(
                read_as(typed, "GB").as_deref(),
                Ok("+447700900123"),
                "{typed}"
            );
        }
        assert!(WRITTEN.len() >= 40);
        assert_eq!(
            read_as("+44 7700 900123", "").as_deref(),
            Ok("+447700900123")
        );
        assert_eq!(
            read_as("(415) 555-0123", "US").as_deref(),
            Ok("+14155550123")
        );
        assert_eq!(
            read_as("+44 7700 900123", "US").as_deref(),
            Ok("+447700900123"),
            "a typed country code wins"
        );
        assert_eq!(
            read_as("011 44 7700 900123", "US").as_deref(),
            Ok("+447700900123")
        );
    }

    #[test]
    fn each_mistake_has_its_own_answer() {
        for (typed, country, refusal) in [
            ("", "GB", Refusal::PhoneMissing),
            ("   ", "GB", Refusal::PhoneMissing),
            ("07700900123", "", Refusal::CountryMissing),
            ("07700900123", "XX", Refusal::CountryMissing),
            ("07700900123", "gb' OR 1", Refusal::CountryMissing),
            ("hello", "GB", Refusal::PhoneUnreadable),
            ("+999 123456789", "GB", Refusal::CountryUnknown),
            ("07700", "GB", Refusal::PhoneTooShort),
            ("077009001234567", "GB", Refusal::PhoneTooLong),
            ("555-0123", "US", Refusal::PhoneTooShort),
            ("+14155550123 ext. 5", "US", Refusal::PhoneUnreadable),
            ("14155550100<14155550101", "US", Refusal::PhoneUnreadable),
            ("sip:someone@example.com", "US", Refusal::PhoneUnreadable),
            ("+86 00 138 1234 5678", "CN", Refusal::PhoneUnreadable),
            ("+860013812345678", "CN", Refusal::PhoneUnreadable),
            (
                ";phone-context=+1 tel:4155550123",
                "US",
                Refusal::PhoneUnreadable,
            ),
        ] {
            assert_eq!(
                read_as(typed, country),
                Err(refusal),
                "{typed:?} {country:?}"
            );
        }
        assert_eq!(
            read_as(&"1".repeat(100_000), "US"),
            Err(Refusal::PhoneTooLong)
        );
    }

    #[test]
    fn a_sender_is_written_as_people_write_numbers() {
        assert_eq!(written("12025550100").as_deref(), Some("+1 202-555-0100"));
        for name in ["ACME", "12345", ""] {
            assert_eq!(written(name), None, "{name}");
        }
    }

    #[test]
    fn countries_have_calling_codes() {
        assert_eq!(calling_code("GB"), Some(44));
        assert_eq!(calling_code("US"), Some(1));
        assert_eq!(calling_code("ZZ"), None);
        assert_eq!(calling_code(""), None);
    }
}
