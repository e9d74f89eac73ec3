//! Plivo: everything that only this provider needs.
//!
//! Requests: [`client`] sends one attempt. It takes address and body from `request` or `phlo`,
//! lets `http` carry them, and has `response` judge what comes back; [`account`] holds the
//! credentials and addresses, [`senders`] where messages to a country come from, and [`dlt`] what
//! India wants to know of them. Callbacks: [`callback_url`] names them, [`callback_receiver`]
//! proves their [`signature`], [`callback_fields`] reads what they say, and [`self_test`] makes one
//! of our own. Calls: [`voice_xml`] is what a ringing phone hears, [`dtmf`] what its keys do. Nothing here keeps a record or serves a
//! route. Start at [`client`].

pub mod account;
mod callback_fields;
mod callback_receiver;
mod client;
pub mod dlt;
pub mod dtmf;
mod http;
mod phlo;
mod request;
mod response;
mod self_test;
pub mod senders;
pub mod signature;
pub mod voice_xml;

pub use account::{Account, AccountError, AuthToken};
pub use callback_fields::CallbackFields;
pub use callback_receiver::{CallbackKind, CallbackReceiver, CallbackUrls};
pub use client::{PlivoClient, PlivoError, SelfTestAnswers};
pub use http::{HttpError, Timeouts};
pub use signature::InvalidSignature;
