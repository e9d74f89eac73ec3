//! Properties of the flow: whatever people do and whenever, no limit is passed
//! and nothing is verified without the right code.
//!
//! The acts are driven as the verifier drives them; what is allowed is counted here
//! anew, from what went out and what was compared.

use proptest::prelude::*;
use ringcode::domain::code::{Code, TypedCode};
use ringcode::domain::flow::{
    Act, AttemptId, Decision, Draft, Draw, Effect, Flow, Order, Recipient,
};
use ringcode::domain::history::History;
use ringcode::domain::phone::PhoneNumber;
use ringcode::domain::policy::{Millis, Policy, SECOND};
use ringcode::domain::step::{Channel, Delivery, Refusal};

/// What a person, a clock or a provider may do.
#[derive(Clone, Debug)]
enum Move {
    Text,
    OtherText,
    Again,
    Call,
    Right,
    Wrong,
    Old,
    Change,
    NewFlow,
    Report(Delivery),
    Wait(Millis),
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let wait = prop_oneof![
        Just(0),
        Just(1),
        Just(29_999),
        Just(30_000),
        Just(60_000),
        Just(120_000),
        Just(300_000),
        Just(479_999),
        Just(480_001),
        Just(599_999),
        Just(600_000),
        0..7_200_000_u64,
    ];
    let delivery = (0..Delivery::ALL.len()).prop_map(|index| Delivery::ALL[index]);
    let one = prop_oneof![
        3 => Just(Move::Text), 1 => Just(Move::OtherText), 3 => Just(Move::Again), 2 => Just(Move::Call),
        1 => Just(Move::Right), 6 => Just(Move::Wrong), 1 => Just(Move::Old), 1 => Just(Move::Change),
        1 => Just(Move::NewFlow), 2 => delivery.prop_map(Move::Report), 5 => wait.prop_map(Move::Wait),
    ];
    prop::collection::vec(one, 1..120)
}

/// One phone, its flows, and everything that was seen of them.
struct World {
    policy: Policy,
    now: Millis,
    flow: Flow,
    history: History,
    drawn: u32,
    number: PhoneNumber,
    /// Of the current flow: what went out, and what the newest code is.
    orders: Vec<(Millis, Order)>,
    last_failed: bool,
    old_code: Option<Code>,
    compared_on_code: u32,
    compared_on_flow: u32,
    verified: u32,
    /// Of the phone, over all flows.
    sends: Vec<Millis>,
    wrong: Vec<Millis>,
}

impl World {
    fn new() -> Self {
        Self {
            policy: Policy::default(),
            now: 1_000_000,
            flow: Flow::start(1_000_000),
            history: History::default(),
            drawn: 0,
            number: PhoneNumber::from_e164("+447700900123").unwrap(),
            orders: Vec::new(),
            last_failed: false,
            old_code: None,
            compared_on_code: 0,
            compared_on_flow: 0,
            verified: 0,
            sends: Vec::new(),
            wrong: Vec::new(),
        }
    }

    fn draw(&mut self) -> Draw {
        self.drawn += 1;
        let code = Code::from_number(self.drawn * 7 % 1_000_000).unwrap();
        Draw {
            code,
            attempt: AttemptId(format!("attempt-{}", self.drawn)),
        }
    }

    fn text_to(&self, e164: &str) -> Act {
        let number = PhoneNumber::from_e164(e164).unwrap();
        Act::Text(
            Recipient {
                number,
                shown: e164.to_owned(),
            },
            Draft::default(),
        )
    }

    fn step(&mut self, step: &Move) {
        match step {
            Move::Text => self.send(self.text_to("+447700900123")),
            Move::OtherText => self.send(self.text_to("+14155550100")),
            Move::Again => self.send(Act::TextAgain),
            Move::Call => self.send(Act::Call),
            Move::Right => self.guess(self.orders.last().map(|(_, order)| order.code.clone())),
            Move::Old => self.guess(self.old_code.clone()),
            Move::Wrong => self.guess(Code::from_number(999_999)),
            Move::Change => self.apply(Act::ChangeNumber),
            Move::NewFlow => self.begin_anew(),
            Move::Report(delivery) => self.report(*delivery),
            Move::Wait(span) => self.now += span,
        }
    }

    fn begin_anew(&mut self) {
        self.flow = Flow::start(self.now);
        self.orders.clear();
        (self.compared_on_code, self.compared_on_flow, self.verified) = (0, 0, 0);
        (self.old_code, self.last_failed) = (None, false);
    }

