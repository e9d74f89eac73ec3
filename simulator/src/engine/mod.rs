//! Texts and calls under way: what happens to them after the API has accepted them.
//!
//! [`send_message`] and [`start_call`] begin them; from then on they run by themselves, change
//! the account's state and make the application's callbacks.

mod active_call;
mod call_engine;
mod message_receipts;
mod speech;
mod voice_xml;
mod xml_runner;

pub(crate) use call_engine::start_call;
pub(crate) use message_receipts::send_message;
