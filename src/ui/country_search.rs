//! Which countries a search finds. Pure; everything is compared in lower case and
//! without accents.

/// A country as it can be searched for.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its names, the shown one first, with commas between them.
    pub names: String,
    /// ISO 3166-1 code.
    pub iso: String,
    /// Calling code, without the plus.
    pub code: String,
    /// Whether most numbers with that calling code are its.
    pub main: bool,
}

/// How well the query fits, the smaller the better; `None` when it does not.
pub fn rank(query: &str, entry: &Entry) -> Option<u8> {
    let query = query.trim();
    let number = query.trim_start_matches(['+', '0']);
    if !number.is_empty() && number.chars().all(|c| c.is_ascii_digit()) {
        return rank_of_code(number, entry);
    }
    let names = || entry.names.split(',').filter(|name| !name.is_empty());
    let words = |name: &str| {
        name.split([' ', '-', '('])
            .any(|word| word.starts_with(query))
    };
    if query == entry.iso || names().any(|name| name == query) {
        Some(0)
    } else if names().any(|name| name.starts_with(query) || initials(name) == query) {
        Some(1)
    } else if names().any(words) {
        Some(2)
    } else {
        names().any(|name| name.contains(query)).then_some(3)
    }
}

fn rank_of_code(number: &str, entry: &Entry) -> Option<u8> {
    if entry.code == number {
        return Some(u8::from(!entry.main));
    }
    entry.code.starts_with(number).then_some(2)
}

/// `uae` for United Arab Emirates.
fn initials(name: &str) -> String {
    let words = name.split([' ', '-']).filter(|word| *word != "&");
    words.filter_map(|word| word.chars().next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rank_of(query: &str) -> Option<u8> {
        let entry = Entry {
            names: "vereinigtes konigreich,united kingdom,britain".to_owned(),
            iso: "gb".to_owned(),
            code: "44".to_owned(),
            main: true,
        };
        rank(query, &entry)
    }

    #[test]
    fn a_country_is_found_by_whatever_people_call_it() {
        for (query, expected) in [
            ("gb", Some(0)),
            ("britain", Some(0)),
            ("44", Some(0)),
            ("+44", Some(0)),
            ("0044", Some(0)),
            ("uk", Some(1)),
            ("vk", Some(1)),
            ("verein", Some(1)),
            ("kingdom", Some(2)),
            ("4", Some(2)),
            ("reich", Some(3)),
            ("", Some(1)),
            ("49", None),
            ("france", None),
        ] {
            assert_eq!(rank_of(query), expected, "{query}");
        }
    }
}
