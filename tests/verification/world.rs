//! Some phones, the verifications on them, a clock, and the ledger of what happened.

use ringcode::domain::{
    Action, ApprovedAttempt, AttemptId, AttemptPlan, BrowserBinding, BrowserSecret, Channel, Code,
    CodeLength, Decision, DeliveryStatus, Effect, FreshCode, History, NextSession, PhoneInput,
    PhoneNumber, Policy, Recipient, Refusal, Screen, ScreenMark, Timestamp, Verification,
};
use serde_json::Value;

use super::ledger::{Ledger, MILLISECOND};
use super::moves::{Deed, Move, Pick};

/// Whose the verifications are.
pub const BROWSER: BrowserBinding = BrowserBinding([1; 16]);

/// What becomes of it once a guess was right.
pub const SUCCESSOR: NextSession = NextSession {
    secret: BrowserSecret([2; 32]),
    binding: BrowserBinding([3; 16]),
};

/// Two more than a verification may reach.
pub const PHONES: [&str; 5] = [
    "+447700900123",
    "+14155550100",
    "+33612345678",
    "+4915112345678",
    "+61412345678",
];

pub struct World {
    pub now: Timestamp,
    pub policy: Policy,
    pub verifications: Vec<Verification>,
    /// The verification that people are at.
    pub here: usize,
    pub histories: [History; PHONES.len()],
    pub ledger: Ledger,
    /// How many codes were drawn; the last one has this number.
    pub drawn: u32,
}

impl World {
    pub fn new() -> Self {
        let now = Timestamp::from_millis(1_800_000_000_000);
        Self {
            now,
            policy: Policy::default(),
            verifications: vec![Verification::new(BROWSER, now)],
            here: 0,
            histories: Default::default(),
            ledger: Ledger::default(),
            drawn: 0,
        }
    }

    pub fn verification(&self) -> &Verification {
        &self.verifications[self.here]
    }

    pub fn make(&mut self, next: &Move) {
        match next {
            Move::Do(deed) => self.drive(&[deed]),
            Move::Race(one, other) => self.drive(&[one, other]),
            Move::Wrong(times) => (0..*times).for_each(|_| self.guess(Pick::Wrong)),
            Move::ChangeNumber => {
                let answer = self.decide(&Action::ChangeNumber).answer;
                assert_eq!(answer.is_ok(), !self.ledger.verified(self.here));
            }
            Move::NewVerification => {
                self.here = self.verifications.len();
                self.verifications
                    .push(Verification::new(BROWSER, self.now));
            }
            Move::Resume(nth) => self.here = nth % self.verifications.len(),
            Move::Report(nth, delivery) => self.report(*nth, *delivery),
            Move::Refuse(delivery) => self.refuse(*delivery),
            Move::Wait(span) => self.now += *span,
            Move::Until(nth, there) => {
                let turns = self.ledger.turns(self.here, self.now);
                if !turns.is_empty() {
                    let turn = turns[nth % turns.len()];
                    self.now = if *there { turn } else { turn - MILLISECOND };
                }
            }
        }
    }

    pub fn text(&mut self, phone: usize) {
        self.drive(&[&Deed::Text(phone)]);
    }

    pub fn guess(&mut self, pick: Pick) {
        self.drive(&[&Deed::Guess(pick)]);
    }

    pub fn screen(&self) -> Screen {
        let none = History::default();
        let number = self.verification().number();
        let history = number.map_or(&none, |number| &self.histories[phone_of(number)]);
        self.verification().screen(history, &self.policy, self.now)
    }

    /// The message that the verification would send now for an action.
    pub fn plan(&self, action: &Action) -> Option<AttemptPlan> {
        self.verification().plan(action, &self.policy, self.now)
    }

    /// Decides with an approval for whatever would be sent now.
    pub fn decide(&mut self, action: &Action) -> Decision {
        let plan = self.plan(action);
        self.decide_with(action, plan.as_ref())
    }

