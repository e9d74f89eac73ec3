//! Examples of codes, guesses and stored records, exact to the millisecond.

use std::time::Duration;

use crate::world::send_again;
use ringcode::domain::{
    Action, AttemptId, Channel, Check, CodeLength, CodeScreen, CodeState, DeliveryStatus, History,
    PhoneInput, PhoneScreen, Refusal, Screen, Timestamp, TypedCode, Verification,
};

use super::generators::{Event, Pick, Request};
use super::reference_model::{MILLISECOND, MINUTE, SECOND};
use super::world::{BROWSER, NEXT_SESSION, World, text_to};

pub fn after_a_text() -> World {
    let mut world = World::new();
    world.text(0);
    world
}

impl World {
    pub fn text_again(&mut self) -> usize {
        self.apply(&Event::Request(Request::TextAgain));
        self.attempts()
    }

    pub fn call(&mut self) -> usize {
        self.apply(&Event::Request(Request::Call));
        self.attempts()
    }

    pub fn attempts(&self) -> usize {
        self.model.sent_in(self.selected).count()
    }

    pub fn attempt(&self) -> AttemptId {
        AttemptId(self.model.sent.last().unwrap().attempt.clone())
    }

    pub fn code_screen(&self) -> CodeScreen {
        match self.screen() {
            Screen::Code(screen) => screen,
            other => panic!("{other:?}"),
        }
    }

    pub fn phone_screen(&self) -> PhoneScreen {
        match self.screen() {
            Screen::Phone(screen) => screen,
            other => panic!("{other:?}"),
        }
    }

    pub fn notice(&self) -> Option<Refusal> {
        self.code_screen().notice
    }
}

#[test]
fn a_code_works_until_its_last_millisecond() {
    for (wait, works) in [(599_999, true), (600_000, false), (600_001, false)] {
        let mut world = after_a_text();
        world.now += Duration::from_millis(wait);
        let until = world.model.sent[0].expires_at;
        let state = match works {
            true => CodeState::Live { until },
            false => CodeState::Expired { at: until },
        };
        assert_eq!(world.code_screen().code, state);
        world.guess(Pick::Right);
        assert_eq!(world.screen() == Screen::Done, works, "after {wait} ms");
    }
}

/// Whether a wrong guess was compared, from a page that knew of `after` wrong guesses.
fn compared(world: &mut World, digits: &str, after: Option<u32>) -> bool {
    let typed = TypedCode::parse(digits, CodeLength::Six).unwrap();
    let before = world.notice();
    let on = world.verification().number().unwrap().clone();
    let decision = world.decide(&Action::Check(Check {
        typed,
        after,
        on,
        screen: None,
        next_session: Some(NEXT_SESSION),
    }));
    let told = decision.answer.unwrap_err();
    assert!(decision.compared || Some(told) == before, "told as before");
    decision.compared
}

#[test]
fn extreme_times_and_counts_cause_no_overflow() {
    let times = [0, 1, u64::MAX / 2, u64::MAX - 1, u64::MAX];
    for now in times.map(Timestamp::from_millis) {
        let mut world = World::new();
        world.now = now;
        world.verifications = vec![Verification::new(BROWSER, now)];
        world.policy.verification_life = Duration::MAX;
        world.policy.resend_waits = vec![Duration::MAX];
        world.policy.attempts_per_phone[0].within = Duration::MAX;
        world.decide(&text_to(0));
        for after in [u32::MAX, u32::MAX - 1, 0] {
            world.decide(&Action::Check(Check {
                typed: TypedCode::parse("999999", CodeLength::Six).unwrap(),
                after: Some(after),
                on: world.verification().number().unwrap().clone(),
                screen: Some(world.verification().mark()),
                next_session: Some(NEXT_SESSION),
            }));
        }
        let mark = Some(world.verification().mark());
        let (again, call) = (
            send_again(Channel::Text, mark.clone()),
            send_again(Channel::Call, mark),
        );
        for action in [again, call, Action::ChangeNumber, text_to(1)] {
            world.decide(&action);
            _ = (
                world.screen(),
                world.verification().remaining_life(&world.policy, now),
            );
        }
        let mut history = History::default();
        for channel in [Channel::Text, Channel::Call, Channel::Text] {
            let own = world
                .verification()
                .own_attempts_to(world.verification().number().unwrap());
            _ = history.count_attempt(channel, &own, &world.policy, now);
            _ = history.count_guess(&world.policy, now);
            _ = history.limited_until(
                channel,
                &own,
                &world.policy,
                Timestamp::MAX - now.since(Timestamp::EPOCH),
            );
        }
    }
}

#[test]
fn a_guess_posted_twice_is_answered_twice_and_counted_once() {
    let mut world = after_a_text();
    assert!(compared(&mut world, "999999", Some(0)));
    assert!(!compared(&mut world, "999999", Some(0)));
    assert!(!compared(&mut world, "999999", Some(0)));
    assert!(compared(&mut world, "888888", Some(0)), "another one");
    assert!(compared(&mut world, "888888", Some(2)), "typed again");
    assert!(compared(&mut world, "888888", None), "no page said so");
    assert_eq!(
        world.notice(),
        Some(Refusal::CodeWrong { tries_left: 1 }),
        "four of five"
    );
}

