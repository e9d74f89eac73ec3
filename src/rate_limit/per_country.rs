//! A number for each country.

/// A number for every country: its own, or the one for all others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PerCountry {
    named: Vec<(String, u32)>,
    otherwise: u32,
}

/// The parts of one unit of the account's currency in which prices are counted.
pub const PARTS: u32 = 10_000;

impl PerCountry {
    /// The numbers of named countries (ISO 3166-1 alpha-2 codes), and the one of all others.
    pub fn new(named: Vec<(String, u32)>, otherwise: u32) -> Self {
        Self { named, otherwise }
    }

    /// The same number for all countries.
    pub fn uniform(otherwise: u32) -> Self {
        Self::new(Vec::new(), otherwise)
    }

    /// The number of a country.
    pub fn get(&self, country: &str) -> u32 {
        let named = self.named.iter().find(|(named, _)| named == country);
        named.map_or(self.otherwise, |(_, number)| *number)
    }
}
