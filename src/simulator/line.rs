//! Room `simulator`: one call, from the first ring to the hang-up callback.

use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{Instant, sleep, sleep_until};

use super::Simulator;
use super::ending::Ending;
use super::magic::{self, Calling};
use super::order::{Detection, Order};
use super::record::{self, Control, Who};
use super::webhook::{Params, Webhook};

/// Longer than any call.
pub(super) const LONG: Duration = Duration::from_secs(86_400);

/// The engine of a call: it alone changes the call's record.
pub(super) struct Line {
    pub(super) simulator: Simulator,
    pub(super) uuid: String,
    pub(super) order: Order,
    pub(super) control: UnboundedReceiver<Control>,
    /// When the time limit or a scheduled hang-up strikes.
    pub(super) deadline: Instant,
    /// A key to press at the first question (magic numbers).
    pub(super) script: Option<char>,
    /// What machine detection found, where it was asked for.
    pub(super) machine: Option<bool>,
}

impl Line {
    /// A call about to ring.
    pub(super) fn new(
        simulator: Simulator,
        uuid: String,
        order: Order,
        control: UnboundedReceiver<Control>,
    ) -> Self {
        Self {
            simulator,
            uuid,
            order,
            control,
            deadline: Instant::now() + LONG,
            script: None,
            machine: None,
        }
    }

    /// Rings, is answered, obeys the documents, and reports the end.
    pub(super) async fn run(mut self) {
        let ending = match self.ring().await {
            Ok(()) => self.talk().await,
            Err(ending) => ending,
        };
        let (simulator, uuid) = (&self.simulator, &self.uuid);
        simulator.change(|state| record::end(state, uuid, &ending));
        if let Some(hook) = self.order.hangup_hook() {
            let mut params = self.params("Hangup");
            if let Some(call) = self.simulator.state().calls.get(&self.uuid) {
                params.extend(call.ending_params(&ending));
            }
            // The answer to it is not looked at.
            let _ = self.simulator.ask(hook, &params).await;
        }
    }

    /// Waits, and hears the first key within that time; the call may end
    /// meanwhile.
    pub(super) async fn hear(&mut self, wait: Duration) -> Result<Option<char>, Ending> {
        let until = Instant::now() + wait;
        tokio::select! {
            control = self.control.recv() => self.obey(control),
            () = sleep_until(until.min(self.deadline)) => {
                if until < self.deadline { Ok(None) } else { Err(Ending::time_limit()) }
            }
        }
    }

    /// Waits, deaf to keys.
    pub(super) async fn rest(&mut self, wait: Duration) -> Result<(), Ending> {
        let until = Instant::now() + wait;
        while self
            .hear(until.saturating_duration_since(Instant::now()))
            .await?
            .is_some()
        {}
        Ok(())
    }

    pub(super) fn note(&self, who: Who, text: &str, language: &str) {
        let line = record::Said::new(who, text, language);
        self.simulator
            .change(|state| record::note(state, &self.uuid, line));
    }

    pub(super) fn params(&self, event: &str) -> Params {
        let state = self.simulator.state();
        let mut params = state
            .calls
            .get(&self.uuid)
            .map_or_else(Vec::new, record::Call::params);
        params.push((
            "ParentAuthID".to_owned(),
            self.simulator.options().auth_id.clone(),
        ));
        params.push(("Event".to_owned(), event.to_owned()));
        if let Some(machine) = self.machine {
            params.push(("Machine".to_owned(), machine.to_string()));
        }
        params
    }

    /// Until somebody, or something, picks up.
    async fn ring(&mut self) -> Result<(), Ending> {
        let fate = magic::at(&self.order.to).call;
        let limit = self.simulator.paced(self.order.ring_timeout);
        let soon = self.simulator.paced(2.0).min(limit);
        if !matches!(fate, Calling::Busy | Calling::Unreachable) {
            self.report_ring();
        }
        match fate {
            Calling::Busy => self.rest(soon).await.and(Err(Ending::busy())),
            Calling::Unreachable => self.rest(soon).await.and(Err(Ending::unreachable())),
            Calling::Declined => self.rest(soon).await.and(Err(Ending::declined())),
            Calling::NoAnswer => self.rest(limit).await.and(Err(Ending::no_answer())),
            Calling::Handset => self.ring_handset(limit).await,
            _ => self.rest(soon).await,
        }
    }

