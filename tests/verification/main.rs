//! The verification and its limits: for any sequence of events, no limit is exceeded, nothing
//! permitted is refused, and nothing is verified without the right code.
//!
//! [`driver`] handles the requests of a [`world`] as the verifier does, and compares every answer
//! with the [`reference_model`].
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod checking;
mod driver;
mod generators;
mod properties;
mod reference_model;
mod screen;
mod sending;
mod session_rotation;
mod world;

use proptest::prelude::*;

use generators::Event;
use world::World;

proptest! {
    // How many cases: PROPTEST_CASES. A failure is printed whole, and no file is left.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_events_are_answered_as_in_the_reference_model(events in generators::any_events()) {
        run(&events);
    }

    #[test]
    fn many_guesses_are_answered_as_in_the_reference_model(events in generators::guessing_events()) {
        run(&events);
    }

    #[test]
    fn many_attempts_are_answered_as_in_the_reference_model(events in generators::sending_events()) {
        run(&events);
    }
}

fn run(events: &[Event]) {
    let mut world = World::new();
    for next in events {
        world.apply(next);
        world.check_screen();
    }
    properties::assert_all(&world.model);
}
