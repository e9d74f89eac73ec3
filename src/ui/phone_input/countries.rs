//! The countries that a phone number can belong to: the rows of `countries.tsv`, which
//! `bin/countries` writes. Imports nothing.

use std::sync::LazyLock;

/// A country or territory with phone numbers of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166-1 alpha-2 code, or one that CLDR and libphonenumber use like
    /// it: `AC` Ascension, `TA` Tristan da Cunha, `XK` Kosovo.
    pub iso: &'static str,
    /// ITU-T E.164 country code, without the plus; several countries may share one.
    pub calling_code: u16,
    /// The leading digits of its numbers, separated by spaces, if a larger country has the same
    /// calling code; empty for that country, `-` if its numbers have the same.
    pub leading: &'static str,
    /// A mobile number in national format for the hint; one that the regulator keeps
    /// unassigned, if there are such.
    pub example: &'static str,
    /// The groups of most mobile numbers: a mask for each length, separated by commas, with the
    /// number of digits in each group. In `5 6|4 6` the mask before the bar is for `07700 900123`,
    /// as dialled within the country, the one after it for `7700 900123` behind the country code.
    /// `a` is a group of ten.
    pub groups: &'static str,
}

impl Country {
    /// All countries, sorted by code; each language has its own order of names.
    pub fn all() -> &'static [Self] {
        static ALL: LazyLock<Vec<Country>> =
            LazyLock::new(|| rows().filter_map(Country::parse).collect());
        &ALL
    }

    /// Finds a country by its code.
    pub fn find(iso: &str) -> Option<&'static Self> {
        let all = Self::all();
        let index = all.binary_search_by_key(&iso, |country| country.iso);
        all.get(index.ok()?)
    }

    fn parse(row: &'static str) -> Option<Self> {
        let columns: Vec<_> = row.split('\t').collect();
        let [iso, calling_code, leading, example, groups] = columns[..] else {
            return None;
        };
        Some(Self {
            iso,
            calling_code: calling_code.parse().ok()?,
            leading,
            example,
            groups,
        })
    }
}

fn rows() -> impl Iterator<Item = &'static str> {
    let lines = include_str!("countries.tsv").lines();
    lines.filter(|line| !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_a_country_in_the_order_of_their_codes() {
        let all = Country::all();
        assert_eq!(all.len(), rows().count());
        assert!(all.len() > 240);
        assert!(all.is_sorted_by(|one, next| one.iso < next.iso));
    }

    #[test]
    fn a_row_with_other_columns_is_none() {
        for row in [
            "",
            "GB",
            "GB\t44\t\t07700 900123",
            "GB\tx\t\t1\t1",
            "GB\t44\t\t1\t1\t1",
        ] {
            assert_eq!(Country::parse(row), None, "{row}");
        }
    }
}
