//! Names of the shared limits in settings: `sends_per_block, spend`.

use crate::config::unknown_names::find_meant;
use crate::config::{InvalidText, ValueKind, ValueParser};
use crate::rate_limit::LimitKind;

/// Beginnings of the settings whose limits guard codes against guessing.
const GUARDS: [&str; 2] = ["guesses_", "wrong_guesses"];

/// Limits that may record only, with commas between them; empty for none.
pub const fn limit_names() -> ValueParser<Vec<LimitKind>> {
    ValueParser::new(ValueKind::Limits, |_, text| {
        let names = text.split(',').map(str::trim);
        let names = names.filter(|_| !text.trim().is_empty());
        let (mut limits, mut mistakes) = (Vec::new(), Vec::new());
        for name in names {
            match limit(name) {
                Ok(limit) if limits.contains(&limit) => {
                    mistakes.push(format!("{name} stands there twice"));
                }
                Ok(limit) => limits.push(limit),
                Err(mistake) => mistakes.push(mistake.to_string()),
            }
        }
        match mistakes.is_empty() {
            true => Ok(limits),
            false => Err(InvalidText::from(mistakes.join("; "))),
        }
    })
}

/// The limit of this name, or why it cannot be set to record only.
fn limit(name: &str) -> Result<LimitKind, InvalidText> {
    let mut all = LimitKind::all().into_iter();
    let found = all.find(|limit| limit.setting_name() == name);
    let mistake = match found {
        Some(limit) if limit.may_record_only() => return Ok(limit),
        _ if GUARDS.iter().any(|guard| name.starts_with(guard)) => {
            format!("{name} guards codes against guessing, and always holds")
        }
        Some(_) => {
            format!("{name} cannot record only: it slows requests or counts them, and denies none")
        }
        None if is_per_number_or_verification(name) => {
            format!("{name} protects one number or one verification, and always holds")
        }
        None => unknown(name),
    };
    Err(mistake.into())
}

/// Whether it is named as the limits that are kept with a number or a verification.
fn is_per_number_or_verification(name: &str) -> bool {
    name.contains("_per_phone") || name.contains("_per_flow")
}

fn unknown(name: &str) -> String {
    let limits = LimitKind::all().into_iter();
    let limits = limits.filter(|limit| limit.may_record_only());
    let names: Vec<_> = limits.map(LimitKind::setting_name).collect();
    let meant = find_meant(name, names.iter().map(String::as_str));
    let hint = meant.map_or_else(
        || format!("; they are {}", names.join(", ")),
        |meant| format!("; did you mean {meant}?"),
    );
    format!("{name:?} is no limit{hint}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Vec<LimitKind>, String> {
        let parsed = limit_names().parse(text);
        parsed.map_err(|error| error.to_string())
    }

    #[test]
    fn every_limit_that_may_record_only_is_found_by_its_name() {
        for limit in LimitKind::all() {
            let parsed = parse(&limit.setting_name());
            assert_eq!(parsed.is_ok(), limit.may_record_only(), "{parsed:?}");
            assert!(parsed.is_err() || parsed == Ok(vec![limit]));
        }
        assert_eq!(parse(""), Ok(Vec::new()));
        let both = vec![LimitKind::Spend, LimitKind::AttemptsPerBlock];
        assert_eq!(parse("spend , sends_per_block"), Ok(both));
    }

    #[test]
    fn a_wrong_name_is_refused_with_a_hint() {
        for (text, told) in [
            ("sends_per_blok", "did you mean sends_per_block?"),
            ("sends_per_client_hour", "did you mean sends_per_client?"),
            ("spend_hour", "did you mean spend?"),
            ("sends_per_country_hour", "did you mean sends_per_country?"),
            ("everything", "they are posts_per_client, "),
            ("spend,", "\"\" is no limit"),
            ("spend, spend", "spend stands there twice"),
            ("guesses_per_code", "guards codes against guessing"),
            ("guesses_per_phone", "guards codes against guessing"),
            ("guesses_in_a_row", "guards codes against guessing"),
            ("guesses_per_client", "guards codes against guessing"),
            ("wrong_guesses", "guards codes against guessing"),
            ("sends_per_phone_day", "protects one number"),
            ("sends_per_flow", "protects one number"),
            ("pace_of_texts", "cannot record only"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.contains(told), "{text}: {error}");
        }
    }
}
