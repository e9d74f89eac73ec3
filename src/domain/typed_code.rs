//! Parses a code as it was typed or pasted. Browser and server share this code, so they agree.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::characters::{ascii_digit, is_ignorable, is_one_of, to_ascii};

/// The number of digits of a code (NIST SP 800-63B-4 section 3.1.3.2: at least six).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeLength {
    /// The usual length.
    Six,
    /// The length of new codes while the whole service counts more wrong guesses than it
    /// should. A guess is then a hundred times less likely to be right.
    Eight,
}

impl CodeLength {
    /// The number of digits.
    pub const fn digits(self) -> usize {
        match self {
            Self::Six => 6,
            Self::Eight => 8,
        }
    }

    /// The number of different codes of this length.
    pub const fn count(self) -> u32 {
        10_u32.pow(self.digits() as u32)
    }

    /// The length of a code with that many digits; `None` where no code has.
    pub fn from_digits(digits: usize) -> Option<Self> {
        [Self::Six, Self::Eight]
            .into_iter()
            .find(|length| length.digits() == digits)
    }
}

/// The ASCII digits of a typed code: of the right length, not yet compared.
#[derive(Clone)]
pub struct TypedCode(String);

/// A text that is not a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidCode {
    /// The number of digits found in it, at most 255.
    pub digits: u8,
}

impl TypedCode {
    /// The digits.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// Finds the code in a typed or pasted text: `123456`, `123 456`, `G-123456`, `#123456`, the
    /// same code several times, or a whole message that contains one code. Digits of every
    /// script count. A phone number contains no code, even where a group of its digits is as
    /// long as one.
    ///
    /// # Errors
    /// [`InvalidCode`] when the text contains no such code, or several different ones.
    pub fn parse(text: &str, length: CodeLength) -> Result<Self, InvalidCode> {
        let (digits, groups) = groups(text);
        let has_plus = groups.iter().any(|group| group.after_plus);
        let only = |together: bool| {
            let groups = groups.iter().filter(|group| group.together || !together);
            let groups = groups.filter(|group| !group.after_plus);
            let mut codes =
                groups.filter_map(|group| repeated_code(digits.get(group.from..group.to)?, length));
            let first = codes.next()?;
            codes.all(|code| code == first).then_some(first)
        };
        let alone = repeated_code(&digits, length).filter(|_| !has_plus);
        // Names and addresses in a message can look like a code: `@127.0.0.1 #123456`.
        let found = alone.or_else(|| only(true)).or_else(|| only(false));
        found.map(|code| Self(code.to_owned())).ok_or(InvalidCode {
            digits: u8::try_from(digits.len()).unwrap_or(u8::MAX),
        })
    }
}

/// The typed digits to draw in the slots of the code field: those of the code or of its
/// beginning. `None` where the text contains more, such as a letter or a digit too many.
pub fn slot_digits(text: &str, length: CodeLength) -> Option<String> {
    let is_digit = |c: &char| ascii_digit(*c).is_ascii_digit();
    let digits = || text.chars().filter(is_digit);
    let nothing_else = text.chars().all(|c| is_digit(&c) || separates(c));
    match TypedCode::parse(text, length) {
        Ok(code) if digits().count() > length.digits() => Some(code.0),
        Ok(_) => Some(digits().collect()),
        Err(_) => (nothing_else && digits().count() < length.digits()).then(|| digits().collect()),
    }
}

/// The position, among all digits of a text, of digits written as one number, such as
/// `07700 900123` or `123-456`.
struct Group {
    from: usize,
    to: usize,
    /// Whether its digits stand without separators.
    together: bool,
    /// Whether a plus precedes it, as in a phone number with country code.
    after_plus: bool,
}

/// The code of which `digits` consist: once, or repeated without a gap.
fn repeated_code(digits: &str, length: CodeLength) -> Option<&str> {
    let code = digits.get(..length.digits())?;
    let again = digits.as_bytes().chunks(code.len());
    again
        .into_iter()
        .all(|chunk| chunk == code.as_bytes())
        .then_some(code)
}

/// The digits of a text and their groups. Digits with only separators between them are one
/// group.
fn groups(text: &str) -> (String, Vec<Group>) {
    let mut digits = String::new();
    let mut groups: Vec<Group> = Vec::new();
    let mut plus = false;
    // Whether the text since the last digit separates two numbers.
    let mut apart = true;
    let mut before = ' ';
    for c in text.chars().take(LONGEST_TEXT).map(ascii_digit) {
        if c.is_ascii_digit() {
            let from = digits.len();
            digits.push(c);
            match groups.last_mut() {
                Some(group) if !apart => {
                    group.to = digits.len();
                    group.together &= before.is_ascii_digit();
                }
                _ => groups.push(Group {
                    from,
                    to: digits.len(),
                    together: true,
                    after_plus: plus,
                }),
            }
            apart = false;
        } else {
            let sentence_ends = c.is_whitespace() && before == '.';
            apart |= sentence_ends || !separates(c);
            plus = is_plus(c) || plus && separates(c);
        }
        before = c;
    }
    (digits, groups)
}

