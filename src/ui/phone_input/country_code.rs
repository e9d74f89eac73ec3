//! The country of a number that is typed with its country code.

use crate::domain::TypedNumber;

/// The digits from the country code on, if the number is typed in international form while
/// `selected` is the country's ISO 3166-1 code.
///
/// International form is a plus, or `00`, which most countries dial abroad with and all know. No
/// other prefix counts, because each means abroad in one country only.
pub fn international_digits<'a>(typed: &'a TypedNumber, selected: &str) -> Option<&'a str> {
    if typed.plus {
        return Some(&typed.digits);
    }
    let rest = typed.digits.strip_prefix("00")?;
    let mut exceptions = NATIONAL_AFTER_00
        .iter()
        .filter_map(|country| country.strip_prefix(selected));
    let national = exceptions.find(|digits| digits.starts_with('0'));
    let national = national.unwrap_or("0");
    (!rest.starts_with(|digit| national.contains(digit))).then_some(rest)
}

/// Ranks a country by how many of the digits, from the country code on, are known to be its own;
/// `None` if they are not.
///
/// Of countries that share a code, the largest has no `leading` digits and ranks first unless the
/// number begins with the leading digits of another, which are separated by spaces.
pub fn match_country(code: &str, leading: Option<&str>, digits: &str) -> Option<(usize, bool)> {
    let rest = digits.strip_prefix(code)?;
    let Some(leading) = leading else {
        return Some((code.len(), true));
    };
    let beginnings = leading.split(' ');
    let known = beginnings.filter(|beginning| rest.starts_with(beginning));
    Some((code.len() + known.map(str::len).max().unwrap_or(0), false))
}

/// Countries where `00` and one of these digits begin something else than a country code: the
/// prefix of a carrier, or a national number. A test compares them with the numbering plans that
/// the server parses by. Each has a `0`, because no country code begins with it.
const NATIONAL_AFTER_00: &[&str] = &[
    "AU01",
    "BO01",
    "BR01234569",
    "CC01",
    "CO04579",
    "CX01",
    "GY01",
    "HK01235679",
    "ID089",
    "JP03678",
    "KH01456789",
    "KR012356789",
    "MN01",
    "NG09",
    "SG0123456789",
    "TH0123456789",
    "TJ0123456789",
    "TW025679",
    "TZ056",
    "UG057",
];
