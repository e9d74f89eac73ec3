//! The verifier: loads, decides, saves, and only then asks the provider. The
//! one place that both thinks and does I/O, and the only one that draws codes.

use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rand::RngExt;
use tracing::{info, warn};

use super::records::{Fault, FlowName, Records};
use crate::domain::code::{CODE_COUNT, Code, TypedCode};
use crate::domain::flow::{Act, AttemptId, Decision, Draft, Draw, Effect, Flow, Order};
use crate::domain::history::History;
use crate::domain::phone::PhoneNumber;
use crate::domain::policy::{Millis, Policy};
use crate::domain::step::{Channel, Delivery, PhoneStep, Refusal, Step};
use crate::store::{Quota, Taken};
use crate::telephony::{self, Outcome, Plivo, Reason};

/// What kept a person's request from being carried out.
#[derive(Debug)]
pub enum Failure {
    /// Our answer to what they did, and how long to wait where waiting helps.
    Refused {
        refusal: Refusal,
        wait: Option<Duration>,
    },
    /// Something broke.
    Fault(Fault),
}

/// Carries out what people do.
pub struct Verifier {
    /// The records it decides on.
    pub records: Records,
    /// The provider it sends through.
    pub plivo: Plivo,
    /// The limits it holds everyone to.
    pub policy: Policy,
    /// The sends of the whole service.
    pub service_sends: Quota,
}

/// What was counted for a send before it was decided.
struct Reservation {
    number: PhoneNumber,
    at: Millis,
}

impl Verifier {
    /// A person typed a number and wants a text.
    pub async fn send_code(
        &self,
        name: &FlowName,
        country: String,
        typed: String,
    ) -> Result<(), Failure> {
        let draft = Draft { country, typed };
        match super::numbering::read(&draft) {
            Ok(recipient) => self.send(name, Act::Text(recipient, draft)).await,
            Err(refusal) => self.refuse_draft(name, refusal, draft).await,
        }
    }

    /// A person wants the text again.
    pub async fn send_again(&self, name: &FlowName) -> Result<(), Failure> {
        self.send(name, Act::TextAgain).await
    }

    /// A person wants to be called.
    pub async fn call(&self, name: &FlowName) -> Result<(), Failure> {
        self.send(name, Act::Call).await
    }

    /// A person typed a code.
    pub async fn check_code(&self, name: &FlowName, text: &str) -> Result<(), Failure> {
        let typed = match TypedCode::parse(text) {
            Ok(typed) => typed,
            Err(_) if text.trim().is_empty() => {
                return self.refuse(name, Refusal::CodeMissing).await;
            }
            Err(shape) => {
                return self
                    .refuse_typed(
                        name,
                        Refusal::CodeShape {
                            digits: shape.digits,
                        },
                        text,
                    )
                    .await;
            }
        };
        let (flow, now) = self.records.flow(name).await?;
        let guess_on = flow
            .as_ref()
            .ok_or(Refusal::StartAgain)
            .and_then(|flow| flow.guess_on(&self.policy, now));
        let number = match guess_on {
            Ok(number) => number.clone(),
            Err(refusal) => return self.refuse(name, refusal).await,
        };
        // The number's guesses are counted before the code is looked at, so
        // that no two guesses in parallel share one count.
        let counted = self.records.change_history(&number, |history, now| {
            history.count_guess(&self.policy, now).map(|()| now)
        });
        let at = match counted.await? {
            Ok(at) => at,
            Err(refusal) => return self.refuse(name, refusal).await,
        };
        let decision = self.decide(name, &Act::Guess(typed)).await?;
        if !(decision.compared && decision.answer.is_err()) {
            self.give_back_guess(&number, at).await;
        }
        if let Effect::Verified(number) = &decision.effect {
            info!(number = number.masked(), "verified");
        }
        self.answer(&decision)
    }

    /// A person wants to type another number.
    pub async fn change_number(&self, name: &FlowName) -> Result<(), Failure> {
        let decision = self.decide(name, &Act::ChangeNumber).await?;
        self.answer(&decision)
    }

    /// A person wants to begin anew.
    pub async fn start_over(&self, name: &FlowName) -> Result<(), Failure> {
        Ok(self.records.forget_flow(name).await?)
    }

    /// The step the flow is at; the first one when there is no flow.
    pub async fn step(&self, name: &FlowName) -> Result<Step, Failure> {
        let (Some(flow), now) = self.records.flow(name).await? else {
            return Ok(Step::Phone(PhoneStep::default()));
        };
        let history = match flow.number() {
            Some(number) => self.records.history(number).await?.0,
            None => History::default(),
        };
        Ok(flow.step(&history, &self.policy, now))
    }

    /// How far the flow's last message got.
    pub async fn delivery(&self, name: &FlowName) -> Result<Option<Delivery>, Failure> {
        Ok(self
            .records
            .flow(name)
            .await?
            .0
            .and_then(|flow| flow.delivery()))
    }

