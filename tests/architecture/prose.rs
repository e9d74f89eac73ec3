//! Doc comments open with a noun phrase, or with a verb in the third person.

use std::{fs, path::Path};

use super::{CODE, assert_none, source};

/// First words of sentences that do not say what the item is.
const RIDDLES: [&str; 15] = [
    "as",
    "how",
    "however",
    "so",
    "what",
    "whatever",
    "where",
    "wherever",
    "which",
    "whichever",
    "who",
    "whoever",
    "whom",
    "whose",
    "why",
];

/// Words behind which a riddle is still one: "After how long", "By what".
const PREPOSITIONS: [&str; 10] = [
    "after", "at", "by", "for", "from", "in", "of", "on", "to", "with",
];

#[test]
fn doc_comments_say_what_the_item_is() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut openings = 0;
    let mut faults = Vec::new();
    for folder in CODE {
        for path in source::files(&root.join(folder)).unwrap() {
            let text = fs::read_to_string(&path).unwrap();
            let file = path.strip_prefix(root).unwrap().display();
            openings += doc_openings(&text).count();
            let riddles = doc_riddles(&text);
            faults.extend(riddles.map(|(line, opening)| format!("{file}:{line}: {opening}")));
        }
    }
    assert!(openings > 5_000, "only {openings} doc comments found");
    assert_none(faults.into_iter());
}

/// The line numbers and first lines of doc comments that open with a riddle.
pub fn doc_riddles(text: &str) -> impl Iterator<Item = (usize, &str)> {
    doc_openings(text).filter(|(_, opening)| is_riddle(opening))
}

/// The line number and first line of every doc comment.
fn doc_openings(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut before = None;
    text.lines().zip(1..).filter_map(move |(line, number)| {
        let doc = doc_line(line);
        let kind = doc.map(|(kind, _)| kind);
        let continues = std::mem::replace(&mut before, kind) == kind;
        doc.filter(|_| !continues)
            .map(|(_, opening)| (number, opening))
    })
}

/// The mark of a line of documentation, and the text behind it.
fn doc_line(line: &str) -> Option<(&str, &str)> {
    let (mark, text) = line.trim_start().split_at_checked(3)?;
    let is_doc = ["///", "//!"].contains(&mark) && !text.starts_with('/');
    is_doc.then(|| (mark, text.trim()))
}

fn is_riddle(opening: &str) -> bool {
    let words = opening.split(|letter: char| !letter.is_alphabetic());
    let words: Vec<_> = words.take(2).map(str::to_lowercase).collect();
    let known = |list: &[&str], at: usize| {
        let word = words.get(at);
        word.is_some_and(|word| list.contains(&word.as_str()))
    };
    known(&RIDDLES, 0) || known(&PREPOSITIONS, 0) && known(&RIDDLES, 1)
}
