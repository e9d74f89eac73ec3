//! The state of the whole page: set up once, reloaded when it is out of date.

use std::cell::Cell;

use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::Element;

use super::clock::localize_clocks;
use super::dom::{listen, property, query};
use super::submit::{check_server, release_forms};

thread_local! {
    static INITIALIZED: Cell<bool> = const { Cell::new(false) };
}

/// Runs the set-up of an island once its elements are in the page; the page's own before the first.
/// Nothing happens on the server.
///
/// It is no effect of Leptos, since nothing in it depends on a signal: the WASM is smaller without
/// the code that runs effects again.
pub fn once_hydrated(set_up: impl FnOnce() + 'static) {
    if cfg!(feature = "hydrate") {
        queue_microtask(|| {
            init_page();
            set_up();
        });
    }
}

/// Sets up what belongs to the page rather than to one island; only the first call has an effect.
///
/// Clocks change to the person's time zone, the offline notice follows the network, and forms
/// can be submitted again when a navigation fails or the page returns from the back/forward
/// cache.
fn init_page() {
    if INITIALIZED.replace(true) {
        return;
    }
    localize_clocks();
    show_network_state();
    for event in ["online", "offline"] {
        listen(&window(), event, || _ = show_network_state());
    }
    // Where it exists, this event tells of a failed navigation sooner than the timeout.
    if let Some(navigation) = property::<JsValue>(&window(), "navigation") {
        listen(&navigation, "navigateerror", release_forms);
    }
    _ = window_event_listener_untyped("pageshow", |event| {
        if property::<JsValue>(&event, "persisted").is_some_and(|persisted| persisted.is_truthy()) {
            restore();
        }
    });
}

/// Reloads the page; the server draws what is true now.
pub fn reload() {
    _ = window().location().reload();
}

/// Updates a page from the back/forward cache, which may still look busy. It is reloaded only if
/// the server answers: otherwise what was typed would be lost for nothing.
fn restore() {
    release_forms();
    check_server(Box::new(|reachable| {
        if reachable {
            reload();
        }
    }));
}

fn show_network_state() -> Option<()> {
    let notice: Element = query(".offline")?;
    let text = notice.get_attribute("data-text");
    let online = window().navigator().on_line();
    notice.set_text_content(text.as_deref().filter(|_| !online));
    Some(())
}
