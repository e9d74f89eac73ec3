//! Parsers of countries by their ISO 3166-1 codes, and of a value for each country:
//! `*=0.10, US=0.0077, GB=0.04`.

use crate::config::{InvalidText, ValueKind, ValueParser};
use crate::domain::PerCountry;
use crate::rate_limit::PARTS;
use crate::verifier::phone_parsing::is_country;

/// One country; empty for none.
pub const fn country() -> ValueParser<Option<String>> {
    ValueParser::new(ValueKind::Text, |_, text| match text {
        "" => Ok(None),
        code if is_country(code) => Ok(Some(code.to_owned())),
        _ => Err("an ISO 3166-1 code of two letters, such as GB".into()),
    })
}

/// Countries, separated by commas; `None` for all, written as `*` or nothing.
pub const fn countries() -> ValueParser<Option<Vec<String>>> {
    ValueParser::new(ValueKind::Text, |_, text| {
        if matches!(text, "" | "*") {
            return Ok(None);
        }
        let codes: Vec<_> = text.split(',').map(|code| code.trim().to_owned()).collect();
        match codes.iter().find(|code| !is_country(code)) {
            None => Ok(Some(codes)),
            Some(odd) => Err(format!(
                "{odd:?} is no ISO 3166-1 code such as US; * alone is every country"
            )
            .into()),
        }
    })
}

/// A whole number above zero for each country.
pub const fn counts() -> ValueParser<PerCountry<u32>> {
    ValueParser::new(ValueKind::PerCountry, |_, text| {
        numbers(text, |number| {
            number.parse().ok().filter(|count| *count > 0)
        })
    })
}

/// A price for each country, with at most four decimals, in parts of [`PARTS`].
pub const fn prices() -> ValueParser<PerCountry<u32>> {
    ValueParser::new(ValueKind::PerCountry, |_, text| numbers(text, price))
}

/// The values of the named countries, and the one of all others.
type Values<T> = (Vec<(String, T)>, Option<T>);

/// Parses entries of the form `US=…`, one for each country; that of `*` is for all others.
///
/// # Errors
/// [`InvalidText`] with every mistake.
pub fn per_country<'a, T>(
    entries: impl Iterator<Item = &'a str>,
    parse: impl Fn(&str) -> Result<T, InvalidText>,
) -> Result<Values<T>, InvalidText> {
    let (mut named, mut mistakes) = (Vec::new(), Vec::new());
    for entry in entries.map(str::trim) {
        match parse_entry(entry, &parse) {
            Ok((country, _)) if named.iter().any(|(other, _)| *other == country) => {
                mistakes.push(format!("{country} stands there twice"));
            }
            Ok(value) => named.push(value),
            Err(mistake) => mistakes.push(mistake.to_string()),
        }
    }
    if !mistakes.is_empty() {
        return Err(mistakes.join("; ").into());
    }
    let others = named.iter().position(|(country, _)| country == "*");
    let others = others.map(|at| named.remove(at).1);
    Ok((named, others))
}

fn parse_entry<T>(
    entry: &str,
    parse: impl Fn(&str) -> Result<T, InvalidText>,
) -> Result<(String, T), InvalidText> {
    let Some((country, value)) = entry.split_once('=') else {
        return Err(format!("{entry:?} is not of the form US=…").into());
    };
    let (country, value) = (country.trim(), value.trim());
    if country != "*" && !is_country(country) {
        return Err(format!("{country:?} is no ISO 3166-1 code such as US, nor *").into());
    }
    let value = parse(value).map_err(|mistake| format!("{country}: {mistake}"))?;
    Ok((country.to_owned(), value))
}

fn numbers(
    text: &str,
    number: impl Fn(&str) -> Option<u32>,
) -> Result<PerCountry<u32>, InvalidText> {
    let parse = |value: &str| number(value).ok_or_else(|| format!("{value:?} is no number").into());
    let (named, others) = per_country(text.split(','), parse)?;
    let others = others.ok_or("* is missing: the number for all other countries")?;
    Ok(PerCountry::new(named, others))
}

fn price(text: &str) -> Option<u32> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let mut digits = whole.bytes().chain(decimals.bytes());
    if decimals.len() > 4 || !digits.all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let parts: u32 = format!("{decimals:0<4}").parse().ok()?;
    let whole: u32 = whole.parse().ok()?;
    whole.checked_mul(PARTS)?.checked_add(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(parser: ValueParser<PerCountry<u32>>, text: &str) -> Result<PerCountry<u32>, String> {
        parser.parse(text).map_err(|error| error.to_string())
    }

    #[test]
    fn a_country_has_its_own_number_or_the_others() {
        let found = parse(counts(), "*=100, US=1000,GB = 7").unwrap();
        let of = ["US", "GB", "FR", "001"].map(|country| *found.get(country));
        assert_eq!(of, [1000, 7, 100, 100]);
        let found = parse(prices(), "*=0.1, US=0.0077, GB=12, FR=0").unwrap();
        let of = ["US", "GB", "FR", "DE"].map(|country| *found.get(country));
        assert_eq!(of, [77, 120_000, 0, 1_000]);
    }

    #[test]
    fn what_is_wrong_is_told() {
        for (text, told) in [
            ("", "not of the form"),
            ("US=1", "* is missing"),
            ("*=1, US", "not of the form"),
            ("*=1, XX=1", "no ISO 3166-1 code"),
            ("*=1, us=1", "no ISO 3166-1 code"),
            ("*=1, US=1, US=2", "twice"),
            ("*=1, *=2", "twice"),
            ("*=", "no number"),
            ("*=-1", "no number"),
            ("*=0.00771", "no number"),
            ("*=1.2.3", "no number"),
            ("*=1e3", "no number"),
            ("*=9999999999", "no number"),
            ("*=.5", "no number"),
        ] {
            let error = parse(prices(), text).unwrap_err();
            assert!(error.contains(told), "{text}: {error}");
        }
        let error = parse(prices(), "*=1, XX=1, US=dear").unwrap_err();
        assert!(error.contains("XX") && error.contains("dear"), "{error}");
        assert!(parse(counts(), "*=0").is_err(), "a limit of nothing");
        assert!(parse(counts(), "*=0.5").is_err());
    }
}
