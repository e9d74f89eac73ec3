//! The phone field.

use ringcode::domain::{PhoneInput, PhoneNumber, Recipient};
use ringcode::verifier::phone_parsing as numbering;

use crate::generators::{Dice, cases};

const COUNTRIES: [&str; 16] = [
    "GB", "US", "DE", "FR", "IT", "BR", "AR", "MX", "CI", "AU", "IN", "CN", "AC", "XX", "", "gb",
];

/// The pieces that people, copied text and attackers put around digits.
const PIECES: [&str; 40] = [
    "0",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
    "8",
    "9",
    "00",
    "+",
    "＋",
    "++",
    " ",
    "-",
    "(",
    ")",
    ".",
    "/",
    "<",
    ",",
    ";",
    "sip:",
    "tel:",
    "@",
    "ext",
    "x5",
    "#",
    "*",
    "\u{202A}",
    "\u{200B}",
    "\u{a0}",
    "７",
    "٧",
    "๗",
    "\0",
    "\n",
    ";ext=",
    "phone-context=",
];

const NUMBERS: [&str; 8] = [
    "+447700900123",
    "+14155550123",
    "+4915112345678",
    "+5491123456789",
    "+39061234567",
    "+390236618300",
    "+22501234567",
    "07700 900123",
];

fn typed(dice: &mut Dice) -> String {
    match dice.below(4) {
        0 => dice.text(&PIECES, 24),
        1 => {
            let number = dice.pick(&NUMBERS);
            dice.mutated(number)
        }
        2 => format!("+{}", dice.digits(17)),
        _ => format!("{}{}", dice.text(&PIECES, 3), dice.digits(15)),
    }
}

fn read(country: &str, typed: &str) -> Option<Recipient> {
    let (country, typed) = (country.to_owned(), typed.to_owned());
    numbering::read(&PhoneInput { country, typed }).ok()
}

fn assert_canonical(number: &str) {
    let digits = number.strip_prefix('+').unwrap();
    assert!((7..=15).contains(&digits.len()), "{number:?}");
    assert!(
        digits.bytes().all(|byte| byte.is_ascii_digit()),
        "{number:?}"
    );
    assert!(!digits.starts_with('0'), "{number:?}");
}

/// Nothing but E.164 comes out, and it is the same number however it is written down.
#[test]
fn a_parsed_number_parses_to_itself() {
    cases("phone field", 2_000, |dice| {
        let (country, typed) = (dice.pick(&COUNTRIES), typed(dice));
        let Some(recipient) = read(country, &typed) else {
            return;
        };
        let number = recipient.number.as_e164();
        assert_canonical(number);
        let elsewhere = dice.pick(&COUNTRIES);
        for written in [number, &recipient.shown] {
            let again = read(elsewhere, written);
            let again = again.as_ref().map(|again| again.number.as_e164());
            assert_eq!(again, Some(number), "{typed:?} {written:?} {elsewhere:?}");
        }
        for special in ["<", ">", ",", ";", "&", "sip:", "@"] {
            assert!(!recipient.shown.contains(special), "{:?}", recipient.shown);
        }
    });
}

#[test]
fn a_phone_number_is_always_e164() {
    cases("number type", 1_000, |dice| {
        let text = typed(dice);
        if let Some(number) = PhoneNumber::from_e164(&text) {
            assert_eq!(number.as_e164(), text);
            assert_canonical(&text);
            let masked = number.masked();
            let hidden = masked.chars().filter(|c| *c == '•').count();
            assert_eq!(hidden + 5, text.len(), "{masked}");
        }
    });
}