    async fn ring_handset(&mut self, limit: Duration) -> Result<(), Ending> {
        let timeout = sleep(limit);
        tokio::pin!(timeout);
        loop {
            tokio::select! {
                control = self.control.recv() => match control {
                    Some(Control::Answer) => return Ok(()),
                    control => { self.obey(control)?; }
                },
                () = &mut timeout => return Err(Ending::no_answer()),
            }
        }
    }

    fn report_ring(&self) {
        let Some(hook) = self.order.ring.clone() else {
            return;
        };
        let (simulator, params) = (self.simulator.clone(), self.params("Ring"));
        tokio::spawn(async move { simulator.ask(&hook, &params).await });
    }

    async fn talk(&mut self) -> Ending {
        let time_limit = self.simulator.paced(self.order.time_limit);
        self.deadline = Instant::now() + time_limit;
        self.simulator
            .change(|state| record::answer(state, &self.uuid));
        let fate = magic::at(&self.order.to).call;
        if let Calling::Presses(key) = fate {
            self.script = Some(key);
        }
        if fate == Calling::HangsUp {
            self.hang_up_later();
        }
        match self.detect(fate == Calling::Voicemail).await {
            Ok(()) => self.obey_documents().await,
            Err(ending) => ending,
        }
    }

    fn hang_up_later(&self) {
        let (simulator, uuid) = (self.simulator.clone(), self.uuid.clone());
        tokio::spawn(async move {
            sleep(simulator.paced(2.0)).await;
            record::control(&simulator.state(), &uuid, Control::HangUp);
        });
    }

    /// Machine detection holds back all XML until it knows, unless its result
    /// is sent to an address of its own.
    async fn detect(&mut self, machine: bool) -> Result<(), Ending> {
        if machine {
            self.note(Who::Line, "A voicemail greeting answers.", "en-US");
        }
        let Some(detection) = self.order.detection.clone() else {
            return Ok(());
        };
        if let Some(hook) = detection.hook.clone() {
            self.detect_apart(hook, machine, &detection);
            return Ok(());
        }
        let longest = self.simulator.paced(detection.seconds);
        self.rest(longest.min(self.simulator.paced(1.5))).await?;
        self.machine = Some(machine);
        if machine && detection.hangs_up {
            return Err(Ending::machine());
        }
        Ok(())
    }

    fn detect_apart(&self, hook: Webhook, machine: bool, detection: &Detection) {
        let (simulator, uuid) = (self.simulator.clone(), self.uuid.clone());
        let mut params = self.params("MachineDetection");
        let hangs_up = detection.hangs_up;
        let if_machine = if hangs_up { "hangup" } else { "continue" };
        params.push(("Machine".to_owned(), machine.to_string()));
        params.push(("IfMachine".to_owned(), if_machine.to_owned()));
        tokio::spawn(async move {
            sleep(simulator.paced(1.5)).await;
            let _ = simulator.ask(&hook, &params).await;
            if machine && hangs_up {
                record::control(&simulator.state(), &uuid, Control::MachineFound);
            }
        });
    }

    fn obey(&self, control: Option<Control>) -> Result<Option<char>, Ending> {
        match control {
            Some(Control::Press(key)) => {
                self.note(Who::You, &format!("pressed {key}"), "en-US");
                Ok(Some(key))
            }
            Some(Control::Answer) => Ok(None),
            Some(Control::Decline) => Err(Ending::declined()),
            Some(Control::HangUp) => Err(Ending::hung_up("Callee")),
            Some(Control::MachineFound) => Err(Ending::machine()),
            Some(Control::Cancel) => Err(Ending::canceled()),
            // The record, and with it the sender, has been dropped.
            Some(Control::Kill) | None => Err(Ending::hung_up("API Request")),
        }
    }
}
