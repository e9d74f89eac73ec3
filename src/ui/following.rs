//! Which country a number belongs to that is typed with its country code, as far as its first
//! digits tell. Pure.

use crate::domain::typed_number::TypedNumber;

/// The digits from the country code on, of a number that is typed while `chosen` is the
/// country: behind a plus, or behind `00`, which is dialled abroad nearly everywhere and known
/// everywhere. No other prefix counts: it means something in one country only.
pub fn with_country_code<'a>(typed: &'a TypedNumber, chosen: &str) -> Option<&'a str> {
    if typed.plus {
        return Some(&typed.digits);
    }
    let rest = typed.digits.strip_prefix("00")?;
    let mut taken = TAKEN
        .iter()
        .filter_map(|country| country.strip_prefix(chosen));
    let taken = taken.find(|digits| digits.starts_with('0')).unwrap_or("0");
    (!rest.starts_with(|digit| taken.contains(digit))).then_some(rest)
}

/// How well a country fits the digits from a country code on: by how many of them are known,
/// with the country that most numbers of a shared code are in before its smaller neighbours,
/// whose numbers begin with `leading`. `None` where it does not fit.
pub fn fit(code: &str, leading: Option<&str>, digits: &str) -> Option<(usize, bool)> {
    let rest = digits.strip_prefix(code)?;
    let Some(leading) = leading else {
        return Some((code.len(), true));
    };
    let beginnings = leading.split(' ');
    let known = beginnings.filter(|beginning| rest.starts_with(beginning));
    Some((code.len() + known.map(str::len).max().unwrap_or(0), false))
}

/// Countries, each with the digits behind `00` with which it begins something else than a
/// country code there: the prefix of one carrier, or a number of the country. The server,
/// which knows the plans, tells what. No country code begins with zero.
const TAKEN: &[&str] = &[
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
