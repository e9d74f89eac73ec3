//! The choice of sentences for the screens: refusals, delivery statuses, the state of the code and
//! waits become text in a language.
//!
//! The sentences themselves are in `i18n`, by key; which element shows them is `screens`' part.
//! Start at [`refusal::sentence`].

pub mod code;
pub mod delivery;
pub mod localized_text;
pub mod number;
pub mod refusal;
