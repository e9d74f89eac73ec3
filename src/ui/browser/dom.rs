//! Queries on the document, events, and the live region for screen readers.

use js_sys::Reflect;
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, EventInit, EventTarget, HtmlElement, Node};

/// The target of an event, if it is of that type.
pub fn event_target<E: JsCast>(event: &Event) -> Option<E> {
    event.target()?.dyn_into().ok()
}

/// The innermost element around the target of an event that matches a selector. The target may
/// be a text node, or an element that a translator or an extension put around one.
pub fn closest(event: &Event, selector: &str) -> Option<Element> {
    let node: Node = event_target(event)?;
    let element = match node.dyn_into::<Element>() {
        Ok(element) => element,
        Err(text) => text.parent_element()?,
    };
    element.closest(selector).ok()?
}

/// The first element of an island that matches a selector, if it is of that type.
pub fn find<E: JsCast>(island: NodeRef<Div>, selector: &str) -> Option<E> {
    let root: Element = island.get_untracked()?.unchecked_into();
    root.query_selector(selector).ok()??.dyn_into().ok()
}

/// The first element of the page that matches a selector, if it is of that type.
pub fn query<E: JsCast>(selector: &str) -> Option<E> {
    document().query_selector(selector).ok()??.dyn_into().ok()
}

/// A property that web-sys does not know, or not every browser has; `None` if it is no `T`.
pub fn property<T: JsCast>(of: &JsValue, name: &str) -> Option<T> {
    Reflect::get(of, &name.into()).ok()?.dyn_into().ok()
}

/// All elements of the page that match a selector.
pub fn query_all(selector: &str) -> Vec<Element> {
    let Ok(nodes) = document().query_selector_all(selector) else {
        return Vec::new();
    };
    (0..nodes.length())
        .filter_map(|index| nodes.item(index)?.dyn_into().ok())
        .collect()
}

/// Runs a handler for each event of that name on `target`, which may be any value of JavaScript
/// that has events; `None` where it has none.
pub fn listen(target: &JsValue, event: &str, handler: impl Fn() + 'static) -> Option<()> {
    let target: &EventTarget = target.dyn_ref()?;
    let handler = Closure::<dyn Fn()>::new(handler).into_js_value();
    target
        .add_event_listener_with_callback(event, handler.unchecked_ref())
        .ok()
}

/// Dispatches a bubbling event on an element, for a change that the browser does not report
/// by itself.
pub fn dispatch(element: &Element, name: &str) {
    let bubbling = EventInit::new();
    bubbling.set_bubbles(true);
    if let Ok(event) = Event::new_with_event_init_dict(name, &bubbling) {
        _ = element.dispatch_event(&event);
    }
}

/// Writes a sentence into the page's live region, where a screen reader reads it aloud.
pub fn announce(sentence: &str) {
    if let Some(region) = query::<Element>("#milestones") {
        region.set_text_content(Some(sentence));
    }
}

/// Shows `new` in the place of `old`, and moves over all that refers to it: its label, the links
/// to it, its error state and the focus.
pub fn replace_control(new: &HtmlElement, old: &HtmlElement) {
    new.set_hidden(false);
    for attribute in ["aria-invalid", "aria-describedby"] {
        if let Some(value) = old.get_attribute(attribute) {
            _ = new.set_attribute(attribute, &value);
            _ = old.remove_attribute(attribute);
        }
    }
    let (from, to) = (old.id(), new.id());
    for label in query_all(&format!("label[for={from}]")) {
        _ = label.set_attribute("for", &to);
    }
    for link in query_all(&format!("a[href='#{from}']")) {
        _ = link.set_attribute("href", &format!("#{to}"));
    }
    if document().active_element().as_ref() == Some(old) {
        _ = new.focus();
    }
    old.set_hidden(true);
}
