//! What a verified flow leaves under its old name, and what a flow tells of itself.

use ringcode::domain::code::{CodeLength, TypedCode};
use ringcode::domain::flow::{Act, Flow, Guess, Succession};
use ringcode::domain::policy::{Millis, SECOND};
use ringcode::domain::step::{Channel, Delivery, Refusal};

use super::examples::texted;
use super::ledger::MINUTE;
use super::moves::Move;
use super::world::{PHONES, World, text_to};

/// A flow that its code has just verified, that code, and when its life is over.
fn verified() -> (Flow, String, Millis) {
    let mut world = texted();
    let sent = world.ledger.sent[0].code.clone();
    let ends = world.now + 10 * MINUTE;
    world.now += MINUTE;
    let guess = Act::Guess(Guess {
        typed: TypedCode::parse(&sent, CodeLength::Six).unwrap(),
        after: None,
        on: world.flow().number().unwrap().clone(),
    });
    let draw = world.draw();
    let decision = world
        .flow()
        .clone()
        .decide(&guess, &world.policy, world.now, draw);
    assert_eq!(decision.answer, Ok(()));
    (decision.flow, sent, ends)
}

/// As it comes back from the store.
fn stored(left: &Succession) -> Succession {
    serde_json::from_str(&serde_json::to_string(left).unwrap()).unwrap()
}

#[test]
fn a_verified_flow_leaves_the_way_to_it_once() {
    let (mut flow, code, ends) = verified();
    let left = stored(&flow.leave_to("the new secret").unwrap());
    assert!(flow.leave_to("another").is_none());
    assert!(texted().flows[0].leave_to("another").is_none());

    let leads = |text: &str, now| left.successor(text, now).map(str::to_owned);
    let spaced = format!(" {} {} ", &code[..3], &code[3..]);
    for text in [&*code, &*spaced] {
        assert_eq!(leads(text, ends - 1).as_deref(), Some("the new secret"));
    }
    assert_eq!(leads(&code, ends), None, "it ends with the code");
    assert_eq!(leads(&code, ends + 1), None);
    for wrong in ["999999", "", "code", "00000001", &code[1..]] {
        assert_eq!(leads(wrong, ends - 1), None, "{wrong}");
    }
    assert_eq!(left.life_left(ends - 7), 7);
    assert_eq!((left.life_left(ends), left.life_left(ends + 1)), (0, 0));
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
        _ = world.histories[0].count_send(Channel::Call, policy, now);
    }
    assert_eq!(offered(&world), None, "the number has had its calls");
    none_left = none_left.refuse(Refusal::NoNumbersLeft, world.now).flow;
    let mut world = World::new();
    world.keep(none_left);
    world.now += SECOND;
    assert_eq!(offered(&world), None, "a call would not help");
}
