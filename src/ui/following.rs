//! Which country a number belongs to that is typed with its country code, as far as its first
//! digits tell. Pure.

use crate::domain::typed_number::TypedNumber;

/// What the browser knows of a country's numbers.
#[derive(Clone, Debug)]
pub struct Numbers {
    /// ISO 3166-1 code; empty where no country is chosen.
    pub iso: String,
    /// The country code's digits.
    pub code: String,
    /// What its numbers begin with, between spaces, where it shares its code with a larger
    /// country.
    pub leading: Option<String>,
}

impl Numbers {
    /// The digits from the country code on, of a number that is typed while this country is
    /// chosen: behind a plus, or behind `00`, which is dialled abroad nearly everywhere and
    /// known everywhere. No other prefix counts: it means something in this country only.
    pub fn with_country_code<'a>(&self, typed: &'a TypedNumber) -> Option<&'a str> {
        if typed.plus {
            return Some(&typed.digits);
        }
        let rest = typed.digits.strip_prefix("00")?;
        let taken = TAKEN.iter().find(|(iso, _)| *iso == self.iso);
        let taken = taken.map_or("0", |(_, digits)| digits);
        (!rest.starts_with(|digit| taken.contains(digit))).then_some(rest)
    }

    /// How well the country fits the digits from a country code on: by how many of them are
    /// known, with the country that most numbers of a shared code are in before its smaller
    /// neighbours. `None` where it does not.
    pub fn fit(&self, digits: &str) -> Option<(usize, bool)> {
        let rest = digits.strip_prefix(&*self.code)?;
        let code = self.code.len();
        let Some(leading) = &self.leading else {
            return Some((code, true));
        };
        let beginnings = leading.split(' ');
        let known = beginnings.filter(|beginning| rest.starts_with(beginning));
        Some((code + known.map(str::len).max().unwrap_or(0), false))
    }
}

/// The digits behind `00` with which it begins something else than a country code: the prefix
/// of one carrier, or a number of the country. The server, which knows the plans, tells what.
const TAKEN: &[(&str, &str)] = &[
    ("AU", "01"),
    ("BO", "01"),
    ("BR", "01234569"),
    ("CC", "01"),
    ("CO", "04579"),
    ("CX", "01"),
    ("GY", "01"),
    ("HK", "01235679"),
    ("ID", "089"),
    ("JP", "03678"),
    ("KH", "01456789"),
    ("KR", "012356789"),
    ("MN", "01"),
    ("NG", "09"),
    ("SG", "0123456789"),
    ("TH", "0123456789"),
    ("TJ", "0123456789"),
    ("TW", "025679"),
    ("TZ", "056"),
    ("UG", "057"),
];
