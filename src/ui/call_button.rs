//! The call button, alive, and the one that sends again: both count down to when
//! they can be used, and one press asks once.

use leptos::html::Div;
use leptos::prelude::*;
use web_sys::HtmlElement;

use super::dom::{find, moment, now, once, plural, speak, tick, wake, with_count};

/// Wraps the form of a button that may have to be waited for.
#[island]
pub fn CallButton(children: Children) -> impl IntoView {
    let island = NodeRef::<Div>::new();
    Effect::new(move |_| {
        wake();
        if let Some(button) = find::<HtmlElement>(island, "button[data-at]") {
            tick(move || count_down(&button));
        }
    });
    view! {
        <div node_ref=island on:submit=move |event| once(&event)>
            {children()}
        </div>
    }
}

/// Counts to a point in time rather than down a number, so that a tab that slept
/// is right when it wakes. That point is in the page and may move: a text that fails
/// opens the call. Answers whether there is anything left to count.
fn count_down(button: &HtmlElement) -> bool {
    let at = moment(button, "data-at").unwrap_or(0.0);
    let left = ((at - now()) / 1_000.0).ceil();
    if left > 0.0 {
        show(button, Some(left));
        return true;
    }
    show(button, None);
    speak(&button.get_attribute("data-ready").unwrap_or_default());
    false
}

/// Shows for how many seconds the button has to be waited for, and tells screen readers in
/// words. Without WASM it never looks disabled: pressing it early is answered in words.
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

/// Writes what has changed: twice a second nothing has.
fn write(button: &HtmlElement, part: &str, text: Option<String>) {
    if let Some(line) = button.query_selector(part).ok().flatten()
        && line.text_content().unwrap_or_default() != text.as_deref().unwrap_or_default()
    {
        line.set_text_content(text.as_deref());
    }
}
