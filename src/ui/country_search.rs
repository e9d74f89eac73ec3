//! Which countries a search finds, by what people type rather than by its letters: accents,
//! punctuation, spaces, small words and the forms of a letter do not count. Pure: lower case
//! and Unicode's decomposition (NFKD) come from outside, in the browser from the browser.

mod fold;

use fold::{folded, push_word, with_two_letters};

/// A country as it can be searched for.
#[derive(Clone, Debug)]
pub struct Entry {
    names: Vec<Name>,
    iso: String,
    code: String,
    /// What its numbers begin with where a larger country has the same calling code; empty
    /// for that one.
    leading: String,
}

/// What is searched for: words, and the digits of a calling code.
#[derive(Clone, Debug)]
pub struct Query {
    words: Name,
    digits: String,
}

/// Words with one space between them: all of them, and without small ones.
#[derive(Clone, Debug)]
struct Name {
    whole: String,
    plain: String,
}

/// Words that people leave out, put in or have in another language.
const SMALL: &str =
    " and und et y e the of de du des del da do dos das der die le la les los las el l d ";

/// The forms of “saint”.
const SAINT: &str = " st ste sankt sainte sint ";

impl Entry {
    /// A country with these names, the shown one first, with commas between them, in lower
    /// case and NFKD.
    pub fn new(names: &str, iso: &str, code: String, leading: Option<String>) -> Self {
        Self {
            names: names
                .split(',')
                .flat_map(|name| [Some(name.to_owned()), with_two_letters(name)])
                .flatten()
                .map(|name| Name::new(&name))
                .collect(),
            iso: iso.to_ascii_lowercase(),
            code,
            leading: leading.unwrap_or_default(),
        }
    }
}

impl Query {
    /// The typed text in lower case and NFKD.
    pub fn new(typed: &str) -> Self {
        let (mut words, mut digits) = (String::new(), String::new());
        for word in folded(typed).split(' ') {
            if word.bytes().all(|byte| byte.is_ascii_digit()) {
                digits.push_str(word);
            } else {
                push_word(&mut words, word);
            }
        }
        // How numbers abroad are dialled, from North America and from elsewhere.
        let digits = digits.strip_prefix("011").unwrap_or(&digits);
        Self {
            words: Name::of(words),
            digits: digits.trim_start_matches('0').to_owned(),
        }
    }
}

/// How well the query fits, the smaller the better; `None` when it does not.
pub fn rank(query: &Query, entry: &Entry) -> Option<u8> {
    let by_code = match query.digits.is_empty() {
        true => 0,
        false => rank_of_code(&query.digits, entry)?,
    };
    let words = &query.words;
    let by_name = if words.whole.is_empty() || joined(&words.whole).eq(entry.iso.chars()) {
        0
    } else {
        let ranks = entry.names.iter().map(|name| rank_of_name(words, name));
        ranks.flatten().min()? + 1
    };
    Some(by_code.max(by_name))
}

fn rank_of_name(query: &Name, name: &Name) -> Option<u8> {
    let exactly = fit(&query.whole, &name.whole);
    let roughly = fit(&query.plain, &name.plain).map(|rank| rank + 1);
    match (exactly, roughly) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// The query as all of a name, as its initials, as its beginning, as that of one of its
/// words, as that of several in any order, as a part of a word.
fn fit(query: &str, name: &str) -> Option<u8> {
    let beginnings = || {
        let words = name.match_indices(' ').map(|(at, _)| &name[at + 1..]);
        std::iter::once(name).chain(words)
    };
    let has = |word: &str| beginnings().any(|rest| begins(rest, word));
    let initials = || name.split(' ').filter_map(|word| word.chars().next());
    if joined(query).eq(joined(name)) {
        Some(0)
    } else if joined(query).nth(1).is_some() && joined(query).eq(initials()) {
        Some(1)
    } else if begins(name, query) {
        Some(2)
    } else if has(query) {
        Some(3)
    } else if query.contains(' ') && query.split(' ').all(has) {
        Some(4)
    } else {
        name.contains(query).then_some(5)
    }
}

/// Whether the name begins with the query, wherever the spaces are.
fn begins(name: &str, query: &str) -> bool {
    let mut name = joined(name);
    joined(query).all(|character| name.next() == Some(character))
}

fn joined(words: &str) -> impl Iterator<Item = char> {
    words.chars().filter(|character| *character != ' ')
}

/// The code itself, its beginning, or a number that begins with it.
fn rank_of_code(digits: &str, entry: &Entry) -> Option<u8> {
    let main = entry.leading.is_empty();
    if digits == entry.code {
        return Some(u8::from(!main));
    }
    if let Some(rest) = digits.strip_prefix(entry.code.as_str()) {
        let mut leading = entry.leading.split(' ');
        return match main {
            true => Some(4),
            false => leading
                .any(|beginning| rest.starts_with(beginning))
                .then_some(2),
        };
    }
    entry.code.starts_with(digits).then_some(3)
}

impl Name {
    fn new(text: &str) -> Self {
        Self::of(folded(text))
    }

    fn of(whole: String) -> Self {
        let among = |words: &str, word: &str| words.contains(&[" ", word, " "].concat());
        let mut plain = String::new();
        for word in whole.split(' ').filter(|word| !among(SMALL, word)) {
            let word = if among(SAINT, word) { "saint" } else { word };
            push_word(&mut plain, word);
        }
        if plain.is_empty() {
            plain.push_str(&whole);
        }
        Self { whole, plain }
    }
}
