//! Room `simulator`: the units a text is billed as. Source: Plivo's "Encoding
//! and concatenation" page; the alphabet is GSM 03.38.

const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
    ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// These take an escape as well, and count twice.
const EXTENDED: &str = "^{}\\[~]|€\u{c}";

/// How a text travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Segments {
    /// Septets (GSM-7) or UTF-16 code units (UCS-2).
    pub(super) length: usize,
    /// Parts it is sent and billed in; 0 when it is too long to send.
    pub(super) units: usize,
}

/// Counts a text: 160/153 and 1600 in GSM-7, 70/67 and 737 in UCS-2.
pub(super) fn count(text: &str) -> Segments {
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
    Segments { length, units }
}

fn septets(letter: char) -> Option<usize> {
    if BASIC.contains(letter) {
        Some(1)
    } else {
        EXTENDED.contains(letter).then_some(2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plivos_examples() {
        let acme = "Your Acme code is 123456. It expires in 10 minutes. Don't share it with \
            anyone.\n\n@signup.acme-example.com #123456";
        let pair = |text: &str| (count(text).length, count(text).units);
        assert_eq!(pair(acme), (113, 1));
        // One curly quote turns the whole text into UCS-2.
        assert_eq!(count(&acme.replace('\'', "’")).units, 2);
        assert_eq!(
            pair("Tu código es 123456\n\n@acme.example #123456"),
            (42, 1)
        );
        assert_eq!(pair("[]"), (4, 1));
    }

    #[test]
    fn limits() {
        let units = |letter: &str, times: usize| count(&letter.repeat(times)).units;
        assert_eq!([units("a", 160), units("a", 161)], [1, 2]);
        assert_eq!([units("a", 1600), units("a", 1601)], [11, 0]);
        assert_eq!([units("я", 70), units("я", 71)], [1, 2]);
        assert_eq!([units("я", 737), units("я", 738)], [11, 0]);
    }
}
