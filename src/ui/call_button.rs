//! The call button, alive, and the one that sends again: both count down to when
//! they can be used, and one press asks once.

use leptos::html::Div;
use leptos::prelude::*;
use web_sys::HtmlElement;

use super::dom::{find, moment, now, once, speak, tick, wake};

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
        show(button, Some(&wait(button, left)));
        return true;
    }
    show(button, None);
    speak(&button.get_attribute("data-ready").unwrap_or_default());
    false
}

/// The sentence for so many seconds, in the page's language.
fn wait(button: &HtmlElement, seconds: f64) -> String {
    let (sentence, count) = match seconds {
        ..=90.0 => ("data-seconds", seconds),
        _ => ("data-minutes", (seconds / 60.0).ceil()),
    };
    let sentence = button.get_attribute(sentence).unwrap_or_default();
    sentence.replace('\u{FFFC}', &(count as u32).to_string())
}

/// Without WASM the button never looks disabled: pressing it early is answered in words.
fn show(button: &HtmlElement, wait: Option<&str>) {
    if let Some(line) = button.query_selector(".wait").ok().flatten()
        && line.text_content().as_deref() != Some(wait.unwrap_or_default())
    {
        line.set_text_content(wait);
    }
    _ = match wait {
        Some(_) => button.set_attribute("aria-disabled", "true"),
        None => button.remove_attribute("aria-disabled"),
    };
}
