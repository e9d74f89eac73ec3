//! A button that can have to be waited for.

use leptos::prelude::*;

use super::words;
use crate::domain::screens::Availability;
use crate::domain::time::{Millis, SECOND};
use crate::i18n::{Locale, TextCache};

/// How a button looks: the first thing to do, or one of the others.
pub fn rank(first: bool) -> &'static str {
    if first { "button" } else { "quiet" }
}

/// A button that says how long it has to be waited for. It can be pressed all the
/// same: the answer then explains.
#[component]
pub fn WaitingButton(
    locale: Locale,
    /// What links lead to it by, whatever its label says.
    id: &'static str,
    chance: Availability,
    now: Millis,
    first: bool,
    label: &'static str,
    busy: &'static str,
    ready: &'static str,
) -> impl IntoView {
    let at = match chance {
        Availability::From(at) if at > now => Some(at),
        _ => None,
    };
    let (shown, spoken) = at
        .map(|at| wait(locale, at.saturating_sub(now).div_ceil(SECOND)))
        .unzip();
    let (seconds, spoken_seconds) = waits(locale, SECONDS);
    let (minutes, spoken_minutes) = waits(locale, MINUTES);
    view! {
        <button class=rank(first) id=id type="submit" autofocus=first data-busy=locale.text(busy) data-at=at data-ready=locale.text(ready)
            data-seconds=seconds data-minutes=minutes data-spoken-seconds=spoken_seconds data-spoken-minutes=spoken_minutes>
            <span>{locale.text(label)}</span>" "
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
fn wait(locale: Locale, seconds: u64) -> (String, String) {
    let (unit, count) = match seconds {
        0..=90 => (SECONDS, seconds),
        _ => (MINUTES, seconds.div_ceil(60)),
    };
    let spoken = spoken_wait(locale, unit, count);
    (shown_wait(locale, unit, &count.to_string()), spoken)
}

/// Both for the browser to put its own count into.
fn waits(locale: Locale, unit: Unit) -> (&'static str, &'static str) {
    static SHOWN: TextCache<(Locale, Unit)> = TextCache::new();
    static SPOKEN: TextCache<(Locale, Unit)> = TextCache::new();
    let shown = || shown_wait(locale, unit, words::CLOCK);
    let spoken = || words::plurals(|count| spoken_wait(locale, unit, count));
    let key = (locale, unit);
    (
        SHOWN.get_or_insert_with(key, shown),
        SPOKEN.get_or_insert_with(key, spoken),
    )
}

/// All of it on one line.
fn shown_wait(locale: Locale, (label, _): Unit, count: &str) -> String {
    let wait = locale.format(label, [("count", count.into())]);
    wait.replace(' ', "\u{A0}")
}

fn spoken_wait(locale: Locale, (_, span): Unit, count: u64) -> String {
    let span = locale.format(span, [("count", count.into())]);
    locale.format("later", [("span", span.into())])
}
