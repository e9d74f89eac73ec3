//! Names of countries.

use crate::i18n::Locale;

impl Locale {
    /// Every country's code and name, in the order of a list in this language.
    pub fn countries(self) -> Vec<(&'static str, String)> {
        let codes = self.text("countries").split(' ');
        codes.map(|code| (code, self.country(code))).collect()
    }

    /// The name of the country with that ISO 3166-1 code; empty when there is none.
    pub fn country(self, code: &str) -> String {
        self.format(&format!("country-{code}"), [])
    }

    /// What else people look for a country by: other names and their readings in this
    /// language, and those in English.
    pub fn other_names(self, code: &str) -> Vec<String> {
        let shown = self.country(code);
        let mut names: Vec<String> = Vec::new();
        for locale in [self, Self::english()] {
            for kind in ["country", "called", "also", "reading"] {
                let told = locale.format_plain(&format!("{kind}-{code}"), []);
                for name in told.split(", ").filter(|name| !name.is_empty()) {
                    if name != shown && !names.iter().any(|other| other == name) {
                        names.push(name.to_owned());
                    }
                }
            }
        }
        names
    }
}
