//! Every sentence a person reads or hears, in every language, by Project Fluent.
//!
//! A language is a folder here named by its BCP 47 tag: `words.ftl` is written by
//! hand, `countries.ftl` by `bin/countries`. Nothing else knows which languages there
//! are. Server only: the browser is given finished sentences.

mod span;

use std::collections::HashMap;
use std::sync::LazyLock;

use fluent_langneg::{NegotiationStrategy, negotiate_languages, parse_accepted_languages};
use fluent_templates::{LanguageIdentifier, Loader, fluent_bundle::FluentValue, static_loader};

static_loader! {
    static SENTENCES = {
        locales: "./src/languages",
        fallback_language: "en",
        // Marks around what is put into a sentence would cost a text message its
        // alphabet; where direction matters, the page isolates with elements.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// English first, which answers for whoever speaks none of the others; then by tag.
static LANGUAGES: LazyLock<Vec<LanguageIdentifier>> = LazyLock::new(|| {
    let mut languages: Vec<_> = SENTENCES.locales().cloned().collect();
    languages.sort_by_key(|language| (language != SENTENCES.fallback(), language.to_string()));
    languages
});

/// The sentences of one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words(&'static LanguageIdentifier);

impl Words {
    /// Every language.
    pub fn all() -> impl Iterator<Item = Self> {
        LANGUAGES.iter().map(Self)
    }

    /// The language with that tag, such as `pt-BR`.
    pub fn in_language(tag: &str) -> Option<Self> {
        Self::all().find(|words| words.tag() == tag)
    }

    /// The language to speak with somebody who wants none in particular.
    pub fn english() -> Self {
        Self(&LANGUAGES[0])
    }

    /// The best language for an `Accept-Language` header.
    pub fn accepted(header: &str) -> Self {
        let wanted = parse_accepted_languages(header);
        negotiate_languages(
            &wanted,
            &LANGUAGES,
            LANGUAGES.first(),
            NegotiationStrategy::Lookup,
        )
        .first()
        .map_or_else(Self::english, |language| Self(language))
    }

    /// The language's tag, as `lang` attributes take it.
    pub fn tag(self) -> String {
        self.0.to_string()
    }

    /// The sentence called `key`.
    pub fn say(self, key: &str) -> String {
        self.tell(key, [])
    }

    /// The sentence called `key`, with values for what it leaves open.
    pub fn tell<const N: usize>(
        self,
        key: &str,
        values: [(&'static str, FluentValue<'_>); N],
    ) -> String {
        let values = HashMap::from(values);
        [self, Self::english()]
            .iter()
            .find_map(|words| {
                SENTENCES
                    .lookup_single_language(words.0, key, Some(&values))
                    .ok()
            })
            .unwrap_or_default()
    }

    /// Every country's code and name, in the order of a list in this language.
    pub fn countries(self) -> Vec<(String, String)> {
        self.say("countries")
            .split(' ')
            .map(|code| (code.to_owned(), self.say(&format!("country-{code}"))))
            .collect()
    }
}
