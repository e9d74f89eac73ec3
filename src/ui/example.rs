//! The example beside the number's field: a mobile number of the country that is chosen.

use super::countries::{COUNTRIES, Country};
use super::grouping::{Plan, grouped};
use crate::i18n::{Locale, TextCache};

/// A mobile number as it is dialled in that country. Where none is chosen, one of a country
/// that speaks the language, with its country code.
pub fn example_number(locale: Locale, country: &str) -> &'static str {
    static ANYWHERE: TextCache<Locale> = TextCache::new();
    match find(country) {
        Some(chosen) => chosen.example,
        None => ANYWHERE.get_or_insert_with(locale, || {
            let home = find(locale.text("example-country"));
            home.and_then(from_abroad).unwrap_or_default()
        }),
    }
}

fn find(iso: &str) -> Option<&'static Country> {
    let index = COUNTRIES.binary_search_by_key(&iso, |country| country.iso);
    COUNTRIES.get(index.ok()?)
}

/// The example with its country code, such as `+44 7700 900123`.
fn from_abroad(country: &Country) -> Option<String> {
    let code = country.calling_code.to_string();
    let plan = Plan {
        code: &code,
        example: country.example,
        groups: country.groups,
    };
    let digits = country.example.chars().filter(char::is_ascii_digit);
    let national: String = digits.skip(plan.trunk().len()).collect();
    grouped(&format!("+{code}{national}"), &plan)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_fits_the_country_or_else_the_language() {
        for (tag, country, example) in [
            ("en", "GB", "07700 900123"),
            ("en", "US", "(201) 555-0123"),
            ("ja", "DE", "0171 3920012"),
            ("en", "", "+44 7700 900123"),
            ("de", "", "+49 171 3920012"),
            ("fr", "", "+33 6 39 98 01 23"),
            ("pt-BR", "", "+55 11 96123-4567"),
            ("ja", "XX", "+81 90-1234-5678"),
        ] {
            let locale = Locale::from_tag(tag).unwrap();
            assert_eq!(example_number(locale, country), example, "{tag} {country}");
        }
        for locale in Locale::all() {
            let example = example_number(locale, "");
            assert!(example.starts_with('+'), "{locale:?}: {example}");
        }
    }
}
