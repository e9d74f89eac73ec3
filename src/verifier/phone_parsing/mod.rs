//! Reads what a person typed as a phone number, with libphonenumber's full metadata.
//!
//! The library extracts a number from a text; a person is to get the number that was typed,
//! or none. So it is given digits only ([`TypedNumber`]), and what it makes of them has to be
//! those digits ([`as_typed`]).
//!
//! Only numbers of an impossible length or country code are refused. Whether a
//! possible number is in service is the provider's to say: metadata is behind
//! the numbering plans, and refusing on its word turns real people away.

mod as_typed;
mod dialed_digits;

use rlibphonenumber::{
    NumberLengthType, PHONE_NUMBER_UTIL, PhoneNumber as Parsed, PhoneNumberFormat, Region,
    ValidationError, get_national_significant_number_owned as national_digits,
};

use crate::domain::{InvalidNumber, PhoneInput, PhoneNumber, Recipient, Refusal, TypedNumber};
use crate::verifier::destination;

/// The number in a posted phone field: in international form, or as it is
/// dialled in the chosen country.
///
/// # Errors
/// The refusal that says what is wrong with it.
pub fn read(input: &PhoneInput) -> Result<Recipient, Refusal> {
    let region = region(&input.country);
    let typed = TypedNumber::parse(&input.typed).map_err(|what| refusal_of_text(what, region))?;
    let parsed = dialed_digits::parse(&typed, region)?;
    check_length(&typed, region, &parsed)?;
    if !as_typed::is_as_typed(&typed, &parsed) {
        return Err(Refusal::PhoneUnknown);
    }
    recipient(&typed, &parsed).ok_or(Refusal::PhoneUnknown)
}

/// The digits of a number with its country code as people write it, such as `+1 202-555-0100`.
pub fn written(digits: &str) -> Option<String> {
    let number = PhoneNumber::from_e164(&format!("+{digits}"))?;
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

fn refusal_of_text(what: InvalidNumber, region: Option<Region>) -> Refusal {
    match what {
        InvalidNumber::Empty if region.is_none() => Refusal::PhoneAndCountryMissing,
        InvalidNumber::Empty => Refusal::PhoneMissing,
        InvalidNumber::NoDigits => Refusal::PhoneUnreadable,
        InvalidNumber::InvalidCharacter(character) => Refusal::PhoneStrange { character },
    }
}

/// Fewer digits than in any number of E.164 with its country code.
const FEWEST_DIGITS: usize = 7;

fn check_length(
    typed: &TypedNumber,
    region: Option<Region>,
    parsed: &Parsed,
) -> Result<(), Refusal> {
    let national = national_digits(parsed);
    // Where they are more than were typed, the library put an area code before them.
    if national.len() > typed.digits.len()
        || parsed.country_code.to_string().len() + national.len() < FEWEST_DIGITS
    {
        return Err(Refusal::PhoneTooShort);
    }
    match PHONE_NUMBER_UTIL.is_possible_number_with_reason(parsed) {
        Ok(NumberLengthType::IsPossible) => Ok(()),
        Ok(NumberLengthType::IsPossibleLocalOnly) | Err(ValidationError::TooShort) => {
            Err(Refusal::PhoneTooShort)
        }
        Err(ValidationError::TooLong)
            if has_one_digit_too_many(typed, region, parsed.country_code) =>
        {
            Err(Refusal::PhoneTooLong)
        }
        Err(ValidationError::TooLong) => Err(Refusal::PhoneUnknown),
        Err(ValidationError::InvalidLength) => Err(Refusal::PhoneWrongLength),
        Err(ValidationError::InvalidCountryCode) => Err(Refusal::CountryUnknown),
    }
}

/// Whether it is a number of a plan once one of its digits is left out.
fn has_one_digit_too_many(typed: &TypedNumber, region: Option<Region>, code: i32) -> bool {
    let code = if typed.plus {
        code.to_string().len()
    } else {
        0
    };
    (code..typed.digits.len()).any(|index| {
        let (head, tail) = typed.digits.split_at(index);
        let shorter = TypedNumber {
            plus: typed.plus,
            digits: [head, &tail[1..]].concat(),
        };
        let parsed = dialed_digits::parse(&shorter, region);
        parsed.is_ok_and(|parsed| {
            PHONE_NUMBER_UTIL.is_valid_number(&parsed) && as_typed::is_as_typed(&shorter, &parsed)
        })
    })
}

/// `None` for a number that reads as another one once it is written down, such as
/// `+86 0 138…`: a provider may take both for one phone, and limits must not count two.
fn recipient(typed: &TypedNumber, parsed: &Parsed) -> Option<Recipient> {
    let e164 = PHONE_NUMBER_UTIL.format(parsed, PhoneNumberFormat::E164);
    // What was typed as it is written down has just been read; that need not be done twice.
    let written_down = typed.plus && e164.strip_prefix('+') == Some(&typed.digits);
    if !written_down && !reads_as_itself(&e164) {
        return None;
    }
    let shown = PHONE_NUMBER_UTIL.format(parsed, PhoneNumberFormat::International);
    let number = PhoneNumber::from_e164(&e164)?;
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

#[cfg(test)]
mod tests {
    use super::*;

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
