//! Parses a phone number as it was typed, without any numbering plan. Browser and server share
//! this code, so they agree.

use super::characters::{is_ignorable, is_one_of, to_ascii};

/// A phone number as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedNumber {
    /// Whether a plus precedes the digits, which then begin with a country code.
    pub plus: bool,
    /// All digits, in ASCII.
    pub digits: String,
}

/// The reason why a text is not a phone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidNumber {
    /// Nothing was typed.
    Empty,
    /// It contains no digit.
    NoDigits,
    /// It contains this character, which is neither a digit nor a separator, or is a plus that
    /// does not come first.
    InvalidCharacter(char),
}

impl TypedNumber {
    /// Reads digits of every script with separators, a plus before them, and a label before the
    /// plus, as in `Mobile: +44 …` and `tel:+44…`. Nothing else is skipped: skipping a letter
    /// could turn the text into somebody else's number.
    ///
    /// # Errors
    /// [`InvalidNumber`] for a text without digits, or with any other character.
    pub fn parse(text: &str) -> Result<Self, InvalidNumber> {
        let text = in_plain_characters(text);
        let (mut plus, mut digits) = (false, String::new());
        for c in without_label(&text).chars() {
            match c {
                '0'..='9' => digits.push(c),
                '+' if !plus && digits.is_empty() => plus = true,
                _ if is_one_of(SEPARATORS, c) => {}
                _ => return Err(InvalidNumber::InvalidCharacter(c)),
            }
        }
        match digits.is_empty() {
            false => Ok(Self { plus, digits }),
            true if text.chars().all(|c| c == ' ') => Err(InvalidNumber::Empty),
            true => Err(InvalidNumber::NoDigits),
        }
    }
}

/// Spaces, dashes, dots, slashes, parentheses, middle dots, commas, apostrophes and
/// underscores. [`to_ascii`] has already replaced other spaces, dashes and full-width forms.
const SEPARATORS: &str = " -./,'_()\
    \u{2024}\u{3002}\u{FE52}\u{FF61}\u{6D4}\
    \u{2044}\u{2215}\
    \u{FE59}\u{FE5A}\
    \u{B7}\u{387}\u{2022}\u{2027}\u{2219}\u{22C5}\u{30FB}\u{FF65}\
    \u{60C}\u{3001}\u{FE50}\u{FF64}\
    \u{2018}\u{2019}\u{2BC}\u{2032}\u{B4}`";

/// The combining mark of keycap emoji, which encloses the digit before it.
const KEYCAP: char = '\u{20E3}';

fn in_plain_characters(text: &str) -> String {
    let mut plain_text = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !is_ignorable(*c)).map(to_ascii) {
        if c != KEYCAP || !plain_text.ends_with(|c: char| c.is_ascii_digit()) {
            plain_text.push(c);
        }
    }
    plain_text
}

/// Schemes whose addresses are not phone numbers even where digits follow (RFC 3261: `sip:+1…`
/// is a user at a host).
const OTHER_ADDRESSES: [&str; 5] = ["sip:", "sips:", "im:", "xmpp:", "mailto:"];

/// The text from the plus on, if a label precedes it: words that end in a colon or a dot.
fn without_label(text: &str) -> &str {
    let (label, number) = text.split_at(text.find('+').unwrap_or(0));
    let mut back = label.chars().rev();
    let last = back.find(|c| !is_one_of(" /(-", *c));
    let in_words =
        |c: char| !c.is_ascii() || c.is_ascii_alphabetic() || c == ':' || is_one_of(SEPARATORS, c);
    let label_is = |address: &&str| label.trim().eq_ignore_ascii_case(address);
    let is_label = matches!(last, Some(':' | '.')) && !OTHER_ADDRESSES.iter().any(label_is);
    match is_label && label.chars().all(in_words) {
        true => number,
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_stands_only_before_a_plus() {
        for text in [
            "tel:+447700900123",
            "TEL:+447700900123",
            "tel://+447700900123",
            "Mobile: +44 7700 900123",
            "Mobile:+44 7700 900123",
            "Tel. +44 7700 900123",
            "Mobile: (+44) 7700 900123",
            "Téléphone\u{a0}: +44 7700 900123",
            "Te\u{301}l. : +44 7700 900123",
            "Handy-Nr.: +44 7700 900123",
            "My number (work): +44 7700 900123",
            "電話：＋４４ ７７００ ９００１２３",
            "फ\u{93c}ोन: +44 7700 900123",
            "الهاتف: +44 7700 900123",
            ". +44 7700 900123",
        ] {
            let number = TypedNumber::parse(text).unwrap();
            assert_eq!(
                (number.plus, &*number.digits),
                (true, "447700900123"),
                "{text}"
            );
        }
        for (text, strange) in [
            ("Mobile: 07700 900123", 'M'),
            ("sip:+14155550123", 's'),
            ("SIPS: +14155550123", 'S'),
            ("tel:07700900123", 't'),
            ("Mobile +44 7700 900123", 'M'),
            ("Mobile 2: +44 7700 900123", 'M'),
            ("https://wa.me/+447700900123", 'h'),
            ("+44 Mobile: 7700 900123", 'M'),
            (": 07700 900123", ':'),
            ("<b>: +447700900123", '<'),
        ] {
            assert_eq!(
                TypedNumber::parse(text),
                Err(InvalidNumber::InvalidCharacter(strange)),
                "{text}"
            );
        }
    }

    #[test]
    fn nothing_is_no_number() {
        for text in ["", "  ", "\u{200e}\u{a0}", "\n\t"] {
            assert_eq!(
                TypedNumber::parse(text),
                Err(InvalidNumber::Empty),
                "{text:?}"
            );
        }
        for text in ["+", "()", " - ", "Mobile: +", "(+)"] {
            assert_eq!(
                TypedNumber::parse(text),
                Err(InvalidNumber::NoDigits),
                "{text:?}"
            );
        }
    }
}
