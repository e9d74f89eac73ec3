//! The names of countries.

use super::locale::Locale;

impl Locale {
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
