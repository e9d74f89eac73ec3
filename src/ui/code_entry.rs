//! Code entry, alive: slots drawn from the one field, the code from the text
//! message filled in by the browser, and a full code checked by itself, once.

use std::cell::{Cell, RefCell};

use js_sys::{Array, Object, Reflect};
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Element, Event, HtmlElement, HtmlInputElement};

use super::dom::{find, forgive, moment, now, once, reload, speak, submit, target, tick, wake};
use crate::domain::code::{CodeLength, TypedCode};

thread_local! {
    /// Gives up the wait for the code in a text message. Not in a stored value: the server
    /// draws this island too, and drops what it made on whatever thread it is then on.
    static WAITING: RefCell<Option<AbortController>> = const { RefCell::new(None) };
}

/// Wraps the form of [`code_step`](super::code_step).
#[island]
pub fn CodeEntry(children: Children) -> impl IntoView {
    let island = NodeRef::<Div>::new();
    Effect::new(move |_| {
        wake();
        adopt(island);
        tell_the_time(island);
        fill_from_message(island);
    });
    let typed = move |event: Event| {
        if let Some(input) = target::<HtmlInputElement>(&event) {
            forgive(&input);
            draw(island, &input);
            check_once(island, &input);
        }
    };
    let posted = move |event| {
        WAITING.with_borrow(|waiting| waiting.iter().for_each(AbortController::abort));
        once(&event);
    };
    view! {
        <div class="code-entry" node_ref=island on:input=typed on:submit=posted>
            {children()}
        </div>
    }
}

/// Takes over what the server drew and what was typed since: the slots appear, and a
/// refused code is selected so that one key or one paste replaces it.
fn adopt(island: NodeRef<Div>) -> Option<()> {
    let root: HtmlElement = island.get_untracked()?.unchecked_into();
    _ = root.class_list().add_1("alive");
    let input: HtmlInputElement = find(island, "input[name=code]")?;
    draw(island, &input);
    match refused(&input) {
        Some(code) if code == input.value() => input.select(),
        _ => check_once(island, &input),
    }
    Some(())
}

/// Tells a screen reader at a few points how much longer the code works, never at each
/// tick; when it is over, the page says what helps.
fn tell_the_time(island: NodeRef<Div>) -> Option<()> {
    let form: Element = find(island, "form")?;
    let until = moment(&form, "data-until")?;
    let milestones = form.get_attribute("data-milestones")?;
    let last = Cell::new((until - now()) / 1_000.0);
    tick(move || {
        let left = (until - now()) / 1_000.0;
        let passed = milestones.lines().rev().find_map(|line| {
            let (at, sentence) = line.split_once(' ')?;
            let at = f64::from(at.parse::<u32>().ok()?);
            (left <= at && at < last.get()).then_some(sentence)
        });
        last.set(left);
        passed.into_iter().for_each(speak);
        // A second later, so that the server agrees.
        let over = left <= -1.0;
        if over {
            reload();
        }
        !over
    });
    Some(())
}

/// Posts a full code, unless it is the one that was refused before, or the operator wants
/// the button pressed.
fn check_once(island: NodeRef<Div>, input: &HtmlInputElement) {
    let value = input.value();
    let by_itself = find::<Element>(island, "[data-auto-submit]").is_some();
    if by_itself
        && TypedCode::parse(&value, length(island)).is_ok()
        && refused(input).as_deref() != Some(&value)
    {
        _ = input.set_attribute("data-refused", &value);
        submit(input);
    }
}

/// How many digits the code has: the server drew as many slots.
fn length(island: NodeRef<Div>) -> CodeLength {
    let eighth = find::<HtmlElement>(island, ".slots span:nth-child(8)");
    eighth.map_or(CodeLength::Six, |_| CodeLength::Eight)
}

fn refused(input: &HtmlInputElement) -> Option<String> {
    input.get_attribute("data-refused")
}

/// Draws the digits into the slots, and marks the one that the next digit goes to.
fn draw(island: NodeRef<Div>, input: &HtmlInputElement) -> Option<()> {
    let root: HtmlElement = island.get_untracked()?.unchecked_into();
    let slots = root.query_selector_all(".slots span").ok()?;
    let typed = input.value();
    let shown =
        TypedCode::parse(&typed, length(island)).map_or(typed, |code| code.digits().to_owned());
    let digits: Vec<char> = shown.chars().filter(|c| !c.is_whitespace()).collect();
    for index in 0..slots.length() {
        let slot: HtmlElement = slots.item(index)?.dyn_into().ok()?;
        let place = index as usize;
        slot.set_text_content(digits.get(place).map(char::to_string).as_deref());
        _ = slot.class_list().toggle_with_force(
            "next",
            place == digits.len().min(length(island).digits() - 1),
        );
    }
    Some(())
}

/// Asks the browser for the code in the text message (WebOTP), where it can read one.
/// Given up as soon as the form is posted; whatever goes wrong, there is the field.
fn fill_from_message(island: NodeRef<Div>) -> Option<()> {
    Reflect::has(&window(), &"OTPCredential".into())
        .ok()
        .filter(|can| *can)?;
    let waiting = AbortController::new().ok()?;
    let signal = waiting.signal();
    WAITING.set(Some(waiting));
    let request = Object::new();
    let otp = Object::new();
    Reflect::set(&otp, &"transport".into(), &Array::of1(&"sms".into())).ok()?;
    Reflect::set(&request, &"otp".into(), &otp).ok()?;
    Reflect::set(&request, &"signal".into(), &signal).ok()?;
    let credentials = Reflect::get(&window().navigator(), &"credentials".into()).ok()?;
    let get: js_sys::Function = Reflect::get(&credentials, &"get".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let asked: js_sys::Promise = get.call1(&credentials, &request).ok()?.dyn_into().ok()?;
    spawn_local(async move {
        let credential = JsFuture::from(asked).await;
        let code = credential.and_then(|credential| Reflect::get(&credential, &"code".into()));
        let code = code.ok().as_ref().and_then(JsValue::as_string);
        if let (Some(code), Some(input)) =
            (code, find::<HtmlInputElement>(island, "input[name=code]"))
        {
            input.set_value(&code);
            draw(island, &input);
            check_once(island, &input);
        }
    });
    Some(())
}
