//! Parsers of senders, callers and texts, for one country or by country.

use crate::config::countries::per_country;
use crate::config::value_parser::unless_empty;
use crate::config::{InvalidText, ValueKind, ValueParser};
use crate::domain::PerCountry;
use crate::telephony::plivo::dlt::{DltCategory, DltId};
use crate::telephony::plivo::senders::{Caller, Sender};
use crate::telephony::text_template::TextTemplate;

/// A sender of texts; empty for none.
pub const fn sender() -> ValueParser<Option<Sender>> {
    ValueParser::new(ValueKind::Sender, |_, text| {
        unless_empty(text, Sender::parse)
    })
}

/// A sender of texts for each country.
pub const fn senders() -> ValueParser<PerCountry<Option<Sender>>> {
    ValueParser::new(ValueKind::Senders, |_, text| {
        optional(text.split(','), |sender| Ok(Sender::parse(sender)?))
    })
}

/// A number that calls come from, or `none`, for each country.
pub const fn callers() -> ValueParser<PerCountry<Option<Caller>>> {
    ValueParser::new(ValueKind::Callers, |_, text| {
        optional(text.split(','), |caller| Ok(Caller::parse(caller)?))
    })
}

/// A text for each country, a line each, in which `\n` stands for a line break.
pub const fn texts() -> ValueParser<PerCountry<Option<TextTemplate>>> {
    ValueParser::new(ValueKind::Texts, |_, text| {
        let entries = text.lines().filter(|line| !line.trim().is_empty());
        optional(entries, |text| {
            Ok(TextTemplate::parse(&text.replace("\\n", "\n"))?)
        })
    })
}

/// An ID of India's register; empty for none.
pub const fn dlt_id() -> ValueParser<Option<DltId>> {
    ValueParser::new(ValueKind::Text, |_, text| unless_empty(text, DltId::parse))
}

/// A category of India's register.
pub const fn dlt_category() -> ValueParser<DltCategory> {
    ValueParser::new(ValueKind::Text, |_, text| Ok(DltCategory::parse(text)?))
}

/// The values of the countries that have one; `*` need not be among them.
fn optional<'a, T>(
    entries: impl Iterator<Item = &'a str>,
    parse: impl Fn(&str) -> Result<T, InvalidText>,
) -> Result<PerCountry<Option<T>>, InvalidText> {
    let written = entries.filter(|entry| !entry.trim().is_empty());
    let (named, others) = per_country(written, parse)?;
    let named = named
        .into_iter()
        .map(|(country, value)| (country, Some(value)));
    Ok(PerCountry::new(named.collect(), others))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_have_senders_callers_and_texts() {
        let found = senders().parse("*=14155550100, GB=ACME").unwrap();
        assert_eq!(found.get("GB"), &Some(Sender::Letters("ACME".to_owned())));
        assert_eq!(
            found.get("FR"),
            &Some(Sender::Number("14155550100".to_owned()))
        );
        let found = senders().parse("").unwrap();
        assert_eq!(found.get("GB"), &None);
        let found = callers().parse("IN=none").unwrap();
        assert_eq!(found.get("IN"), &Some(Caller::NoCalls));
        let found = texts()
            .parse("IN={code}, from {brand}.\\n1 = 1\n\nFR={code}\n")
            .unwrap();
        let text = found.get("IN").as_ref().unwrap().longest("Acme", "");
        assert_eq!(text, "00000000, from Acme.\n1 = 1");
        assert!(found.get("FR").is_some() && found.get("GB").is_none());
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let told = |error: InvalidText| error.to_string();
        let error = told(senders().parse("*=0771, GB=A CME, XX=1, GB").unwrap_err());
        for part in [
            "*: \"0771\" begins with 0",
            "GB: \"A CME\" is no sender",
            "\"XX\"",
            "\"GB\" is not",
        ] {
            assert!(error.contains(part), "{part}: {error}");
        }
        let error = told(callers().parse("GB=ACME").unwrap_err());
        assert!(error.contains("GB: \"ACME\" cannot call"), "{error}");
        let error = told(texts().parse("IN=Your code\nFR={brand}").unwrap_err());
        assert!(error.contains("IN: ") && error.contains("FR: "), "{error}");
    }
}