/// Whether `c` may stand between the digits of one number: spaces, dashes, dots, brackets and
/// invisible characters of any width, but no line break.
fn separates(c: char) -> bool {
    match c {
        '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => false,
        '\u{B7}' | '\u{2000}'..='\u{206F}' | '\u{20E3}' | '\u{30FB}' => true,
        _ => is_ignorable(c) || is_one_of(" '(),-./_", to_ascii(c)),
    }
}

/// Whether `c` is a plus of any width.
fn is_plus(c: char) -> bool {
    is_one_of("+\u{FE62}\u{207A}", to_ascii(c))
}

/// Characters that are searched for a code: more than a text message holds.
const LONGEST_TEXT: usize = 400;

impl fmt::Debug for TypedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TypedCode(••••••)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Option<String> {
        TypedCode::parse(text, CodeLength::Six)
            .ok()
            .map(|typed| typed.0)
    }

    #[test]
    fn written_forms_of_one_code() {
        for text in [
            "123456",
            " 123456 ",
            "123 456",
            "123-456",
            "1 2 3 4 5 6",
            "G-123456",
            "#123456",
            "١٢٣٤٥٦",
            "۱۲۳۴۵۶",
            "१२३४५६",
            "１２３４５６",
            "๑๒๓๔๕๖",
            "༡༢༣༤༥༦",
            "𝟭𝟮𝟯𝟰𝟱𝟲",
            "1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣",
            "1\u{200B}2\u{2060}3\u{AD}4\u{FE0D}5\u{61C}6",
            "\u{202A}123456\u{202C}",
            "123\u{A0}456",
            "123\u{2011}456",
            "(123) 456",
            "1, 2, 3, 4, 5, 6",
            "12:34:56",
            "Your code is 123456.",
            "Code 123 456. It lasts 10 minutes",
            "123456123456",
            "123456123456123456",
            "123456 123456",
            "123456\n123456",
            "123456, 123456, 123456 times",
            "G-123456 G-123456",
            "Studio 54: 123456 is your code. It lasts 10 minutes. Call 0800 123123 for help",
            "認証コード：１２３４５６。10分間有効です",
            "Your Acme code is 123456. Don't share it with anyone.@127.0.0.1 #123456",
            "12-34-56 Bank: 123456 is your code. It lasts 10 minutes",
            "Your code is 123 456, it lasts 10 minutes",
            "Your Acme code is 123456. It lasts 10 minutes.\n\n@acme.example #123456",
        ] {
            assert_eq!(typed(text).as_deref(), Some("123456"), "{text}");
        }
    }

    #[test]
    fn other_shapes_are_not_codes() {
        for (text, digits) in [
            ("", 0),
            ("12345", 5),
            ("1234567", 7),
            ("abc", 0),
            ("null", 0),
            ("123456 654321", 12),
            ("123456 123456 654321", 18),
            ("123456123457", 12),
            ("12345612345", 11),
            ("1234561234561", 13),
            ("12-3", 3),
            ("๑๒", 2),
            ("a1b2", 2),
            // Phone numbers, whole and in part, one of them with a group of six digits.
            ("07700900123", 11),
            ("07700 900123", 11),
            ("07700-900123", 11),
            ("07700/900123", 11),
            ("(07700) 900123", 11),
            ("07700\u{2009}900123", 11),
            ("07700\u{FF0D}900123", 11),
            ("Mobile: 07700 900123", 11),
            ("00 44 7700 900123", 14),
            ("+44 7700 900123", 12),
            ("+447700", 6),
            ("+44 7700", 6),
            ("+ 447700", 6),
            ("+(44)7700", 6),
            ("\u{FF0B}447700", 6),
            ("tel:+447700", 6),
            ("+123456", 6),
        ] {
            assert_eq!(
                TypedCode::parse(text, CodeLength::Six).unwrap_err(),
                InvalidCode { digits },
                "{text}"
            );
        }
        assert!(TypedCode::parse(&"1".repeat(1_000_000), CodeLength::Six).is_err());
    }

    #[test]
    fn a_longer_code_is_read_and_held_like_a_shorter_one() {
        let typed = |text| TypedCode::parse(text, CodeLength::Eight);
        for text in [
            "01234567",
            "0123 4567",
            "Code: 01234567. It lasts 10 minutes.",
        ] {
            assert_eq!(typed(text).unwrap().digits(), "01234567", "{text}");
        }
        assert_eq!(typed("123456").unwrap_err(), InvalidCode { digits: 6 });
    }

    #[test]
    fn slots_show_what_was_typed_or_nothing() {
        for (text, shown) in [
            ("", Some("")),
            ("1", Some("1")),
            ("12-3", Some("123")),
            ("12 3", Some("123")),
            ("๑๒", Some("๑๒")),
            ("๑๒๓๔๕๖", Some("๑๒๓๔๕๖")),
            ("042632", Some("042632")),
            ("042632042632", Some("042632")),
            ("G-042632", Some("042632")),
            ("Your code is 042632. It lasts 10 minutes.", Some("042632")),
            ("0426321", None),
            ("042632 1", None),
            ("abc", None),
            ("12a", None),
            ("abcdefgh", None),
            ("G-", None),
            ("+44", None),
            ("+447700", None),
            ("07700 900123", None),
        ] {
            assert_eq!(
                slot_digits(text, CodeLength::Six).as_deref(),
                shown,
                "{text}"
            );
        }
    }
}
