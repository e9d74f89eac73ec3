//! The delivery line, alive: says how far the message got, as soon as the server knows.
//!
//! The server sends what changes as events; where those do not come through, it is asked.

use std::cell::RefCell;
use std::time::Duration;

use js_sys::{JSON, Reflect};
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, EventSource, HtmlInputElement, MessageEvent, Response};

use super::dom::{clock, find, in_page, reload, wake};

/// Where the server tells how far the message got.
pub const PATH: &str = "/delivery";

/// How often to ask where no events come, and how many times: for five minutes, after
/// which a message that has not arrived is not watched for any more.
const PAUSE: Duration = Duration::from_secs(3);
const TIMES: u32 = 100;

thread_local! {
    /// The stream of events. Closed by being dropped from the page.
    static STREAM: RefCell<Option<EventSource>> = const { RefCell::new(None) };
}

/// Wraps the delivery line of the screen for the code.
#[island]
pub fn DeliveryLine(children: Children) -> impl IntoView {
    let island = NodeRef::<Div>::new();
    Effect::new(move |_| {
        wake();
        if find::<Element>(island, "[data-ended]").is_none() {
            listen(island);
        }
    });
    view! {
        <div node_ref=island>{children()}</div>
    }
}

fn listen(island: NodeRef<Div>) {
    let Ok(stream) = EventSource::new(PATH) else {
        return ask(island, TIMES);
    };
    let told = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let data = event.data().as_string().unwrap_or_default();
        if tell(island, &data) != Some(true) {
            close();
        }
    });
    stream.set_onmessage(Some(told.into_js_value().unchecked_ref()));
    let failed = Closure::<dyn Fn()>::new(move || {
        let closed = |stream: &EventSource| stream.ready_state() == EventSource::CLOSED;
        // A broken connection mends itself; a refused one is for good.
        if STREAM.with_borrow(|stream| stream.as_ref().is_some_and(closed)) {
            close();
            ask(island, TIMES);
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

/// Asks now and then, so many times.
fn ask(island: NodeRef<Div>, times: u32) {
    if times == 0 {
        return;
    }
    spawn_local(async move {
        let answer = fetch().await;
        let more = answer.is_none_or(|data| tell(island, &data) == Some(true));
        if more {
            set_timeout(move || ask(island, times - 1), PAUSE);
        }
    });
}

async fn fetch() -> Option<String> {
    let answer = JsFuture::from(window().fetch_with_str(PATH)).await.ok()?;
    let answer: Response = answer.dyn_into().ok().filter(Response::ok)?;
    JsFuture::from(answer.text().ok()?).await.ok()?.as_string()
}

/// Says what the server told, and answers whether there is more to come; nothing where
/// the verification is at another step by now.
fn tell(island: NodeRef<Div>, data: &str) -> Option<bool> {
    let told = JSON::parse(data).ok().filter(|told| !told.is_null());
    let Some(told) = told else {
        if nothing_typed() {
            reload();
        }
        return None;
    };
    let field = |name: &str| Reflect::get(&told, &name.into()).unwrap_or(JsValue::NULL);
    let time = field("at").as_f64().map(clock).unwrap_or_default();
    let text = field("text").as_string()?.replace('\u{FFFC}', &time);
    let line: Element = find(island, ".delivery")?;
    if line.text_content().as_deref() != Some(&text) {
        line.set_text_content(Some(&text));
    }
    if let Some(stage) = field("stage").as_string() {
        _ = line.set_attribute("data-stage", &stage);
    }
    if field("failed").is_truthy() {
        _ = line.set_attribute("data-failed", "");
        open_the_call();
    }
    Some(!field("ended").is_truthy())
}

/// Nothing is left to wait for: the count of the call button ends at its next tick.
fn open_the_call() {
    if let Some(button) = in_page::<Element>(".call button[data-at]") {
        _ = button.set_attribute("data-at", "0");
    }
}

fn nothing_typed() -> bool {
    in_page::<HtmlInputElement>("input[name=code]").is_none_or(|input| input.value().is_empty())
}
