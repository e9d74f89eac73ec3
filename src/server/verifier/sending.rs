//! Sends: counts, decides, saves, asks the provider once, and writes down what it said.

use std::time::Duration;

use tracing::{info, warn};

use super::refusing::{after, denied};
use super::{Failure, Verifier, Visitor, draw, flow_for};
use crate::domain::code::CodeLength;
use crate::domain::flow::{Act, AttemptId, Decision, Effect, Flow, Order};
use crate::domain::history::History;
use crate::domain::policy::Millis;
use crate::domain::step::{Channel, Delivery, Refusal};
use crate::server::destination::Destination;
use crate::server::limits::{self, Granted};
use crate::server::records::{Fault, FlowName};
use crate::telephony::{self, Outcome, Reason};

/// What was counted for a send before it was decided.
struct Reservation {
    send: limits::Send,
    at: Millis,
    granted: Granted,
}

impl Verifier {
    pub(super) async fn send(&self, visitor: &Visitor, act: Act) -> Result<(), Failure> {
        let name = &visitor.flow;
        let (flow, now) = self.records.flow(name).await?;
        let Some(send) = self.would_send(visitor, flow, &act, now) else {
            let decision = self.decide(name, &act, CodeLength::Six).await?;
            return self.answer(&decision);
        };
        let reserved = match self.may_be_sent(&send, now).await? {
            Ok(()) => self.reserve(send, now).await?,
            Err(refusal) => Err(refusal),
        };
        let reservation = match reserved {
            Ok(reservation) => reservation,
            Err(refusal) => return self.refuse_act(name, refusal, act).await,
        };
        let length = reservation.granted.code_length;
        match self.decide(name, &act, length).await {
            Ok(decision) => self.settle(name, decision, reservation).await,
            Err(fault) => {
                // What may have been written stays counted.
                if fault.nothing_written() {
                    self.release(reservation).await;
                }
                Err(fault.into())
            }
        }
    }

    /// What `act` would send, if the flow alone decided; nothing is saved.
    fn would_send(
        &self,
        visitor: &Visitor,
        flow: Option<Flow>,
        act: &Act,
        now: Millis,
    ) -> Option<limits::Send> {
        let flow = flow_for(flow, act, now)?;
        let decision = flow.decide(act, &self.policy, now, draw(CodeLength::Six));
        match decision.effect {
            Effect::Deliver(order) => Some(limits::Send {
                client: visitor.client,
                destination: Destination::of(&order.number),
                number: order.number,
                channel: order.channel,
            }),
            Effect::None | Effect::Verified(_) => None,
        }
    }

    /// What is asked before anything is counted: whether it goes to where the operator sends,
    /// whether the provider works, and whether it is its turn.
    async fn may_be_sent(
        &self,
        send: &limits::Send,
        now: Millis,
    ) -> Result<Result<(), Refusal>, Fault> {
        let channel = send.channel;
        if let Err(refusal) = self.served.check(&send.destination, channel) {
            return Ok(Err(refusal));
        }
        let rest = match channel {
            Channel::Text => self.plivo.texts_rest(),
            Channel::Call => self.plivo.calls_rest(),
        };
        if let Some(rest) = rest {
            let until = after(now, rest);
            return Ok(Err(Refusal::ChannelDown { channel, until }));
        }
        let paced = self.limits.keep_pace(channel).await?;
        Ok(paced.map_err(|denial| denied(denial, now)))
    }

    /// Counts a send with everybody's limits and with the number's own, or with none of
    /// them; the longest wait is told.
    async fn reserve(
        &self,
        send: limits::Send,
        now: Millis,
    ) -> Result<Result<Reservation, Refusal>, Fault> {
        let granted = match self.limits.take_send(&send).await? {
            Ok(granted) => granted,
            Err(denial) => return self.strictest(&send, denied(denial, now)).await.map(Err),
        };
        let counted = self.records.change_history(&send.number, |history, now| {
            let counted = history.count_send(send.channel, &self.policy, now);
            counted.map(|()| now)
        });
        match counted.await {
            Ok(Ok(at)) => Ok(Ok(Reservation { send, at, granted })),
            Ok(Err(refusal)) => {
                self.limits.release(granted).await;
                Ok(Err(refusal))
            }
            Err(fault) => {
                self.limits.release(granted).await;
                Err(fault)
            }
        }
    }

    /// The refusal with the longer wait: the denied one, or what the number's own limits say.
    async fn strictest(&self, send: &limits::Send, denied: Refusal) -> Result<Refusal, Fault> {
        let (history, now) = self.records.history(&send.number).await?;
        let rests = history.rests_until(send.channel, &self.policy, now);
        Ok(match rests {
            Some(until) if Some(until) > denied.until() => Refusal::PhoneRested { until },
            _ => denied,
        })
    }

    /// Gives back all that was counted: nothing was asked of the provider.
    async fn release(&self, reservation: Reservation) {
        let Reservation { send, at, granted } = reservation;
        self.limits.release(granted).await;
        let change = |history: &mut History, _| {
            history.give_back_send(send.channel, at);
            Ok::<(), Refusal>(())
        };
        if let Err(fault) = self.records.change_history(&send.number, change).await {
            warn!(%fault, "a send stays counted");
        }
    }

    async fn settle(
        &self,
        name: &FlowName,
        decision: Decision,
        reservation: Reservation,
    ) -> Result<(), Failure> {
        match &decision.effect {
            Effect::Deliver(order) => self.deliver(name, order, reservation.granted).await,
            Effect::None | Effect::Verified(_) => {
                self.release(reservation).await;
                self.answer(&decision)
            }
        }
    }

    /// Asks the provider, once, and writes down what it said.
    async fn deliver(
        &self,
        name: &FlowName,
        order: &Order,
        granted: Granted,
    ) -> Result<(), Failure> {
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
            self.limits.refund(granted).await;
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
