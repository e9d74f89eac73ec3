//! A language with its sentences.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;
use std::time::Duration;

use fluent_langneg::{NegotiationStrategy, negotiate_languages};
use fluent_templates::{LanguageIdentifier, Loader, fluent_bundle::FluentValue, static_loader};

use super::accept_language::by_preference;
use super::text_cache::TextCache;
use super::typeset::typeset;

static_loader! {
    static SENTENCES = {
        locales: "./src/i18n",
        fallback_language: "en",
        // Isolation marks around values are not in a text message's alphabet. Where direction
        // matters on the page, elements isolate.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// All languages, sorted by tag after English, the fallback.
static LANGUAGES: LazyLock<Vec<LanguageIdentifier>> = LazyLock::new(|| {
    let mut languages: Vec<_> = SENTENCES.locales().cloned().collect();
    languages.sort_by_key(|language| (language != SENTENCES.fallback(), language.to_string()));
    languages
});

/// The tags of [`LANGUAGES`].
static TAGS: LazyLock<Vec<String>> =
    LazyLock::new(|| LANGUAGES.iter().map(ToString::to_string).collect());

/// Sentences without values. Formatting one costs more than rendering it.
static TEXTS: TextCache<(Locale, &'static str)> = TextCache::new();

/// A language with its sentences; holds its index among all languages.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Locale(usize);

impl Locale {
    /// Every language.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..LANGUAGES.len()).map(Self)
    }

    /// The language with this BCP 47 tag, such as `pt-BR`.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::all().find(|locale| locale.tag() == tag)
    }

    /// English, the language of a person who asks for none that we have.
    pub fn english() -> Self {
        Self(0)
    }

    /// Chooses the best language for an `Accept-Language` header.
    pub fn negotiate(accept_language: &str) -> Self {
        let wanted = by_preference(accept_language).into_iter();
        let wanted: Vec<LanguageIdentifier> = wanted.filter_map(identifier).collect();
        let best = negotiate_languages(
            &wanted,
            &LANGUAGES,
            LANGUAGES.first(),
            NegotiationStrategy::Lookup,
        );
        let index = |best: &&LanguageIdentifier| LANGUAGES.iter().position(|one| one == *best);
        best.first()
            .and_then(index)
            .map_or_else(Self::english, Self)
    }

    /// The BCP 47 tag, as `lang` attributes take it.
    pub fn tag(self) -> &'static str {
        &TAGS[self.0]
    }

    /// The sentence `key`, which has no values, typeset for the page.
    pub fn text(self, key: &'static str) -> &'static str {
        TEXTS.get_or_insert_with((self, key), || self.format(key, []))
    }

    /// The sentence `key` with its values, typeset for the page.
    pub fn format<const N: usize>(
        self,
        key: &str,
        values: [(&'static str, FluentValue<'_>); N],
    ) -> String {
        typeset(self.tag(), &self.format_plain(key, values))
    }

    /// The sentence `key` with its values, for a text message or a call: not typeset, because
    /// no-break characters are not in a text message's alphabet.
    pub fn format_plain<const N: usize>(
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

    /// A duration in the unit that suits it, rounded up.
    pub fn duration(self, duration: Duration) -> String {
        match whole_seconds(duration) {
            seconds @ 0..=90 => self.format("seconds", [("count", seconds.into())]),
            seconds @ 91..=7_200 => {
                self.format("minutes", [("count", seconds.div_ceil(60).into())])
            }
            seconds => self.format("hours", [("count", seconds.div_ceil(3_600).into())]),
        }
    }

    /// A number of minutes, for a text message or a call.
    pub fn minutes_plain(self, count: u64) -> String {
        self.format_plain("minutes", [("count", count.into())])
    }

    /// The code and name of every country, in the order in which this language lists them.
    pub fn countries(self) -> Vec<(&'static str, String)> {
        let codes = self.text("countries").split(' ');
        codes.map(|code| (code, self.country_name(code))).collect()
    }

    /// The name of the country with this ISO 3166-1 code; empty if there is none.
    pub fn country_name(self, code: &str) -> String {
        self.format(&format!("country-{code}"), [])
    }

    /// Other names that people search a country by: synonyms and their readings in this language,
    /// and all its names in English.
    pub fn country_aliases(self, code: &str) -> Vec<String> {
        let shown = self.country_name(code);
        let mut aliases: Vec<String> = Vec::new();
        for locale in [self, Self::english()] {
            for kind in ["country", "called", "also", "reading"] {
                let names = locale.format_plain(&format!("{kind}-{code}"), []);
                for name in names.split(", ").filter(|name| !name.is_empty()) {
                    if name != shown && !aliases.iter().any(|other| other == name) {
                        aliases.push(name.to_owned());
                    }
                }
            }
        }
        aliases
    }
}

/// The seconds of a duration, rounded up.
pub fn whole_seconds(duration: Duration) -> u64 {
    duration
        .as_secs()
        .saturating_add(u64::from(duration.subsec_nanos() > 0))
}

/// A language tag without its extensions and private subtags, each of which begins with a
/// single letter, as in `de-DE-u-co-phonebk`: they choose no language.
fn identifier(tag: &str) -> Option<LanguageIdentifier> {
    let subtags = tag.split('-').take_while(|subtag| subtag.len() > 1);
    subtags.collect::<Vec<_>>().join("-").parse().ok()
}

impl fmt::Debug for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}
