//! Digits as they are dialled: from which country, to which, behind which prefix.

use rlibphonenumber::{
    CountryCodeSource, PHONE_NUMBER_UTIL, ParseError, PhoneNumber as Parsed, Region,
    get_national_significant_number_owned as national_digits,
};

use crate::domain::{Refusal, TypedNumber};
use crate::verifier::destination;

/// More digits than any number has with all that may stand before it.
const MOST_DIGITS: usize = 32;

/// The trunk prefix of nearly all countries that have one.
pub const TRUNK: &str = "0";

/// The prefix that is dialled abroad nearly everywhere, and known everywhere.
const ABROAD: &str = "00";

/// Prefixes that a plan has ended but people still have in their address books: the country
/// code, the prefix, and how many digits a number has without it.
///
/// - Mexico, 3 August 2019 (IFT, Plan Técnico Fundamental de Numeración): `01` for trunk
///   calls, `044` and `045` for calls to mobiles, `1` behind the country code.
/// - Chile, 2016 (SUBTEL, with nine digits for all numbers): the trunk prefix.
/// - Poland, 15 May 2010 (ordinance of 28 February 2008, Dz. U. 52/307): the trunk prefix.
/// - The Czech Republic, 22 September 2002 (ČTÚ, numbering plan of 2000): the trunk prefix.
pub const ENDED: &[(i32, &str, usize)] = &[
    (48, "0", 9),
    (52, "1", 10),
    (52, "01", 10),
    (52, "044", 10),
    (52, "045", 10),
    (56, "0", 9),
    (420, "0", 9),
];

/// The number that these digits lead to, dialled from a country where one is chosen.
///
/// # Errors
/// The refusal that says why there is none.
pub fn parse(typed: &TypedNumber, region: Option<Region>) -> Result<Parsed, Refusal> {
    let digits = &typed.digits;
    if digits.len() > MOST_DIGITS {
        return Err(Refusal::PhoneUnknown);
    }
    if typed.plus {
        return international(digits);
    }
    // No country code begins with zero.
    let abroad = digits.strip_prefix(ABROAD);
    let abroad = abroad.filter(|digits| !digits.starts_with('0'));
    match (abroad.map(international), region) {
        (None, None) => Err(Refusal::CountryMissing),
        (Some(abroad), None) => abroad,
        (None, Some(region)) => national(digits, region),
        (Some(abroad), Some(region)) => likelier(national(digits, region), abroad),
    }
}

/// The number behind a plus.
fn international(digits: &str) -> Result<Parsed, Refusal> {
    if digits.starts_with('0') {
        return Err(Refusal::CountryUnknown);
    }
    let parsed = PHONE_NUMBER_UTIL.parse(format!("+{digits}"), None);
    parsed.map(current).map_err(|error| refusal_of(&error))
}

/// The number as it is dialled in a country, there or abroad.
fn national(digits: &str, region: Region) -> Result<Parsed, Refusal> {
    let parsed = PHONE_NUMBER_UTIL.parse_and_keep_raw_input(digits, Some(region));
    let home = parsed.map(current).map_err(|error| refusal_of(&error))?;
    let is_without_prefix = national_digits(&home) == digits;
    let own_code = || behind_own_code(digits, region);
    Ok(is_without_prefix.then(own_code).flatten().unwrap_or(home))
}

/// The number behind the country's own code where the plus was left out, as in `49 171 3920012`
/// in Germany. Where people dial a trunk prefix, they write it before the same digits if they
/// mean a number at home: `0491 713920012` is somebody else's.
fn behind_own_code(digits: &str, region: Region) -> Option<Parsed> {
    let code = PHONE_NUMBER_UTIL.get_country_code_for_region(region)?;
    let own = international(digits).ok().filter(|parsed| {
        parsed.country_code == code && PHONE_NUMBER_UTIL.is_valid_number(parsed)
    })?;
    let at_home = PHONE_NUMBER_UTIL.parse(format!("{TRUNK}{digits}"), Some(region));
    let has_trunk = at_home.is_ok_and(|at_home| national_digits(&at_home) == digits);
    has_trunk.then_some(own)
}

/// The number without a prefix that has ended, where only that makes it one.
fn current(parsed: Parsed) -> Parsed {
    let code = parsed.country_code;
    let mut ended = ENDED.iter().filter(|(of, _, _)| *of == code).peekable();
    if ended.peek().is_none() || PHONE_NUMBER_UTIL.is_valid_number(&parsed) {
        return parsed;
    }
    let national = national_digits(&parsed);
    let without = ended.find_map(|(_, prefix, length)| {
        let rest = national.strip_prefix(prefix)?;
        let shorter = destination::parsed_of(code, rest)?;
        (rest.len() == *length && PHONE_NUMBER_UTIL.is_valid_number(&shorter)).then_some(shorter)
    });
    without.unwrap_or(parsed)
}

/// Reads digits behind `00`: as the country's own plan has it, or as they are
/// everywhere else. Where both are numbers of a plan, only the person can tell.
fn likelier(
    home: Result<Parsed, Refusal>,
    abroad: Result<Parsed, Refusal>,
) -> Result<Parsed, Refusal> {
    let dialled_abroad = home.as_ref().is_ok_and(|home| {
        home.country_code_source == Some(CountryCodeSource::FromNumberWithIdd as i32)
    });
    let (at_home, elsewhere) = (
        PrefixRole::from_parsed(&home),
        PrefixRole::from_parsed(&abroad),
    );
    if at_home > elsewhere || same(&home, &abroad) {
        return home;
    }
    let by_length_only = at_home < PrefixRole::InPlan && !dialled_abroad;
    match elsewhere {
        _ if elsewhere > at_home || by_length_only => abroad,
        PrefixRole::Impossible => home,
        _ => Err(Refusal::PhoneUnknown),
    }
}

/// The degree to which a number is known.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum PrefixRole {
    Impossible,
    Possible,
    InPlan,
}

impl PrefixRole {
    fn from_parsed(parsed: &Result<Parsed, Refusal>) -> Self {
        match parsed {
            Ok(parsed) if PHONE_NUMBER_UTIL.is_valid_number(parsed) => Self::InPlan,
            Ok(parsed) if PHONE_NUMBER_UTIL.is_possible_number(parsed) => Self::Possible,
            _ => Self::Impossible,
        }
    }
}

fn same(one: &Result<Parsed, Refusal>, other: &Result<Parsed, Refusal>) -> bool {
    let (Ok(one), Ok(other)) = (one, other) else {
        return false;
    };
    one.country_code == other.country_code && national_digits(one) == national_digits(other)
}

fn refusal_of(error: &ParseError) -> Refusal {
    match error {
        ParseError::InvalidCountryCode => Refusal::CountryUnknown,
        // Of digits alone, only too few are no number.
        ParseError::NotANumber(_) | ParseError::TooShortAfterIdd | ParseError::TooShortNsn => {
            Refusal::PhoneTooShort
        }
        ParseError::TooLongNsn => Refusal::PhoneUnknown,
    }
}
