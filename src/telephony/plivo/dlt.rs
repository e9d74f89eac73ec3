//! DLT, India's register of businesses, sender IDs and texts: what a request has to name of it.
//!
//! Pure. Operators compare sender and text with the register to the letter.

use enum_map::Enum;
use thiserror::Error;

/// The country with this register.
pub const DLT_COUNTRY: &str = "IN";

/// The length of a registered sender ID.
pub const HEADER_LENGTH: usize = 6;

/// An entry in the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DltRegistration {
    /// The ID of the business (principal entity).
    pub entity_id: DltId,
    /// The ID of the text.
    pub template_id: DltId,
    /// The category of the text.
    pub category: DltCategory,
}

/// An ID in the register: digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DltId(String);

/// A category of texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum DltCategory {
    Transactional,
    Promotional,
    #[default]
    ServiceImplicit,
    ServiceExplicit,
}

/// A text that is no ID or no category. The words are for the operator.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InvalidDlt {
    /// An ID with something else than digits.
    #[error("{0:?} is no DLT id: digits only, as the DLT portal shows them")]
    Id(String),
    /// An unknown category.
    #[error(
        "{0:?} is no category: transactional, promotional, service_implicit or service_explicit"
    )]
    Category(String),
}

impl DltId {
    /// Parses an ID.
    ///
    /// # Errors
    /// [`InvalidDlt::Id`] unless it is 1 to 30 digits.
    pub fn parse(text: &str) -> Result<Self, InvalidDlt> {
        let is_id = (1..=30).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        match is_id {
            true => Ok(Self(text.to_owned())),
            false => Err(InvalidDlt::Id(text.to_owned())),
        }
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl DltCategory {
    fn all() -> [Self; Self::LENGTH] {
        std::array::from_fn(Self::from_usize)
    }

    /// Parses the name of a category.
    ///
    /// # Errors
    /// [`InvalidDlt::Category`] for any other text.
    pub fn parse(text: &str) -> Result<Self, InvalidDlt> {
        let mut all = Self::all().into_iter();
        let found = all.find(|category| category.name() == text);
        found.ok_or_else(|| InvalidDlt::Category(text.to_owned()))
    }

    /// The name in requests.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Transactional => "transactional",
            Self::Promotional => "promotional",
            Self::ServiceImplicit => "service_implicit",
            Self::ServiceExplicit => "service_explicit",
        }
    }
}

impl DltRegistration {
    /// The parameters of a request for a text, with their values.
    pub(super) fn parameters(&self) -> [(&'static str, &str); 3] {
        [
            ("dlt_entity_id", self.entity_id.as_str()),
            ("dlt_template_id", self.template_id.as_str()),
            ("dlt_template_category", self.category.name()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_digits_and_categories_have_names() {
        assert!(DltId::parse("1201159178492032504").is_ok());
        for text in [
            "",
            "12011591784920325o4",
            "1201 1591",
            "1".repeat(31).as_str(),
        ] {
            assert!(DltId::parse(text).is_err(), "{text}");
        }
        for category in DltCategory::all() {
            assert_eq!(DltCategory::parse(category.name()), Ok(category));
        }
        assert!(DltCategory::parse("otp").is_err());
    }
}