    /// The provider reports how far an attempt got. Unknown attempts change nothing.
    pub async fn report(
        &self,
        name: &FlowName,
        attempt: &AttemptId,
        delivery: Delivery,
    ) -> Result<(), Fault> {
        self.records
            .change_flow(name, |flow, _| match flow {
                Some(mut flow) => (flow.report(attempt, delivery).then_some(flow), ()),
                None => (None, ()),
            })
            .await
    }

    /// The code to speak in a call, while it can be used, and for how much longer; `None`
    /// for an attempt that is unknown, over, or no call.
    pub async fn spoken_code(
        &self,
        name: &FlowName,
        attempt: &AttemptId,
    ) -> Result<Option<(Code, Duration)>, Fault> {
        let (flow, now) = self.records.flow(name).await?;
        let spoken = flow
            .as_ref()
            .and_then(|flow| flow.spoken_code(attempt, now));
        Ok(spoken.map(|(code, left)| (code.clone(), Duration::from_millis(left))))
    }

    async fn send(&self, name: &FlowName, act: Act) -> Result<(), Failure> {
        let (flow, now) = self.records.flow(name).await?;
        let Some(recipient) = self.would_reach(flow, &act, now) else {
            let decision = self.decide(name, &act).await?;
            return self.settle(name, decision).await;
        };
        let reservation = match self.reserve(&recipient).await? {
            Ok(reservation) => reservation,
            Err(refusal) => return self.refuse_act(name, refusal, act).await,
        };
        let decision = self.decide(name, &act).await?;
        if !matches!(decision.effect, Effect::Deliver(_)) {
            self.release(reservation).await;
        }
        self.settle(name, decision).await
    }

    /// Whom `act` would send to, if the flow alone decided; nothing is saved.
    fn would_reach(&self, flow: Option<Flow>, act: &Act, now: Millis) -> Option<PhoneNumber> {
        let decision = flow_for(flow, act, now)?.decide(act, &self.policy, now, draw());
        match decision.effect {
            Effect::Deliver(order) => Some(order.number),
            Effect::None | Effect::Verified(_) => None,
        }
    }

