//! Countries by their ISO 3166-1 codes.

use crate::config::key::ValueKind;
use crate::config::value_parser::ValueParser;
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
