//! The verification and its limits: whatever people do and whenever, no limit is passed, nothing
//! is refused that may be had, and nothing is verified without the right code.
//!
//! [`verifier`] drives the verifications of a [`world`] as the server does, and [`ledger`] says
//! at every turn what must come of it.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod examples;
mod laws;
mod ledger;
mod moves;
mod page;
mod send_examples;
mod successions;
mod verifier;
mod world;

use proptest::prelude::*;

use moves::Move;
use world::World;

proptest! {
    // How many cases: PROPTEST_CASES. A failure is printed whole, and no file is left.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn everything_goes_as_the_ledger_says(moves in moves::of_anybody()) {
        live(&moves);
    }

    #[test]
    fn guessing_on_and_on_goes_as_the_ledger_says(moves in moves::of_a_guesser()) {
        live(&moves);
    }

    #[test]
    fn sending_on_and_on_goes_as_the_ledger_says(moves in moves::of_a_sender()) {
        live(&moves);
    }
}

fn live(moves: &[Move]) {
    let mut world = World::new();
    for next in moves {
        world.make(next);
        world.check_page();
    }
    laws::hold(&world.ledger);
}
