//! The whole server over real HTTP, as people, Plivo and strangers meet it: the
//! in-process store and a real Redis behind it, the simulator as Plivo.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod process;
mod proxies;
mod wire;

mod audit;
mod callbacks;
mod calls;
mod checked;
mod escapes;
mod exhaustion;
mod extremes;
mod files;
mod floods;
mod followed;
mod forgeries;
mod guesses;
mod hundred;
mod limits;
mod logs;
mod moved_on;
mod neighbours;
mod odd_requests;
mod operations;
mod origin;
mod outages;
mod own_provider;
mod pages;
mod races;
mod resting;
mod rotation;
mod screens;
mod signals;
mod start;
mod stopping;
mod strangers;
mod texts;
mod unsent;
mod unsure;

/// A cookie of the shape that the page gives, of a browser that was never here.
const COOKIE: &str = "ringcode=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// An ordinary phone.
const NUMBER: &str = "+14155550100";

/// What is captured of the log: everything of ours, what others warn of, the audit trail.
const LOGGED: &str = "debug,ringcode=trace,audit=info";
