//! Finds countries by what people type: accents, punctuation, spaces, small words and letter
//! variants do not matter. Text comes in lower case and NFKD; the browser, which has Unicode's
//! tables, converts it.

mod fold;

use fold::{fold, push_word, transliterated};

/// The names and codes by which a country is found.
#[derive(Clone, Debug)]
pub struct SearchEntry {
    names: Vec<FoldedName>,
    iso: String,
    code: String,
    /// The leading digits of its numbers, if a larger country has the same calling code; empty
    /// for that country.
    leading: String,
}

/// A parsed search: words, and the digits of a calling code.
#[derive(Clone, Debug)]
pub struct SearchQuery {
    words: FoldedName,
    digits: String,
}

/// Words separated by single spaces: all of them, and all but small ones.
#[derive(Clone, Debug)]
struct FoldedName {
    full: String,
    short: String,
}

/// Words that people leave out, insert or have in another language.
const SMALL_WORDS: &str =
    "and und et y e the of de du des del da do dos das der die le la les los las el l d";

/// The forms of “saint”.
const SAINTS: &str = "st ste sankt sainte sint";

impl SearchEntry {
    /// An entry for a country. `names` are separated by commas, in lower case and NFKD, the
    /// displayed one first.
    pub fn new(names: &str, iso: &str, code: String, leading: Option<String>) -> Self {
        Self {
            names: names
                .split(',')
                .flat_map(|name| [Some(name.to_owned()), transliterated(name)])
                .flatten()
                .map(|name| FoldedName::new(&name))
                .collect(),
            iso: iso.to_ascii_lowercase(),
            code,
            leading: leading.unwrap_or_default(),
        }
    }
}

impl SearchQuery {
    /// Parses a search, in lower case and NFKD.
    pub fn new(typed: &str) -> Self {
        let (mut words, mut digits) = (String::new(), String::new());
        for word in fold(typed).split(' ') {
            if word.bytes().all(|byte| byte.is_ascii_digit()) {
                digits.push_str(word);
            } else {
                push_word(&mut words, word);
            }
        }
        // International prefixes: of North America, and of most other countries.
        let digits = digits.strip_prefix("011").unwrap_or(&digits);
        Self {
            words: FoldedName::from_folded(words),
            digits: digits.trim_start_matches('0').to_owned(),
        }
    }
}

/// Ranks a match, the best as 0; `None` if the entry does not match.
pub fn rank(query: &SearchQuery, entry: &SearchEntry) -> Option<u8> {
    let by_code = match query.digits.is_empty() {
        true => 0,
        false => rank_code(&query.digits, entry)?,
    };
    let words = &query.words;
    let by_name = if words.full.is_empty() || letters(&words.full).eq(entry.iso.chars()) {
        0
    } else {
        let ranks = entry.names.iter().map(|name| rank_name(words, name));
        ranks.flatten().min()? + 1
    };
    Some(by_code.max(by_name))
}

fn rank_name(query: &FoldedName, name: &FoldedName) -> Option<u8> {
    let exact = rank_words(&query.full, &name.full);
    let rough = rank_words(&query.short, &name.short).map(|rank| rank + 1);
    match (exact, rough) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// Ranks a query that is, in this order: a whole name, its initials, its beginning, the beginning
/// of one of its words, the beginnings of several in any order, or a part of a word.
fn rank_words(query: &str, name: &str) -> Option<u8> {
    let beginnings = || {
        let words = name
            .match_indices(' ')
            .filter_map(|(at, _)| name.get(at + 1..));
        std::iter::once(name).chain(words)
    };
    let has = |word: &str| beginnings().any(|rest| begins(rest, word));
    let initials = || name.split(' ').filter_map(|word| word.chars().next());
    if letters(query).eq(letters(name)) {
        Some(0)
    } else if letters(query).nth(1).is_some() && letters(query).eq(initials()) {
        Some(1)
    } else if begins(name, query) {
        Some(2)
    } else if has(query) {
        Some(3)
    } else if query.contains(' ') && query.split(' ').all(has) {
        Some(4)
    } else {
        has_part(name, query).then_some(5)
    }
}

/// Whether the query is a part of the name. The search of the standard library is faster in long
/// texts, and would make the WASM 2 KB larger.
fn has_part(name: &str, query: &str) -> bool {
    let mut rests = name.char_indices().filter_map(|(at, _)| name.get(at..));
    rests.any(|rest| rest.starts_with(query))
}

/// Whether the name begins with the query, regardless of spaces.
fn begins(name: &str, query: &str) -> bool {
    let mut name = letters(name);
    letters(query).all(|character| name.next() == Some(character))
}

fn letters(words: &str) -> impl Iterator<Item = char> {
    words.chars().filter(|character| *character != ' ')
}

/// Ranks digits that are a calling code, its beginning, or a number that begins with it.
fn rank_code(digits: &str, entry: &SearchEntry) -> Option<u8> {
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

impl FoldedName {
    fn new(text: &str) -> Self {
        Self::from_folded(fold(text))
    }

    fn from_folded(full: String) -> Self {
        let is_among = |words: &str, word: &str| words.split(' ').any(|one| one == word);
        let mut short = String::new();
        for word in full.split(' ').filter(|word| !is_among(SMALL_WORDS, word)) {
            let word = if is_among(SAINTS, word) {
                "saint"
            } else {
                word
            };
            push_word(&mut short, word);
        }
        if short.is_empty() {
            short.push_str(&full);
        }
        Self { full, short }
    }
}
