//! A call under way: its record, its request, and the signals that reach it.

use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{Instant, sleep_until};

use crate::callbacks::CallbackForm;
use crate::magic_number::{self, CallOutcome};
use crate::records::{CallRecord, CallSignal, Hangup, Speaker, TranscriptLine};
use crate::requests::CallRequest;
use crate::simulator::Simulator;

/// A wait longer than any call: one day.
pub(super) const LONGER_THAN_A_CALL: Duration = Duration::from_secs(86_400);

/// A call that has begun and has not ended.
pub(super) struct ActiveCall {
    pub(super) simulator: Simulator,
    pub(super) uuid: String,
    pub(super) request: CallRequest,
    signals: UnboundedReceiver<CallSignal>,
    /// Time of the time limit or of a scheduled hang-up.
    pub(super) deadline: Instant,
    /// Result of machine detection, if it was asked for.
    pub(super) machine: Option<bool>,
}

impl ActiveCall {
    /// A call that begins to ring.
    pub(super) fn new(
        simulator: Simulator,
        uuid: String,
        request: CallRequest,
        signals: UnboundedReceiver<CallSignal>,
    ) -> Self {
        Self {
            simulator,
            uuid,
            request,
            signals,
            deadline: Instant::now() + LONGER_THAN_A_CALL,
            machine: None,
        }
    }

    /// The outcome at its destination.
    pub(super) fn outcome(&self) -> CallOutcome {
        magic_number::lookup(&self.request.to).call
    }

    /// Listens for so long, and returns the first key pressed within that time.
    ///
    /// # Errors
    /// The [`Hangup`] that ends the call meanwhile.
    pub(super) async fn listen(&mut self, time: Duration) -> Result<Option<char>, Hangup> {
        let until = Instant::now() + time;
        tokio::select! {
            signal = self.signals.recv() => self.obey(signal),
            () = sleep_until(until.min(self.deadline)) => {
                if until < self.deadline { Ok(None) } else { Err(Hangup::time_limit()) }
            }
        }
    }

    /// Waits for so long; keys are not heard.
    ///
    /// # Errors
    /// The [`Hangup`] that ends the call meanwhile.
    pub(super) async fn wait(&mut self, time: Duration) -> Result<(), Hangup> {
        let until = Instant::now() + time;
        while self
            .listen(until.saturating_duration_since(Instant::now()))
            .await?
            .is_some()
        {}
        Ok(())
    }

    /// Waits until the person at the handset answers.
    ///
    /// # Errors
    /// The [`Hangup`] that ends the call instead; that of no answer after `timeout`.
    pub(super) async fn answered_by_person(&mut self, timeout: Duration) -> Result<(), Hangup> {
        let until = Instant::now() + timeout;
        loop {
            tokio::select! {
                signal = self.signals.recv() => match signal {
                    Some(CallSignal::Answer) => return Ok(()),
                    signal => { self.obey(signal)?; }
                },
                () = sleep_until(until) => return Err(Hangup::no_answer()),
            }
        }
    }

    /// Adds a line to the transcript. `language` is a BCP 47 tag.
    pub(super) fn transcribe(&self, who: Speaker, text: &str, language: &str) {
        let line = TranscriptLine::new(who, text, language);
        self.change_record(|call| call.transcribe(line));
    }

    /// Adds to the transcript what happens on the line.
    pub(super) fn transcribe_event(&self, text: &str) {
        self.transcribe(Speaker::Line, text, "en-US");
    }

    /// Adds to the transcript that the person pressed a key.
    pub(super) fn transcribe_key(&self, key: char) {
        self.transcribe(Speaker::You, &format!("pressed {key}"), "en-US");
    }

    /// The fields of a callback about `event`.
    pub(super) fn callback_fields(&self, event: &str) -> CallbackForm {
        let auth_id = self.simulator.options().auth_id.clone();
        let state = self.simulator.state();
        let call = state.calls.get(&self.uuid);
        let mut fields = call.map_or_else(Vec::new, CallRecord::callback_fields);
        fields.push(("ParentAuthID".to_owned(), auth_id));
        fields.push(("Event".to_owned(), event.to_owned()));
        if let Some(machine) = self.machine {
            fields.push(("Machine".to_owned(), machine.to_string()));
        }
        fields
    }

    /// Changes the call's record, unless it was forgotten.
    pub(super) fn change_record(&self, change: impl FnOnce(&mut CallRecord)) {
        self.simulator.change(|state| {
            if let Some(call) = state.calls.get_mut(&self.uuid) {
                change(call);
            }
        });
    }

    fn obey(&self, signal: Option<CallSignal>) -> Result<Option<char>, Hangup> {
        match signal {
            Some(CallSignal::Press(key)) => {
                self.transcribe_key(key);
                Ok(Some(key))
            }
            Some(CallSignal::Answer) => Ok(None),
            Some(CallSignal::Decline) => Err(Hangup::declined()),
            Some(CallSignal::HangUp) => Err(Hangup::normal("Callee")),
            Some(CallSignal::MachineFound) => Err(Hangup::machine_detected()),
            Some(CallSignal::CancelByApi) => Err(Hangup::canceled()),
            // `None`: the record was forgotten, and the sender with it.
            Some(CallSignal::HangUpByApi) | None => Err(Hangup::normal("API Request")),
        }
    }
}
