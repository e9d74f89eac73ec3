//! Sends: counts, decides, saves, asks the provider once, and writes down what it said.

use std::time::Duration;

use tracing::warn;

use super::{Failure, Verifier, draw, flow_for};
use crate::domain::code::CodeLength;
use crate::domain::flow::{Act, AttemptId, Decision, Effect, Flow, Order};
use crate::domain::history::History;
use crate::domain::phone::PhoneNumber;
use crate::domain::policy::Millis;
use crate::domain::step::{Channel, Delivery, Refusal};
use crate::server::audit::Event;
use crate::server::records::{Fault, FlowName};
use crate::store::Taken;
use crate::telephony::{self, Outcome, Reason};

/// What was counted for a send before it was decided.
struct Reservation {
    number: PhoneNumber,
    channel: Channel,
    at: Millis,
}

impl Verifier {
    pub(super) async fn send(&self, name: &FlowName, act: Act) -> Result<(), Failure> {
        let (flow, now) = self.records.flow(name).await?;
        let begins = flow.as_ref().is_none_or(|flow| flow.delivery().is_none());
        let Some(recipient) = self.would_reach(flow, &act, now) else {
            let decision = self.decide(name, &act).await?;
            return self.settle(name, decision).await;
        };
        if begins {
            self.audit(Event::Started, &recipient.0);
        }
        let reservation = match self.reserve(&recipient).await? {
            Ok(reservation) => reservation,
            Err(refusal) => {
                let limit = limit(refusal);
                self.audit(Event::Denied { limit }, &recipient.0);
                return self.refuse_act(name, refusal, act).await;
            }
        };
        let decided = self.decide(name, &act).await;
        let unsent = match &decided {
            Ok(decision) => !matches!(decision.effect, Effect::Deliver(_)),
            Err(fault) => fault.nothing_written(),
        };
        if unsent {
            self.release(reservation).await;
        }
        let decision = decided?;
        self.settle(name, decision).await
    }

    /// Whom `act` would send to, if the flow alone decided; nothing is saved.
    fn would_reach(
        &self,
        flow: Option<Flow>,
        act: &Act,
        now: Millis,
    ) -> Option<(PhoneNumber, Channel)> {
        let decision =
            flow_for(flow, act, now)?.decide(act, &self.policy, now, draw(CodeLength::Six));
        match decision.effect {
            Effect::Deliver(order) => Some((order.number, order.channel)),
            Effect::None | Effect::Verified(_) => None,
        }
    }

    /// Counts a send to `number`, of the number's and of the service's, or neither.
    async fn reserve(
        &self,
        (number, channel): &(PhoneNumber, Channel),
    ) -> Result<Result<Reservation, Refusal>, Fault> {
        let channel = *channel;
        let counted = self.records.change_history(number, |history, now| {
            history.count_send(channel, &self.policy, now).map(|()| now)
        });
        let at = match counted.await? {
            Ok(at) => at,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let reservation = Reservation {
            number: number.clone(),
            channel,
            at,
        };
        match self.records.take_service_send(self.service_sends).await? {
            Taken::Granted { .. } => Ok(Ok(reservation)),
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
        let (channel, outcome) = (order.channel, &outcome);
        self.audit(Event::Sent { channel, outcome }, &order.number);
        let (reached, refusal) = verdict(outcome, channel);
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

    async fn give_back_send(&self, reservation: &Reservation) {
        let change = |history: &mut History, _| {
            history.give_back_send(reservation.channel, reservation.at);
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

/// What the limit behind a refusal is called in the settings.
fn limit(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::ServiceRested { .. } => "sends_per_service",
        Refusal::NoCallsLeft => "calls_per_phone",
        _ => "sends_per_phone",
    }
}

fn millis(span: Duration) -> Millis {
    Millis::try_from(span.as_millis()).unwrap_or(Millis::MAX)
}
