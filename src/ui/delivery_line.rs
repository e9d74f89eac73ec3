//! The delivery line, alive: asks how far the message got, and says so.

use std::time::Duration;

use leptos::html::Div;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlElement, HtmlInputElement, RequestInit, Response};

use super::dom::find;
use super::words;
use crate::api::DeliveryStatus;
use crate::domain::step::{Channel, Delivery};

/// How often to ask, and how many times: for three minutes, after which a text
/// that has not arrived is not watched for any more.
const PAUSE: Duration = Duration::from_secs(2);
const TIMES: u32 = 90;

/// Wraps the delivery line of [`code_step`](super::code_step).
#[island]
pub fn DeliveryLine(children: Children) -> impl IntoView {
    let island = NodeRef::<Div>::new();
    Effect::new(move |_| {
        let ended = find::<HtmlElement>(island, "[data-ended]").is_some();
        if !ended {
            spawn_local(watch(island));
        }
    });
    view! { <div node_ref=island>{children()}</div> }
}

async fn watch(island: NodeRef<Div>) {
    for _ in 0..TIMES {
        pause().await;
        let Some(line) = find::<HtmlElement>(island, ".delivery") else {
            return;
        };
        let Some(delivery) = ask().await else {
            continue;
        };
        let channel = match line.get_attribute("data-channel").as_deref() {
            Some("Call") => Channel::Call,
            _ => Channel::Text,
        };
        let text = words::delivery(channel, delivery);
        if line.text_content().as_deref() != Some(text) {
            line.set_text_content(Some(text));
        }
        if delivery.failed() && nothing_typed() {
            // The page knows what can be done now.
            _ = window().location().reload();
        }
        if delivery.ended() {
            return;
        }
    }
}

async fn ask() -> Option<Delivery> {
    let request = RequestInit::new();
    request.set_method("POST");
    let answer = JsFuture::from(window().fetch_with_str_and_init(DeliveryStatus::PATH, &request))
        .await
        .ok()?;
    let text = answer.dyn_into::<Response>().ok()?.text().ok()?;
    let text = JsFuture::from(text).await.ok()?.as_string()?;
    // The answer is one word in quotes: no need of a JSON reader in the browser.
    Delivery::ALL
        .into_iter()
        .find(|delivery| text.trim_matches('"') == delivery.name())
}

fn nothing_typed() -> bool {
    let input = document().query_selector("input[name=code]").ok().flatten();
    input
        .and_then(|input| input.dyn_into::<HtmlInputElement>().ok())
        .is_none_or(|input| input.value().is_empty())
}

async fn pause() {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        set_timeout(
            move || _ = resolve.call0(&wasm_bindgen::JsValue::NULL),
            PAUSE,
        );
    });
    _ = JsFuture::from(promise).await;
}
