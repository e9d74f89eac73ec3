//! What people, providers and clocks may do.

use std::time::Duration;

use proptest::prelude::*;
use ringcode::domain::DeliveryStatus;

/// One thing that happens.
#[derive(Clone, Debug)]
pub enum Move {
    /// A person does something.
    Do(Deed),
    /// Two requests arrive at once: both are counted before either is decided.
    Race(Deed, Deed),
    /// That many wrong guesses, one after the other.
    Wrong(usize),
    ChangeNumber,
    NewVerification,
    /// Goes on with the verification begun as the nth.
    Resume(usize),
    /// The provider reports on the nth last message.
    Report(usize, DeliveryStatus),
    /// The provider did not take the last message, or its answer got lost.
    Refuse(DeliveryStatus),
    Wait(Duration),
    /// Waits for the nth time to come at which something changes: for `true` its very
    /// millisecond, else the one before.
    Until(usize, bool),
}

/// Something that is counted on a phone before it is decided.
#[derive(Clone, Debug)]
pub enum Deed {
    /// Posts the nth phone.
    Text(usize),
    Again,
    Call,
    Guess(Pick),
}

/// Which code is typed.
#[derive(Clone, Copy, Debug)]
pub enum Pick {
    Right,
    /// One that never was.
    Wrong,
    /// An earlier one of this verification, or else one of another.
    Old,
}

pub fn of_anybody() -> impl Strategy<Value = Vec<Move>> {
    let one = prop_oneof![
        10 => deed().prop_map(Move::Do),
        2 => (deed(), deed()).prop_map(|(a, b)| Move::Race(a, b)),
        3 => (1..7_usize).prop_map(Move::Wrong),
        1 => Just(Move::ChangeNumber),
        1 => Just(Move::NewVerification),
        1 => (0..4_usize).prop_map(Move::Resume),
        3 => (0..3_usize, delivery()).prop_map(|(nth, delivery)| Move::Report(nth, delivery)),
        1 => prop_oneof![Just(DeliveryStatus::Failed), Just(DeliveryStatus::Unknown)].prop_map(Move::Refuse),
        2 => span().prop_map(Move::Wait),
        5 => until(),
    ];
    prop::collection::vec(one, 1..80)
}

/// Somebody who spends every guess there is on one phone.
pub fn of_a_guesser() -> impl Strategy<Value = Vec<Move>> {
    let one = prop_oneof![
        4 => Just(Move::Do(Deed::Text(0))),
        2 => Just(Move::Do(Deed::Again)),
        6 => (3..7_usize).prop_map(Move::Wrong),
        1 => Just(Move::Do(Deed::Guess(Pick::Old))),
        1 => (pick(), pick()).prop_map(|(a, b)| Move::Race(Deed::Guess(a), Deed::Guess(b))),
        2 => Just(Move::NewVerification),
        1 => (0..4_usize).prop_map(Move::Resume),
        6 => until(),
    ];
    prop::collection::vec(one, 20..80)
}

/// Somebody who wants every message there is, of one verification after the other.
pub fn of_a_sender() -> impl Strategy<Value = Vec<Move>> {
    let send = prop_oneof![Just(Deed::Text(0)), Just(Deed::Again), Just(Deed::Call)];
    let one = prop_oneof![
        8 => send.clone().prop_map(Move::Do),
        1 => (send.clone(), send).prop_map(|(a, b)| Move::Race(a, b)),
        1 => (0..5_usize).prop_map(|phone| Move::Do(Deed::Text(phone))),
        1 => Just(Move::NewVerification),
        1 => (0..2_usize, delivery()).prop_map(|(nth, delivery)| Move::Report(nth, delivery)),
        6 => until(),
    ];
    prop::collection::vec(one, 20..80)
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        5 => prop_oneof![3 => Just(0), 1 => 0..5_usize].prop_map(Deed::Text),
        3 => Just(Deed::Again),
        3 => Just(Deed::Call),
        4 => pick().prop_map(Deed::Guess),
    ]
}

fn pick() -> impl Strategy<Value = Pick> {
    prop_oneof![1 => Just(Pick::Right), 4 => Just(Pick::Wrong), 2 => Just(Pick::Old)]
}

fn delivery() -> impl Strategy<Value = DeliveryStatus> {
    (0..DeliveryStatus::ALL.len()).prop_map(|index| DeliveryStatus::ALL[index])
}

fn span() -> impl Strategy<Value = Duration> {
    prop_oneof![Just(0), Just(1), 0..40_000_u64, 0..7_200_000_u64].prop_map(Duration::from_millis)
}

fn until() -> impl Strategy<Value = Move> {
    let nth = prop_oneof![3 => 0..3_usize, 1 => 0..30_usize];
    (nth, prop::bool::weighted(0.7)).prop_map(|(nth, there)| Move::Until(nth, there))
}