#[test]
fn the_screen_shows_the_status_of_the_last_attempt() {
    let mut world = after_a_text();
    assert_eq!(world.code_screen().status, DeliveryStatus::Sending);
    let (mut verification, attempt) = (world.verification().clone(), world.attempt());
    assert!(
        verification
            .report(&attempt, DeliveryStatus::Sent, world.now)
            .is_some()
    );
    world.keep(verification);
    assert_eq!(world.code_screen().status, DeliveryStatus::Sent);
}

#[test]
fn a_code_works_once() {
    let mut world = after_a_text();
    assert!(!world.verification().is_verified());
    world.guess(Pick::Right);
    assert!(world.verification().is_verified());
    world.guess(Pick::Right);
    assert_eq!(world.model.guesses.len(), 1);
    let action = send_again(Channel::Text, None);
    assert_eq!(world.decide(&action).answer, Err(Refusal::AlreadyVerified));
    assert_eq!(world.screen(), Screen::Done);
}

#[test]
fn the_fifth_wrong_guess_uses_up_a_code() {
    let mut world = after_a_text();
    for tries_left in [4, 3, 2, 1] {
        world.guess(Pick::Wrong);
        assert_eq!(world.notice(), Some(Refusal::CodeWrong { tries_left }));
        assert_eq!(world.code_screen().typed, "999999");
    }
    world.guess(Pick::Wrong);
    assert_eq!(world.notice(), Some(Refusal::CodeUsedUp));
    assert_eq!(world.code_screen().code, CodeState::UsedUp);
    world.guess(Pick::Right);
    assert!(!world.model.verified(0));
}

#[test]
fn the_tenth_wrong_guess_locks_the_verification_permanently() {
    let mut world = after_a_text();
    world.apply(&Event::Wrong(5));
    world.now += 30 * SECOND;
    assert_eq!(world.text_again(), 2);
    world.apply(&Event::Wrong(4));
    assert_eq!(
        world.notice(),
        Some(Refusal::CodeWrong { tries_left: 1 }),
        "nine"
    );
    world.guess(Pick::Wrong);
    assert_eq!(world.code_screen().code, CodeState::VerificationLocked);
    world.guess(Pick::Right);
    world.now += 60 * MINUTE;
    assert_eq!(
        (world.text_again(), world.call()),
        (2, 2),
        "it sends no more"
    );
    world.text(1);
    assert_eq!((world.attempts(), world.model.verified(0)), (2, false));
}

#[test]
fn a_code_is_spoken_only_in_a_call_to_its_number() {
    let mut world = after_a_text();
    let text = world.attempt();
    world.now += 30 * SECOND;
    world.call();
    let call = world.attempt();
    let spoken = |world: &World, attempt: &AttemptId| {
        let spoken = world.verification().spoken_code(attempt, world.now);
        spoken.map(|(code, left)| (code.digits().to_owned(), left))
    };
    let code = world.model.sent[0].code.clone();
    assert_eq!(spoken(&world, &call), Some((code, 570 * SECOND)));
    assert_eq!(spoken(&world, &text), None, "a text is not spoken");
    assert_eq!(spoken(&world, &AttemptId(String::new())), None);
    world.text(1);
    assert_eq!(spoken(&world, &call), None, "the code is another number's");
}

#[test]
fn a_notice_about_a_wait_stays_thirty_seconds_after_the_wait() {
    let mut world = after_a_text();
    world.text_again();
    let until = world.now + 30 * SECOND;
    assert_eq!(
        world.notice(),
        Some(Refusal::TooSoon {
            channel: Channel::Text,
            until,
        })
    );
    world.now = until - MILLISECOND;
    assert!(world.notice().is_some());
    world.now = until;
    assert!(world.notice().is_some());
    world.now = until + 30 * SECOND - MILLISECOND;
    assert!(world.notice().is_some());
    world.now = until + 30 * SECOND;
    assert_eq!(world.notice(), None);
}

#[test]
fn typed_input_is_kept_and_a_long_code_is_cut() {
    let input = PhoneInput {
        country: "GB".to_owned(),
        typed: "07".to_owned(),
    };
    let mut world = World::new();
    world.verifications[0] = Verification::new(BROWSER, world.now).with_input(input);
    let screen = world.phone_screen();
    assert_eq!(
        (screen.country.as_str(), screen.typed.as_str()),
        ("GB", "07")
    );
    let mut world = after_a_text();
    world.verifications[0] = world
        .verification()
        .clone()
        .with_typed_code(&"é".repeat(1_000));
    assert_eq!(world.code_screen().typed, "é".repeat(32));
}

#[test]
fn a_record_lives_fifteen_idle_minutes_and_at_most_thirty() {
    let world = World::new();
    let left = |after: Duration| {
        world
            .verification()
            .remaining_life(&world.policy, world.now + after)
    };
    assert_eq!(left(Duration::ZERO), 15 * MINUTE);
    assert_eq!(left(15 * MINUTE), 15 * MINUTE);
    assert_eq!(left(15 * MINUTE + MILLISECOND), 15 * MINUTE - MILLISECOND);
    assert_eq!(
        (left(30 * MINUTE), left(31 * MINUTE)),
        (Duration::ZERO, Duration::ZERO)
    );
}

/// A guess counted on one number must not be compared with the code of another.
#[test]
fn a_guess_that_races_a_change_of_number_is_not_compared() {
    let mut world = after_a_text();
    world.apply(&Event::Race(Request::Text(1), Request::Guess(Pick::Right)));
    assert_eq!(world.model.guesses.len(), 0);
    assert_eq!(world.model.sent.len(), 2);
    world.guess(Pick::Right);
    assert_eq!(world.screen(), Screen::Done);
}
