//! A button that may not be available yet.

use std::time::Duration;

use leptos::prelude::*;

use crate::domain::{Availability, Timestamp};
use crate::i18n::{Locale, PLACEHOLDER, TextCache};
use crate::ui::messages::counts::plural_sentences;

/// The class of a button: the primary one of its screen, or another.
pub fn button_class(primary: bool) -> &'static str {
    if primary { "button" } else { "quiet" }
}

/// A submit button that shows the wait until it is available. It can be pressed earlier; the
/// answer then explains the wait.
#[component]
pub fn CountdownButton(
    locale: Locale,
    /// The ID that links to the button use.
    id: &'static str,
    availability: Availability,
    now: Timestamp,
    primary: bool,
    /// The key of its label.
    label: &'static str,
    /// The key of its label while the form is busy.
    busy: &'static str,
    /// The key of the announcement at the end of the wait.
    ready: &'static str,
) -> impl IntoView {
    let at = match availability {
        Availability::From(at) if at > now => Some(at),
        _ => None,
    };
    let (shown, spoken) = at
        .map(|at| wait(locale, seconds_rounded_up(at.since(now))))
        .unzip();
    let (seconds, spoken_seconds) = wait_templates(locale, SECONDS);
    let (minutes, spoken_minutes) = wait_templates(locale, MINUTES);
    view! {
        <button class=button_class(primary) id=id type="submit" autofocus=primary data-busy=locale.text(busy) data-at=at.map(Timestamp::as_millis) data-ready=locale.text(ready)
            data-seconds=seconds data-minutes=minutes data-spoken-seconds=spoken_seconds data-spoken-minutes=spoken_minutes>
            <span>{locale.text(label)}</span>" "
            <span class="wait" aria-hidden="true">{shown}</span>
            <span class="unseen spoken">{spoken}</span>
        </button>
    }
}

/// The keys of a unit of time: for the wait beside a label, and for a duration.
type UnitKeys = (&'static str, &'static str);
const SECONDS: UnitKeys = ("wait-seconds", "seconds");
const MINUTES: UnitKeys = ("wait-minutes", "minutes");

/// The wait beside the label, and as a sentence for screen readers.
fn wait(locale: Locale, seconds: u64) -> (String, String) {
    let (unit, count) = match seconds {
        0..=90 => (SECONDS, seconds),
        _ => (MINUTES, seconds.div_ceil(60)),
    };
    let spoken = spoken_wait(locale, unit, count);
    (shown_wait(locale, unit, &count.to_string()), spoken)
}

/// Both texts of a wait, for the browser to put a count into.
fn wait_templates(locale: Locale, unit: UnitKeys) -> (&'static str, &'static str) {
    static SHOWN: TextCache<(Locale, UnitKeys)> = TextCache::new();
    static SPOKEN: TextCache<(Locale, UnitKeys)> = TextCache::new();
    let shown = || shown_wait(locale, unit, &PLACEHOLDER.to_string());
    let spoken = || plural_sentences(|count| spoken_wait(locale, unit, count));
    let key = (locale, unit);
    (
        SHOWN.get_or_insert_with(key, shown),
        SPOKEN.get_or_insert_with(key, spoken),
    )
}

fn seconds_rounded_up(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

/// The wait beside the label, which no line break divides.
fn shown_wait(locale: Locale, (label, _): UnitKeys, count: &str) -> String {
    let wait = locale.format(label, [("count", count.into())]);
    wait.replace(' ', "\u{A0}")
}

fn spoken_wait(locale: Locale, (_, span): UnitKeys, count: u64) -> String {
    let span = locale.format(span, [("count", count.into())]);
    locale.format("later", [("span", span.into())])
}
