//! Random identifiers. Nothing here guards a secret.

/// A random UUID (version 4), the form of every ID of Plivo's.
pub(crate) fn uuid() -> String {
    const VERSION: u128 = 0xf << 76;
    const VARIANT: u128 = 0b11 << 62;
    let bits = rand::random::<u128>() & !VERSION & !VARIANT | 4 << 76 | 0b10 << 62;
    let hex = format!("{bits:032x}");
    [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ]
    .join("-")
}

/// Whether a text has the form of a UUID, of any version.
pub(crate) fn is_uuid(text: &str) -> bool {
    let fits = |(at, character): (usize, char)| match at {
        8 | 13 | 18 | 23 => character == '-',
        _ => character.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.chars().enumerate().all(fits)
}

/// A signature's nonce: 20 decimal digits, as in Plivo's published vectors.
pub(crate) fn nonce() -> String {
    digits(20)
}

/// A string of `count` decimal digits.
pub(crate) fn digits(count: usize) -> String {
    let digit = |_| char::from(b'0' + rand::random::<u8>() % 10);
    (0..count).map(digit).collect()
}
