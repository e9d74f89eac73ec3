//! The whole server over real HTTP, as people, Plivo and strangers meet it: the
//! in-process store and a real Redis behind it, the simulator as Plivo.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

#[path = "server/person.rs"]
mod person;
#[path = "server/plivo.rs"]
mod plivo;
#[path = "server/process.rs"]
mod process;
#[path = "server/proxies.rs"]
mod proxies;
#[expect(
    dead_code,
    unused_imports,
    reason = "the tests of the store use the rest"
)]
#[path = "support/redis/mod.rs"]
mod redis;
#[path = "server/stage.rs"]
mod stage;
#[path = "server/wire.rs"]
mod wire;

#[path = "server/audit.rs"]
mod audit;
#[path = "server/callbacks.rs"]
mod callbacks;
#[path = "server/calls.rs"]
mod calls;
#[path = "server/checked.rs"]
mod checked;
#[path = "server/escapes.rs"]
mod escapes;
#[path = "server/exhaustion.rs"]
mod exhaustion;
#[path = "server/extremes.rs"]
mod extremes;
#[path = "server/files.rs"]
mod files;
#[path = "server/floods.rs"]
mod floods;
#[path = "server/followed.rs"]
mod followed;
#[path = "server/forgeries.rs"]
mod forgeries;
#[path = "server/guesses.rs"]
mod guesses;
#[path = "server/hundred.rs"]
mod hundred;
#[path = "server/limits.rs"]
mod limits;
#[path = "server/logs.rs"]
mod logs;
#[path = "server/moved_on.rs"]
mod moved_on;
#[path = "server/neighbours.rs"]
mod neighbours;
#[path = "server/odd_requests.rs"]
mod odd_requests;
#[path = "server/operations.rs"]
mod operations;
#[path = "server/origin.rs"]
mod origin;
#[path = "server/outages.rs"]
mod outages;
#[path = "server/pages.rs"]
mod pages;
#[path = "server/races.rs"]
mod races;
#[path = "server/resting.rs"]
mod resting;
#[path = "server/rotation.rs"]
mod rotation;
#[path = "server/screens.rs"]
mod screens;
#[path = "server/signals.rs"]
mod signals;
#[path = "server/start.rs"]
mod start;
#[path = "server/stopping.rs"]
mod stopping;
#[path = "server/strangers.rs"]
mod strangers;
#[path = "server/texts.rs"]
mod texts;
#[path = "server/unsent.rs"]
mod unsent;
#[path = "server/unsure.rs"]
mod unsure;

/// A cookie of the shape that the page gives, of a browser that was never here.
const COOKIE: &str = "ringcode=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// An ordinary phone.
const NUMBER: &str = "+14155550100";
