//! Every sentence a person reads or hears, in every language, by Project Fluent.
//!
//! A language is a folder here named by its BCP 47 tag: `words.ftl` is written by
//! hand as is `aliases.ftl`, `countries.ftl` by `bin/countries`. Nothing else knows which languages there
//! are. Server only: the browser is given finished sentences.

mod countries;
mod kept;
mod span;
mod typeset;

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use fluent_langneg::{NegotiationStrategy, negotiate_languages, parse_accepted_languages};
use fluent_templates::{LanguageIdentifier, Loader, fluent_bundle::FluentValue, static_loader};

pub use kept::TextCache;
pub use typeset::HOLE;

use typeset::typeset;

static_loader! {
    static SENTENCES = {
        locales: "./src/i18n",
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

/// The tags of [`LANGUAGES`].
static TAGS: LazyLock<Vec<String>> =
    LazyLock::new(|| LANGUAGES.iter().map(ToString::to_string).collect());

/// Sentences that leave nothing open; formatting one costs more than drawing it.
static SAID: TextCache<(Locale, &'static str)> = TextCache::new();

/// The sentences of one language: its place among all.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Locale(usize);

impl Locale {
    /// Every language.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..LANGUAGES.len()).map(Self)
    }

    /// The language with that tag, such as `pt-BR`.
    pub fn in_language(tag: &str) -> Option<Self> {
        Self::all().find(|locale| locale.tag() == tag)
    }

    /// The language to speak with somebody who wants none in particular.
    pub fn english() -> Self {
        Self(0)
    }

    /// The best language for an `Accept-Language` header.
    pub fn accepted(header: &str) -> Self {
        let wanted = parse_accepted_languages(header);
        let best = negotiate_languages(
            &wanted,
            &LANGUAGES,
            LANGUAGES.first(),
            NegotiationStrategy::Lookup,
        );
        let place = |best: &&LanguageIdentifier| LANGUAGES.iter().position(|one| one == *best);
        best.first()
            .and_then(place)
            .map_or_else(Self::english, Self)
    }

    /// The language's tag, as `lang` attributes take it.
    pub fn tag(self) -> &'static str {
        &TAGS[self.0]
    }

    /// The sentence called `key`, which leaves nothing open, as the page shows it.
    pub fn say(self, key: &'static str) -> &'static str {
        SAID.get((self, key), || self.format(key, []))
    }

    /// The sentence called `key` as the page shows it, with values for what it leaves open.
    pub fn tell<const N: usize>(
        self,
        key: &str,
        values: [(&'static str, FluentValue<'_>); N],
    ) -> String {
        typeset(self, &self.format_plain(key, values))
    }

    /// The sentence called `key` for a text or a call: in the very characters of its file.
    pub fn plainly<const N: usize>(
        self,
        key: &str,
        values: [(&'static str, FluentValue<'_>); N],
    ) -> String {
        let values = HashMap::from(values);
        [self, Self::english()]
            .iter()
            .find_map(|locale| {
                SENTENCES
                    .lookup_single_language(&LANGUAGES[locale.0], key, Some(&values))
                    .ok()
            })
            .unwrap_or_default()
    }
}

impl fmt::Debug for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}
