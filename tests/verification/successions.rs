//! The secret under which a verified verification goes on, and what a verification tells of itself.

use ringcode::domain::{
    Action, BrowserBinding, Channel, Check, CodeLength, DeliveryStatus, History, OwnAttempts,
    Policy, Refusal, Screen, Timestamp, TypedCode, Unreached, Verification,
};

use super::examples::texted;
use super::ledger::{MILLISECOND, MINUTE, SECOND};
use super::moves::Move;
use super::world::{BROWSER, PHONES, SUCCESSOR, World, text_to};

/// A verification that its code has just verified, that code, and when its life is over.
fn verified() -> (Verification, String, Timestamp) {
    let world = texted();
    let sent = world.ledger.sent[0].code.clone();
    verify(world, sent)
}

/// The verification in which this code was sent just now, once it is typed.
fn verify(mut world: World, sent: String) -> (Verification, String, Timestamp) {
    let ends = world.now + 10 * MINUTE;
    world.now += MINUTE;
    let guess = Action::Check(Check {
        typed: TypedCode::parse(&sent, CodeLength::Six).unwrap(),
        after: None,
        on: world.verification().number().unwrap().clone(),
        screen: None,
        next_session: Some(SUCCESSOR),
    });
    let verification = world.verification().clone();
    let decision = verification.decide(&guess, None, &world.policy, world.now);
    assert_eq!(decision.answer, Ok(()));
    (decision.verification, sent, ends)
}

/// As it comes back from the store.
fn stored(verification: &Verification) -> Verification {
    serde_json::from_str(&serde_json::to_string(verification).unwrap()).unwrap()
}

#[test]
fn a_right_guess_binds_the_verification_to_the_browsers_new_secret() {
    let texted = texted();
    assert!(texted.verification().is_bound_to(&BROWSER));
    let (verification, ..) = verified();
    let verification = stored(&verification);
    assert!(verification.is_bound_to(&SUCCESSOR.binding) && !verification.is_bound_to(&BROWSER));
    let told = format!("{verification:?}");
    assert!(told.contains("secret: …"), "{told}");
}

#[test]
fn the_code_of_before_leads_the_old_secret_to_the_new_one() {
    let (verification, code, ends) = verified();
    let spaced = format!(" {} {} ", &code[..3], &code[3..]);
    let mut verification = stored(&verification);
    for text in [&*code, &*spaced] {
        let (kept, secret) = verification.redeem_rotation(&BROWSER, text, ends - MILLISECOND);
        assert_eq!(secret, Some(SUCCESSOR.secret));
        verification = stored(&kept.unwrap());
    }
    let nobody = BrowserBinding([9; 16]);
    for other in [SUCCESSOR.binding, nobody] {
        let (kept, secret) =
            verification
                .clone()
                .redeem_rotation(&other, &code, ends - MILLISECOND);
        assert!(
            kept.is_none() && secret.is_none(),
            "nothing leads from there"
        );
    }
    let (kept, secret) =
        texted().verifications[0]
            .clone()
            .redeem_rotation(&BROWSER, &code, ends - MILLISECOND);
    assert!(kept.is_none() && secret.is_none(), "nothing was verified");
}

#[test]
fn the_old_secret_sees_the_verification_as_it_was_while_the_way_is_open() {
    let (verification, _, ends) = verified();
    let screen = |browser, now| {
        let verification = verification.clone().visible_to(&browser, now)?;
        Some(verification.screen(&History::default(), &Policy::default(), now))
    };
    assert_eq!(
        screen(SUCCESSOR.binding, ends - MILLISECOND),
        Some(Screen::Done)
    );
    assert!(matches!(
        screen(BROWSER, ends - MILLISECOND),
        Some(Screen::Code(_))
    ));
    assert_eq!(screen(BROWSER, ends), None);
    assert_eq!(screen(BrowserBinding([9; 16]), ends - MILLISECOND), None);
    let (closed, _) = verification
        .clone()
        .redeem_rotation(&BROWSER, "999999", ends - MILLISECOND);
    assert!(
        closed
            .unwrap()
            .visible_to(&BROWSER, ends - MILLISECOND)
            .is_none()
    );
}

