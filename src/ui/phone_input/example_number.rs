//! The example in the hint of the phone field: a mobile number of the selected country.

use super::countries::Country;
use super::number_format::{NumberFormat, format_number};
use crate::i18n::{Locale, TextCache};

/// A mobile number of the country, as it is dialled there. If no country is selected, one of a
/// country that speaks the language, with its country code.
pub fn example_number(locale: Locale, country: &str) -> &'static str {
    static WITHOUT_COUNTRY: TextCache<Locale> = TextCache::new();
    match Country::find(country) {
        Some(country) => country.example,
        None => WITHOUT_COUNTRY.get_or_insert_with(locale, || {
            let country = Country::find(locale.text("example-country"));
            country.and_then(international).unwrap_or_default()
        }),
    }
}

/// The country's example with its country code, such as `+44 7700 900123`.
fn international(country: &Country) -> Option<String> {
    let code = country.calling_code.to_string();
    let format = NumberFormat {
        code: &code,
        example: country.example,
        groups: country.groups,
    };
    let digits = country.example.chars().filter(char::is_ascii_digit);
    let national: String = digits.skip(format.trunk_prefix().len()).collect();
    format_number(&format!("+{code}{national}"), &format)
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
