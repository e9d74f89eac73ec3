//! The flow: one person proving one phone number, and [`Flow::decide`], which
//! says what happens to it.
//!
//! `decide` is pure. The caller reads the record, draws a code and an attempt
//! id in case they are needed, saves what comes back, and only then carries
//! out the [`Effect`].

use serde::{Deserialize, Serialize};

use super::code::{Code, TypedCode};
use super::history::History;
use super::phone::PhoneNumber;
use super::policy::{Millis, Policy};
use super::step::{Chance, Channel, CodeState, CodeStep, Delivery, PhoneStep, Refusal, Step};

/// The record of one flow.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Flow {
    started_at: Millis,
    draft: Draft,
    recipient: Option<Recipient>,
    changing_number: bool,
    code: Option<Issued>,
    typed_code: String,
    sends: Vec<Send>,
    wrong_guesses: u32,
    verified_at: Option<Millis>,
    notice: Option<Refusal>,
}

/// How much of a wrongly typed code is shown again.
const LONGEST_TYPED_CODE: usize = 32;

/// The phone field as it was last posted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// ISO 3166-1 code of the country chosen; may be empty.
    pub country: String,
    /// The number as typed.
    pub typed: String,
}

/// A number that was read and found possible, with what the screens show for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// The number.
    pub number: PhoneNumber,
    /// The number as a person reads it, with country code.
    pub shown: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Issued {
    code: Code,
    expires_at: Millis,
    wrong_guesses: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Send {
    attempt: AttemptId,
    number: PhoneNumber,
    channel: Channel,
    at: Millis,
    delivery: Delivery,
}

/// Names one send to the provider, which reports back under it. Unguessable:
/// drawn from 128 random bits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptId(pub String);

/// What a person did.
#[derive(Clone, Debug)]
pub enum Act {
    /// Typed a number and asked for a text.
    Text(Recipient, Draft),
    /// Asked for the text again.
    TextAgain,
    /// Asked to be called.
    Call,
    /// Typed a code.
    Guess(TypedCode),
    /// Asked to type another number.
    ChangeNumber,
}

/// Fresh randomness, drawn by the caller in case the decision needs it.
#[derive(Clone, Debug)]
pub struct Draw {
    /// A uniform code.
    pub code: Code,
    /// An unguessable id.
    pub attempt: AttemptId,
}

/// What the caller has to do once the record is saved.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Nothing.
    None,
    /// Ask the provider, once, to deliver the code.
    Deliver(Order),
    /// Tell whoever waits for it that this number was verified. Happens once in a flow.
    Verified(PhoneNumber),
}

/// One message or call to ask the provider for.
#[derive(Clone, Debug)]
pub struct Order {
    /// The name under which the provider reports back.
    pub attempt: AttemptId,
    /// Text or call.
    pub channel: Channel,
    /// Whom to reach.
    pub number: PhoneNumber,
    /// What to tell.
    pub code: Code,
    /// How much longer the code can be used.
    pub expires_in: Millis,
}

/// What becomes of a flow.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The record to save; unchanged when refused, but for the notice.
    pub flow: Flow,
    /// What to do after saving.
    pub effect: Effect,
    /// What to tell the person.
    pub answer: Result<(), Refusal>,
    /// Whether a guess was compared, and so counted.
    pub compared: bool,
    /// When it was decided.
    pub now: Millis,
}

impl Flow {
    /// A flow in which nothing has happened yet.
    pub fn start(now: Millis) -> Self {
        Self {
            started_at: now,
            draft: Draft::default(),
            recipient: None,
            changing_number: false,
            code: None,
            typed_code: String::new(),
            sends: Vec::new(),
            wrong_guesses: 0,
            verified_at: None,
            notice: None,
        }
    }

    /// What happens when the person does `act` at `now`.
    ///
    /// A refusal changes nothing but the notice, so that it can be shown after
    /// a redirect and is gone with the next act.
    pub fn decide(mut self, act: &Act, policy: &Policy, now: Millis, draw: Draw) -> Decision {
        self.notice = None;
        self.typed_code.clear();
        let before = self.clone();
        let acted = self.act(act, policy, now, draw);
        let compared =
            self.wrong_guesses != before.wrong_guesses || self.verified_at != before.verified_at;
        match acted {
            Ok(effect) => Decision {
                flow: self,
                effect,
                answer: Ok(()),
                compared,
                now,
            },
            // A wrong guess is the one refusal that must be remembered.
            Err(refusal) if compared => Decision {
                compared,
                ..self.refuse(refusal, now)
            },
            Err(refusal) => before.with_draft_of(act).refuse(refusal, now),
        }
    }

