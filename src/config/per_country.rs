//! Reads a number for each country, as the settings write it: `*=0.10, US=0.0077, GB=0.04`.

use crate::rate_limit::per_country::{PARTS, PerCountry};
use crate::verifier::phone_parsing::is_country;

/// Reads whole numbers above zero.
///
/// # Errors
/// A sentence about the first entry that is wrong.
pub fn counts(text: &str) -> Result<PerCountry, String> {
    parse(text, |number| {
        number.parse().ok().filter(|count| *count > 0)
    })
}

/// Reads prices of at most four decimals, in parts of [`PARTS`].
///
/// # Errors
/// A sentence about the first entry that is wrong.
pub fn prices(text: &str) -> Result<PerCountry, String> {
    parse(text, price)
}

fn parse(text: &str, number: impl Fn(&str) -> Option<u32>) -> Result<PerCountry, String> {
    let mut named = Vec::new();
    for entry in text.split(',').map(str::trim) {
        let (country, value) = entry
            .split_once('=')
            .ok_or_else(|| format!("{entry:?} is not of the form US=1"))?;
        let (country, value) = (country.trim(), value.trim());
        if country != "*" && !is_country(country) {
            return Err(format!(
                "{country:?} is no ISO 3166-1 code such as US, nor *"
            ));
        }
        if named.iter().any(|(other, _)| other == country) {
            return Err(format!("{country} stands there twice"));
        }
        let value = number(value).ok_or_else(|| format!("{value:?} is no number for it"))?;
        named.push((country.to_owned(), value));
    }
    let others = named.iter().position(|(country, _)| country == "*");
    let others = others.ok_or("* is missing: the number for all other countries")?;
    let (_, otherwise) = named.remove(others);
    Ok(PerCountry::new(named, otherwise))
}

fn price(text: &str) -> Option<u32> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if decimals.len() > 4
        || !format!("{whole}{decimals}")
            .bytes()
            .all(|b| b.is_ascii_digit())
    {
        return None;
    }
    let parts: u32 = format!("{decimals:0<4}").parse().ok()?;
    let whole: u32 = whole.parse().ok()?;
    whole.checked_mul(PARTS)?.checked_add(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_has_its_own_number_or_the_others() {
        let found = counts("*=100, US=1000,GB = 7").unwrap();
        let of = ["US", "GB", "FR", "001"].map(|country| found.get(country));
        assert_eq!(of, [1000, 7, 100, 100]);
        let found = prices("*=0.1, US=0.0077, GB=12, FR=0").unwrap();
        let of = ["US", "GB", "FR", "DE"].map(|country| found.get(country));
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
            let error = prices(text).unwrap_err();
            assert!(error.contains(told), "{text}: {error}");
        }
        assert!(counts("*=0").is_err(), "a limit of nothing");
        assert!(counts("*=0.5").is_err());
    }
}
