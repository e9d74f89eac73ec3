//! The files of sentences, compared with each other and with the source.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use ringcode::domain::Channel;
use ringcode::i18n::Locale;

/// The sentences of a language by key, as they are written.
pub type Sentences = BTreeMap<String, String>;

#[test]
fn every_language_has_every_sentence_with_every_placeholder() {
    let english = sentences("en");
    let mut lacking = Vec::new();
    for locale in Locale::all() {
        let tag = locale.tag();
        let own = sentences(tag);
        for (key, sentence) in &english {
            match own.get(key) {
                None => lacking.push(format!("{tag} lacks {key}")),
                Some(said) if !names(sentence).is_subset(&names(said)) && !excused(tag, key) => {
                    lacking.push(format!(
                        "{tag} does not name all of {:?} in {key}",
                        names(sentence)
                    ));
                }
                Some(said) if !names(said).is_subset(&names(sentence)) => {
                    lacking.push(format!("{tag} names what {key} is not given"));
                }
                Some(_) => {}
            }
        }
        let unknown = own.keys().filter(|key| !english.contains_key(*key));
        lacking.extend(unknown.map(|key| format!("{tag} has {key}, which English lacks")));
    }
    assert!(lacking.is_empty(), "\n{}\n", lacking.join("\n"));
    assert_eq!(Locale::all().count(), 8);
}

/// A text in letters of its own has 70 characters: it leaves out how long the code works.
fn excused(tag: &str, key: &str) -> bool {
    key == "text" && ["hi", "ar", "ja"].contains(&tag)
}

/// Whether the source says the sentence by the name of a channel.
fn is_of_channel(key: &str, source: &str) -> bool {
    let names = Channel::ALL.map(Channel::name);
    let is_said = |name: &str| {
        let first = key
            .strip_prefix(name)
            .and_then(|rest| rest.strip_prefix('-'));
        let last = key
            .strip_suffix(name)
            .and_then(|rest| rest.strip_suffix('-'));
        first.is_some_and(|rest| source.contains(&format!("(channel, \"{rest}\")")))
            || last.is_some_and(|rest| source.contains(&format!("\"{rest}-{{}}\"")))
    };
    names.into_iter().any(is_said)
}

#[test]
fn every_sentence_is_used_and_every_used_sentence_exists() {
    let english = sentences("en");
    let source: String = rust_files(Path::new("src"))
        .iter()
        .map(|file| fs::read_to_string(file).unwrap())
        .collect();
    let unsaid: Vec<_> = english
        .keys()
        .filter(|key| !key.starts_with("countr") || *key == "country")
        .filter(|key| !source.contains(&format!("\"{key}\"")) && !is_of_channel(key, &source))
        .collect();
    assert!(unsaid.is_empty(), "in the files, said nowhere: {unsaid:?}");

    let said = [
        "locale.text(\"",
        "other.text(\"",
        ".format(\"",
        "press(\"",
        ".format_plain(\"",
        "sentence(self.locale, \"",
        "later(\"",
        "with_code_length(locale, \"",
        "at_time(locale, \"",
        "around_number(locale, \"",
    ];
    let unknown: Vec<_> = said
        .iter()
        .flat_map(|call| source.split(call).skip(1))
        .filter_map(|rest| rest.split('"').next())
        .filter(|key| !english.contains_key(*key) && *key != "countries")
        .collect();
    assert!(unknown.is_empty(), "said, in no file: {unknown:?}");

    let chosen: String = rust_files(Path::new("src/ui/messages"))
        .iter()
        .map(|file| fs::read_to_string(file).unwrap())
        .collect();
    let unknown: Vec<_> = chosen
        .split('"')
        .skip(1)
        .step_by(2)
        .filter(|text| {
            text.contains('-') && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
        })
        .filter(|key| {
            let of_channel = |channel: &Channel| format!("{}-{key}", channel.name());
            let mut keys = Channel::ALL.iter().map(of_channel);
            !english.contains_key(*key) && !keys.any(|key| english.contains_key(&key))
        })
        .collect();
    assert!(unknown.is_empty(), "chosen, in no file: {unknown:?}");
}

