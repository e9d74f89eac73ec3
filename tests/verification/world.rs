//! The state of one test case: phones, verifications, a clock, and the reference model.

use ringcode::domain::{
    Action, ApprovedAttempt, AttemptId, AttemptPlan, BrowserBinding, BrowserSecret, Channel, Code,
    CodeLength, Decision, DeliveryStatus, Effect, FreshCode, History, NextSession, PhoneInput,
    PhoneNumber, Policy, Recipient, Refusal, Screen, ScreenMark, Timestamp, Verification,
};
use ringcode_test_support::default_policy;
use serde_json::Value;

use super::generators::{Event, Pick, Request};
use super::reference_model::{MILLISECOND, ReferenceModel};

/// The browser that owns the verifications.
pub const BROWSER: BrowserBinding = BrowserBinding([1; 16]);

/// The session that replaces it after a right guess.
pub const NEXT_SESSION: NextSession = NextSession {
    secret: BrowserSecret([2; 32]),
    binding: BrowserBinding([3; 16]),
};

/// Two more than one verification may send to.
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
    /// Index of the verification that requests go to.
    pub selected: usize,
    pub histories: [History; PHONES.len()],
    pub model: ReferenceModel,
    /// Number of codes drawn; the last code is this number in six digits.
    pub drawn: u32,
}

impl World {
    pub fn new() -> Self {
        let now = Timestamp::from_millis(1_800_000_000_000);
        Self {
            now,
            policy: default_policy(),
            verifications: vec![Verification::new(BROWSER, now)],
            selected: 0,
            histories: Default::default(),
            model: ReferenceModel::default(),
            drawn: 0,
        }
    }

    pub fn verification(&self) -> &Verification {
        &self.verifications[self.selected]
    }

    pub fn apply(&mut self, next: &Event) {
        match next {
            Event::Request(request) => self.handle(&[request]),
            Event::Race(one, other) => self.handle(&[one, other]),
            Event::Wrong(times) => (0..*times).for_each(|_| self.guess(Pick::Wrong)),
            Event::ChangeNumber => {
                let answer = self.decide(&Action::ChangeNumber).answer;
                assert_eq!(answer.is_ok(), !self.model.verified(self.selected));
            }
            Event::NewVerification => {
                self.selected = self.verifications.len();
                self.verifications
                    .push(Verification::new(BROWSER, self.now));
            }
            Event::Resume(nth) => self.selected = nth % self.verifications.len(),
            Event::Report(nth, delivery) => self.report(*nth, *delivery),
            Event::Refuse(delivery) => self.refuse(*delivery),
            Event::Wait(span) => self.now += *span,
            Event::WaitUntil(nth, reached) => {
                let next_changes = self.model.next_changes(self.selected, self.now);
                if !next_changes.is_empty() {
                    let change = next_changes[nth % next_changes.len()];
                    self.now = if *reached {
                        change
                    } else {
                        change - MILLISECOND
                    };
                }
            }
        }
    }

    pub fn text(&mut self, phone: usize) {
        self.handle(&[&Request::Text(phone)]);
    }

    pub fn guess(&mut self, pick: Pick) {
        self.handle(&[&Request::Guess(pick)]);
    }

    pub fn screen(&self) -> Screen {
        let none = History::default();
        let number = self.verification().number();
        let history = number.map_or(&none, |number| &self.histories[phone_of(number)]);
        self.verification().screen(history, &self.policy, self.now)
    }

    /// The attempt that the verification would make now for an action.
    pub fn plan(&self, action: &Action) -> Option<AttemptPlan> {
        self.verification().plan(action, &self.policy, self.now)
    }

    /// Decides with approval for the attempt that would be made now.
    pub fn decide(&mut self, action: &Action) -> Decision {
        let plan = self.plan(action);
        self.decide_with(action, plan.as_ref())
    }

    /// Decides, and keeps the record after a round trip through its stored form.
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
        let (decision, repeated) = (decide(), decide());
        assert_eq!(
            visible(&decision),
            visible(&repeated),
            "decided in two ways"
        );
        if decision.answer.is_err() && !decision.compared {
            let (before, after) = (
                without_notices(&before),
                without_notices(&decision.verification),
            );
            assert_eq!(before, after, "a refusal changed something");
        }
        self.keep(decision.verification.clone());
        decision
    }

    pub fn keep(&mut self, verification: Verification) {
        let stored = serde_json::to_string(&verification).unwrap();
        self.verifications[self.selected] = serde_json::from_str(&stored).unwrap();
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
        let mut sent: Vec<_> = self.model.sent.iter_mut().collect();
        sent.retain(|sent| sent.verification == self.selected);
        let Some(sent) = sent.into_iter().rev().nth(nth) else {
            return;
        };
        let attempt = AttemptId(sent.attempt.clone());
        let changed = self.verifications[self.selected].report(&attempt, delivery, self.now);
        assert!(
            changed.is_none() || sent.end.is_none(),
            "changed after its end"
        );
        sent.record_report(delivery);
    }

    fn refuse(&mut self, delivery: DeliveryStatus) {
        let Some(sent) = self.model.current(self.selected) else {
            return;
        };
        let channel = sent.channel;
        let refusal = match delivery {
            DeliveryStatus::Failed => Refusal::NotSent { channel },
            _ => Refusal::MaybeSent { channel },
        };
        let attempt = AttemptId(sent.attempt.clone());
        self.verifications[self.selected].report_refused(&attempt, delivery, refusal, self.now);
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
    Action::SubmitNumber {
        recipient,
        input,
        channel: Channel::FIRST,
    }
}

pub fn phone_of(number: &PhoneNumber) -> usize {
    let mut phones = PHONES.iter();
    phones.position(|phone| *phone == number.as_e164()).unwrap()
}

/// Everything that a caller can see of a decision, codes included.
fn visible(decision: &Decision) -> String {
    let code = match &decision.effect {
        Effect::Deliver(message) => message.code.digits(),
        Effect::None | Effect::Verified(_) => "",
    };
    let verification = serde_json::to_string(&decision.verification).unwrap();
    format!("{decision:?} {code} {verification}")
}

/// A record without the fields that a refusal may change.
fn without_notices(verification: &Verification) -> Value {
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
