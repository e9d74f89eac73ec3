//! The rules of the phone form: countries and their numbering, the grouping of digits, the country
//! of a typed number, and the search for a country.
//!
//! Pure: no document and no request. The islands apply these rules while somebody types; what the
//! server accepts is decided by `verifier`. Start at [`number_format`].

#[cfg(feature = "ssr")]
pub mod countries;
pub mod country_code;
pub mod country_search;
#[cfg(feature = "ssr")]
pub mod example_number;
pub mod number_format;
