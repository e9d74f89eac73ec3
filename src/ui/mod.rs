//! The web page that a person sees: plain forms that the server renders, and islands that make
//! them comfortable where there is WASM.
//!
//! ```text
//! shell        the HTML document around a body
//! screens      the screens of the wizard and the messages; server only
//! messages     the sentence for each refusal, status and wait; server only
//! islands      components that run in the browser too
//! browser      the islands' access to the document
//! phone_input  the rules of the phone form; pure
//! reference    the reference of the JSON API, which has no islands; server only
//! page_head    the head of that page and of the operator's; server only
//! ```
//!
//! A page is drawn from its [`PageBody`](screens::page_body::PageBody) alone. No code, secret
//! or store is within reach. Start at [`shell::render`].

pub mod islands;
pub mod phone_input;

mod browser;

#[cfg(feature = "ssr")]
pub mod messages;
#[cfg(feature = "ssr")]
pub mod page_head;
#[cfg(feature = "ssr")]
pub mod reference;
#[cfg(feature = "ssr")]
pub mod screens;
#[cfg(feature = "ssr")]
pub mod shell;