    /// The flow after `refusal`, which its page then shows.
    pub fn refuse(mut self, refusal: Refusal, now: Millis) -> Decision {
        self.notice = Some(refusal);
        Decision {
            flow: self,
            effect: Effect::None,
            answer: Err(refusal),
            compared: false,
            now,
        }
    }

    /// Keeps what was typed, to show it again.
    #[must_use]
    pub fn with_draft(mut self, draft: Draft) -> Self {
        self.draft = draft;
        self
    }

    /// Keeps what was typed as a code and was not it, to show it again.
    #[must_use]
    pub fn with_typed_code(mut self, typed: &str) -> Self {
        self.typed_code = typed.chars().take(LONGEST_TYPED_CODE).collect();
        self
    }

    /// Whether `guess` would be compared now, and with which number it would be counted.
    ///
    /// # Errors
    /// The refusal that [`Flow::decide`] would answer without comparing.
    pub fn guess_on(&self, policy: &Policy, now: Millis) -> Result<&PhoneNumber, Refusal> {
        if self.verified_at.is_some() {
            return Err(Refusal::AlreadyVerified);
        }
        let (Some(recipient), Some(issued)) = (&self.recipient, &self.code) else {
            return Err(Refusal::StartAgain);
        };
        if self.wrong_guesses >= policy.guesses_per_flow {
            Err(Refusal::FlowLocked)
        } else if issued.wrong_guesses >= policy.guesses_per_code {
            Err(Refusal::CodeUsedUp)
        } else if issued.expires_at <= now {
            Err(Refusal::CodeExpired)
        } else {
            Ok(&recipient.number)
        }
    }

    /// Writes down how far the attempt got; `false` when the flow has no such attempt
    /// or knew better already.
    pub fn report(&mut self, attempt: &AttemptId, reported: Delivery) -> bool {
        let Some(send) = self.sends.iter_mut().find(|send| send.attempt == *attempt) else {
            return false;
        };
        let before = send.delivery;
        send.delivery = before.advance(reported);
        send.delivery != before
    }

    /// Writes down that the provider did not take, or may not have taken, the attempt.
    /// A first message that was not taken leads back to the number, which is kept.
    pub fn report_refused(&mut self, attempt: &AttemptId, reported: Delivery, refusal: Refusal) {
        // A receipt that overtook the provider's answer knows better.
        if !self.report(attempt, reported) {
            return;
        }
        self.notice = Some(refusal);
        if reported == Delivery::Failed && !self.anything_went_out() {
            self.changing_number = true;
        }
    }

    /// The code to speak in the call `attempt`, while it can be used, and for how much longer.
    pub fn spoken_code(&self, attempt: &AttemptId, now: Millis) -> Option<(&Code, Millis)> {
        let send = self.sends.iter().find(|send| send.attempt == *attempt)?;
        let current = self
            .recipient
            .as_ref()
            .is_some_and(|recipient| recipient.number == send.number);
        let issued = self
            .code
            .as_ref()
            .filter(|issued| issued.expires_at > now)?;
        (current && send.channel == Channel::Call)
            .then_some((&issued.code, issued.expires_at - now))
    }

    /// Whether there is such an attempt.
    pub fn has_attempt(&self, attempt: &AttemptId) -> bool {
        self.sends.iter().any(|send| send.attempt == *attempt)
    }

    /// The number the flow is about, while it is not verified.
    pub fn number(&self) -> Option<&PhoneNumber> {
        self.recipient.as_ref().map(|recipient| &recipient.number)
    }

    /// The delivery of the last message.
    pub fn delivery(&self) -> Option<Delivery> {
        self.sends.last().map(|send| send.delivery)
    }

    /// How much longer the record may be kept when it is written at `now`; zero when its life is over.
    pub fn life_left(&self, policy: &Policy, now: Millis) -> Millis {
        (self.started_at + policy.flow_life)
            .saturating_sub(now)
            .min(policy.flow_idle)
    }

    /// The screen to draw; `history` is that of the flow's number.
    pub fn step(&self, history: &History, policy: &Policy, now: Millis) -> Step {
        if self.verified_at.is_some() {
            return Step::Done;
        }
        match (&self.recipient, self.to_recipient().next_back(), &self.code) {
            (Some(recipient), Some(last), Some(issued)) if !self.changing_number => {
                Step::Code(CodeStep {
                    number: recipient.shown.clone(),
                    channel: last.channel,
                    delivery: last.delivery,
                    sent_at: last.at,
                    sends: self.to_recipient().count(),
                    code: self.code_state(issued, history, policy, now),
                    text_again: chance(
                        self.text_refusal(policy, now),
                        history.rests_until(policy, now),
                    ),
                    call: chance(
                        self.call_refusal(policy, now),
                        history.rests_until(policy, now),
                    ),
                    typed: self.typed_code.clone(),
                    notice: self.current_notice(now),
                    now,
                })
            }
            _ => Step::Phone(PhoneStep {
                country: self.draft.country.clone(),
                typed: self.draft.typed.clone(),
                notice: self.current_notice(now),
                now,
            }),
        }
    }

