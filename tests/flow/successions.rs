//! Under which secret a verified flow goes on, and what a flow tells of itself.

use ringcode::domain::code::{CodeLength, TypedCode};
use ringcode::domain::flow::{Act, Binding, Flow, Guess};
use ringcode::domain::history::{History, Own};
use ringcode::domain::policy::{Millis, Policy, SECOND};
use ringcode::domain::step::{Channel, Delivery, Refusal, Step};

use super::examples::texted;
use super::ledger::MINUTE;
use super::moves::Move;
use super::world::{BROWSER, PHONES, SUCCESSOR, World, text_to};

/// A flow that its code has just verified, that code, and when its life is over.
fn verified() -> (Flow, String, Millis) {
    let world = texted();
    let sent = world.ledger.sent[0].code.clone();
    verify(world, sent)
}

/// The flow in which this code was sent just now, once it is typed.
fn verify(mut world: World, sent: String) -> (Flow, String, Millis) {
    let ends = world.now + 10 * MINUTE;
    world.now += MINUTE;
    let guess = Act::Guess(Guess {
        typed: TypedCode::parse(&sent, CodeLength::Six).unwrap(),
        after: None,
        on: world.flow().number().unwrap().clone(),
        screen: None,
        successor: SUCCESSOR,
    });
    let flow = world.flow().clone();
    let decision = flow.decide(&guess, None, &world.policy, world.now);
    assert_eq!(decision.answer, Ok(()));
    (decision.flow, sent, ends)
}

/// As it comes back from the store.
fn stored(flow: &Flow) -> Flow {
    serde_json::from_str(&serde_json::to_string(flow).unwrap()).unwrap()
}

#[test]
fn a_right_guess_binds_the_flow_to_the_browsers_new_secret() {
    let texted = texted();
    assert!(texted.flow().is_bound_to(&BROWSER));
    let (flow, ..) = verified();
    let flow = stored(&flow);
    assert!(flow.is_bound_to(&SUCCESSOR.binding) && !flow.is_bound_to(&BROWSER));
    let told = format!("{flow:?}");
    assert!(told.contains("secret: …"), "{told}");
}

#[test]
fn the_code_of_before_leads_the_old_secret_to_the_new_one() {
    let (flow, code, ends) = verified();
    let spaced = format!(" {} {} ", &code[..3], &code[3..]);
    let mut flow = stored(&flow);
    for text in [&*code, &*spaced] {
        let (kept, secret) = flow.follow(&BROWSER, text, ends - 1);
        assert_eq!(secret, Some(SUCCESSOR.secret));
        flow = stored(&kept.unwrap());
    }
    let nobody = Binding([9; 16]);
    for other in [SUCCESSOR.binding, nobody] {
        let (kept, secret) = flow.clone().follow(&other, &code, ends - 1);
        assert!(
            kept.is_none() && secret.is_none(),
            "nothing leads from there"
        );
    }
    let (kept, secret) = texted().flows[0].clone().follow(&BROWSER, &code, ends - 1);
    assert!(kept.is_none() && secret.is_none(), "nothing was verified");
}

#[test]
fn the_old_secret_sees_the_flow_as_it_was_while_the_way_is_open() {
    let (flow, _, ends) = verified();
    let step = |browser, now| {
        let flow = flow.clone().seen_by(&browser, now)?;
        Some(flow.step(&History::default(), &Policy::default(), now))
    };
    assert_eq!(step(SUCCESSOR.binding, ends - 1), Some(Step::Done));
    assert!(matches!(step(BROWSER, ends - 1), Some(Step::Code(_))));
    assert_eq!(step(BROWSER, ends), None);
    assert_eq!(step(Binding([9; 16]), ends - 1), None);
    let (closed, _) = flow.clone().follow(&BROWSER, "999999", ends - 1);
    assert!(closed.unwrap().seen_by(&BROWSER, ends - 1).is_none());
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
            let Act::Text(mut recipient, mut draft) = text_to(0) else {
                unreachable!("a text")
            };
            (recipient.shown, draft.typed) = (shown.to_owned(), shown.to_owned());
            let mut world = World::new();
            world.decide(&Act::Text(recipient, draft));
            if changing {
                world.decide(&Act::ChangeNumber);
            }
            let (flow, _, ends) = verify(world, "000001".to_owned());
            let seen = flow.clone().seen_by(&BROWSER, ends - 1).unwrap();
            let step = seen.step(&History::default(), &Policy::default(), ends - 1);
            let Step::Code(step) = &step else {
                panic!("the code is asked for: {step:?}");
            };
            assert_eq!(step.number, end);
            let all = format!("{step:?}");
            assert!(shown.len() < 3 || !all.contains(shown), "{all}");
            let own = flow.seen_by(&SUCCESSOR.binding, ends - 1).unwrap();
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
    let (flow, code, ends) = verified();
    let late = [(&*code, ends), (&*code, ends + 1)];
    let wrong = ["999999", "", "code", "00000001", &code[1..]];
    for (text, now) in late.into_iter().chain(wrong.map(|text| (text, ends - 1))) {
        let (kept, secret) = flow.clone().follow(&BROWSER, text, now);
        assert_eq!(secret, None, "{text}");
        let kept = stored(&kept.unwrap());
        assert!(kept.is_verified() && kept.is_bound_to(&SUCCESSOR.binding));
        let (_, secret) = kept.follow(&BROWSER, &code, ends - 1);
        assert_eq!(secret, None, "after {text}");
    }
}

#[test]
fn a_flow_knows_its_language_and_whether_it_has_sent() {
    let mut world = World::new();
    assert!(!world.flow().has_sent());
    assert_eq!(world.flow().language(), "");
    let flow = world.flow().clone().in_language("pt-BR");
    world.keep(flow);
    world.decide(&text_to(0));
    assert!(world.flow().has_sent());
    assert_eq!(world.flow().language(), "pt-BR");
}

#[test]
fn a_call_is_offered_where_the_text_could_not_be_sent_and_a_call_can_be_had() {
    let offered = |world: &World| world.phone_step().call;
    let mut world = texted();
    world.make(&Move::Refuse(Delivery::Failed));
    assert_eq!(offered(&world).as_deref(), Some(PHONES[0]));

    let mut none_left = world.flow().clone();
    world.policy.calls_per_flow = 0;
    assert_eq!(offered(&world), None, "no call may be made");
    world.policy.calls_per_flow = 2;
    for _ in 0..3 {
        let (policy, now) = (&world.policy, world.now);
        _ = world.histories[0].count_send(Channel::Call, &Own::default(), policy, now);
    }
    assert_eq!(offered(&world), None, "the number has had its calls");
    none_left = none_left.refuse(Refusal::NoNumbersLeft, world.now).flow;
    let mut world = World::new();
    world.keep(none_left);
    world.now += SECOND;
    assert_eq!(offered(&world), None, "a call would not help");
}
