//! How many text messages a text costs: the alphabet that fits 160 characters in one.
//!
//! Pure. Source: 3GPP TS 23.038 section 6.2.1 (default alphabet and its extension table).

/// What one text message holds, in septets. A longer text is split, billed by
/// the part, and not put together again by every handset.
pub const SEGMENT: usize = 160;

/// The default alphabet, less the escape character.
const BASIC: &str = concat!(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?",
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);

/// Characters written as an escape and a second septet.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// How many septets `text` takes; `None` when one of its characters is in neither
/// table, which makes the whole text UCS-2 (70 characters to a message).
pub fn septets(text: &str) -> Option<usize> {
    text.chars().map(width).sum()
}

/// How many text messages `text` is sent and billed as. What is not in GSM-7 goes out as
/// UCS-2: 70 of UTF-16's units alone, 67 in each part of several.
pub fn segments(text: &str) -> usize {
    let (length, alone, part) = match septets(text) {
        Some(septets) => (septets, SEGMENT, 153),
        None => (text.encode_utf16().count(), 70, 67),
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
    fn both_tables_have_their_size() {
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

    /// The lengths in Plivo's own terms of a text and of the same with a curly apostrophe.
    #[test]
    fn a_whole_message() {
        let text = "Your Acme code is 123456. It expires in 10 minutes. Don't share it with anyone.\n\n@signup.acme-example.com #123456";
        assert_eq!(septets(text), Some(113));
        assert_eq!(septets(&text.replace('\'', "’")), None);
    }
}
