//! The delivery status: changes as soon as the server knows more about the last attempt.
//!
//! The server sends changes as events. Where they do not get through, the page polls.

use std::cell::RefCell;
use std::time::Duration;

use js_sys::JSON;
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, EventSource, HtmlInputElement, MessageEvent, Response};

use crate::ui::browser::clock::local_time;
use crate::ui::browser::dom::{find, property, query};
use crate::ui::browser::page::{once_hydrated, reload};
use crate::ui::browser::plural::PLACEHOLDER;

/// The path of the server's events, and of the same answer as JSON.
pub const PATH: &str = "/delivery";

/// The pause between two polls, and their number: five minutes in all. A message that has not
/// arrived by then is not watched any more.
const POLL_PAUSE: Duration = Duration::from_secs(3);
const POLLS: u32 = 100;

thread_local! {
    /// The stream of events, which leaving the page closes.
    static STREAM: RefCell<Option<EventSource>> = const { RefCell::new(None) };
}

/// Wraps the delivery status of the code screen.
#[island]
pub fn DeliveryLine(children: Children) -> impl IntoView {
    let island = NodeRef::<Div>::new();
    once_hydrated(move || {
        if find::<Element>(island, "[data-ended]").is_none() {
            subscribe(island);
        }
    });
    view! {
        <div node_ref=island>{children()}</div>
    }
}

/// Opens the stream of events; polls if that fails.
fn subscribe(island: NodeRef<Div>) {
    let Ok(stream) = EventSource::new(PATH) else {
        return poll(island, POLLS);
    };
    let received = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let data = event.data().as_string().unwrap_or_default();
        if show(island, &data) != Some(true) {
            close();
        }
    });
    stream.set_onmessage(Some(received.into_js_value().unchecked_ref()));
    let failed = Closure::<dyn Fn()>::new(move || {
        let closed = |stream: &EventSource| stream.ready_state() == EventSource::CLOSED;
        // The browser restores a broken connection, but not a refused one.
        if STREAM.with_borrow(|stream| stream.as_ref().is_some_and(closed)) {
            close();
            poll(island, POLLS);
        }
    });
    stream.set_onerror(Some(failed.into_js_value().unchecked_ref()));
    STREAM.set(Some(stream));
}

fn close() {
    if let Some(stream) = STREAM.take() {
        stream.close();
    }
}

fn poll(island: NodeRef<Div>, polls_left: u32) {
    if polls_left == 0 {
        return;
    }
    spawn_local(async move {
        let answer = fetch().await;
        let more = answer.is_none_or(|data| show(island, &data) == Some(true));
        if more {
            set_timeout(move || poll(island, polls_left - 1), POLL_PAUSE);
        }
    });
}

async fn fetch() -> Option<String> {
    let answer = JsFuture::from(window().fetch_with_str(PATH)).await.ok()?;
    let answer: Response = answer.dyn_into().ok().filter(Response::ok)?;
    JsFuture::from(answer.text().ok()?).await.ok()?.as_string()
}

/// Shows a status from the server and returns whether more will follow; `None` if the
/// verification is at another screen by now.
fn show(island: NodeRef<Div>, data: &str) -> Option<bool> {
    let status = JSON::parse(data).ok().filter(|status| !status.is_null());
    let Some(status) = status else {
        if nothing_typed() {
            reload();
        }
        return None;
    };
    let field = |name| property(&status, name).unwrap_or(JsValue::NULL);
    let time = field("at").as_f64().map(local_time).unwrap_or_default();
    let text = field("text").as_string()?.replace(PLACEHOLDER, &time);
    let line: Element = find(island, ".delivery")?;
    if line.text_content().as_deref() != Some(&text) {
        line.set_text_content(Some(&text));
    }
    if let Some(stage) = field("stage").as_string() {
        _ = line.set_attribute("data-stage", &stage);
    }
    if field("failed").is_truthy() {
        _ = line.set_attribute("data-failed", "");
        allow_call();
    }
    Some(!field("ended").is_truthy())
}

/// Ends the countdown of the call button at its next tick, since no text is on its way.
fn allow_call() {
    if let Some(button) = query::<Element>(".call button[data-at]") {
        _ = button.set_attribute("data-at", "0");
    }
}

fn nothing_typed() -> bool {
    query::<HtmlInputElement>("input[name=code]").is_none_or(|input| input.value().is_empty())
}
