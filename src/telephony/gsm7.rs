//! The GSM-7 alphabet, and the number of segments that a text is sent and billed as.
//!
//! Pure. Source: 3GPP TS 23.038 section 6.2.1 (default alphabet and its extension table).

/// Septets in a text message of one segment. A longer text is split, billed by the segment, and
/// not reassembled by every handset.
pub const SEGMENT_SEPTETS: usize = 160;

/// Septets in each segment of a longer text.
const PART_SEPTETS: usize = 153;

/// UTF-16 code units in a UCS-2 text of one segment.
const UCS2_SEGMENT_UNITS: usize = 70;

/// UTF-16 code units in each segment of a longer UCS-2 text.
pub const UCS2_PART_UNITS: usize = 67;

/// The default alphabet without the escape character.
const BASIC: &str = concat!(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?",
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);

/// The extension table: characters encoded as an escape and a second septet.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// Whether GSM-7 has the character.
pub fn has(character: char) -> bool {
    width(character).is_some()
}

/// Counts the septets of `text`; `None` when a character is in neither table, which makes the
/// whole text UCS-2.
pub fn septets(text: &str) -> Option<usize> {
    text.chars().map(width).sum()
}

/// Counts the segments that `text` is sent and billed as.
pub fn segments(text: &str) -> usize {
    let (length, alone, part) = match septets(text) {
        Some(septets) => (septets, SEGMENT_SEPTETS, PART_SEPTETS),
        None => (
            text.encode_utf16().count(),
            UCS2_SEGMENT_UNITS,
            UCS2_PART_UNITS,
        ),
    };
    if length <= alone {
        1
    } else {
        length.div_ceil(part)
    }
}

fn width(character: char) -> Option<usize> {
    if BASIC.contains(character) {
        Some(1)
    } else {
        EXTENSION.contains(character).then_some(2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_tables_are_complete() {
        assert_eq!(BASIC.chars().count(), 127);
        assert_eq!(EXTENSION.chars().count(), 10);
    }

    #[test]
    fn septets_are_counted_as_networks_do() {
        for (text, expected) in [
            ("", Some(0)),
            ("Hello", Some(5)),
            ("[x]", Some(5)),
            ("5 €", Some(4)),
            ("à la carte", Some(10)),
            ("código", None),
            ("don’t", None),
            ("`", None),
            ("Ваш код", None),
        ] {
            assert_eq!(septets(text), expected, "{text}");
        }
    }

    #[test]
    fn segments_are_counted_in_both_alphabets() {
        for (text, expected) in [
            ("a".repeat(160), 1),
            ("a".repeat(161), 2),
            ("€".repeat(80), 1),
            ("€".repeat(81), 2),
            ("ж".repeat(70), 1),
            ("ж".repeat(71), 2),
            ("ж".repeat(135), 3),
        ] {
            assert_eq!(segments(&text), expected, "{text}");
        }
    }

    /// Lengths that Plivo counts for a text, and for the same text with a curly apostrophe.
    #[test]
    fn a_curly_apostrophe_makes_a_text_ucs_2() {
        let text = "Your Acme code is 123456. It expires in 10 minutes. Don't share it with anyone.\n\n@signup.acme-example.com #123456";
        assert_eq!(septets(text), Some(113));
        assert_eq!(septets(&text.replace('\'', "’")), None);
    }
}