    fn report(&mut self, delivery: Delivery) {
        let Some((_, order)) = self.orders.last() else {
            return;
        };
        let changed = self.flow.report(&order.attempt.clone(), delivery);
        self.last_failed = if changed {
            delivery.failed()
        } else {
            self.last_failed
        };
    }

    fn apply(&mut self, act: Act) {
        let draw = self.draw();
        let decision = self.flow.clone().decide(&act, &self.policy, self.now, draw);
        self.keep(decision);
    }

    /// As the verifier: ask the flow, count on the number, decide, give back.
    fn send(&mut self, act: Act) {
        let draw = self.draw();
        let preview = self
            .flow
            .clone()
            .decide(&act, &self.policy, self.now, draw.clone());
        let Effect::Deliver(order) = &preview.effect else {
            return self.keep(preview);
        };
        let mine = order.number == self.number;
        if mine && self.history.count_send(&self.policy, self.now).is_err() {
            return;
        }
        let order = order.clone();
        self.check_order(&order);
        self.keep(preview);
        if mine {
            self.sends.push(self.now);
        }
        self.orders.push((self.now, order));
        self.last_failed = false;
    }

    fn check_order(&mut self, order: &Order) {
        assert!(self.orders.len() < 5, "a sixth message in one flow");
        let to_same: Vec<_> = self
            .orders
            .iter()
            .filter(|(_, earlier)| earlier.number == order.number)
            .collect();
        let newest_is_same = self
            .orders
            .last()
            .is_some_and(|(_, last)| last.number == order.number);
        let failed = newest_is_same && self.last_failed;
        if order.channel == Channel::Call {
            let calls = self
                .orders
                .iter()
                .filter(|(_, earlier)| earlier.channel == Channel::Call)
                .count();
            assert!(calls < 2, "a third call");
            assert!(!to_same.is_empty(), "a call before any text");
        }
        if let Some((at, last)) = to_same.last().filter(|_| newest_is_same && !failed) {
            let ladder = [30, 60, 120, 300, 600].map(|seconds| seconds * SECOND);
            let wait = match (order.channel, last.channel) {
                (Channel::Call, Channel::Text) => 30 * SECOND,
                _ => ladder[to_same.len() - 1],
            };
            assert!(self.now >= at + wait, "too soon: {} after {at}", self.now);
        }
        assert!(order.expires_in <= 600 * SECOND);
        self.check_code(order);
    }

    /// The same code while it has two minutes left and tries; never a longer life.
    fn check_code(&mut self, order: &Order) {
        let Some((at, last)) = self.orders.last() else {
            return self.compared_on_code = 0;
        };
        let same = last.code.digits() == order.code.digits();
        let left = (at + last.expires_in).saturating_sub(self.now);
        if last.number != order.number {
            assert!(!same, "one code for two numbers");
        } else if left >= 120 * SECOND && self.compared_on_code < 5 {
            assert!(
                same && order.expires_in == left,
                "a new code, or a longer life"
            );
        } else {
            assert!(!same, "an old code went out again");
        }
        if !same {
            self.old_code = Some(last.code.clone());
            self.compared_on_code = 0;
        }
    }

    fn guess(&mut self, code: Option<Code>) {
        let Some(code) = code else { return };
        let typed = TypedCode::parse(code.digits()).unwrap();
        let Ok(number) = self.flow.guess_on(&self.policy, self.now).cloned() else {
            return;
        };
        let mine = number == self.number;
        if mine && self.history.count_guess(&self.policy, self.now).is_err() {
            return;
        }
        let draw = self.draw();
        let decision = self
            .flow
            .clone()
            .decide(&Act::Guess(typed), &self.policy, self.now, draw);
        self.check_guess(&code, &decision);
        if mine && decision.answer.is_ok() {
            self.history.give_back_guess(self.now);
        } else if mine {
            self.wrong.push(self.now);
        }
        self.keep(decision);
    }

    fn check_guess(&mut self, typed: &Code, decision: &Decision) {
        assert!(
            decision.compared,
            "a guess that was counted on the number was not compared"
        );
        let (sent_at, order) = self.orders.last().expect("a guess without a message");
        let right = typed.digits() == order.code.digits();
        assert_eq!(
            matches!(decision.effect, Effect::Verified(_)),
            right,
            "verified by the right code and no other"
        );
        assert!(
            self.now < sent_at + order.expires_in,
            "a code lived too long"
        );
        assert!(
            self.compared_on_code < 5 && self.compared_on_flow < 10,
            "one guess too many"
        );
        if right {
            self.verified += 1;
            assert_eq!(self.verified, 1, "verified twice");
        } else {
            self.compared_on_code += 1;
            self.compared_on_flow += 1;
        }
    }

