//! The account's recent history: texts, calls and Verify sessions, and how Plivo tells of them.
//!
//! Plain data: nothing here waits, sends or answers. [`AccountState`] holds all of it.

mod account_state;
mod call_record;
mod hangup;
mod message_record;
mod recent_items;
mod request_rate;
mod segments;
mod verify_session;

pub(crate) use account_state::AccountState;
pub(crate) use call_record::{CallRecord, CallSignal, CallState, Speaker, TranscriptLine};
pub(crate) use hangup::{DocumentSource, Hangup};
pub(crate) use message_record::{DltFields, MessageOrigin, MessageRecord, MessageStatus};
pub(crate) use segments::count_segments;
pub(crate) use verify_session::{VerifyCheckError, VerifySession};
