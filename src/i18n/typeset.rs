//! Typesetting of sentences: no-break spaces and hyphens between a count and its noun (“6-digit”,
//! “4 tries”), and in French between a word and a punctuation mark.

/// Stands in a sentence for a value that is put in later.
pub const PLACEHOLDER: char = '\u{FFFC}';

const NO_BREAK_SPACE: char = '\u{A0}';
const NO_BREAK_HYPHEN: char = '\u{2011}';

/// A sentence with no-break spaces and hyphens; `tag` is its language.
pub fn typeset(tag: &str, text: &str) -> String {
    let french = tag == "fr";
    let mut before = None;
    let mut rest = text.chars().peekable();
    let mut typeset = String::with_capacity(text.len() + 8);
    while let Some(character) = rest.next() {
        let after = rest.peek().copied();
        let in_count = before.is_some_and(|c: char| c.is_ascii_digit() || c == PLACEHOLDER)
            && after.is_some_and(char::is_alphabetic);
        typeset.push(match character {
            ' ' if in_count => NO_BREAK_SPACE,
            '-' if in_count => NO_BREAK_HYPHEN,
            ' ' if french && after.is_some_and(|c| ":;!?»".contains(c)) => NO_BREAK_SPACE,
            ' ' if french && before == Some('«') => NO_BREAK_SPACE,
            other => other,
        });
        before = Some(character);
    }
    typeset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_only_where_they_may() {
        for (tag, text, expected) in [
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
            assert_eq!(typeset(tag, text), expected, "{tag}");
        }
    }
}
