//! Generates sequences of events: requests of people, reports of the provider, time that passes.

use std::time::Duration;

use proptest::prelude::*;
use ringcode::domain::DeliveryStatus;

/// One event.
#[derive(Clone, Debug)]
pub enum Event {
    /// A person makes a request.
    Request(Request),
    /// Two requests arrive at the same time: both are counted before either is decided.
    Race(Request, Request),
    /// A number of wrong guesses in a row.
    Wrong(usize),
    ChangeNumber,
    NewVerification,
    /// Continues the nth verification.
    Resume(usize),
    /// The provider reports on the nth attempt from the end.
    Report(usize, DeliveryStatus),
    /// The provider refused the last attempt, or its answer was lost.
    Refuse(DeliveryStatus),
    Wait(Duration),
    /// Waits for the nth time at which something changes: exactly, or with `false` until one
    /// millisecond before it.
    WaitUntil(usize, bool),
}

/// A request that is counted on a phone before it is decided.
#[derive(Clone, Debug)]
pub enum Request {
    /// Asks for a text to the nth phone.
    Text(usize),
    TextAgain,
    Call,
    Guess(Pick),
}

/// The code that is typed.
#[derive(Clone, Copy, Debug)]
pub enum Pick {
    Right,
    /// A code that was never drawn.
    Wrong,
    /// An earlier code of this verification, or else of another one.
    Old,
}

pub fn any_events() -> impl Strategy<Value = Vec<Event>> {
    let one = prop_oneof![
        10 => request().prop_map(Event::Request),
        2 => (request(), request()).prop_map(|(a, b)| Event::Race(a, b)),
        3 => (1..7_usize).prop_map(Event::Wrong),
        1 => Just(Event::ChangeNumber),
        1 => Just(Event::NewVerification),
        1 => (0..4_usize).prop_map(Event::Resume),
        3 => (0..3_usize, delivery()).prop_map(|(nth, delivery)| Event::Report(nth, delivery)),
        1 => prop_oneof![Just(DeliveryStatus::Failed), Just(DeliveryStatus::Unknown)].prop_map(Event::Refuse),
        2 => span().prop_map(Event::Wait),
        5 => wait_until(),
    ];
    prop::collection::vec(one, 1..80)
}

/// Events of somebody who uses up every guess on one phone.
pub fn guessing_events() -> impl Strategy<Value = Vec<Event>> {
    let one = prop_oneof![
        4 => Just(Event::Request(Request::Text(0))),
        2 => Just(Event::Request(Request::TextAgain)),
        6 => (3..7_usize).prop_map(Event::Wrong),
        1 => Just(Event::Request(Request::Guess(Pick::Old))),
        1 => (pick(), pick()).prop_map(|(a, b)| Event::Race(Request::Guess(a), Request::Guess(b))),
        2 => Just(Event::NewVerification),
        1 => (0..4_usize).prop_map(Event::Resume),
        6 => wait_until(),
    ];
    prop::collection::vec(one, 20..80)
}

/// Events of somebody who uses up every attempt, in one verification after the other.
pub fn sending_events() -> impl Strategy<Value = Vec<Event>> {
    let send = prop_oneof![
        Just(Request::Text(0)),
        Just(Request::TextAgain),
        Just(Request::Call)
    ];
    let one = prop_oneof![
        8 => send.clone().prop_map(Event::Request),
        1 => (send.clone(), send).prop_map(|(a, b)| Event::Race(a, b)),
        1 => (0..5_usize).prop_map(|phone| Event::Request(Request::Text(phone))),
        1 => Just(Event::NewVerification),
        1 => (0..2_usize, delivery()).prop_map(|(nth, delivery)| Event::Report(nth, delivery)),
        6 => wait_until(),
    ];
    prop::collection::vec(one, 20..80)
}

fn request() -> impl Strategy<Value = Request> {
    prop_oneof![
        5 => prop_oneof![3 => Just(0), 1 => 0..5_usize].prop_map(Request::Text),
        3 => Just(Request::TextAgain),
        3 => Just(Request::Call),
        4 => pick().prop_map(Request::Guess),
    ]
}

fn pick() -> impl Strategy<Value = Pick> {
    prop_oneof![1 => Just(Pick::Right), 4 => Just(Pick::Wrong), 2 => Just(Pick::Old)]
}

fn delivery() -> impl Strategy<Value = DeliveryStatus> {
    prop::sample::select(DeliveryStatus::all().collect::<Vec<_>>())
}

fn span() -> impl Strategy<Value = Duration> {
    prop_oneof![Just(0), Just(1), 0..40_000_u64, 0..7_200_000_u64].prop_map(Duration::from_millis)
}

fn wait_until() -> impl Strategy<Value = Event> {
    let nth = prop_oneof![3 => 0..3_usize, 1 => 0..30_usize];
    (nth, prop::bool::weighted(0.7)).prop_map(|(nth, reached)| Event::WaitUntil(nth, reached))
}
