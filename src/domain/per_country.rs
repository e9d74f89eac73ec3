//! A value for each country.

/// A value for each country: its own, or the one of all others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PerCountry<T> {
    named: Vec<(String, T)>,
    otherwise: T,
}

impl<T> PerCountry<T> {
    /// The values of named countries (ISO 3166-1 alpha-2 codes), and the one of all others.
    pub fn new(named: Vec<(String, T)>, otherwise: T) -> Self {
        Self { named, otherwise }
    }

    /// The same value for all countries.
    pub fn same(value: T) -> Self {
        Self::new(Vec::new(), value)
    }

    /// The same values, with another one for all countries that are not named.
    #[must_use]
    pub fn with_otherwise(self, otherwise: T) -> Self {
        Self { otherwise, ..self }
    }

    /// The value of a country.
    pub fn get(&self, country: &str) -> &T {
        let named = self.named.iter().find(|(named, _)| named == country);
        named.map_or(&self.otherwise, |(_, value)| value)
    }

    /// The value of all countries that are not named.
    pub fn otherwise(&self) -> &T {
        &self.otherwise
    }

    /// The codes of the countries with a value of their own.
    pub fn named(&self) -> impl Iterator<Item = &str> {
        self.named.iter().map(|(country, _)| &**country)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_has_its_own_value_or_that_of_the_others() {
        let values = PerCountry::new(vec![("GB".to_owned(), 7)], 5);
        assert_eq!(
            ["GB", "US", "001"].map(|country| *values.get(country)),
            [7, 5, 5]
        );
        assert_eq!(values.named().collect::<Vec<_>>(), ["GB"]);
        assert_eq!(*PerCountry::same(3).get("GB"), 3);
    }
}
