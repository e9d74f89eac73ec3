//! Single stories, told to the millisecond.

use ringcode::domain::flow::{Act, AttemptId, Draft, Flow};
use ringcode::domain::policy::{Millis, SECOND};
use ringcode::domain::step::{Channel, CodeState, CodeStep, Delivery, PhoneStep, Refusal, Step};

use super::ledger::{LADDER, MINUTE};
use super::moves::{Deed, Move, Pick};
use super::world::{PHONES, World, text_to};

fn texted() -> World {
    let mut world = World::new();
    world.text(0);
    world
}

impl World {
    fn again(&mut self) -> usize {
        self.make(&Move::Do(Deed::Again));
        self.sends()
    }

    fn call(&mut self) -> usize {
        self.make(&Move::Do(Deed::Call));
        self.sends()
    }

    fn sends(&self) -> usize {
        self.ledger.sent_in(self.here).count()
    }

    fn attempt(&self) -> AttemptId {
        AttemptId(self.ledger.sent.last().unwrap().attempt.clone())
    }

    fn code_step(&self) -> CodeStep {
        match self.step() {
            Step::Code(step) => step,
            other => panic!("{other:?}"),
        }
    }

    fn phone_step(&self) -> PhoneStep {
        match self.step() {
            Step::Phone(step) => step,
            other => panic!("{other:?}"),
        }
    }

    fn notice(&self) -> Option<Refusal> {
        self.code_step().notice
    }
}

#[test]
fn a_code_works_until_its_last_millisecond() {
    for (wait, works) in [(599_999, true), (600_000, false), (600_001, false)] {
        let mut world = texted();
        world.now += wait;
        let until = world.ledger.sent[0].expires_at;
        let state = match works {
            true => CodeState::Live { until },
            false => CodeState::Expired { at: until },
        };
        assert_eq!(world.code_step().code, state);
        world.guess(Pick::Right);
        assert_eq!(world.step() == Step::Done, works, "after {wait} ms");
    }
}

#[test]
fn a_code_works_once() {
    let mut world = texted();
    world.guess(Pick::Right);
    world.guess(Pick::Right);
    assert_eq!(world.ledger.guesses.len(), 1);
    let act = Act::TextAgain;
    assert_eq!(world.decide(&act).answer, Err(Refusal::AlreadyVerified));
    assert_eq!(world.step(), Step::Done);
}

#[test]
fn the_fifth_wrong_guess_uses_a_code_up() {
    let mut world = texted();
    for tries_left in [4, 3, 2, 1] {
        world.guess(Pick::Wrong);
        assert_eq!(world.notice(), Some(Refusal::CodeWrong { tries_left }));
        assert_eq!(world.code_step().typed, "999999");
    }
    world.guess(Pick::Wrong);
    assert_eq!(world.notice(), Some(Refusal::CodeUsedUp));
    assert_eq!(world.code_step().code, CodeState::UsedUp);
    world.guess(Pick::Right);
    assert!(!world.ledger.verified(0));
}

#[test]
fn the_tenth_wrong_guess_locks_the_flow_for_good() {
    let mut world = texted();
    world.make(&Move::Wrong(5));
    world.now += 30 * SECOND;
    assert_eq!(world.again(), 2);
    world.make(&Move::Wrong(4));
    assert_eq!(
        world.notice(),
        Some(Refusal::CodeWrong { tries_left: 1 }),
        "nine"
    );
    world.guess(Pick::Wrong);
    assert_eq!(world.code_step().code, CodeState::FlowLocked);
    world.guess(Pick::Right);
    world.now += 60 * MINUTE;
    assert_eq!((world.again(), world.call()), (2, 2), "it sends no more");
    world.text(1);
    assert_eq!((world.sends(), world.ledger.verified(0)), (2, false));
}

#[test]
fn each_resend_waits_longer() {
    let mut world = texted();
    for (nth, wait) in LADDER[..4].iter().enumerate() {
        let until = world.now + wait * SECOND;
        // The phone's own limits would stop the fourth within ten minutes.
        world.histories = Default::default();
        world.ledger.sent.iter_mut().for_each(|sent| sent.phone = 0);
        world.now = until - 1;
        let refused = world.decide(&Act::TextAgain).answer;
        assert_eq!(refused, Err(Refusal::TextTooSoon { until }));
        world.now = until;
        let sent = world.decide(&Act::TextAgain);
        assert_eq!(sent.answer, Ok(()), "the {nth}th resend");
    }
    world.now += 10 * 60 * MINUTE;
    let none_left = world.decide(&Act::TextAgain).answer;
    assert_eq!(none_left, Err(Refusal::NoSendsLeft));
}

