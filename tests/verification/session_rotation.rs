//! The new secret of a verified verification, and what a verification reveals about itself.

use ringcode::domain::{
    Action, BrowserBinding, Channel, Check, CodeLength, DeliveryStatus, History, OwnAttempts,
    Refusal, Screen, Timestamp, TypedCode, Unreached, Verification,
};
use ringcode_test_support::default_policy;

use super::checking::after_a_text;
use super::generators::Event;
use super::reference_model::{MILLISECOND, MINUTE, SECOND};
use super::world::{BROWSER, NEXT_SESSION, PHONES, World, text_to};

/// A verification that was just verified, its code, and the time at which it ends.
fn verified() -> (Verification, String, Timestamp) {
    let world = after_a_text();
    let sent = world.model.sent[0].code.clone();
    verify(world, sent)
}

/// Types the code that was sent just now; returns the same as [`verified`].
fn verify(mut world: World, sent: String) -> (Verification, String, Timestamp) {
    let ends = world.now + 10 * MINUTE;
    world.now += MINUTE;
    let guess = Action::Check(Check {
        typed: TypedCode::parse(&sent, CodeLength::Six).unwrap(),
        after: None,
        on: world.verification().number().unwrap().clone(),
        screen: None,
        next_session: Some(NEXT_SESSION),
    });
    let verification = world.verification().clone();
    let decision = verification.decide(&guess, None, &world.policy, world.now);
    assert_eq!(decision.answer, Ok(()));
    (decision.verification, sent, ends)
}

/// The verification after a round trip through its stored form.
fn stored(verification: &Verification) -> Verification {
    serde_json::from_str(&serde_json::to_string(verification).unwrap()).unwrap()
}

#[test]
fn a_right_guess_binds_the_verification_to_the_browsers_new_secret() {
    let after_a_text = after_a_text();
    assert!(after_a_text.verification().is_bound_to(&BROWSER));
    let (verification, ..) = verified();
    let verification = stored(&verification);
    assert!(verification.is_bound_to(&NEXT_SESSION.binding) && !verification.is_bound_to(&BROWSER));
    let told = format!("{verification:?}");
    assert!(told.contains("secret: …"), "{told}");
}

#[test]
fn the_verifying_code_exchanges_the_old_secret_for_the_new_one() {
    let (verification, code, ends) = verified();
    let spaced = format!(" {} {} ", &code[..3], &code[3..]);
    let mut verification = stored(&verification);
    for text in [&*code, &*spaced] {
        let (kept, secret) = verification.redeem_rotation(&BROWSER, text, ends - MILLISECOND);
        assert_eq!(secret, Some(NEXT_SESSION.secret));
        verification = stored(&kept.unwrap());
    }
    let nobody = BrowserBinding([9; 16]);
    for other in [NEXT_SESSION.binding, nobody] {
        let (kept, secret) =
            verification
                .clone()
                .redeem_rotation(&other, &code, ends - MILLISECOND);
        assert!(
            kept.is_none() && secret.is_none(),
            "nothing leads from there"
        );
    }
    let (kept, secret) = after_a_text().verifications[0].clone().redeem_rotation(
        &BROWSER,
        &code,
        ends - MILLISECOND,
    );
    assert!(kept.is_none() && secret.is_none(), "nothing was verified");
}

#[test]
fn the_old_secret_sees_the_earlier_screen_while_the_exchange_is_open() {
    let (verification, _, ends) = verified();
    let screen = |browser, now| {
        let verification = verification.clone().visible_to(&browser, now)?;
        Some(verification.screen(&History::default(), &default_policy(), now))
    };
    assert_eq!(
        screen(NEXT_SESSION.binding, ends - MILLISECOND),
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

/// The holder of the old secret may be an attacker who set it in the person's browser.
#[test]
fn the_old_secret_sees_only_the_last_two_digits_of_the_number() {
    for (shown, end) in [
        ("+44 7700 900123", "+•• •••• ••••23"),
        ("+1 (415) 555-0100", "+• (•••) •••-••00"),
        ("+1234567", "+•••••67"),
        ("7", "7"),
        ("", ""),
    ] {
        for changing in [false, true] {
            let Action::SubmitNumber {
                mut recipient,
                mut input,
                channel,
            } = text_to(0)
            else {
                unreachable!("a text")
            };
            (recipient.shown, input.typed) = (shown.to_owned(), shown.to_owned());
            let mut world = World::new();
            world.decide(&Action::SubmitNumber {
                recipient,
                input,
                channel,
            });
            if changing {
                world.decide(&Action::ChangeNumber);
            }
            let (verification, _, ends) = verify(world, "000001".to_owned());
            let seen = verification
                .clone()
                .visible_to(&BROWSER, ends - MILLISECOND)
                .unwrap();
            let screen = seen.screen(&History::default(), &default_policy(), ends - MILLISECOND);
            let Screen::Code(screen) = &screen else {
                panic!("the code is asked for: {screen:?}");
            };
            assert_eq!(screen.number, end);
            let all = format!("{screen:?}");
            assert!(shown.len() < 3 || !all.contains(shown), "{all}");
            let own = verification
                .visible_to(&NEXT_SESSION.binding, ends - MILLISECOND)
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
fn a_wrong_code_or_a_late_one_closes_the_exchange_permanently() {
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
        assert!(kept.is_verified() && kept.is_bound_to(&NEXT_SESSION.binding));
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
    let mut world = after_a_text();
    world.apply(&Event::Refuse(DeliveryStatus::Failed));
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
