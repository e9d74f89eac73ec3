//! What the islands share of the document: finding what the server drew, the one busy
//! press of a form, and saying things to screen readers.

mod clock;
mod plural;

use std::cell::Cell;

use leptos::ev::SubmitEvent;
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, EventInit, HtmlButtonElement, HtmlElement, HtmlFormElement, HtmlInputElement,
};

pub use clock::{clock, moment, now, tick};
pub use plural::{plural, with_count};

thread_local! {
    static AWAKE: Cell<bool> = const { Cell::new(false) };
}

/// The element that an event happened to, if it is of that kind.
pub fn target<E: JsCast>(event: &Event) -> Option<E> {
    event.target()?.dyn_into().ok()
}

/// The first element of that kind inside an island.
pub fn find<E: JsCast>(island: NodeRef<Div>, selector: &str) -> Option<E> {
    let root: Element = island.get_untracked()?.unchecked_into();
    root.query_selector(selector).ok()??.dyn_into().ok()
}

/// The first element of that kind in the page.
pub fn in_page<E: JsCast>(selector: &str) -> Option<E> {
    document().query_selector(selector).ok()??.dyn_into().ok()
}

/// Lets one press through and holds back those after it; the button says what is going on.
/// Without a network nothing is posted, so that what was typed stays.
///
/// The page that answers replaces this one. Coming back to it by the browser's
/// Back button brings it back as it was, hence [`wake`].
pub fn once(event: &SubmitEvent) {
    let Some(form) = target::<HtmlFormElement>(event) else {
        return;
    };
    let elsewhere = |button: HtmlElement| button.has_attribute("formaction");
    if event.submitter().is_some_and(elsewhere) {
        return;
    }
    if form.class_list().contains(BUSY) || !window().navigator().on_line() {
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
            speak(&busy);
        }
        _ = button.set_attribute("aria-disabled", "true");
    }
}

/// Wakes what belongs to the whole page, once: clocks in the person's own time, the line
/// that says there is no network, and a fresh page when the browser brings this one back
/// from its memory, where it may be busy still.
pub fn wake() {
    if AWAKE.replace(true) {
        return;
    }
    clock::localise();
    show_network();
    for event in ["online", "offline"] {
        _ = window_event_listener_untyped(event, |_| {
            show_network();
        });
    }
    _ = window_event_listener_untyped("pageshow", |event| {
        let kept = js_sys::Reflect::get(&event, &"persisted".into());
        if kept.is_ok_and(|kept| kept.is_truthy()) {
            reload();
        }
    });
}

/// Asks the server for the page anew: it knows what can be done now.
pub fn reload() {
    _ = window().location().reload();
}

/// Has a screen reader say a sentence when it has a moment.
pub fn speak(sentence: &str) {
    if let Some(line) = in_page::<Element>("#milestones") {
        line.set_text_content(Some(sentence));
    }
}

/// Has an element tell of an event that it did not see itself.
pub fn fire(element: &Element, name: &str) {
    let bubbling = EventInit::new();
    bubbling.set_bubbles(true);
    if let Ok(event) = Event::new_with_event_init_dict(name, &bubbling) {
        _ = element.dispatch_event(&event);
    }
}

/// Takes back what was said of a mistake, once its field is edited. The place stays: what
/// the person is typing into must not move.
pub fn forgive(input: &HtmlInputElement) {
    _ = input.remove_attribute("aria-invalid");
    if let Some(card) = in_page::<Element>(".card") {
        _ = card.class_list().add_1("forgiven");
    }
}

/// Posts the form of a field, as if its button had been pressed.
pub fn submit(input: &HtmlInputElement) {
    if let Some(form) = input.form() {
        _ = form.request_submit();
    }
}

fn show_network() -> Option<()> {
    let line: Element = in_page(".offline")?;
    let text = line.get_attribute("data-text");
    let online = window().navigator().on_line();
    line.set_text_content(text.as_deref().filter(|_| !online));
    Some(())
}

const BUSY: &str = "busy";
