//! Form submission: one submit at a time, and another one if no answer comes.

use std::cell::Cell;
use std::time::Duration;

use leptos::ev::SubmitEvent;
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement, HtmlFormElement, HtmlInputElement};

use super::dom::{announce, event_target, query_all};

/// The time that an answer may take before the form can be submitted again. No event tells a
/// page that the browser gave up.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);

thread_local! {
    static RELEASE: Cell<Option<TimeoutHandle>> = const { Cell::new(None) };
}

/// Lets the first submit of a form through and cancels those after it; the button shows that the
/// form is busy.
///
/// The answer replaces this page. If none comes, [`release_forms`] allows another submit.
pub fn submit_once(event: &SubmitEvent) {
    let Some(form) = event_target::<HtmlFormElement>(event) else {
        return;
    };
    let posts_elsewhere = |button: HtmlElement| button.has_attribute("formaction");
    if event.submitter().is_some_and(posts_elsewhere) {
        return;
    }
    if form.class_list().contains(BUSY) {
        return event.prevent_default();
    }
    show_busy(&form);
    // The browser may be wrong that it is offline. If it is right, it would replace the page with
    // an error of its own and lose what was typed, so the server is asked first.
    if !window().navigator().on_line() {
        event.prevent_default();
        check_server(Box::new(move |reachable| match reachable {
            true => _ = form.submit(),
            false => release_forms(),
        }));
    }
}

/// Ends the busy state of every form, so that it can be submitted again.
pub fn release_forms() {
    if let Some(timeout) = RELEASE.take() {
        timeout.clear();
    }
    for form in query_all(".busy") {
        _ = form.class_list().remove_1(BUSY);
        let Some(button) = submit_button(&form) else {
            continue;
        };
        _ = button.remove_attribute("aria-disabled");
        if let Some(idle) = button.get_attribute("data-idle") {
            label(&button).set_text_content(Some(&idle));
        }
        announce("");
    }
}

/// Calls `then` with whether the server can be reached.
pub fn check_server(then: Box<dyn FnOnce(bool)>) {
    let answer = JsFuture::from(window().fetch_with_str("/livez"));
    spawn_local(async move { then(answer.await.is_ok()) });
}

/// Submits the form of a field as if its button had been pressed.
pub fn request_submit(input: &HtmlInputElement) {
    let Some(form) = input.form() else { return };
    if form.request_submit().is_err()
        && let Some(button) = submit_button(&form)
        && let Ok(button) = button.dyn_into::<HtmlElement>()
    {
        // A browser without `requestSubmit`.
        button.click();
    }
}

fn show_busy(form: &HtmlFormElement) {
    _ = form.class_list().add_1(BUSY);
    RELEASE.set(set_timeout_with_handle(release_forms, ANSWER_TIMEOUT).ok());
    let Some(button) = submit_button(form) else {
        return;
    };
    if let Some(busy) = button.get_attribute("data-busy") {
        let label = label(&button);
        let idle = label.text_content().unwrap_or_default();
        _ = button.set_attribute("data-idle", &idle);
        label.set_text_content(Some(&busy));
        announce(&busy);
    }
    _ = button.set_attribute("aria-disabled", "true");
}

fn submit_button(form: &Element) -> Option<Element> {
    form.query_selector("button[type=submit]").ok()?
}

/// The element that holds a button's text: its span, if it has one.
fn label(button: &Element) -> Element {
    let span = button.query_selector("span").ok().flatten();
    span.unwrap_or_else(|| button.clone())
}

const BUSY: &str = "busy";