    fn keep(&mut self, decision: Decision) {
        // A record survives being stored.
        let stored = serde_json::to_string(&decision.flow).unwrap();
        self.flow = serde_json::from_str(&stored).unwrap();
        assert_eq!(serde_json::to_string(&self.flow).unwrap(), stored);
    }

    fn check_windows(&self) {
        for (times, count, span) in [
            (&self.sends, 3, 600),
            (&self.sends, 5, 3_600),
            (&self.sends, 10, 86_400),
            (&self.wrong, 15, 86_400),
        ] {
            for window in times.windows(count + 1) {
                assert!(
                    window[count] - window[0] >= span * SECOND,
                    "more than {count} in {span} s"
                );
            }
        }
    }
}

proptest! {
    #[test]
    fn nothing_that_people_do_passes_a_limit(moves in moves()) {
        let mut world = World::new();
        for step in &moves {
            world.step(step);
        }
        world.check_windows();
    }

    #[test]
    fn a_refusal_changes_nothing_that_counts(moves in moves(), last in 0..6_usize) {
        let mut world = World::new();
        for step in &moves {
            world.step(step);
        }
        let acts = [world.text_to("+447700900123"), world.text_to("+14155550100"), Act::TextAgain, Act::Call, Act::ChangeNumber, Act::Guess(TypedCode::parse("999998").unwrap())];
        let draw = world.draw();
        let decision = world.flow.clone().decide(&acts[last], &world.policy, world.now, draw.clone());
        let again = world.flow.clone().decide(&acts[last], &world.policy, world.now, draw);
        prop_assert_eq!(format!("{decision:?}"), format!("{again:?}"), "the same input, another decision");
        if decision.answer.is_err() && !decision.compared {
            let before = world.flow.step(&world.history, &world.policy, world.now);
            let draw = world.draw();
            let told = decision.flow.clone().decide(&Act::Call, &world.policy, world.now, draw.clone());
            let otherwise = world.flow.clone().decide(&Act::Call, &world.policy, world.now, draw);
            prop_assert_eq!(told.answer, otherwise.answer);
            prop_assert_eq!(std::mem::discriminant(&before), std::mem::discriminant(&decision.flow.step(&world.history, &world.policy, world.now)));
        }
    }
}

#[test]
fn a_code_works_until_its_last_millisecond() {
    for (wait, works) in [(599_999, true), (600_000, false)] {
        let mut world = World::new();
        world.step(&Move::Text);
        world.now += wait;
        world.step(&Move::Right);
        assert_eq!(world.verified == 1, works, "after {wait} ms");
    }
}

#[test]
fn a_text_that_failed_opens_the_call_at_once() {
    let mut world = World::new();
    world.step(&Move::Text);
    world.step(&Move::Call);
    assert_eq!(world.orders.len(), 1);
    world.step(&Move::Report(Delivery::Failed));
    world.step(&Move::Call);
    assert_eq!(world.orders.len(), 2);
}

#[test]
fn one_press_that_arrives_twice_sends_once() {
    let mut world = World::new();
    world.step(&Move::Text);
    world.step(&Move::Text);
    assert_eq!(world.orders.len(), 1);
    let draw = world.draw();
    let act = world.text_to("+447700900123");
    let again = world
        .flow
        .clone()
        .decide(&act, &world.policy, world.now, draw);
    assert_eq!(again.answer, Ok(()));
}

#[test]
fn ten_wrong_guesses_lock_the_flow_for_good() {
    let mut world = World::new();
    world.step(&Move::Text);
    for _ in 0..5 {
        world.step(&Move::Wrong);
    }
    world.now += 30 * SECOND;
    world.step(&Move::Again);
    for _ in 0..5 {
        world.step(&Move::Wrong);
    }
    assert_eq!(
        world.flow.guess_on(&world.policy, world.now),
        Err(Refusal::FlowLocked)
    );
    world.now += 600 * SECOND;
    world.step(&Move::Again);
    assert_eq!(world.orders.len(), 2, "a locked flow sends nothing");
}
