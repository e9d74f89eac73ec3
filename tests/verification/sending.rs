//! Examples of texts, calls and changed numbers, exact to the millisecond.

use crate::world::send_again;
use ringcode::domain::{AttemptId, Channel, DeliveryStatus, OwnAttempts, Refusal, Screen};

use super::checking::after_a_text;
use super::generators::{Event, Pick, Request};
use super::reference_model::{MILLISECOND, MINUTE, RESEND_WAITS, SECOND};
use super::world::{PHONES, World, text_to};

#[test]
fn each_resend_waits_longer() {
    let mut world = after_a_text();
    for (nth, wait) in RESEND_WAITS[..4].iter().enumerate() {
        let until = world.now + *wait * SECOND;
        world.now = until - MILLISECOND;
        let refused = world.decide(&send_again(Channel::Text, None)).answer;
        assert_eq!(
            refused,
            Err(Refusal::TooSoon {
                channel: Channel::Text,
                until,
            })
        );
        world.now = until;
        let sent = world.decide(&send_again(Channel::Text, None));
        assert_eq!(sent.answer, Ok(()), "the {nth}th resend");
    }
    world.now += 10 * 60 * MINUTE;
    let none_left = world.decide(&send_again(Channel::Text, None)).answer;
    assert_eq!(none_left, Err(Refusal::NoAttemptsLeft));
}

#[test]
fn a_call_waits_after_the_text_unless_the_text_failed() {
    let mut world = after_a_text();
    world.now += 30 * SECOND - MILLISECOND;
    assert_eq!(world.call(), 1);
    world.now += MILLISECOND;
    assert_eq!(world.call(), 2);

    let mut world = after_a_text();
    world.apply(&Event::Report(0, DeliveryStatus::Failed));
    assert_eq!(world.call(), 2);
    assert_eq!(world.call(), 2, "and that call is waited for");
}

#[test]
fn a_call_before_any_text_is_refused() {
    let mut world = World::new();
    assert_eq!(
        world.decide(&send_again(Channel::Call, None)).answer,
        Err(Refusal::StartAgain)
    );
}

#[test]
fn a_request_that_arrives_twice_sends_one_text() {
    let mut world = after_a_text();
    world.text(0);
    assert_eq!(world.attempts(), 1);
    assert_eq!(world.notice(), None, "and is no mistake");

    let mut world = World::new();
    world.apply(&Event::Race(Request::Text(0), Request::Text(0)));
    assert_eq!(world.attempts(), 1);
    let (policy, now) = (&world.policy, world.now);
    for _ in 0..2 {
        assert_eq!(
            world.histories[0].count_attempt(Channel::Text, &OwnAttempts::default(), policy, now),
            Ok(())
        );
    }
}

#[test]
fn another_number_gets_another_code_and_returning_to_the_first_must_wait() {
    let mut world = after_a_text();
    world.apply(&Event::ChangeNumber);
    world.text(1);
    assert_eq!(world.code_screen().number, PHONES[1]);
    world.guess(Pick::Old);
    assert_eq!(world.notice(), Some(Refusal::CodeWrong { tries_left: 4 }));
    world.text(0);
    let until = world.model.sent[0].at + 30 * SECOND;
    assert_eq!(
        world.notice(),
        Some(Refusal::TooSoon {
            channel: Channel::Text,
            until,
        })
    );
    assert_eq!(
        world.code_screen().number,
        PHONES[1],
        "it stays where it was"
    );
    world.now = until;
    world.text(0);
    assert_eq!(world.code_screen().number, PHONES[0]);
    let codes: Vec<_> = world.model.sent.iter().map(|sent| &sent.code).collect();
    assert!(codes[0] != codes[1] && codes[1] != codes[2] && codes[0] != codes[2]);
}

