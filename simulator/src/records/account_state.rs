//! Everything that an account remembers, within bounds: a test may run for a day.

use super::call_record::{CallRecord, CallSignal};
use super::message_record::MessageRecord;
use super::recent_items::RecentItems;
use super::request_rate::RequestRate;
use super::verify_session::VerifySession;

/// The most recent texts, calls and Verify sessions of an account, and its request rate.
#[derive(Default)]
pub(crate) struct AccountState {
    pub(crate) messages: RecentItems<MessageRecord>,
    pub(crate) calls: RecentItems<CallRecord>,
    pub(crate) sessions: RecentItems<VerifySession>,
    pub(crate) request_rate: RequestRate,
}

impl AccountState {
    /// Passes a signal to a call; `false` if there is no such call or it has ended.
    pub(crate) fn signal_call(&self, uuid: &str, signal: CallSignal) -> bool {
        let call = self.calls.get(uuid);
        call.is_some_and(|call| call.signal(signal))
    }
}
