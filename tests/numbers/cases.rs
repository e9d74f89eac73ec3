//! The table of numbers.

use ringcode::domain::{Channel, Refusal};
use ringcode::verifier::destination::DestinationPolicy;

use crate::read;

const TABLE: &str = include_str!("cases.txt");

/// A line of the table.
#[derive(Clone, Debug)]
pub struct Case {
    pub country: String,
    pub typed: String,
    pub expected: String,
}

pub fn cases() -> Vec<Case> {
    let lines = TABLE
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(case).collect()
}

fn case(line: &str) -> Case {
    let (country, rest) = line.split_once(" |").unwrap();
    let (typed, expected) = rest.rsplit_once("| ").unwrap();
    Case {
        country: if country == "-" { "" } else { country }.to_owned(),
        typed: unescaped(typed.trim_matches(' ')),
        expected: unescaped(expected),
    }
}

fn unescaped(text: &str) -> String {
    let mut rest = text;
    let mut unescaped = String::new();
    while let Some((before, escape)) = rest.split_once('\\') {
        unescaped += before;
        rest = match escape.strip_prefix("u{") {
            Some(code) => {
                let (code, after) = code.split_once('}').unwrap();
                let code = u32::from_str_radix(code, 16).unwrap();
                unescaped.push(char::from_u32(code).unwrap());
                after
            }
            None => {
                let (name, after) = escape.split_at(1);
                unescaped += match name {
                    "t" => "\t",
                    "n" => "\n",
                    _ => name,
                };
                after
            }
        };
    }
    unescaped + rest
}

#[test]
fn every_number_is_parsed_as_in_the_table() {
    let cases = cases();
    assert!(cases.len() > 250, "only {}", cases.len());
    let wrong: Vec<_> = cases
        .iter()
        .filter(|case| !as_expected(case))
        .map(|case| {
            let Case {
                country,
                typed,
                expected,
            } = case;
            format!(
                "{country} {typed:?}: {:?} instead of {expected:?}",
                read(country, typed)
            )
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

fn as_expected(case: &Case) -> bool {
    let known = DestinationPolicy {
        countries: None,
        unknown_numbers: false,
    };
    match read(&case.country, &case.typed) {
        Ok(recipient) if case.expected.starts_with('+') => {
            recipient.number.as_e164() == case.expected
        }
        Ok(recipient) => {
            let refused = known.check(&recipient, Channel::Text);
            refused.is_err_and(|refusal| name(refusal) == case.expected)
        }
        Err(refusal) => name(refusal) == case.expected,
    }
}

fn name(refusal: Refusal) -> String {
    let name = match refusal {
        Refusal::PhoneStrange { character } => return format!("strange {character}"),
        Refusal::PhoneMissing => "missing",
        Refusal::PhoneUnreadable => "unreadable",
        Refusal::PhoneUnknown => "unknown",
        Refusal::PhoneTooShort => "too short",
        Refusal::PhoneTooLong => "too long",
        Refusal::PhoneWrongLength => "wrong length",
        Refusal::CountryMissing => "country missing",
        Refusal::CountryUnknown => "country unknown",
        other => return format!("{other:?}"),
    };
    name.to_owned()
}
