//! Single stories of texts, calls and numbers, told to the millisecond.

use crate::world::send_again;
use ringcode::domain::{AttemptId, Channel, DeliveryStatus, OwnAttempts, Refusal, Screen};

use super::examples::texted;
use super::ledger::{LADDER, MILLISECOND, MINUTE, SECOND};
use super::moves::{Deed, Move, Pick};
use super::world::{PHONES, World, text_to};

#[test]
fn each_resend_waits_longer() {
    let mut world = texted();
    for (nth, wait) in LADDER[..4].iter().enumerate() {
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
fn a_call_waits_for_the_text_unless_it_failed() {
    let mut world = texted();
    world.now += 30 * SECOND - MILLISECOND;
    assert_eq!(world.call(), 1);
    world.now += MILLISECOND;
    assert_eq!(world.call(), 2);

    let mut world = texted();
    world.make(&Move::Report(0, DeliveryStatus::Failed));
    assert_eq!(world.call(), 2);
    assert_eq!(world.call(), 2, "and that call is waited for");
}

#[test]
fn nobody_is_called_before_a_text() {
    let mut world = World::new();
    assert_eq!(
        world.decide(&send_again(Channel::Call, None)).answer,
        Err(Refusal::StartAgain)
    );
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
        assert_eq!(
            world.histories[0].count_attempt(Channel::Text, &OwnAttempts::default(), policy, now),
            Ok(())
        );
    }
}

#[test]
fn another_number_gets_another_code_and_the_first_one_waits() {
    let mut world = texted();
    world.make(&Move::ChangeNumber);
    world.text(1);
    assert_eq!(world.code_screen().number, PHONES[1]);
    world.guess(Pick::Old);
    assert_eq!(world.notice(), Some(Refusal::CodeWrong { tries_left: 4 }));
    world.text(0);
    let until = world.ledger.sent[0].at + 30 * SECOND;
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
    let codes: Vec<_> = world.ledger.sent.iter().map(|sent| &sent.code).collect();
    assert!(codes[0] != codes[1] && codes[1] != codes[2] && codes[0] != codes[2]);
}

#[test]
fn a_verification_tries_three_numbers() {
    let mut world = World::new();
    (0..3).for_each(|phone| world.text(phone));
    assert_eq!(world.sends(), 3);
    let answer = world.decide(&text_to(3)).answer;
    assert_eq!(answer, Err(Refusal::NoNumbersLeft));
}

#[test]
fn a_first_text_that_was_not_taken_leads_back_to_the_number() {
    let mut world = texted();
    world.make(&Move::Refuse(DeliveryStatus::Failed));
    let screen = world.phone_screen();
    assert_eq!(screen.typed, PHONES[0]);
    let channel = Channel::Text;
    assert_eq!(screen.notice, Some(Refusal::NotSent { channel }));
    world.text(0);
    assert_eq!(world.sends(), 2, "and can be sent again at once");
}

#[test]
fn a_later_text_that_was_not_taken_leaves_the_code() {
    let mut world = texted();
    world.now += 30 * SECOND;
    world.again();
    world.make(&Move::Refuse(DeliveryStatus::Failed));
    let channel = Channel::Text;
    assert_eq!(world.notice(), Some(Refusal::NotSent { channel }));
    world.guess(Pick::Right);
    assert_eq!(world.screen(), Screen::Done);
}

#[test]
fn a_text_that_may_have_been_sent_is_waited_for() {
    let mut world = texted();
    world.make(&Move::Refuse(DeliveryStatus::Unknown));
    let channel = Channel::Text;
    assert_eq!(world.notice(), Some(Refusal::MaybeSent { channel }));
    assert_eq!(world.again(), 1);
    world.make(&Move::Report(0, DeliveryStatus::Delivered));
    assert_eq!(world.code_screen().status, DeliveryStatus::Delivered);
}

#[test]
fn the_answer_on_an_earlier_message_says_nothing_of_the_last() {
    let mut world = texted();
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
fn what_is_reported_after_the_end_changes_nothing() {
    for end in DeliveryStatus::ALL.into_iter().filter(|end| end.is_final()) {
        let mut world = texted();
        let attempt = world.attempt();
        let now = world.now;
        assert!(world.verifications[0].report(&attempt, end, now));
        for late in DeliveryStatus::ALL {
            assert!(
                !world.verifications[0].report(&attempt, late, now),
                "{late:?} after {end:?}"
            );
        }
        assert_eq!(world.code_screen().status, end);
        let unknown = AttemptId("attempt-of-nobody".to_owned());
        assert!(!world.verifications[0].report(&unknown, DeliveryStatus::Failed, now));
        assert!(
            !world.verifications[0].has_attempt(&unknown)
                && world.verifications[0].has_attempt(&attempt)
        );
    }
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
    assert_eq!(world.phone_screen().typed, PHONES[1]);
    world.text(1);
    assert_eq!((world.sends(), world.notice()), (5, None));
    world.guess(Pick::Right);
    assert_eq!(world.screen(), Screen::Done);
}

#[test]
fn a_refused_number_is_shown_again() {
    let mut world = texted();
    world.make(&Move::ChangeNumber);
    world.text(1);
    world.text(2);
    world.make(&Move::ChangeNumber);
    world.text(4);
    let screen = world.phone_screen();
    assert_eq!(
        (screen.typed.as_str(), screen.notice),
        (PHONES[4], Some(Refusal::NoNumbersLeft))
    );
}