    fn act(
        &mut self,
        act: &Act,
        policy: &Policy,
        now: Millis,
        draw: Draw,
    ) -> Result<Effect, Refusal> {
        if self.verified_at.is_some() {
            return Err(Refusal::AlreadyVerified);
        }
        match act {
            Act::Text(recipient, draft) => self.text(recipient, draft, policy, now, draw),
            Act::TextAgain => self.text_again(policy, now, draw),
            Act::Call => self.call(policy, now, draw),
            Act::Guess(typed) => self.guess(typed, policy, now),
            Act::ChangeNumber => self.change_number(),
        }
    }

    fn text(
        &mut self,
        recipient: &Recipient,
        draft: &Draft,
        policy: &Policy,
        now: Millis,
        draw: Draw,
    ) -> Result<Effect, Refusal> {
        let again = self.number() == Some(&recipient.number) && self.code.is_some();
        let numbers = self.numbers_besides(&recipient.number);
        if numbers >= policy.numbers_per_flow {
            return Err(Refusal::NoNumbersLeft);
        }
        self.draft = draft.clone();
        self.changing_number = false;
        if !again {
            self.code = None;
        }
        self.recipient = Some(recipient.clone());
        match self.text_refusal(policy, now) {
            None => self.send(Channel::Text, policy, now, draw),
            // One press that arrives twice, or a page gone back to and sent
            // again: the text is on its way, so show where its code goes.
            Some(Refusal::TextTooSoon { .. }) if again => Ok(Effect::None),
            Some(refusal) => Err(refusal),
        }
    }

    fn text_again(&mut self, policy: &Policy, now: Millis, draw: Draw) -> Result<Effect, Refusal> {
        if self.code.is_none() {
            return Err(Refusal::StartAgain);
        }
        match self.text_refusal(policy, now) {
            None => self.send(Channel::Text, policy, now, draw),
            Some(refusal) => Err(refusal),
        }
    }

    fn call(&mut self, policy: &Policy, now: Millis, draw: Draw) -> Result<Effect, Refusal> {
        if self.code.is_none() {
            return Err(Refusal::StartAgain);
        }
        match self.call_refusal(policy, now) {
            None => self.send(Channel::Call, policy, now, draw),
            Some(refusal) => Err(refusal),
        }
    }

    fn guess(
        &mut self,
        typed: &TypedCode,
        policy: &Policy,
        now: Millis,
    ) -> Result<Effect, Refusal> {
        let number = self.guess_on(policy, now)?.clone();
        let issued = self.code.as_mut().ok_or(Refusal::StartAgain)?;
        if issued.code.matches(typed) {
            self.verified_at = Some(now);
            self.code = None;
            return Ok(Effect::Verified(number));
        }
        issued.wrong_guesses += 1;
        self.wrong_guesses += 1;
        self.typed_code = typed.digits().to_owned();
        if self.wrong_guesses >= policy.guesses_per_flow {
            return Err(Refusal::FlowLocked);
        }
        let on_code = policy.guesses_per_code.saturating_sub(issued.wrong_guesses);
        let on_flow = policy.guesses_per_flow - self.wrong_guesses;
        match on_code.min(on_flow) {
            0 => Err(Refusal::CodeUsedUp),
            tries_left => Err(Refusal::CodeWrong { tries_left }),
        }
    }

    fn change_number(&mut self) -> Result<Effect, Refusal> {
        self.changing_number = true;
        Ok(Effect::None)
    }

