//! What the islands share of the document: finding what the server drew, and the
//! one busy press of a form.

use leptos::ev::SubmitEvent;
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlButtonElement, HtmlFormElement, HtmlInputElement};

/// The element that an event happened to, if it is of that kind.
pub fn target<E: JsCast>(event: &Event) -> Option<E> {
    event.target()?.dyn_into().ok()
}

/// The first element of that kind inside an island.
pub fn find<E: JsCast>(island: NodeRef<Div>, selector: &str) -> Option<E> {
    let root: Element = island.get_untracked()?.unchecked_into();
    root.query_selector(selector).ok()??.dyn_into().ok()
}

/// Lets one press through and holds back those after it; the button says what is going on.
///
/// The page that answers replaces this one. Coming back to it by the browser's
/// Back button brings it back as it was, hence [`wake`].
pub fn once(event: &SubmitEvent) {
    let Some(form) = target::<HtmlFormElement>(event) else {
        return;
    };
    if form.class_list().contains(BUSY) {
        return event.prevent_default();
    }
    _ = form.class_list().add_1(BUSY);
    let button = form.query_selector("button[type=submit]").ok().flatten();
    if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlButtonElement>().ok()) {
        let label = button
            .query_selector("span")
            .ok()
            .flatten()
            .unwrap_or_else(|| button.clone().into());
        if let Some(busy) = button.get_attribute("data-busy") {
            label.set_text_content(Some(&busy));
        }
        _ = button.set_attribute("aria-disabled", "true");
    }
}

/// Draws the page anew when the browser brings it back from its memory, where it
/// may be busy still and its times stand still.
pub fn wake() {
    let handle = window_event_listener_untyped("pageshow", |event| {
        let kept = js_sys::Reflect::get(&event, &"persisted".into());
        if kept.is_ok_and(|kept| kept.is_truthy()) {
            _ = window().location().reload();
        }
    });
    on_cleanup(move || handle.remove());
}

/// Posts the form of a field, as if its button had been pressed.
pub fn submit(input: &HtmlInputElement) {
    if let Some(form) = input.form() {
        _ = form.request_submit();
    }
}

const BUSY: &str = "busy";