#[test]
fn a_verification_sends_to_at_most_three_numbers() {
    let mut world = World::new();
    (0..3).for_each(|phone| world.text(phone));
    assert_eq!(world.attempts(), 3);
    let answer = world.decide(&text_to(3)).answer;
    assert_eq!(answer, Err(Refusal::NoNumbersLeft));
}

#[test]
fn a_first_text_that_was_refused_leads_back_to_the_phone_screen() {
    let mut world = after_a_text();
    world.apply(&Event::Refuse(DeliveryStatus::Failed));
    let screen = world.phone_screen();
    assert_eq!(screen.typed, PHONES[0]);
    let channel = Channel::Text;
    assert_eq!(screen.notice, Some(Refusal::NotSent { channel }));
    world.text(0);
    assert_eq!(world.attempts(), 2, "and can be sent again at once");
}

#[test]
fn a_later_text_that_was_refused_keeps_the_code_valid() {
    let mut world = after_a_text();
    world.now += 30 * SECOND;
    world.text_again();
    world.apply(&Event::Refuse(DeliveryStatus::Failed));
    let channel = Channel::Text;
    assert_eq!(world.notice(), Some(Refusal::NotSent { channel }));
    world.guess(Pick::Right);
    assert_eq!(world.screen(), Screen::Done);
}

#[test]
fn after_a_text_with_an_unknown_outcome_the_resend_waits() {
    let mut world = after_a_text();
    world.apply(&Event::Refuse(DeliveryStatus::Unknown));
    let channel = Channel::Text;
    assert_eq!(world.notice(), Some(Refusal::MaybeSent { channel }));
    assert_eq!(world.text_again(), 1);
    world.apply(&Event::Report(0, DeliveryStatus::Delivered));
    assert_eq!(world.code_screen().status, DeliveryStatus::Delivered);
}

#[test]
fn a_late_refusal_of_an_earlier_attempt_does_not_affect_the_last_one() {
    let mut world = after_a_text();
    let late = world.attempt();
    world.text(1);
    let refusal = Refusal::NotSent {
        channel: Channel::Text,
    };
    let now = world.now;
    world.verifications[0].report_refused(&late, DeliveryStatus::Failed, refusal, now);
    assert_eq!(world.notice(), None);
}

#[test]
fn a_report_after_a_final_one_changes_nothing() {
    for end in DeliveryStatus::all().filter(|end| end.is_final()) {
        let mut world = after_a_text();
        let attempt = world.attempt();
        let now = world.now;
        assert!(world.verifications[0].report(&attempt, end, now).is_some());
        for late in DeliveryStatus::all() {
            assert!(
                world.verifications[0].report(&attempt, late, now).is_none(),
                "{late:?} after {end:?}"
            );
        }
        assert_eq!(world.code_screen().status, end);
        let unknown = AttemptId("attempt-of-nobody".to_owned());
        let reported = world.verifications[0].report(&unknown, DeliveryStatus::Failed, now);
        assert_eq!(reported, None);
    }
}

#[test]
fn a_number_posted_again_when_no_attempt_is_left_leads_to_its_code() {
    let mut world = after_a_text();
    for phone in [1, 2, 0, 1] {
        world.now += 30 * SECOND;
        world.text(phone);
    }
    world.apply(&Event::ChangeNumber);
    world.now += 60 * SECOND;
    assert_eq!(world.phone_screen().typed, PHONES[1]);
    world.text(1);
    assert_eq!((world.attempts(), world.notice()), (5, None));
    world.guess(Pick::Right);
    assert_eq!(world.screen(), Screen::Done);
}

#[test]
fn a_refused_number_is_shown_again() {
    let mut world = after_a_text();
    world.apply(&Event::ChangeNumber);
    world.text(1);
    world.text(2);
    world.apply(&Event::ChangeNumber);
    world.text(4);
    let screen = world.phone_screen();
    assert_eq!(
        (screen.typed.as_str(), screen.notice),
        (PHONES[4], Some(Refusal::NoNumbersLeft))
    );
}
