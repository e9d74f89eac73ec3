//! Every sentence that a person reads or hears, in every language, by Project Fluent.
//!
//! A language is a folder with a BCP 47 tag as its name. `messages.ftl` and `aliases.ftl` are
//! written by hand, `countries.ftl` by `bin/countries`; nothing else knows which languages there
//! are. Sentences only: which one is shown for what is decided by `ui::messages` and `telephony`.
//! Server only, since the browser gets finished sentences. Start at [`Locale`].

mod accept_language;
mod locale;
mod text_cache;
mod typeset;

pub use accept_language::by_preference;
pub use locale::{Locale, whole_seconds};
pub use text_cache::TextCache;
pub use typeset::PLACEHOLDER;