/// Whoever holds the old secret may be who planted it on the person.
#[test]
fn the_old_secret_sees_no_more_of_the_number_than_its_end() {
    for (shown, end) in [
        ("+44 7700 900123", "+•• •••• ••••23"),
        ("+1 (415) 555-0100", "+• (•••) •••-••00"),
        ("+1234567", "+•••••67"),
        ("7", "7"),
        ("", ""),
    ] {
        for changing in [false, true] {
            let Action::SubmitNumber(mut recipient, mut input) = text_to(0) else {
                unreachable!("a text")
            };
            (recipient.shown, input.typed) = (shown.to_owned(), shown.to_owned());
            let mut world = World::new();
            world.decide(&Action::SubmitNumber(recipient, input));
            if changing {
                world.decide(&Action::ChangeNumber);
            }
            let (verification, _, ends) = verify(world, "000001".to_owned());
            let seen = verification
                .clone()
                .visible_to(&BROWSER, ends - MILLISECOND)
                .unwrap();
            let screen = seen.screen(&History::default(), &Policy::default(), ends - MILLISECOND);
            let Screen::Code(screen) = &screen else {
                panic!("the code is asked for: {screen:?}");
            };
            assert_eq!(screen.number, end);
            let all = format!("{screen:?}");
            assert!(shown.len() < 3 || !all.contains(shown), "{all}");
            let own = verification
                .visible_to(&SUCCESSOR.binding, ends - MILLISECOND)
                .unwrap();
            assert_eq!(
                own.recipient().unwrap().shown,
                shown,
                "the record is as it was"
            );
        }
    }
}

#[test]
fn anything_else_closes_that_way_for_good() {
    let (verification, code, ends) = verified();
    let late = [(&*code, ends), (&*code, ends + MILLISECOND)];
    let wrong = ["999999", "", "code", "00000001", &code[1..]];
    for (text, now) in late
        .into_iter()
        .chain(wrong.map(|text| (text, ends - MILLISECOND)))
    {
        let (kept, secret) = verification.clone().redeem_rotation(&BROWSER, text, now);
        assert_eq!(secret, None, "{text}");
        let kept = stored(&kept.unwrap());
        assert!(kept.is_verified() && kept.is_bound_to(&SUCCESSOR.binding));
        let (_, secret) = kept.redeem_rotation(&BROWSER, &code, ends - MILLISECOND);
        assert_eq!(secret, None, "after {text}");
    }
}

#[test]
fn a_verification_knows_whether_it_has_sent() {
    let mut world = World::new();
    assert!(!world.verification().has_sent());
    world.decide(&text_to(0));
    assert!(world.verification().has_sent());
}

#[test]
fn a_call_is_offered_where_the_text_could_not_be_sent_and_a_call_can_be_had() {
    let offered = |world: &World| {
        let unreached = world.phone_screen().unreached;
        let of_number = |unreached: Unreached| (unreached.number, unreached.channels);
        unreached.map(of_number)
    };
    let mut world = texted();
    world.make(&Move::Refuse(DeliveryStatus::Failed));
    let call = (PHONES[0].to_owned(), vec![Channel::Call]);
    assert_eq!(offered(&world), Some(call));

    let mut none_left = world.verification().clone();
    world.policy.channels[Channel::Call].attempts_per_verification = 0;
    assert_eq!(offered(&world), None, "no call may be made");
    world.policy.channels[Channel::Call].attempts_per_verification = 2;
    for _ in 0..3 {
        let (policy, now) = (&world.policy, world.now);
        _ = world.histories[0].count_attempt(Channel::Call, &OwnAttempts::default(), policy, now);
    }
    assert_eq!(offered(&world), None, "the number has had its calls");
    none_left = none_left
        .refuse(Refusal::NoNumbersLeft, world.now)
        .verification;
    let mut world = World::new();
    world.keep(none_left);
    world.now += SECOND;
    assert_eq!(offered(&world), None, "a call would not help");
}
