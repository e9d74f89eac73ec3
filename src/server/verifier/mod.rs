//! The verifier: loads, decides, saves, and only then asks the provider. The
//! one place that both thinks and does I/O, and the only one that draws codes.

mod refusing;
mod sending;

use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rand::RngExt;
use tracing::{info, warn};

use super::records::{Fault, FlowName, Records};
use crate::domain::code::{CODE_COUNT, Code, TypedCode};
use crate::domain::flow::{Act, AttemptId, Decision, Draft, Draw, Effect, Flow};
use crate::domain::history::History;
use crate::domain::phone::PhoneNumber;
use crate::domain::policy::{Millis, Policy};
use crate::domain::step::{CodeStep, Delivery, PhoneStep, Refusal, Step};
use crate::languages::Words;
use crate::store::Quota;
use crate::telephony::Plivo;

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

impl Verifier {
    /// A person typed a number and wants a text, in the language with that tag.
    pub async fn send_code(
        &self,
        name: &FlowName,
        language: &str,
        country: String,
        typed: String,
    ) -> Result<(), Failure> {
        let draft = Draft { country, typed };
        match super::numbering::read(&draft) {
            Ok(recipient) => {
                self.send(name, Act::Text(recipient, draft), words_of(language))
                    .await
            }
            Err(refusal) => self.refuse_draft(name, refusal, draft).await,
        }
    }

    /// A person wants the text again.
    pub async fn send_again(&self, name: &FlowName, language: &str) -> Result<(), Failure> {
        self.send(name, Act::TextAgain, words_of(language)).await
    }

    /// A person wants to be called.
    pub async fn call(&self, name: &FlowName, language: &str) -> Result<(), Failure> {
        self.send(name, Act::Call, words_of(language)).await
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
        let decided = self.decide(name, &Act::Guess(typed), None).await;
        let wrong = match &decided {
            Ok(decision) => decision.compared && decision.answer.is_err(),
            Err(fault) => !fault.nothing_written(),
        };
        if !wrong {
            self.give_back_guess(&number, at).await;
        }
        let decision = decided?;
        if let Effect::Verified(number) = &decision.effect {
            info!(number = number.masked(), "verified");
        }
        self.answer(&decision)
    }

    /// A person wants to type another number.
    pub async fn change_number(&self, name: &FlowName) -> Result<(), Failure> {
        let decision = self.decide(name, &Act::ChangeNumber, None).await?;
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

    /// The screen of the flow's last message, where it is at that. What other flows did
    /// with the number is not looked up: it says nothing of the message.
    pub async fn delivery(&self, name: &FlowName) -> Result<Option<CodeStep>, Fault> {
        let (flow, now) = self.records.flow(name).await?;
        let step = flow.map(|flow| flow.step(&History::default(), &self.policy, now));
        Ok(match step {
            Some(Step::Code(step)) => Some(step),
            _ => None,
        })
    }

    /// The provider reports how far an attempt got. Unknown attempts change nothing.
    pub async fn report(
        &self,
        name: &FlowName,
        attempt: &AttemptId,
        delivery: Delivery,
    ) -> Result<(), Fault> {
        self.records
            .change_flow(name, |flow, now| match flow {
                Some(mut flow) => (flow.report(attempt, delivery, now).then_some(flow), ()),
                None => (None, ()),
            })
            .await
    }

    /// What a call says: its language, and the code with the time it has left; no code
    /// for an attempt that is unknown, over, or no call.
    pub async fn spoken_code(
        &self,
        name: &FlowName,
        attempt: &AttemptId,
    ) -> Result<(Words, Option<(Code, Duration)>), Fault> {
        let (Some(flow), now) = self.records.flow(name).await? else {
            return Ok((Words::english(), None));
        };
        let spoken = flow
            .spoken_code(attempt, now)
            .map(|(code, left)| (code.clone(), Duration::from_millis(left)));
        Ok((words_of(flow.language()), spoken))
    }

    /// Decides on the record and saves it. A flow that does not exist is begun by a
    /// posted number and by nothing else.
    /// The record remembers the language, where the act tells one.
    async fn decide(
        &self,
        name: &FlowName,
        act: &Act,
        words: Option<Words>,
    ) -> Result<Decision, Fault> {
        let draw = draw();
        self.records
            .change_flow(name, |flow, now| match flow_for(flow, act, now) {
                Some(flow) => {
                    let flow = match words {
                        Some(words) => flow.in_language(&words.tag()),
                        None => flow,
                    };
                    let decision = flow.decide(act, &self.policy, now, draw.clone());
                    (Some(decision.flow.clone()), decision)
                }
                None => (None, Flow::start(now).refuse(Refusal::StartAgain, now)),
            })
            .await
    }

    // What cannot be given back stays counted: one too many, never one too few.

    async fn give_back_guess(&self, number: &PhoneNumber, at: Millis) {
        let change = |history: &mut History, _| {
            history.give_back_guess(at);
            Ok::<(), Refusal>(())
        };
        if let Err(fault) = self.records.change_history(number, change).await {
            warn!(%fault, "a guess stays counted");
        }
    }
}

/// The flow to decide on: a new one only where a number was posted.
fn flow_for(flow: Option<Flow>, act: &Act, now: Millis) -> Option<Flow> {
    flow.or_else(|| matches!(act, Act::Text(..)).then(|| Flow::start(now)))
}

/// The sentences of a language that a form or a record names.
fn words_of(language: &str) -> Words {
    Words::in_language(language).unwrap_or_else(Words::english)
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

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}
