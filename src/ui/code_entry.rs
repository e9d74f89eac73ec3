//! Code entry, alive: slots drawn from the one field, the code from the text
//! message filled in by the browser, and a full code checked by itself, once.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use js_sys::{Array, Object, Reflect};
use leptos::html::Div;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Element, Event, HtmlElement, HtmlInputElement, InputEvent};

use super::code_slots::draw;
use super::dom::{find, forgive, moment, now, once, reload, speak, submit, tick, wake, whenever};
use crate::domain::characters::ascii_digit;
use crate::domain::code_length::CodeLength;
use crate::domain::typed_code::TypedCode;

/// How long a value that was typed key by key must have stayed the same before it is checked:
/// whoever types on, such as a phone number, meant no code.
const STILL: Duration = Duration::from_millis(500);

thread_local! {
    /// Gives up the wait for the code in a text message. Not in a stored value: the server
    /// draws this island too, and drops what it made on whatever thread it is then on.
    static WAITING: RefCell<Option<AbortController>> = const { RefCell::new(None) };
    /// The value that was seen last.
    static SEEN: RefCell<String> = const { RefCell::new(String::new()) };
    /// The check that comes if nothing more is typed.
    static CHECK: Cell<Option<TimeoutHandle>> = const { Cell::new(None) };
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
        let composing = event.dyn_ref().is_some_and(InputEvent::is_composing);
        look(island, composing);
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
    let input = field(island)?;
    let value = input.value();
    match refused(&input) {
        Some(code) if code == value => input.select(),
        _ => check_later(island, &input),
    }
    SEEN.set(value);
    draw(&root, &input, length(island));
    whenever(&document(), "selectionchange", move || _ = redraw(island));
    // What a browser or an extension filled in without saying so.
    tick(move || {
        look(island, false);
        true
    });
    Some(())
}

/// Looks at the value: where it is another one, what was said of it is forgiven, it is shown,
/// and it is checked if it is a whole code.
fn look(island: NodeRef<Div>, composing: bool) -> Option<()> {
    let input = field(island)?;
    let value = input.value();
    let before = SEEN.replace(value.clone());
    if value == before {
        return Some(());
    }
    forgive(&input);
    redraw(island);
    // More than one digit at once is a paste, or was filled in.
    match digits(&value).len() > digits(&before).len() + 1 && !composing {
        true => check(island, &input),
        false => check_later(island, &input),
    }
    Some(())
}

fn redraw(island: NodeRef<Div>) -> Option<()> {
    let root: HtmlElement = island.get_untracked()?.unchecked_into();
    draw(&root, &field(island)?, length(island))
}

fn field(island: NodeRef<Div>) -> Option<HtmlInputElement> {
    find(island, "input[name=code]")
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

/// Checks the value once nothing more was typed for a moment, unless it looks like the number
/// that the code was sent to.
fn check_later(island: NodeRef<Div>, input: &HtmlInputElement) {
    if let Some(earlier) = CHECK.take() {
        earlier.clear();
    }
    let (input, value) = (input.clone(), input.value());
    if begins_own_number(island, &value) {
        return;
    }
    let still = move || {
        if input.value() == value {
            check(island, &input);
        }
    };
    CHECK.set(set_timeout_with_handle(still, STILL).ok());
}

/// Posts a full code, unless it is the one that was refused before, or the operator wants
/// the button pressed.
fn check(island: NodeRef<Div>, input: &HtmlInputElement) {
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

/// Whether the digits are how the number begins that the page names: with its country code,
/// without, or behind a digit that is dialled at home only.
fn begins_own_number(island: NodeRef<Div>, typed: &str) -> bool {
    let number = find::<Element>(island, "[data-number]");
    let number = number.and_then(|form| form.get_attribute("data-number"));
    let number = digits(&number.unwrap_or_default());
    let typed = digits(typed);
    let typed = typed.trim_start_matches('0');
    let begins = |typed: &str| {
        let rest = |code| number.get(code..).unwrap_or_default();
        typed.len() > 3 && (0..=LONGEST_COUNTRY_CODE).any(|code| rest(code).starts_with(typed))
    };
    begins(typed) || typed.get(1..).is_some_and(begins)
}

const LONGEST_COUNTRY_CODE: usize = 3;

fn digits(text: &str) -> String {
    let digits = text.chars().map(ascii_digit);
    digits.filter(char::is_ascii_digit).collect()
}

/// How many digits the code has: the server drew as many slots.
fn length(island: NodeRef<Div>) -> CodeLength {
    let eighth = find::<HtmlElement>(island, ".slots span:nth-child(8)");
    eighth.map_or(CodeLength::Six, |_| CodeLength::Eight)
}

fn refused(input: &HtmlInputElement) -> Option<String> {
    input.get_attribute("data-refused")
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
        if let (Some(code), Some(input)) = (code, field(island)) {
            input.set_value(&code);
            look(island, false);
        }
    });
    Some(())
}
