//! The call button, alive, and the one that sends again: both count down to when
//! they can be used, and one press asks once.

use std::time::Duration;

use leptos::html::Div;
use leptos::prelude::*;
use web_sys::HtmlElement;

use super::dom::{find, once};
use super::words;

/// Wraps the form of a button that may have to be waited for.
#[island]
pub fn CallButton(children: Children) -> impl IntoView {
    let island = NodeRef::<Div>::new();
    Effect::new(move |_| {
        let Some(button) = find::<HtmlElement>(island, "button") else {
            return;
        };
        let wait = button
            .get_attribute("data-wait")
            .and_then(|wait| wait.parse().ok())
            .unwrap_or(0.0);
        if wait > 0.0 {
            count_down(button, js_sys::Date::now() + wait);
        }
    });
    view! {
        <div node_ref=island on:submit=move |event| once(&event)>
            {children()}
        </div>
    }
}

/// Counts to a point in time rather than down a number, so that a tab that slept
/// is right when it wakes.
fn count_down(button: HtmlElement, end: f64) {
    let ticking = StoredValue::new_local(None::<IntervalHandle>);
    let tick = move || {
        let left = ((end - js_sys::Date::now()) / 1_000.0).ceil();
        let text = (left > 0.0).then(|| words::wait(left as u64));
        show(&button, text.as_deref());
        if text.is_none() {
            ticking.with_value(|handle| handle.iter().for_each(IntervalHandle::clear));
        }
    };
    tick();
    if let Ok(handle) = set_interval_with_handle(tick, Duration::from_millis(500)) {
        ticking.set_value(Some(handle));
        on_cleanup(move || handle.clear());
    }
}

/// Without WASM the button never looks disabled: pressing it early is answered in words.
fn show(button: &HtmlElement, wait: Option<&str>) {
    if let Some(line) = button.query_selector(".wait").ok().flatten() {
        line.set_text_content(wait);
    }
    _ = match wait {
        Some(_) => button.set_attribute("aria-disabled", "true"),
        None => button.remove_attribute("aria-disabled"),
    };
}
