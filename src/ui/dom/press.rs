//! The one press of a form: holds back those after it while the answer is awaited, and lets
//! the next one through where none comes.

use std::cell::Cell;
use std::time::Duration;

use leptos::ev::SubmitEvent;
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement, HtmlFormElement, HtmlInputElement};

use super::{all, speak, target};

/// How long an answer is awaited. Nothing tells a page that the browser gave up.
const PATIENCE: Duration = Duration::from_secs(10);

thread_local! {
    static RELEASE: Cell<Option<TimeoutHandle>> = const { Cell::new(None) };
}

/// Lets one press through and holds back those after it; the button says what is going on.
///
/// The page that answers replaces this one. Where that does not happen, [`release`] lets the
/// next press through.
pub fn once(event: &SubmitEvent) {
    let Some(form) = target::<HtmlFormElement>(event) else {
        return;
    };
    let elsewhere = |button: HtmlElement| button.has_attribute("formaction");
    if event.submitter().is_some_and(elsewhere) {
        return;
    }
    if form.class_list().contains(BUSY) {
        return event.prevent_default();
    }
    hold(&form);
    // A browser that says so may be wrong; one that is right would show a page of its own, and
    // what was typed would be gone. So the server is asked first.
    if !window().navigator().on_line() {
        event.prevent_default();
        ask_server(Box::new(move |there| match there {
            true => _ = form.submit(),
            false => release(),
        }));
    }
}

/// Lets the next press of every form through.
pub fn release() {
    if let Some(waiting) = RELEASE.take() {
        waiting.clear();
    }
    for form in all(".busy") {
        _ = form.class_list().remove_1(BUSY);
        let Some(button) = button(&form) else {
            continue;
        };
        _ = button.remove_attribute("aria-disabled");
        if let Some(idle) = button.get_attribute("data-idle") {
            label(&button).set_text_content(Some(&idle));
        }
        speak("");
    }
}

/// Tells whether the server can be reached.
pub fn ask_server(tell: Box<dyn FnOnce(bool)>) {
    let answer = JsFuture::from(window().fetch_with_str("/livez"));
    spawn_local(async move { tell(answer.await.is_ok()) });
}

/// Posts the form of a field, as if its button had been pressed.
pub fn submit(input: &HtmlInputElement) {
    let Some(form) = input.form() else { return };
    if form.request_submit().is_err()
        && let Some(button) = button(&form).and_then(|button| button.dyn_into::<HtmlElement>().ok())
    {
        // A browser without that.
        button.click();
    }
}

fn hold(form: &HtmlFormElement) {
    _ = form.class_list().add_1(BUSY);
    RELEASE.set(set_timeout_with_handle(release, PATIENCE).ok());
    let Some(button) = button(form) else { return };
    if let Some(busy) = button.get_attribute("data-busy") {
        let label = label(&button);
        let idle = label.text_content().unwrap_or_default();
        _ = button.set_attribute("data-idle", &idle);
        label.set_text_content(Some(&busy));
        speak(&busy);
    }
    _ = button.set_attribute("aria-disabled", "true");
}

fn button(form: &Element) -> Option<Element> {
    form.query_selector("button[type=submit]").ok()?
}

/// What holds a button's words.
fn label(button: &Element) -> Element {
    let span = button.query_selector("span").ok().flatten();
    span.unwrap_or_else(|| button.clone())
}

const BUSY: &str = "busy";