#[test]
fn a_call_waits_for_the_text_unless_it_failed() {
    let mut world = texted();
    world.now += 30 * SECOND - 1;
    assert_eq!(world.call(), 1);
    world.now += 1;
    assert_eq!(world.call(), 2);

    let mut world = texted();
    world.make(&Move::Report(0, Delivery::Failed));
    assert_eq!(world.call(), 2);
    assert_eq!(world.call(), 2, "and that call is waited for");
}

#[test]
fn nobody_is_called_before_a_text() {
    let mut world = World::new();
    assert_eq!(world.decide(&Act::Call).answer, Err(Refusal::StartAgain));
}

#[test]
fn one_press_that_arrives_twice_sends_once() {
    let mut world = texted();
    world.text(0);
    assert_eq!(world.sends(), 1);
    assert_eq!(world.notice(), None, "and is no mistake");

    let mut world = World::new();
    world.make(&Move::Race(Deed::Text(0), Deed::Text(0)));
    assert_eq!(world.sends(), 1);
    let (policy, now) = (&world.policy, world.now);
    for _ in 0..2 {
        assert_eq!(world.histories[0].count_send(policy, now), Ok(()));
    }
}

#[test]
fn another_number_gets_another_code_and_the_first_one_waits() {
    let mut world = texted();
    world.make(&Move::ChangeNumber);
    world.text(1);
    assert_eq!(world.code_step().number, PHONES[1]);
    world.guess(Pick::Old);
    assert_eq!(world.notice(), Some(Refusal::CodeWrong { tries_left: 4 }));
    world.text(0);
    let until = world.ledger.sent[0].at + 30 * SECOND;
    assert_eq!(world.notice(), Some(Refusal::TextTooSoon { until }));
    assert_eq!(world.code_step().number, PHONES[1], "it stays where it was");
    world.now = until;
    world.text(0);
    assert_eq!(world.code_step().number, PHONES[0]);
    let codes: Vec<_> = world.ledger.sent.iter().map(|sent| &sent.code).collect();
    assert!(codes[0] != codes[1] && codes[1] != codes[2] && codes[0] != codes[2]);
}

#[test]
fn a_flow_tries_three_numbers() {
    let mut world = World::new();
    (0..3).for_each(|phone| world.text(phone));
    assert_eq!(world.sends(), 3);
    let answer = world.decide(&text_to(3)).answer;
    assert_eq!(answer, Err(Refusal::NoNumbersLeft));
}

#[test]
fn a_first_text_that_was_not_taken_leads_back_to_the_number() {
    let mut world = texted();
    world.make(&Move::Refuse(Delivery::Failed));
    let step = world.phone_step();
    assert_eq!(step.typed, PHONES[0]);
    let channel = Channel::Text;
    assert_eq!(step.notice, Some(Refusal::NotSent { channel }));
    world.text(0);
    assert_eq!(world.sends(), 2, "and can be sent again at once");
}

#[test]
fn a_later_text_that_was_not_taken_leaves_the_code() {
    let mut world = texted();
    world.now += 30 * SECOND;
    world.again();
    world.make(&Move::Refuse(Delivery::Failed));
    let channel = Channel::Text;
    assert_eq!(world.notice(), Some(Refusal::NotSent { channel }));
    world.guess(Pick::Right);
    assert_eq!(world.step(), Step::Done);
}

#[test]
fn a_text_that_may_have_been_sent_is_waited_for() {
    let mut world = texted();
    world.make(&Move::Refuse(Delivery::Unknown));
    let channel = Channel::Text;
    assert_eq!(world.notice(), Some(Refusal::MaybeSent { channel }));
    assert_eq!(world.again(), 1);
    world.make(&Move::Report(0, Delivery::Delivered));
    assert_eq!(world.code_step().delivery, Delivery::Delivered);
}

