//! Keeps together what a line of the page must not break: a count and what it counts
//! (“6-digit”, “4 tries”), and in French a sign and the word before it.

use crate::i18n::Locale;

/// Stands in a sentence for what is put into it later.
pub const HOLE: char = '\u{FFFC}';

const NO_BREAK_SPACE: char = '\u{A0}';
const NO_BREAK_HYPHEN: char = '\u{2011}';

/// The sentence with no-break spaces and hyphens. Texts and calls have no lines to break and
/// keep their plain ones: neither character is in a text message's alphabet.
pub(super) fn typeset(locale: Locale, text: &str) -> String {
    let french = locale.tag() == "fr";
    let mut before = None;
    let mut rest = text.chars().peekable();
    let mut set = String::with_capacity(text.len() + 8);
    while let Some(character) = rest.next() {
        let after = rest.peek().copied();
        let counts = before.is_some_and(|c: char| c.is_ascii_digit() || c == HOLE)
            && after.is_some_and(char::is_alphabetic);
        set.push(match character {
            ' ' if counts => NO_BREAK_SPACE,
            '-' if counts => NO_BREAK_HYPHEN,
            ' ' if french && after.is_some_and(|c| ":;!?»".contains(c)) => NO_BREAK_SPACE,
            ' ' if french && before == Some('«') => NO_BREAK_SPACE,
            other => other,
        });
        before = Some(character);
    }
    set
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_breaks_where_it_may() {
        for (tag, text, set) in [
            ("en", "a 6-digit code", "a 6\u{2011}digit code"),
            ("en", "4 tries left", "4\u{A0}tries left"),
            ("en", "(in \u{FFFC} s)", "(in \u{FFFC}\u{A0}s)"),
            ("en", "+44 7700 900123", "+44 7700 900123"),
            ("en", "415-555-0123, on-going", "415-555-0123, on-going"),
            ("en", "Error: one", "Error: one"),
            ("fr", "Erreur : un", "Erreur\u{A0}: un"),
            ("fr", "« Quoi ? »", "«\u{A0}Quoi\u{A0}?\u{A0}»"),
            ("hi", "6 अंकों का", "6\u{A0}अंकों का"),
            ("de", "6-stellig", "6\u{2011}stellig"),
        ] {
            let locale = Locale::from_tag(tag).unwrap();
            assert_eq!(typeset(locale, text), set, "{tag}");
        }
    }
}
