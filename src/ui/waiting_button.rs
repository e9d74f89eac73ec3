//! A button that can have to be waited for.

use leptos::prelude::*;

use super::words;
use crate::domain::step::{Chance, Millis, SECOND};
use crate::i18n::{Kept, Words};

/// How a button looks: the first thing to do, or one of the others.
pub fn rank(first: bool) -> &'static str {
    if first { "button" } else { "quiet" }
}

/// A button that says how long it has to be waited for. It can be pressed all the
/// same: the answer then explains.
#[component]
pub fn WaitingButton(
    words: Words,
    /// What links lead to it by, whatever its label says.
    id: &'static str,
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
    let (shown, spoken) = at
        .map(|at| wait(words, at.saturating_sub(now).div_ceil(SECOND)))
        .unzip();
    let (seconds, spoken_seconds) = waits(words, SECONDS);
    let (minutes, spoken_minutes) = waits(words, MINUTES);
    view! {
        <button class=rank(first) id=id type="submit" autofocus=first data-busy=words.say(busy) data-at=at data-ready=words.say(ready)
            data-seconds=seconds data-minutes=minutes data-spoken-seconds=spoken_seconds data-spoken-minutes=spoken_minutes>
            <span>{words.say(label)}</span>" "
            <span class="wait" aria-hidden="true">{shown}</span>
            <span class="unseen spoken">{spoken}</span>
        </button>
    }
}

/// A unit of time: the sentence for the label of a button, and the one for a span.
type Unit = (&'static str, &'static str);
const SECONDS: Unit = ("wait-seconds", "seconds");
const MINUTES: Unit = ("wait-minutes", "minutes");

/// How long a button has to be waited for: short after its label, and spelled out for
/// screen readers.
fn wait(words: Words, seconds: u64) -> (String, String) {
    let (unit, count) = match seconds {
        0..=90 => (SECONDS, seconds),
        _ => (MINUTES, seconds.div_ceil(60)),
    };
    let spoken = spoken_wait(words, unit, count);
    (shown_wait(words, unit, &count.to_string()), spoken)
}

/// Both for the browser to put its own count into.
fn waits(words: Words, unit: Unit) -> (&'static str, &'static str) {
    static SHOWN: Kept<(Words, Unit)> = Kept::new();
    static SPOKEN: Kept<(Words, Unit)> = Kept::new();
    let shown = || shown_wait(words, unit, words::CLOCK);
    let spoken = || words::plurals(|count| spoken_wait(words, unit, count));
    let key = (words, unit);
    (SHOWN.get(key, shown), SPOKEN.get(key, spoken))
}

/// All of it on one line.
fn shown_wait(words: Words, (label, _): Unit, count: &str) -> String {
    let wait = words.tell(label, [("count", count.into())]);
    wait.replace(' ', "\u{A0}")
}

fn spoken_wait(words: Words, (_, span): Unit, count: u64) -> String {
    let span = words.tell(span, [("count", count.into())]);
    words.tell("later", [("span", span.into())])
}
