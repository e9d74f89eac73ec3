//! A button that may have to be waited for.

use leptos::prelude::*;

use super::words;
use crate::domain::step::{Chance, Millis, SECOND};
use crate::languages::{Kept, Words};

/// How a button looks: the first thing to do, or one of the others.
pub fn rank(first: bool) -> &'static str {
    if first { "button" } else { "quiet" }
}

/// A button that says how long it has to be waited for. It can be pressed all the
/// same: the answer then explains.
#[component]
pub fn WaitingButton(
    words: Words,
    chance: Chance,
    now: Millis,
    first: bool,
    label: &'static str,
    busy: &'static str,
    ready: &'static str,
) -> impl IntoView {
    let at = match chance {
        Chance::From(at) if at > now => Some(at),
        _ => None,
    };
    let (seconds, minutes) = (count(words, "wait-seconds"), count(words, "wait-minutes"));
    let wait = at.map(|at| wait(words, (at - now).div_ceil(SECOND)));
    view! {
        <button class=rank(first) id=label type="submit" autofocus=first data-busy=words.say(busy) data-at=at data-ready=words.say(ready) data-seconds=seconds data-minutes=minutes>
            <span>{words.say(label)}</span>" "
            <span class="wait" role="timer">{wait}</span>
        </button>
    }
}

/// How long a button has to be waited for, beside it.
fn wait(words: Words, seconds: u64) -> String {
    match seconds {
        0..=90 => words.tell("wait-seconds", [("count", seconds.into())]),
        _ => words.tell("wait-minutes", [("count", seconds.div_ceil(60).into())]),
    }
}

/// A sentence for the browser to put its own count into.
fn count(words: Words, key: &'static str) -> &'static str {
    static SAID: Kept<(Words, &'static str)> = Kept::new();
    let said = || words.tell(key, [("count", words::CLOCK.into())]);
    SAID.get((words, key), said)
}