    fn send(
        &mut self,
        channel: Channel,
        policy: &Policy,
        now: Millis,
        draw: Draw,
    ) -> Result<Effect, Refusal> {
        let number = self.number().ok_or(Refusal::StartAgain)?.clone();
        self.changing_number = false;
        // The same code goes out again while it has life left: whichever
        // message is read first works, and no guess is refilled.
        let reusable = |issued: &Issued| {
            issued.expires_at >= now + policy.redraw_below
                && issued.wrong_guesses < policy.guesses_per_code
        };
        let issued = match self.code.take().filter(reusable) {
            Some(issued) => issued,
            None => Issued {
                code: draw.code,
                expires_at: now + policy.code_life,
                wrong_guesses: 0,
            },
        };
        let order = Order {
            attempt: draw.attempt.clone(),
            channel,
            number: number.clone(),
            code: issued.code.clone(),
            expires_in: issued.expires_at - now,
        };
        self.code = Some(issued);
        self.sends.push(Send {
            attempt: draw.attempt,
            number,
            channel,
            at: now,
            delivery: Delivery::Sending,
        });
        Ok(Effect::Deliver(order))
    }

    /// Why no text can be sent to the recipient now.
    fn text_refusal(&self, policy: &Policy, now: Millis) -> Option<Refusal> {
        if let Some(refusal) = self.send_refusal(policy) {
            return Some(refusal);
        }
        let until = self.next_send_at(policy)?;
        (until > now).then_some(Refusal::TextTooSoon { until })
    }

    /// Why no call can be made to the recipient now.
    fn call_refusal(&self, policy: &Policy, now: Millis) -> Option<Refusal> {
        if let Some(refusal) = self.send_refusal(policy) {
            return Some(refusal);
        }
        if self
            .sends
            .iter()
            .filter(|send| send.channel == Channel::Call)
            .count()
            >= policy.calls_per_flow
        {
            return Some(Refusal::NoCallsLeft);
        }
        let Some(last) = self.to_recipient().next_back() else {
            return Some(Refusal::StartAgain);
        };
        let until = match last.channel {
            _ if last.delivery.failed() => now,
            Channel::Text => last.at + policy.call_wait,
            Channel::Call => self.next_send_at(policy)?,
        };
        (until > now).then_some(Refusal::CallTooSoon { until })
    }

    fn send_refusal(&self, policy: &Policy) -> Option<Refusal> {
        if self.wrong_guesses >= policy.guesses_per_flow {
            Some(Refusal::FlowLocked)
        } else if self.sends.len() >= policy.sends_per_flow {
            Some(Refusal::NoSendsLeft)
        } else {
            None
        }
    }

    /// When the ladder of waits lets the next message to the recipient go; nothing to wait
    /// for before the first one and after one that failed.
    fn next_send_at(&self, policy: &Policy) -> Option<Millis> {
        let last = self
            .to_recipient()
            .next_back()
            .filter(|send| !send.delivery.failed())?;
        Some(last.at + policy.resend_wait(self.to_recipient().count()))
    }

    fn to_recipient(&self) -> impl DoubleEndedIterator<Item = &Send> {
        self.sends
            .iter()
            .filter(|send| Some(&send.number) == self.number())
    }

    fn numbers_besides(&self, number: &PhoneNumber) -> usize {
        let mut others: Vec<_> = self
            .sends
            .iter()
            .map(|send| &send.number)
            .filter(|other| *other != number)
            .collect();
        others.sort_by_key(|other| other.as_e164());
        others.dedup();
        others.len()
    }

    fn anything_went_out(&self) -> bool {
        self.to_recipient()
            .any(|send| send.delivery != Delivery::Failed)
    }

    fn code_state(
        &self,
        issued: &Issued,
        history: &History,
        policy: &Policy,
        now: Millis,
    ) -> CodeState {
        if let Some(until) = history.locked_until(policy, now) {
            return CodeState::PhoneLocked { until };
        }
        match self.guess_on(policy, now) {
            Ok(_) => CodeState::Live {
                until: issued.expires_at,
            },
            Err(Refusal::FlowLocked) => CodeState::FlowLocked,
            Err(Refusal::CodeUsedUp) => CodeState::UsedUp,
            Err(_) => CodeState::Expired {
                at: issued.expires_at,
            },
        }
    }

    /// The notice, unless it only said to wait and the wait is over.
    fn current_notice(&self, now: Millis) -> Option<Refusal> {
        self.notice
            .filter(|notice| notice.until().is_none_or(|until| until > now))
    }

    fn with_draft_of(self, act: &Act) -> Self {
        match act {
            Act::Text(_, draft) => self.with_draft(draft.clone()),
            _ => self,
        }
    }
}

/// When something can be asked for, given what the flow and the number's history say.
fn chance(flow: Option<Refusal>, number_rests_until: Option<Millis>) -> Chance {
    match (flow, number_rests_until) {
        (None, None) => Chance::Now,
        (None, Some(until)) => Chance::From(until),
        (Some(refusal), other) => refusal.until().map_or(Chance::Never, |until| {
            Chance::From(until.max(other.unwrap_or(0)))
        }),
    }
}
