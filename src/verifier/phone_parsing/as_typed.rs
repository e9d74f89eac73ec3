//! The last look at a number before anything is sent there: it has exactly the digits that
//! were typed, but for what is dialled before them.

use rlibphonenumber::{
    PhoneNumber as Parsed, get_national_significant_number_owned as national_digits,
};

use crate::domain::TypedNumber;
use crate::verifier::phone_parsing::dialed_digits::{ENDED, TRUNK};

/// Trunk prefixes that are not [`TRUNK`]: the country code and the digits, `#` for any. From
/// libphonenumber's metadata, where each is part of a `nationalPrefixForParsing`.
///
/// Brazil, China, Colombia, Bolivia and South Korea have one for each carrier; Lithuania and
/// Belarus have had more than one.
const TRUNKS: &[(i32, &str)] = &[
    (1, "1"),
    (7, "8"),
    (36, "06"),
    (55, "0##"),
    (57, "0#"),
    (57, "0###"),
    (82, "08#"),
    (82, "085##"),
    (86, "1####"),
    (370, "8"),
    (375, "8"),
    (375, "80"),
    (591, "01#"),
    (692, "1"),
    (993, "8"),
];

/// The longest prefix that is dialled abroad (Australia, `14880011`).
const LONGEST_PREFIX: usize = 8;

const ARGENTINA: i32 = 54;

/// Whether the number has the digits that were typed, but for an international prefix, the
/// country code and a trunk prefix.
pub fn is_as_typed(typed: &TypedNumber, parsed: &Parsed) -> bool {
    let national = national_digits(parsed);
    let code = parsed.country_code;
    let forms = std::iter::once(national.clone()).chain(at_home(code, &national));
    forms
        .filter_map(|form| typed.digits.strip_suffix(&*form).map(str::to_owned))
        .any(|before| is_prefix(typed.plus, &before, code))
}

/// Other ways to write a national number at home. Argentina's mobiles, and only those: abroad they
/// have a 9 before the area code of two to four digits, at home a 15 behind it.
fn at_home(code: i32, national: &str) -> impl Iterator<Item = String> {
    let mobile = national.strip_prefix('9').filter(|_| code == ARGENTINA);
    let areas = (2..=4).filter_map(move |length| mobile?.split_at_checked(length));
    areas.map(|(area, local)| format!("{area}15{local}"))
}

fn is_prefix(plus: bool, before: &str, code: i32) -> bool {
    let code_digits = code.to_string();
    (0..=before.len()).any(|at| {
        let (head, trunk) = before.split_at(at);
        let behind_code = head.strip_suffix(&code_digits);
        let known = match plus {
            true => behind_code == Some(""),
            false => {
                head.is_empty()
                    || behind_code.is_some_and(|dialled| dialled.len() <= LONGEST_PREFIX)
            }
        };
        known && is_trunk(code, trunk)
    })
}

fn is_trunk(code: i32, trunk: &str) -> bool {
    let fits = |pattern: &str| {
        let mut pairs = pattern.chars().zip(trunk.chars());
        let fits = pairs.all(|(wanted, digit)| wanted == '#' || wanted == digit);
        pattern.len() == trunk.len() && fits
    };
    let mut others = TRUNKS.iter().filter(|(of, _)| *of == code);
    let mut ended = ENDED.iter().filter(|(of, _, _)| *of == code);
    trunk.is_empty()
        || trunk == TRUNK
        || others.any(|(_, pattern)| fits(pattern))
        || ended.any(|(_, prefix, _)| *prefix == trunk)
}