    /// Counts a send to `number`, of the number's and of the service's, or neither.
    async fn reserve(&self, number: &PhoneNumber) -> Result<Result<Reservation, Refusal>, Fault> {
        let counted = self.records.change_history(number, |history, now| {
            history.count_send(&self.policy, now).map(|()| now)
        });
        let at = match counted.await? {
            Ok(at) => at,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let reservation = Reservation {
            number: number.clone(),
            at,
        };
        match self.records.take_service_send(self.service_sends).await? {
            Taken::Granted => Ok(Ok(reservation)),
            Taken::RetryAfter(wait) => {
                self.give_back_send(&reservation).await;
                Ok(Err(Refusal::ServiceRested {
                    until: at + millis(wait),
                }))
            }
        }
    }

    async fn release(&self, reservation: Reservation) {
        self.give_back_send(&reservation).await;
        self.give_back_service_send().await;
    }

    /// Decides on the record and saves it. A flow that does not exist is begun by a
    /// posted number and by nothing else.
    async fn decide(&self, name: &FlowName, act: &Act) -> Result<Decision, Fault> {
        let draw = draw();
        self.records
            .change_flow(name, |flow, now| match flow_for(flow, act, now) {
                Some(flow) => {
                    let decision = flow.decide(act, &self.policy, now, draw.clone());
                    (Some(decision.flow.clone()), decision)
                }
                None => (None, Flow::start(now).refuse(Refusal::StartAgain, now)),
            })
            .await
    }

    async fn settle(&self, name: &FlowName, decision: Decision) -> Result<(), Failure> {
        match &decision.effect {
            Effect::Deliver(order) => self.deliver(name, order).await,
            Effect::None | Effect::Verified(_) => self.answer(&decision),
        }
    }

    /// Asks the provider, once, and writes down what it said.
    async fn deliver(&self, name: &FlowName, order: &Order) -> Result<(), Failure> {
        let callback = format!("{}/{}", name.0, order.attempt.0);
        let delivery = telephony::Delivery {
            to: &order.number,
            code: &order.code,
            expires_in: Duration::from_millis(order.expires_in),
            callback: &callback,
        };
        let outcome = match order.channel {
            Channel::Text => self.plivo.text(&delivery).await,
            Channel::Call => self.plivo.call(&delivery).await,
        };
        info!(number = order.number.masked(), channel = ?order.channel, ?outcome, "sent");
        let (reached, refusal) = verdict(&outcome, order.channel);
        if reached == Delivery::Failed {
            self.give_back_service_send().await;
        }
        let written = self
            .write_verdict(name, &order.attempt, reached, refusal)
            .await;
        if let Err(fault) = written {
            // The message is out; the page will show it as being sent, and a receipt may still come.
            warn!(%fault, "the provider's answer could not be written down");
        }
        refusal.map_or(Ok(()), |refusal| {
            Err(Failure::Refused {
                refusal,
                wait: None,
            })
        })
    }

    async fn write_verdict(
        &self,
        name: &FlowName,
        attempt: &AttemptId,
        reached: Delivery,
        refusal: Option<Refusal>,
    ) -> Result<(), Fault> {
        self.records
            .change_flow(name, |flow, _| {
                let Some(mut flow) = flow else {
                    return (None, ());
                };
                match refusal {
                    Some(refusal) => flow.report_refused(attempt, reached, refusal),
                    None => _ = flow.report(attempt, reached),
                }
                (Some(flow), ())
            })
            .await
    }

    async fn refuse_act(&self, name: &FlowName, refusal: Refusal, act: Act) -> Result<(), Failure> {
        match act {
            Act::Text(_, draft) => self.refuse_draft(name, refusal, draft).await,
            _ => self.refuse(name, refusal).await,
        }
    }

    /// Refuses a posted number and keeps what was typed.
    async fn refuse_draft(
        &self,
        name: &FlowName,
        refusal: Refusal,
        draft: Draft,
    ) -> Result<(), Failure> {
        let change = |flow: Option<Flow>, now| {
            let decision = flow
                .unwrap_or_else(|| Flow::start(now))
                .with_draft(shortened(&draft))
                .refuse(refusal, now);
            (Some(decision.flow), now)
        };
        let now = self.records.change_flow(name, change).await?;
        Err(refused(refusal, now))
    }

    /// Refuses what was typed as a code, and keeps it.
    async fn refuse_typed(
        &self,
        name: &FlowName,
        refusal: Refusal,
        text: &str,
    ) -> Result<(), Failure> {
        let change = |flow: Option<Flow>, now| {
            (
                flow.map(|flow| flow.with_typed_code(text).refuse(refusal, now).flow),
                now,
            )
        };
        let now = self.records.change_flow(name, change).await?;
        Err(refused(refusal, now))
    }

    /// Refuses, and leaves the reason for the flow's page to show.
    async fn refuse(&self, name: &FlowName, refusal: Refusal) -> Result<(), Failure> {
        let change =
            |flow: Option<Flow>, now| (flow.map(|flow| flow.refuse(refusal, now).flow), now);
        let now = self.records.change_flow(name, change).await?;
        Err(refused(refusal, now))
    }

    fn answer(&self, decision: &Decision) -> Result<(), Failure> {
        decision
            .answer
            .map_err(|refusal| refused(refusal, decision.now))
    }

    // What cannot be given back stays counted: one too many, never one too few.

    async fn give_back_send(&self, reservation: &Reservation) {
        let change = |history: &mut History, _| {
            history.give_back_send(reservation.at);
            Ok::<(), Refusal>(())
        };
        if let Err(fault) = self
            .records
            .change_history(&reservation.number, change)
            .await
        {
            warn!(%fault, "a send stays counted");
        }
    }

    async fn give_back_guess(&self, number: &PhoneNumber, at: Millis) {
        let change = |history: &mut History, _| {
            history.give_back_guess(at);
            Ok::<(), Refusal>(())
        };
        if let Err(fault) = self.records.change_history(number, change).await {
            warn!(%fault, "a guess stays counted");
        }
    }

    async fn give_back_service_send(&self) {
        if let Err(fault) = self
            .records
            .give_back_service_send(self.service_sends)
            .await
        {
            warn!(%fault, "a send of the service stays counted");
        }
    }
}

/// The flow to decide on: a new one only where a number was posted.
fn flow_for(flow: Option<Flow>, act: &Act, now: Millis) -> Option<Flow> {
    flow.or_else(|| matches!(act, Act::Text(..)).then(|| Flow::start(now)))
}

/// A fresh code and attempt id, from the operating system's random source by way
/// of `rand`'s thread generator, which is seeded from it. Drawing within a range
/// rejects instead of folding, so every code is as likely as any other.
#[expect(clippy::disallowed_methods, reason = "the one place that draws codes")]
fn draw() -> Draw {
    let mut rng = rand::rng();
    let attempt: [u8; 16] = rng.random();
    let Some(code) = Code::from_number(rng.random_range(0..CODE_COUNT)) else {
        unreachable!("drawn below the count")
    };
    Draw {
        code,
        attempt: AttemptId(BASE64_URL_SAFE_NO_PAD.encode(attempt)),
    }
}

fn verdict(outcome: &Outcome, channel: Channel) -> (Delivery, Option<Refusal>) {
    match outcome {
        Outcome::Accepted { .. } => (Delivery::Queued, None),
        Outcome::Unknown => (Delivery::Unknown, Some(Refusal::MaybeSent { channel })),
        Outcome::Refused(Reason::BadNumber | Reason::Barred) => (
            Delivery::Failed,
            Some(Refusal::NumberUnreachable { channel }),
        ),
        Outcome::Refused(_) => (Delivery::Failed, Some(Refusal::NotSent { channel })),
    }
}

fn refused(refusal: Refusal, now: Millis) -> Failure {
    let wait = refusal
        .until()
        .map(|until| Duration::from_millis(until.saturating_sub(now)));
    Failure::Refused { refusal, wait }
}

/// What is kept of a phone field to show it again: no more than a number needs.
fn shortened(draft: &Draft) -> Draft {
    Draft {
        country: draft.country.chars().take(2).collect(),
        typed: draft.typed.chars().take(64).collect(),
    }
}

fn millis(span: Duration) -> Millis {
    Millis::try_from(span.as_millis()).unwrap_or(Millis::MAX)
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}
