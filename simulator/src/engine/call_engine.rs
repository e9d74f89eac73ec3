//! A call from the first ring to the callback about its end.

use std::time::Duration;

use tokio::sync::mpsc::unbounded_channel;
use tokio::time::{Instant, sleep};

use super::active_call::ActiveCall;
use super::xml_runner::XmlRunner;
use crate::callbacks::CallbackUrl;
use crate::magic_number::CallOutcome;
use crate::random;
use crate::records::{CallRecord, CallSignal, Hangup};
use crate::requests::{CallRequest, MachineDetection};
use crate::simulator::Simulator;

/// Lifelike seconds until somebody picks up, and until [`CallOutcome::HangsUp`] hangs up.
const REACTION_TIME: f64 = 2.0;
/// Lifelike seconds that machine detection takes.
const DETECTION_TIME: f64 = 1.5;

/// Starts a call; returns its UUID.
pub(crate) fn start_call(simulator: &Simulator, request: CallRequest) -> String {
    let uuid = random::uuid();
    let (sender, signals) = unbounded_channel();
    let parties = [&*request.from, &request.to, &request.caller_name];
    let record = CallRecord::new(&uuid, parties, sender);
    simulator.change(|state| state.calls.push(record));
    let call = ActiveCall::new(simulator.clone(), uuid.clone(), request, signals);
    tokio::spawn(CallEngine { call }.run());
    uuid
}

/// Carries out one call.
struct CallEngine {
    call: ActiveCall,
}

impl CallEngine {
    /// Rings, is answered, obeys the documents, and reports the end.
    async fn run(mut self) {
        let hangup = match self.ring().await {
            Ok(()) => self.talk().await,
            Err(hangup) => hangup,
        };
        self.call.change_record(|call| call.end(&hangup));
        let Some(address) = self.call.request.hangup_callback() else {
            return;
        };
        let simulator = &self.call.simulator;
        let mut fields = self.call.callback_fields("Hangup");
        if let Some(call) = simulator.state().calls.get(&self.call.uuid) {
            fields.extend(call.hangup_fields(&hangup));
        }
        // Plivo ignores the response.
        let _ = simulator.callbacks().fetch(address, &fields).await;
    }

    /// Rings until the call is answered.
    async fn ring(&mut self) -> Result<(), Hangup> {
        let outcome = self.call.outcome();
        let timeout = self.scaled(self.call.request.ring_timeout);
        let soon = self.scaled(REACTION_TIME).min(timeout);
        if !matches!(outcome, CallOutcome::Busy | CallOutcome::Unreachable) {
            self.report_ring();
        }
        let call = &mut self.call;
        match outcome {
            CallOutcome::Busy => call.wait(soon).await.and(Err(Hangup::busy())),
            CallOutcome::Unreachable => call.wait(soon).await.and(Err(Hangup::unreachable())),
            CallOutcome::Declined => call.wait(soon).await.and(Err(Hangup::declined())),
            CallOutcome::NoAnswer => call.wait(timeout).await.and(Err(Hangup::no_answer())),
            CallOutcome::RingsHandset => call.answered_by_person(timeout).await,
            _ => call.wait(soon).await,
        }
    }

    fn report_ring(&self) {
        let Some(address) = self.call.request.ring.clone() else {
            return;
        };
        let simulator = self.call.simulator.clone();
        let fields = self.call.callback_fields("Ring");
        tokio::spawn(async move { simulator.callbacks().fetch(&address, &fields).await });
    }

    /// Carries out the answered call to its end.
    async fn talk(&mut self) -> Hangup {
        let time_limit = self.scaled(self.call.request.time_limit);
        self.call.deadline = Instant::now() + time_limit;
        self.call.change_record(CallRecord::answer);
        let outcome = self.call.outcome();
        if outcome == CallOutcome::HangsUp {
            self.hang_up_later();
        }
        let detected = self.detect_machine(outcome == CallOutcome::Voicemail);
        if let Err(hangup) = detected.await {
            return hangup;
        }
        let key = match outcome {
            CallOutcome::Presses(key) => Some(key),
            _ => None,
        };
        XmlRunner::new(&mut self.call, key).run().await
    }

    fn hang_up_later(&self) {
        let (simulator, uuid) = (self.call.simulator.clone(), self.call.uuid.clone());
        tokio::spawn(async move {
            sleep(simulator.scaled(REACTION_TIME)).await;
            simulator.signal_call(&uuid, CallSignal::HangUp);
        });
    }

    /// Detects a machine if the request asks for it. Until the result is known no document is
    /// fetched, unless the result has an address of its own.
    async fn detect_machine(&mut self, machine: bool) -> Result<(), Hangup> {
        if machine {
            self.call.transcribe_event("A voicemail greeting answers.");
        }
        let Some(detection) = self.call.request.machine_detection.clone() else {
            return Ok(());
        };
        if let Some(address) = detection.callback.clone() {
            self.detect_asynchronously(address, machine, &detection);
            return Ok(());
        }
        let longest = self.scaled(detection.seconds);
        let time = longest.min(self.scaled(DETECTION_TIME));
        self.call.wait(time).await?;
        self.call.machine = Some(machine);
        if machine && detection.hangs_up {
            return Err(Hangup::machine_detected());
        }
        Ok(())
    }

    fn detect_asynchronously(
        &self,
        address: CallbackUrl,
        machine: bool,
        detection: &MachineDetection,
    ) {
        let (simulator, uuid) = (self.call.simulator.clone(), self.call.uuid.clone());
        let hangs_up = detection.hangs_up;
        let if_machine = if hangs_up { "hangup" } else { "continue" };
        let mut fields = self.call.callback_fields("MachineDetection");
        fields.push(("Machine".to_owned(), machine.to_string()));
        fields.push(("IfMachine".to_owned(), if_machine.to_owned()));
        tokio::spawn(async move {
            sleep(simulator.scaled(DETECTION_TIME)).await;
            let _ = simulator.callbacks().fetch(&address, &fields).await;
            if machine && hangs_up {
                simulator.signal_call(&uuid, CallSignal::MachineFound);
            }
        });
    }

    fn scaled(&self, seconds: f64) -> Duration {
        self.call.simulator.scaled(seconds)
    }
}
