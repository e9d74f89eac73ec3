//! Sends: counts, decides and saves, before the provider is asked.

use futures_util::join;
use tracing::warn;

use super::refusing::denied;
use super::{Failure, Verifier, Visitor, draw, flow_for};
use crate::domain::code::CodeLength;
use crate::domain::flow::{Act, Decision, Effect, Flow};
use crate::domain::history::History;
use crate::domain::policy::{Millis, after};
use crate::domain::step::{Channel, Refusal};
use crate::server::audit::Event;
use crate::server::limits::{self, Denial, Granted};
use crate::server::records::{Fault, FlowKey, Seen};

/// What was counted for a send before it was decided.
struct Reservation {
    send: limits::Send,
    counted: Counted,
    granted: Granted,
}

/// A send that was counted with its number.
struct Counted {
    at: Millis,
    /// The number's history with it.
    seen: Seen<History>,
}

impl Verifier {
    /// Carries out an act that may send, on the flow as it was just found, and the number's
    /// `history` where that was looked up with it.
    pub(super) async fn send(
        &self,
        visitor: &Visitor,
        seen: Seen<Flow>,
        act: Act,
        history: Option<Seen<History>>,
    ) -> Result<(), Failure> {
        let key = &visitor.flow;
        let now = seen.now();
        let begins = seen.record.as_ref().is_none_or(|flow| !flow.has_sent());
        let Some(send) = self.would_send(visitor, seen.record.clone(), &act, now) else {
            let noted = |flow: Flow| flow.in_language(visitor.words.tag());
            let decided = self.decide(key, seen, &act, CodeLength::Six, noted);
            return self.answer(&decided.await?.0);
        };
        if begins {
            self.audit(Event::Started, &send.recipient.number);
        }
        let reserved = match self.may_be_sent(&send, now) {
            Ok(()) => self.reserve(send, history, now).await?,
            Err(refusal) => Err(refusal),
        };
        let reservation = match reserved {
            Ok(reservation) => reservation,
            Err(refusal) => return self.refuse_act(key, refusal, act).await,
        };
        let length = reservation.granted.code_length;
        let noted = |flow: Flow| {
            let flow = flow.in_language(visitor.words.tag());
            flow.knowing(reservation.counted.seen.to_know())
        };
        match self.decide(key, seen, &act, length, noted).await {
            Ok((decision, seen)) => self.settle(key, seen, decision, reservation).await,
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
        let flow = flow_for(flow, visitor.flow.browser, act, now)?;
        let decision = flow.decide(act, &self.policy, now, draw(CodeLength::Six));
        match decision.effect {
            Effect::Deliver(order) => Some(limits::Send {
                client: visitor.client,
                recipient: decision.flow.recipient()?.clone(),
                channel: order.channel,
            }),
            Effect::None | Effect::Verified(_) => None,
        }
    }

    /// What is asked before anything is counted: whether it goes to where the operator sends,
    /// and whether the provider works.
    fn may_be_sent(&self, send: &limits::Send, now: Millis) -> Result<(), Refusal> {
        let channel = send.channel;
        if let Err(refusal) = self.served.check(&send.recipient, channel) {
            return Err(self.noted(send, "served numbers", refusal));
        }
        let rest = match channel {
            Channel::Text => self.plivo.texts_rest(),
            Channel::Call => self.plivo.calls_rest(),
        };
        let Some(rest) = rest else { return Ok(()) };
        let until = after(now, rest);
        let refusal = Refusal::ChannelDown { channel, until };
        Err(self.noted(send, "rest of the provider", refusal))
    }

    /// The refusal, once the audit trail has what stands behind it.
    fn noted(&self, send: &limits::Send, limit: &'static str, refusal: Refusal) -> Refusal {
        self.audit(Event::Denied { limit }, &send.recipient.number);
        refusal
    }

    /// Counts a send with everybody's limits and with the number's own, at the same time, or
    /// with none of them; the longest wait is told.
    async fn reserve(
        &self,
        send: limits::Send,
        history: Option<Seen<History>>,
        now: Millis,
    ) -> Result<Result<Reservation, Refusal>, Fault> {
        let history = match history {
            Some(seen) => seen,
            None => self.records.history(&send.recipient.number).await?,
        };
        let counted = self.count_send(&send, history);
        let denied = |denial: Denial| self.noted(&send, denial.limit.name(), denied(denial, now));
        let rests = |refusal| self.noted(&send, "sends to a number", refusal);
        match join!(self.limits.take_send(&send), counted) {
            (Ok(Ok(granted)), Ok(Ok(counted))) => Ok(Ok(Reservation {
                send,
                counted,
                granted,
            })),
            (Ok(Ok(granted)), Ok(Err(refusal))) => {
                self.limits.release(granted).await;
                Ok(Err(rests(refusal)))
            }
            (Ok(Ok(granted)), Err(fault)) => {
                self.limits.release(granted).await;
                Err(fault)
            }
            (Ok(Err(denial)), Ok(Ok(counted))) => {
                self.uncount_send(&send, counted).await;
                Ok(Err(denied(denial)))
            }
            (Err(fault), Ok(Ok(counted))) => {
                self.uncount_send(&send, counted).await;
                Err(fault)
            }
            (Ok(Err(denial)), Ok(Err(refusal))) => {
                let (denied, rests) = (denied(denial), rests(refusal));
                let longest = if rests.until() > denied.until() {
                    rests
                } else {
                    denied
                };
                Ok(Err(longest))
            }
            (Err(fault), _) | (_, Err(fault)) => Err(fault),
        }
    }

    /// Counts a send with its number.
    async fn count_send(
        &self,
        send: &limits::Send,
        seen: Seen<History>,
    ) -> Result<Result<Counted, Refusal>, Fault> {
        let count = |history: &mut History, now| {
            let counted = history.count_send(send.channel, &self.policy, now);
            counted.map(|()| now)
        };
        let (counted, seen) = self.records.change_history(seen, count).await?;
        Ok(counted.map(|at| Counted { at, seen }))
    }

    /// What cannot be given back stays counted: one too many, never one too few.
    async fn uncount_send(&self, send: &limits::Send, counted: Counted) {
        let Counted { at, seen } = counted;
        let given = self.records.change_history(seen, |history, _| {
            history.give_back_send(send.channel, at);
            Ok::<(), Refusal>(())
        });
        if let Err(fault) = given.await {
            warn!(%fault, "a send stays counted");
        }
    }

    /// Gives back all that was counted: nothing was asked of the provider.
    async fn release(&self, reservation: Reservation) {
        let Reservation {
            send,
            counted,
            granted,
        } = reservation;
        join!(
            self.limits.release(granted),
            self.uncount_send(&send, counted)
        );
    }

    async fn settle(
        &self,
        key: &FlowKey,
        seen: Seen<Flow>,
        decision: Decision,
        reservation: Reservation,
    ) -> Result<(), Failure> {
        match &decision.effect {
            Effect::Deliver(order) => {
                self.deliver(&key.name, seen, order, reservation.granted)
                    .await
            }
            Effect::None | Effect::Verified(_) => {
                self.release(reservation).await;
                self.answer(&decision)
            }
        }
    }
}
