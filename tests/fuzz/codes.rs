//! The code field.

use ringcode::domain::{Code, CodeLength, TypedCode};

use crate::generators::{Dice, cases};

const PIECES: [&str; 24] = [
    "0",
    "1",
    "9",
    "123456",
    "654321",
    "12345678",
    "12",
    "345",
    " ",
    "-",
    "G-",
    "#",
    "@a.example",
    "Your code is ",
    ".",
    "\n",
    "\0",
    "１",
    "٣",
    "۴",
    "५",
    "null",
    "1e5",
    "-1",
];

fn length(dice: &mut Dice) -> CodeLength {
    *dice.pick(&[&CodeLength::Six, &CodeLength::Eight])
}

#[test]
fn a_typed_code_has_only_digits_that_were_typed() {
    cases("code field", 3_000, |dice| {
        let length = length(dice);
        let text = dice.text(&PIECES, 12);
        let Ok(typed) = TypedCode::parse(&text, length) else {
            return;
        };
        let digits = typed.digits();
        assert_eq!(digits.len(), length.digits(), "{text:?}");
        assert!(digits.bytes().all(|byte| byte.is_ascii_digit()), "{text:?}");
        let again = TypedCode::parse(digits, length);
        assert!(
            again.is_ok_and(|again| again.digits() == digits),
            "{text:?}"
        );
        let in_text = text.chars().filter(|c| c.is_numeric()).count();
        assert!(in_text >= length.digits(), "{text:?}");
    });
}

#[test]
fn a_code_matches_itself_and_nothing_else() {
    cases("code comparison", 1_000, |dice| {
        let length = length(dice);
        let number = dice.below(length.count() as usize) as u32;
        let code = Code::from_number(number, length).unwrap();
        assert_eq!(code.digits().parse(), Ok(number));
        let typed = match dice.one_in(2) {
            true => code.digits().to_owned(),
            false => dice.mutated(code.digits()),
        };
        if let Ok(typed) = TypedCode::parse(&typed, length) {
            assert_eq!(code.matches(&typed), code.digits() == typed.digits());
        }
        let stored = Code::try_from(typed.clone());
        assert!(stored.is_ok_and(|stored| stored.digits() == typed) || typed != code.digits());
    });
}