#[test]
fn english_sentences_are_plain() {
    let sharp = [
        "please",
        "sorry",
        "invalid",
        "valid",
        "oops",
        "forbidden",
        "otp",
        "illegal",
        "error code",
    ];
    for (key, sentence) in sentences("en") {
        let words: Vec<String> = sentence
            .split(|c: char| !c.is_alphanumeric())
            .map(str::to_lowercase)
            .collect();
        for word in sharp {
            assert!(!words.iter().any(|said| said == word), "{key} says {word}");
        }
    }
}

#[test]
fn every_language_names_every_country_once() {
    let all = codes("en");
    assert_eq!(all.len(), 245);
    for locale in Locale::all() {
        let countries = locale.countries();
        assert_eq!(countries.len(), all.len(), "{}", locale.tag());
        assert_eq!(codes(locale.tag()), all, "{}", locale.tag());
        assert!(countries.iter().all(|(_, name)| !name.is_empty()));
    }
}

/// Pairs that a list in plain byte order gets wrong.
#[test]
fn countries_are_sorted_as_each_language_sorts() {
    let place = |tag: &str, iso: &str| {
        let countries = Locale::from_tag(tag).unwrap().countries();
        countries.iter().position(|(code, _)| *code == iso).unwrap()
    };
    for (tag, before, iso, after) in [
        ("en", "AF", "AX", "AL"),
        ("de", "OM", "AT", "PK"),
        ("es", "AR", "AM", "AW"),
        ("fr", "EC", "ER", "ES"),
        ("ja", "IS", "AZ", "AF"),
        // By reading: かんこく, にほん, ちゅうごく.
        ("ja", "CM", "KR", "GM"),
        ("ja", "NE", "JP", "NC"),
        ("ja", "TD", "CN", "TN"),
    ] {
        let order = [before, iso, after].map(|iso| place(tag, iso));
        assert!(
            order.is_sorted(),
            "{tag}: {before} {iso} {after} at {order:?}"
        );
    }
}

/// Names that a country is found by besides CLDR's: of countries that there are, and not
/// those that it has anyway.
#[test]
fn every_alias_is_another_name_of_a_country() {
    for locale in Locale::all() {
        let tag = locale.tag();
        let file = fs::read_to_string(format!("src/i18n/{tag}/aliases.ftl")).unwrap();
        for line in file
            .lines()
            .filter(|line| !line.starts_with('#') && !line.is_empty())
        {
            let (key, names) = line.split_once(" = ").unwrap();
            let (_, code) = key.split_once('-').unwrap();
            let shown = locale.country_name(code);
            assert!(!shown.is_empty(), "{tag}: {key} is of no country");
            for name in names.split(", ") {
                assert!(
                    !name.is_empty() && name != shown,
                    "{tag}: {key} says {name}"
                );
                assert!(
                    locale.country_aliases(code).contains(&name.to_owned()),
                    "{tag} {name}"
                );
            }
        }
    }
}

fn codes(tag: &str) -> BTreeSet<&'static str> {
    let countries = Locale::from_tag(tag).unwrap().countries();
    countries.into_iter().map(|(code, _)| code).collect()
}

/// The keys and texts of `messages.ftl`.
pub fn sentences(tag: &str) -> Sentences {
    let file = fs::read_to_string(format!("src/i18n/{tag}/messages.ftl")).unwrap();
    let mut sentences = Sentences::new();
    let mut last = String::new();
    for line in file.lines().filter(|line| !line.starts_with('#')) {
        match line.split_once(" = ") {
            Some((key, text)) if line.starts_with(|c: char| c.is_ascii_lowercase()) => {
                last = key.to_owned();
                assert!(
                    sentences.insert(last.clone(), text.to_owned()).is_none(),
                    "{tag}: {key} twice"
                );
            }
            _ => *sentences.entry(last.clone()).or_default() += line,
        }
    }
    sentences.remove("");
    sentences
}

/// The values that a sentence names.
pub fn names(sentence: &str) -> BTreeSet<&str> {
    let values = sentence.split('$').skip(1);
    values
        .filter_map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric()).next())
        .collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| match path.is_dir() {
            true => rust_files(&path),
            false => vec![path],
        })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}