    /// Decides on the verification and keeps the record, as it comes back from the store.
    pub fn decide_with(&mut self, action: &Action, plan: Option<&AttemptPlan>) -> Decision {
        let fresh = self.fresh();
        let before = self.verification().clone();
        let decide = || {
            let fresh = fresh.clone();
            let approved = plan.map(|plan| ApprovedAttempt { plan, fresh });
            before
                .clone()
                .decide(action, approved, &self.policy, self.now)
        };
        let (decision, twin) = (decide(), decide());
        assert_eq!(seen(&decision), seen(&twin), "decided in two ways");
        if decision.answer.is_err() && !decision.compared {
            let (before, after) = (essence(&before), essence(&decision.verification));
            assert_eq!(before, after, "a refusal changed something");
        }
        self.keep(decision.verification.clone());
        decision
    }

    pub fn keep(&mut self, verification: Verification) {
        let stored = serde_json::to_string(&verification).unwrap();
        self.verifications[self.here] = serde_json::from_str(&stored).unwrap();
        let again = serde_json::to_string(self.verification()).unwrap();
        assert_eq!(stored, again, "the store changed the record");
    }

    pub fn fresh(&mut self) -> FreshCode {
        self.drawn += 1;
        FreshCode {
            code: Code::from_number(self.drawn, CodeLength::Six).unwrap(),
            attempt: AttemptId(format!("attempt-{}", self.drawn)),
        }
    }

    fn report(&mut self, nth: usize, delivery: DeliveryStatus) {
        let mut sent: Vec<_> = self.ledger.sent.iter_mut().collect();
        sent.retain(|sent| sent.verification == self.here);
        let Some(sent) = sent.into_iter().rev().nth(nth) else {
            return;
        };
        let attempt = AttemptId(sent.attempt.clone());
        let changed = self.verifications[self.here].report(&attempt, delivery, self.now);
        assert!(!changed || sent.end.is_none(), "changed after its end");
        sent.hears(delivery);
    }

    fn refuse(&mut self, delivery: DeliveryStatus) {
        let Some(sent) = self.ledger.current(self.here) else {
            return;
        };
        let channel = sent.channel;
        let refusal = match delivery {
            DeliveryStatus::Failed => Refusal::NotSent { channel },
            _ => Refusal::MaybeSent { channel },
        };
        let attempt = AttemptId(sent.attempt.clone());
        self.verifications[self.here].report_refused(&attempt, delivery, refusal, self.now);
        self.report(0, delivery);
    }
}

pub fn text_to(phone: usize) -> Action {
    let shown = PHONES[phone].to_owned();
    let number = PhoneNumber::from_e164(&shown).unwrap();
    let input = PhoneInput {
        country: String::new(),
        typed: shown.clone(),
    };
    let country = "GB".to_owned();
    let recipient = Recipient {
        number,
        shown,
        country,
    };
    Action::SubmitNumber(recipient, input)
}

pub fn phone_of(number: &PhoneNumber) -> usize {
    let mut phones = PHONES.iter();
    phones.position(|phone| *phone == number.as_e164()).unwrap()
}

/// All that a caller can see of a decision, codes included.
fn seen(decision: &Decision) -> String {
    let code = match &decision.effect {
        Effect::Deliver(message) => message.code.digits(),
        Effect::None | Effect::Verified(_) => "",
    };
    let verification = serde_json::to_string(&decision.verification).unwrap();
    format!("{decision:?} {code} {verification}")
}

/// A record without what a refusal may change.
fn essence(verification: &Verification) -> Value {
    let mut record = serde_json::to_value(verification).unwrap();
    for shown_again in ["notice", "input", "typed_code"] {
        record.as_object_mut().unwrap().remove(shown_again);
    }
    record
}

/// Asks for the code again, by this channel.
pub fn send_again(channel: Channel, screen: Option<ScreenMark>) -> Action {
    Action::SendAgain { channel, screen }
}
