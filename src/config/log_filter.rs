//! The log filter, parsed more strictly than `EnvFilter` does: that takes a misspelt level for
//! the name of a target, and then logs nothing else.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

use crate::config::InvalidText;

/// Targets of ours, which may be named without a level: all of theirs is then logged.
const OURS: [&str; 2] = ["ringcode", "audit"];

/// The phone library, which logs the numbers that it is given: none of it is ever logged.
const SILENCED: &str = "rlibphonenumber";

/// Parses a filter such as `info` or `warn,ringcode::store=debug`. Targets that it does not
/// name are logged from errors on, and the audit trail in any case; whatever it names, no target
/// is logged that tells phone numbers.
///
/// # Errors
/// [`InvalidText`] about the first part that is wrong, or about the phone library.
pub fn parse(text: &str) -> Result<EnvFilter, InvalidText> {
    let parts: Vec<_> = text.split(',').map(str::trim).collect();
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let whole = parts.join(",");
    if whole.contains(SILENCED) {
        let never = "is never logged: its lines have phone numbers in them";
        return Err(format!("{SILENCED} {never}").into());
    }
    // Braces may hold commas.
    if !whole.contains('{') {
        parts.iter().try_for_each(|part| check(part))?;
    }
    let silenced = format!("{SILENCED}=off");
    let filter = EnvFilter::try_new(format!("{whole},{silenced}"));
    let mut filter = filter.map_err(|_| wrong(text))?;
    if !parts.iter().any(|part| is_level(part)) {
        filter = filter.add_directive(LevelFilter::ERROR.into());
    }
    match "audit=info".parse() {
        Ok(audit) if !parts.iter().any(|part| names_audit(part)) => Ok(filter.add_directive(audit)),
        _ => Ok(filter),
    }
}

fn check(part: &str) -> Result<(), InvalidText> {
    let fits = match part.rsplit_once('=') {
        Some((target, level)) => is_target(target) && is_level(level),
        None => is_level(part) || part.ends_with(']') || is_ours(part),
    };
    if fits { Ok(()) } else { Err(wrong(part)) }
}

/// Whether `text` is the path of a module, perhaps with a span in brackets.
fn is_target(text: &str) -> bool {
    let path = text.split('[').next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || "_:-.".contains(c);
    !text.is_empty() && path.chars().all(plain)
}

fn is_level(word: &str) -> bool {
    !word.is_empty() && word.parse::<LevelFilter>().is_ok()
}

fn is_ours(target: &str) -> bool {
    OURS.contains(&target.split("::").next().unwrap_or_default())
}

/// Whether a part is about the audit trail: about its target, not about a module that has its
/// name.
fn names_audit(part: &str) -> bool {
    part.split(['=', '[']).next() == Some("audit")
}

fn wrong(part: &str) -> InvalidText {
    let message = format!(
        "{part:?} is neither a level (off, error, warn, info, debug, trace) nor target=level; \
         with commas between them, such as warn,ringcode=debug"
    );
    message.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_read_or_refused() {
        for text in [
            "info",
            "INFO",
            "off",
            "3",
            "warn, ringcode=debug",
            "ringcode",
            "ringcode::store,info",
            "audit=off,error",
            "hyper=trace",
            "ringcode[request]=debug",
            "ringcode[request{client=1}]=debug",
            "info,",
            "ringcode=info,hyper_util::client=off",
        ] {
            assert!(parse(text).is_ok(), "{text}");
        }
        for text in [
            "warning",
            "information",
            "err",
            "fatal",
            "verbose",
            "none",
            "6",
            "info debug",
            "info;ringcode=debug",
            "ringcode=warning",
            "ringcode=",
            "ringcode:debug",
            "=debug",
            "info,hyper",
            "info,warning",
            "ringcodes",
            "ringcode[request=debug",
        ] {
            let said = parse(text).map(|filter| filter.to_string());
            assert!(
                said.is_err_and(|said| said.to_string().contains("level")),
                "{text}"
            );
        }
    }

    #[test]
    fn no_filter_lets_the_phone_library_tell_numbers() {
        for text in ["trace", "info", "ringcode=trace", "", "warn,hyper=trace"] {
            let filter = parse(text).unwrap().to_string();
            assert!(filter.contains("rlibphonenumber=off"), "{text}: {filter}");
        }
        for text in [
            "rlibphonenumber=trace",
            "info,rlibphonenumber::phonenumberutil=trace",
            "rlibphonenumber[request{client=1}]=trace",
        ] {
            let said = parse(text).map(|filter| filter.to_string());
            assert!(
                said.is_err_and(|said| said.to_string().contains("never logged")),
                "{text}"
            );
        }
    }

    #[test]
    fn errors_are_silenced_only_by_saying_so() {
        for (text, errors) in [
            ("hyper=trace", true),
            ("ringcode=off", true),
            ("off", false),
            ("ringcode::verifier::audit=debug", true),
            ("warn,ringcode[audit]=debug", false),
        ] {
            let filter = parse(text).unwrap().to_string();
            assert_eq!(filter.contains("error"), errors, "{text}: {filter}");
            assert!(filter.contains("audit=info"), "{text}: {filter}");
        }
    }
}
