//! Decimal digits of every script.
//!
//! A table of our own, as the browser's code has no room for Unicode's properties; a test
//! compares it with them.

/// The zeros of Unicode's decimal digits (general category Nd), each followed by the other nine.
const ZEROS: [u32; 77] = [
    0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66,
    0xDE6, 0xE50, 0xED0, 0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90,
    0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
    0x104A0, 0x10D30, 0x10D40, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0,
    0x11650, 0x116C0, 0x116D0, 0x116DA, 0x11730, 0x118E0, 0x11950, 0x11BF0, 0x11C50, 0x11D50,
    0x11DA0, 0x11DE0, 0x11F50, 0x16130, 0x16A60, 0x16AC0, 0x16B50, 0x16D70, 0x1CCF0, 0x1D7CE,
    0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E4F0, 0x1E5F1, 0x1E950, 0x1FBF0,
];

/// The ASCII digit that `c` stands for, or `c` itself when it is no digit.
pub fn ascii_digit(c: char) -> char {
    let before = ZEROS.partition_point(|&zero| zero <= c as u32);
    let zero = before.checked_sub(1).map(|place| ZEROS[place]);
    zero.and_then(|zero| char::from_digit(c as u32 - zero, 10))
        .unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use icu_properties::CodePointMapData;
    use icu_properties::props::GeneralCategory;

    use super::*;

    /// The ten digits of a script stand in a row, so a digit's value is its distance from its zero.
    #[test]
    fn every_decimal_digit_of_unicode_is_one() {
        let category = CodePointMapData::<GeneralCategory>::new();
        let mut expected = (0..=9).cycle();
        for c in '\0'..=char::MAX {
            let decimal = category.get(c) == GeneralCategory::DecimalNumber;
            let value = decimal.then(|| expected.next()).flatten();
            let read = ascii_digit(c);
            assert_eq!(read.to_digit(10), value, "{c:?} U+{:04X}", c as u32);
            assert!(decimal || read == c, "{c:?}");
        }
        assert_eq!(expected.next(), Some(0), "whole rows of ten");
    }
}
