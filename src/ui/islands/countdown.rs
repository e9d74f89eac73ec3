//! Countdowns on the buttons that send the code again or call.

use leptos::html::Div;
use leptos::prelude::*;
use web_sys::HtmlElement;

use crate::ui::browser::clock::{server_now, tick, timestamp};
use crate::ui::browser::dom::{announce, find};
use crate::ui::browser::page::once_hydrated;
use crate::ui::browser::plural::{plural, with_count};
use crate::ui::browser::submit::submit_once;

/// Wraps the form of a button that is not available yet.
#[island]
pub fn Countdown(children: Children) -> impl IntoView {
    let island = NodeRef::<Div>::new();
    once_hydrated(move || {
        if let Some(button) = find::<HtmlElement>(island, "button[data-at]") {
            tick(move || count_down(&button));
        }
    });
    view! {
        <div node_ref=island on:submit=move |event| submit_once(&event)>
            {children()}
        </div>
    }
}

/// Updates the countdown and returns whether it goes on.
///
/// It counts to a timestamp rather than down a number, so that it is right after the tab slept.
/// The timestamp is read from the page each time, because it may change: a text that failed makes
/// the call available.
fn count_down(button: &HtmlElement) -> bool {
    let at = timestamp(button, "data-at").unwrap_or(0.0);
    let left = ((at - server_now()) / 1_000.0).ceil();
    if left > 0.0 {
        show(button, Some(left));
        return true;
    }
    show(button, None);
    announce(&button.get_attribute("data-ready").unwrap_or_default());
    false
}

/// Shows the remaining seconds beside the button's label, and in words to screen readers.
/// Without WASM the button never looks disabled: an early press is answered with an explanation.
fn show(button: &HtmlElement, seconds: Option<f64>) {
    let (unit, count) = match seconds {
        Some(..=90.0) => ("seconds", seconds),
        _ => ("minutes", seconds.map(|seconds| (seconds / 60.0).ceil())),
    };
    let sentence = |name: &str| button.get_attribute(&format!("data-{name}{unit}"));
    let (shown, spoken) = match count.map(|count| count as u32) {
        Some(count) => (
            sentence("").map(|sentence| with_count(&sentence, count)),
            sentence("spoken-").and_then(|sentences| plural(&sentences, count)),
        ),
        None => (None, None),
    };
    write(button, ".wait", shown);
    write(button, ".spoken", spoken);
    _ = match count {
        Some(_) => button.set_attribute("aria-disabled", "true"),
        None => button.remove_attribute("aria-disabled"),
    };
}

/// Writes a text only where it changed, because this runs twice a second.
fn write(button: &HtmlElement, part: &str, text: Option<String>) {
    if let Some(part) = button.query_selector(part).ok().flatten()
        && part.text_content().unwrap_or_default() != text.as_deref().unwrap_or_default()
    {
        part.set_text_content(text.as_deref());
    }
}
