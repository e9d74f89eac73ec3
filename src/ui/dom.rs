//! What the islands share of the document: finding what the server drew, the one busy
//! press of a form, and saying things to screen readers.

mod clock;
mod plural;
mod press;

use std::cell::Cell;

use js_sys::{Array, Function, Object, Reflect};
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, EventInit, EventTarget, HtmlElement, Node};

pub use clock::{clock, moment, now, tick};
pub use plural::{plural, with_count};
pub use press::{once, submit};

thread_local! {
    static AWAKE: Cell<bool> = const { Cell::new(false) };
}

/// The element that an event happened to, if it is of that kind.
pub fn target<E: JsCast>(event: &Event) -> Option<E> {
    event.target()?.dyn_into().ok()
}

/// The nearest element around an event that a selector takes. What an event happens to may be
/// a text, or an element that a translator or an extension put around one.
pub fn around(event: &Event, selector: &str) -> Option<Element> {
    let node: Node = target(event)?;
    let element = match node.dyn_into::<Element>() {
        Ok(element) => element,
        Err(text) => text.parent_element()?,
    };
    element.closest(selector).ok()?
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

/// All elements of the page that a selector takes.
pub fn all(selector: &str) -> Vec<Element> {
    let Ok(nodes) = document().query_selector_all(selector) else {
        return Vec::new();
    };
    (0..nodes.length())
        .filter_map(|index| nodes.item(index)?.dyn_into().ok())
        .collect()
}

/// Does something whenever an event comes to `on`, which may be anything that has events.
pub fn whenever(on: &JsValue, event: &str, act: impl Fn() + 'static) -> Option<()> {
    let on: &EventTarget = on.dyn_ref()?;
    let act = Closure::<dyn Fn()>::new(act).into_js_value();
    on.add_event_listener_with_callback(event, act.unchecked_ref())
        .ok()
}

/// Wakes what belongs to the whole page, once: clocks in the person's own time, the line
/// that says there is no network, and an end to waiting for an answer that does not come.
pub fn wake() {
    if AWAKE.replace(true) {
        return;
    }
    clock::localise();
    show_network();
    for event in ["online", "offline"] {
        whenever(&window(), event, || _ = show_network());
    }
    // A browser that tells so knows better than the clock when it has given up.
    if let Ok(navigation) = Reflect::get(&window(), &"navigation".into()) {
        whenever(&navigation, "navigateerror", press::release);
    }
    _ = window_event_listener_untyped("pageshow", |event| {
        let kept = Reflect::get(&event, &"persisted".into());
        if kept.is_ok_and(|kept| kept.is_truthy()) {
            come_back();
        }
    });
}

/// Asks the server for the page anew: it knows what can be done now.
pub fn reload() {
    _ = window().location().reload();
}

/// The browser brought the page back from its memory, where it may be busy still. It is asked
/// for anew, but not where that would only lose what was typed.
fn come_back() {
    press::release();
    press::ask_server(Box::new(|there| {
        if there {
            reload();
        }
    }));
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

/// Takes back what was said of a field, once it is edited. The place stays: what the person
/// is typing into must not move.
pub fn forgive(field: &Element) {
    is_right(field);
    let name = field.id();
    for said in all(&format!("#{name}-error, .summary [data-field={name}]")) {
        _ = said.class_list().add_1(FORGIVEN);
    }
    if all(".summary [data-field]:not(.forgiven)").is_empty() {
        for summary in all(".summary") {
            _ = summary.class_list().add_1(FORGIVEN);
        }
    }
}

/// Takes back from a control that it is wrong, and why.
pub fn is_right(control: &Element) {
    _ = control.remove_attribute("aria-invalid");
    let ids = control.get_attribute("aria-describedby");
    // The error stands last.
    if let Some(ids) = ids.filter(|ids| ids.ends_with("-error")) {
        let (hint, _) = ids.rsplit_once(' ').unwrap_or_default();
        _ = control.set_attribute("aria-describedby", hint);
    }
}

/// Puts a control in another's place, with all that leads to it: its label, the links to it,
/// what is said of it, and the focus.
pub fn put_in_place(new: &HtmlElement, old: &HtmlElement) {
    new.set_hidden(false);
    for attribute in ["aria-invalid", "aria-describedby"] {
        if let Some(value) = old.get_attribute(attribute) {
            _ = new.set_attribute(attribute, &value);
            _ = old.remove_attribute(attribute);
        }
    }
    let (from, to) = (old.id(), new.id());
    for label in all(&format!("label[for={from}]")) {
        _ = label.set_attribute("for", &to);
    }
    for link in all(&format!("a[href='#{from}']")) {
        _ = link.set_attribute("href", &format!("#{to}"));
    }
    if document().active_element().as_ref() == Some(old) {
        _ = new.focus();
    }
    old.set_hidden(true);
}

/// A formatter of `Intl` for a language, or for the browser's own where that is none: a
/// translator may have written anything into the page.
pub fn intl<T: JsCast>(kind: &str, language: &JsValue, options: &Object) -> Option<T> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let kind: Function = Reflect::get(&intl, &kind.into()).ok()?.dyn_into().ok()?;
    let make = |language: &JsValue| Reflect::construct(&kind, &Array::of2(language, options)).ok();
    let made = make(language).or_else(|| make(&JsValue::UNDEFINED));
    made.map(JsCast::unchecked_into)
}

fn show_network() -> Option<()> {
    let line: Element = in_page(".offline")?;
    let text = line.get_attribute("data-text");
    let online = window().navigator().on_line();
    line.set_text_content(text.as_deref().filter(|_| !online));
    Some(())
}

const FORGIVEN: &str = "forgiven";