#[test]
fn the_answer_on_an_earlier_message_says_nothing_of_the_last() {
    let mut world = texted();
    let late = world.attempt();
    world.text(1);
    let refusal = Refusal::NotSent {
        channel: Channel::Text,
    };
    world.flows[0].report_refused(&late, Delivery::Failed, refusal);
    assert_eq!(world.notice(), None);
}

#[test]
fn what_is_reported_after_the_end_changes_nothing() {
    for end in Delivery::ALL.into_iter().filter(|end| end.ended()) {
        let mut world = texted();
        let attempt = world.attempt();
        assert!(world.flows[0].report(&attempt, end));
        for late in Delivery::ALL {
            assert!(
                !world.flows[0].report(&attempt, late),
                "{late:?} after {end:?}"
            );
        }
        assert_eq!(world.code_step().delivery, end);
        let unknown = AttemptId("attempt-of-nobody".to_owned());
        assert!(!world.flows[0].report(&unknown, Delivery::Failed));
        assert!(!world.flows[0].has_attempt(&unknown) && world.flows[0].has_attempt(&attempt));
    }
}

#[test]
fn a_code_is_spoken_to_the_call_of_its_number_alone() {
    let mut world = texted();
    let text = world.attempt();
    world.now += 30 * SECOND;
    world.call();
    let call = world.attempt();
    let spoken = |world: &World, attempt: &AttemptId| {
        let spoken = world.flow().spoken_code(attempt, world.now);
        spoken.map(|(code, left)| (code.digits().to_owned(), left))
    };
    let code = world.ledger.sent[0].code.clone();
    assert_eq!(spoken(&world, &call), Some((code, 570 * SECOND)));
    assert_eq!(spoken(&world, &text), None, "a text is not spoken");
    assert_eq!(spoken(&world, &AttemptId(String::new())), None);
    world.text(1);
    assert_eq!(spoken(&world, &call), None, "the code is another number's");
}

#[test]
fn a_notice_that_says_to_wait_is_gone_when_the_wait_is_over() {
    let mut world = texted();
    world.again();
    let until = world.now + 30 * SECOND;
    assert_eq!(world.notice(), Some(Refusal::TextTooSoon { until }));
    world.now = until - 1;
    assert!(world.notice().is_some());
    world.now = until;
    assert_eq!(world.notice(), None);
}

#[test]
fn a_number_posted_again_when_nothing_can_be_sent_leads_to_its_code() {
    let mut world = texted();
    for phone in [1, 2, 0, 1] {
        world.now += 30 * SECOND;
        world.text(phone);
    }
    world.make(&Move::ChangeNumber);
    world.now += 60 * SECOND;
    assert_eq!(world.phone_step().typed, PHONES[1]);
    world.text(1);
    assert_eq!((world.sends(), world.notice()), (5, None));
    world.guess(Pick::Right);
    assert_eq!(world.step(), Step::Done);
}

#[test]
fn a_refused_number_is_shown_again() {
    let mut world = texted();
    world.make(&Move::ChangeNumber);
    world.text(1);
    world.text(2);
    world.make(&Move::ChangeNumber);
    world.text(4);
    let step = world.phone_step();
    assert_eq!(
        (step.typed.as_str(), step.notice),
        (PHONES[4], Some(Refusal::NoNumbersLeft))
    );
}

#[test]
fn what_was_typed_is_kept_and_cut() {
    let draft = Draft {
        country: "GB".to_owned(),
        typed: "07".to_owned(),
    };
    let mut world = World::new();
    world.flows[0] = Flow::start(world.now).with_draft(draft);
    let step = world.phone_step();
    assert_eq!((step.country.as_str(), step.typed.as_str()), ("GB", "07"));
    let mut world = texted();
    world.flows[0] = world.flow().clone().with_typed_code(&"é".repeat(1_000));
    assert_eq!(world.code_step().typed, "é".repeat(32));
}

#[test]
fn a_record_is_kept_for_fifteen_minutes_and_never_beyond_thirty() {
    let world = World::new();
    let left = |after: Millis| world.flow().life_left(&world.policy, world.now + after);
    assert_eq!(left(0), 15 * MINUTE);
    assert_eq!(left(15 * MINUTE), 15 * MINUTE);
    assert_eq!(left(15 * MINUTE + 1), 15 * MINUTE - 1);
    assert_eq!((left(30 * MINUTE), left(31 * MINUTE)), (0, 0));
}
