//! Maps the characters that keyboards of the world write to plain ASCII ones.
//!
//! The tables are copied from Unicode 17, and a test compares them with `icu_properties` for
//! every character: the library itself would cost the browser 5 KB.

use std::ops::RangeInclusive;

/// The ASCII digit for a decimal digit of any script; any other character unchanged.
pub fn ascii_digit(c: char) -> char {
    let value = |zero| (c as u32).checked_sub(zero as u32);
    let mut values = ZEROS.chars().filter_map(value);
    values
        .find_map(|value| char::from_digit(value, 10))
        .unwrap_or(c)
}

/// The ASCII character for a full-width form, a digit of another script, any dash and any white
/// space; any other character unchanged.
pub fn to_ascii(c: char) -> char {
    match narrow(c) {
        c if c.is_ascii_graphic() => c,
        c if c.is_whitespace() => ' ',
        c if is_one_of(DASHES, c) || is_one_of(LONG_VOWEL, c) => '-',
        c => ascii_digit(c),
    }
}

/// Whether `c` is invisible by itself, such as the direction marks that copied numbers carry.
pub fn is_ignorable(c: char) -> bool {
    IGNORABLE.iter().any(|range| range.contains(&c))
}

/// Whether `characters` contains `c`. Smaller in the browser than `str::contains`.
pub fn is_one_of(characters: &str, c: char) -> bool {
    characters.chars().any(|one| one == c)
}

/// Characters with the property Default_Ignorable_Code_Point.
const IGNORABLE: &[RangeInclusive<char>] = &[
    '\u{AD}'..='\u{AD}',
    '\u{34F}'..='\u{34F}',
    '\u{61C}'..='\u{61C}',
    '\u{115F}'..='\u{1160}',
    '\u{17B4}'..='\u{17B5}',
    '\u{180B}'..='\u{180F}',
    '\u{200B}'..='\u{200F}',
    '\u{202A}'..='\u{202E}',
    '\u{2060}'..='\u{206F}',
    '\u{3164}'..='\u{3164}',
    '\u{FE00}'..='\u{FE0F}',
    '\u{FEFF}'..='\u{FEFF}',
    '\u{FFA0}'..='\u{FFA0}',
    '\u{FFF0}'..='\u{FFF8}',
    '\u{1BCA0}'..='\u{1BCA3}',
    '\u{1D173}'..='\u{1D17A}',
    '\u{E0000}'..='\u{E0FFF}',
];

/// Characters with the property Dash.
const DASHES: &str = "-\u{58A}\u{5BE}\u{1400}\u{1806}\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\
    \u{2015}\u{2053}\u{207B}\u{208B}\u{2212}\u{2E17}\u{2E1A}\u{2E3A}\u{2E3B}\u{2E40}\u{2E5D}\
    \u{301C}\u{3030}\u{30A0}\u{FE31}\u{FE32}\u{FE58}\u{FE63}\u{FF0D}\u{10D6E}\u{10EAD}";

/// The long-vowel mark in both widths, which Japanese keyboards write where others write a
/// dash.
const LONG_VOWEL: &str = "\u{30FC}\u{FF70}";

/// The zero of every script; the other digits of the script follow it in order.
const ZEROS: &str = "0\u{660}\u{6F0}\u{7C0}\u{966}\u{9E6}\u{A66}\u{AE6}\u{B66}\u{BE6}\u{C66}\
    \u{CE6}\u{D66}\u{DE6}\u{E50}\u{ED0}\u{F20}\u{1040}\u{1090}\u{17E0}\u{1810}\u{1946}\u{19D0}\
    \u{1A80}\u{1A90}\u{1B50}\u{1BB0}\u{1C40}\u{1C50}\u{A620}\u{A8D0}\u{A900}\u{A9D0}\u{A9F0}\
    \u{AA50}\u{ABF0}\u{FF10}\u{104A0}\u{10D30}\u{10D40}\u{11066}\u{110F0}\u{11136}\u{111D0}\
    \u{112F0}\u{11450}\u{114D0}\u{11650}\u{116C0}\u{116D0}\u{116DA}\u{11730}\u{118E0}\u{11950}\
    \u{11BF0}\u{11C50}\u{11D50}\u{11DA0}\u{11DE0}\u{11F50}\u{16130}\u{16A60}\u{16AC0}\u{16B50}\
    \u{16D70}\u{1CCF0}\u{1D7CE}\u{1D7D8}\u{1D7E2}\u{1D7EC}\u{1D7F6}\u{1E140}\u{1E2F0}\u{1E4F0}\
    \u{1E5F1}\u{1E950}\u{1FBF0}";

/// Full-width characters, in the order of ASCII.
const FULL_WIDTH: RangeInclusive<char> = '！'..='～';
const FULL_WIDTH_OFFSET: u32 = '！' as u32 - '!' as u32;

fn narrow(c: char) -> char {
    let full_width = FULL_WIDTH.contains(&c).then_some(c as u32);
    let narrow = full_width.and_then(|c| c.checked_sub(FULL_WIDTH_OFFSET));
    narrow.and_then(char::from_u32).unwrap_or(c)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use icu_properties::props::{Dash, DefaultIgnorableCodePoint, GeneralCategory};
    use icu_properties::{CodePointMapData, CodePointSetData};

    use super::*;

    #[test]
    fn the_tables_are_those_of_unicode() {
        let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>();
        let dash = CodePointSetData::new::<Dash>();
        let category = CodePointMapData::<GeneralCategory>::new();
        // Rows of ten digits, some of which follow each other.
        let mut values = ('0'..='9').cycle();
        for c in '\0'..=char::MAX {
            let decimal = category.get(c) == GeneralCategory::DecimalNumber;
            let digit = decimal.then(|| values.next()).flatten().unwrap_or(c);
            assert_eq!(ascii_digit(c), digit, "{c:?}");
            assert_eq!(is_ignorable(c), ignorable.contains(c), "{c:?}");
            assert_eq!(DASHES.contains(c), dash.contains(c), "{c:?}");
        }
        for (digit, value) in [('٧', '7'), ('７', '7'), ('𝟽', '7'), ('O', 'O'), ('²', '²')] {
            assert_eq!(ascii_digit(digit), value);
        }
    }

    #[test]
    fn forms_of_one_character_are_one() {
        for (forms, ascii) in [
            ("-‐‑‒–—―−⸺﹣－ー", '-'),
            (" \t\n\u{a0}\u{2009}\u{202f}\u{3000}\u{85}", ' '),
            ("+＋", '+'),
            ("(（", '('),
            ("O\u{FF2F}", 'O'),
        ] {
            for form in forms.chars() {
                assert_eq!(to_ascii(form), ascii, "{form:?}");
            }
        }
    }

    #[test]
    fn what_shows_nothing_is_ignorable() {
        for mark in "\u{ad}\u{34f}\u{61c}\u{115f}\u{200b}\u{200e}\u{202a}\u{202c}\u{2066}\u{2069}\u{feff}\u{fe0d}\u{fe0f}\u{e0041}".chars() {
            assert!(is_ignorable(mark), "{mark:?}");
        }
        for shown in "0O +-\u{300}\0\u{7f}\u{20e3}\u{fff9}".chars() {
            assert!(!is_ignorable(shown), "{shown:?}");
        }
    }
}
