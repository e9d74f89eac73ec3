//! The units that a text is sent and billed in. Source: Plivo's "Encoding and concatenation"
//! page; the alphabet is GSM 03.38.

const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
    ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Characters that take an escape as well, and count twice.
const EXTENDED: &str = "^{}\\[~]|€\u{c}";

/// The size of a text on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SegmentCount {
    /// Septets in GSM-7, code units in UCS-2.
    length: usize,
    /// Parts that are sent and billed; 0 if the text is too long to send.
    pub(crate) units: usize,
}

/// Counts a text. One unit holds 160 septets in GSM-7 (153 of several, 1600 in all), and 70 code
/// units in UCS-2 (67 of several, 737 in all).
pub(crate) fn count_segments(text: &str) -> SegmentCount {
    let septets: Option<usize> = text.chars().map(septets).sum();
    let (length, single, part, longest) = match septets {
        Some(length) => (length, 160, 153, 1600),
        None => (text.encode_utf16().count(), 70, 67, 737),
    };
    let units = match length {
        _ if length > longest => 0,
        _ if length <= single => 1,
        _ => length.div_ceil(part),
    };
    SegmentCount { length, units }
}

/// Septets that a character takes in GSM-7; `None` if the alphabet lacks it.
fn septets(character: char) -> Option<usize> {
    if BASIC.contains(character) {
        Some(1)
    } else {
        EXTENDED.contains(character).then_some(2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plivos_examples() {
        let acme = "Your Acme code is 123456. It expires in 10 minutes. Don't share it with \
            anyone.\n\n@signup.acme-example.com #123456";
        let pair = |text: &str| (count_segments(text).length, count_segments(text).units);
        assert_eq!(pair(acme), (113, 1));
        // One curly quote turns the whole text into UCS-2.
        assert_eq!(count_segments(&acme.replace('\'', "’")).units, 2);
        assert_eq!(
            pair("Tu código es 123456\n\n@acme.example #123456"),
            (42, 1)
        );
        assert_eq!(pair("[]"), (4, 1));
    }

    #[test]
    fn limits() {
        let units = |letter: &str, times: usize| count_segments(&letter.repeat(times)).units;
        assert_eq!([units("a", 160), units("a", 161)], [1, 2]);
        assert_eq!([units("a", 1600), units("a", 1601)], [11, 0]);
        assert_eq!([units("я", 70), units("я", 71)], [1, 2]);
        assert_eq!([units("я", 737), units("я", 738)], [11, 0]);
    }
}
