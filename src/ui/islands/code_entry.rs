//! The code field: slots drawn over one input, the code filled in from the text message, and a
//! complete code submitted once without a press of the button.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use js_sys::{Array, Function, Object, Reflect};
use leptos::html::Div;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Element, Event, HtmlElement, HtmlInputElement, InputEvent};

use super::code_slots::draw;
use crate::domain::characters::ascii_digit;
use crate::domain::{CodeLength, TypedCode};
use crate::ui::browser::clock::{server_now, tick, timestamp};
use crate::ui::browser::dom::{announce, find, listen, property};
use crate::ui::browser::field_error::clear_error;
use crate::ui::browser::page::{once_hydrated, reload};
use crate::ui::browser::submit::{request_submit, submit_once};

/// The pause after the last key before a typed value is submitted: a person who goes on typing,
/// such as a phone number, did not mean a code.
const TYPING_PAUSE: Duration = Duration::from_millis(500);

thread_local! {
    /// Aborts the wait for the code from a text message. Not a stored value of Leptos, because
    /// the server renders this island too and drops such values on another thread.
    static OTP_REQUEST: RefCell<Option<AbortController>> = const { RefCell::new(None) };
    /// The value that was handled last.
    static LAST_VALUE: RefCell<String> = const { RefCell::new(String::new()) };
    /// The submit that happens unless something is typed.
    static PENDING_SUBMIT: Cell<Option<TimeoutHandle>> = const { Cell::new(None) };
}

/// Wraps the form of the code screen.
#[island]
pub fn CodeEntry(children: Children) -> impl IntoView {
    let island = NodeRef::<Div>::new();
    once_hydrated(move || {
        adopt_field(island);
        announce_expiry(island);
        request_otp(island);
    });
    let typed = move |event: Event| {
        let composing = event.dyn_ref().is_some_and(InputEvent::is_composing);
        handle_value(island, composing);
    };
    let submitted = move |event| {
        OTP_REQUEST.with_borrow(|request| request.iter().for_each(AbortController::abort));
        submit_once(&event);
    };
    view! {
        <div class="code-entry" node_ref=island on:input=typed on:submit=submitted>
            {children()}
        </div>
    }
}

/// Takes over the field as the server rendered it, with what was typed since. A refused code is
/// selected, so that one key or one paste replaces it.
fn adopt_field(island: NodeRef<Div>) -> Option<()> {
    let root: HtmlElement = island.get_untracked()?.unchecked_into();
    _ = root.class_list().add_1("alive");
    let input = field(island)?;
    let value = input.value();
    match refused_code(&input) {
        Some(code) if code == value => input.select(),
        _ => submit_after_pause(island, &input),
    }
    LAST_VALUE.set(value);
    draw(&root, &input, length(island));
    listen(&document(), "selectionchange", move || {
        _ = redraw(island);
    });
    // Browsers and extensions may fill in the field without an event.
    tick(move || {
        handle_value(island, false);
        true
    });
    Some(())
}

/// Handles a value that changed: clears the error, redraws the slots, and submits a complete code.
fn handle_value(island: NodeRef<Div>, composing: bool) -> Option<()> {
    let input = field(island)?;
    let value = input.value();
    let before = LAST_VALUE.replace(value.clone());
    if value == before {
        return Some(());
    }
    clear_error(&input);
    redraw(island);
    // Several digits at once were pasted or filled in.
    match changed_digits(&before, &value) > 1 && !composing {
        true => submit_complete_code(island, &input),
        false => submit_after_pause(island, &input),
    }
    Some(())
}

fn redraw(island: NodeRef<Div>) -> Option<()> {
    let root: HtmlElement = island.get_untracked()?.unchecked_into();
    draw(&root, &field(island)?, length(island));
    Some(())
}

fn field(island: NodeRef<Div>) -> Option<HtmlInputElement> {
    find(island, "input[name=code]")
}

/// Announces the code's remaining life at a few points, not at every tick, and reloads the page
/// when it is over: the new one says what to do next.
fn announce_expiry(island: NodeRef<Div>) -> Option<()> {
    let form: Element = find(island, "form")?;
    let until = timestamp(&form, "data-until")?;
    let milestones = form.get_attribute("data-milestones")?;
    let last = Cell::new((until - server_now()) / 1_000.0);
    tick(move || {
        let left = (until - server_now()) / 1_000.0;
        let passed = milestones.lines().rev().find_map(|line| {
            let (at, sentence) = line.split_once(' ')?;
            let at = f64::from(at.parse::<u32>().ok()?);
            (left <= at && at < last.get()).then_some(sentence)
        });
        last.set(left);
        passed.into_iter().for_each(announce);
        // One second late, so that the code has expired for the server too.
        let expired = left <= -1.0;
        if expired {
            reload();
        }
        !expired
    });
    Some(())
}

/// Submits the value after [`TYPING_PAUSE`], unless it changes or looks like the phone number
/// that the code was sent to.
fn submit_after_pause(island: NodeRef<Div>, input: &HtmlInputElement) {
    if let Some(earlier) = PENDING_SUBMIT.take() {
        earlier.clear();
    }
    let (input, value) = (input.clone(), input.value());
    if begins_own_number(island, &value) {
        return;
    }
    let submit = move || {
        if input.value() == value {
            submit_complete_code(island, &input);
        }
    };
    PENDING_SUBMIT.set(set_timeout_with_handle(submit, TYPING_PAUSE).ok());
}

/// Submits a complete code, unless it is the one that was just refused, or the operator turned
/// automatic submission off.
fn submit_complete_code(island: NodeRef<Div>, input: &HtmlInputElement) {
    let value = input.value();
    let automatic = find::<Element>(island, "[data-auto-submit]").is_some();
    if automatic
        && TypedCode::parse(&value, length(island)).is_ok()
        && refused_code(input).as_deref() != Some(&value)
    {
        _ = input.set_attribute("data-refused", &value);
        request_submit(input);
    }
}

/// Whether the typed digits begin the number on the page.
fn begins_own_number(island: NodeRef<Div>, typed: &str) -> bool {
    let form = find::<Element>(island, "[data-number]");
    let number = form.and_then(|form| form.get_attribute("data-number"));
    number.is_some_and(|number| begins_number(&digits(typed), &number))
}

/// Whether `typed` begins `number`, which is in reading form: as people write it abroad, at home,
/// or after a trunk prefix. Codes are random, so every further spelling would also keep one code
/// in a million from being submitted.
fn begins_number(typed: &str, number: &str) -> bool {
    let (country_code, national) = number.split_once(' ').unwrap_or(("", number));
    let national = digits(national);
    let international = digits(country_code) + &national;
    let begins = |prefix, number: &str| {
        typed
            .strip_prefix(prefix)
            .is_some_and(|rest| rest.len() >= LEAST_DIGITS && number.starts_with(rest))
    };
    TRUNK_PREFIXES
        .iter()
        .any(|prefix| begins(prefix, &national))
        || ["", "00"]
            .iter()
            .any(|prefix| begins(prefix, &international))
}

/// The prefixes before a number that is typed without its country code; none among them.
const TRUNK_PREFIXES: [&str; 4] = ["", "0", "1", "8"];

/// The digits that a beginning has at least, behind its prefix.
const LEAST_DIGITS: usize = 4;

/// The number of characters of `after` that are not in `before` at the same place, counted from
/// both ends: one for a key, more for a paste or a value that was filled in.
fn changed_digits(before: &str, after: &str) -> usize {
    let alike = |(one, other): &(&u8, &u8)| one == other;
    let [before, after] = [before, after].map(|text| digits(text).into_bytes());
    let ahead = before.iter().zip(&after).take_while(alike).count();
    let (before, after) = (&before[ahead..], &after[ahead..]);
    let behind = before.iter().rev().zip(after.iter().rev());
    after.len() - behind.take_while(alike).count()
}

fn digits(text: &str) -> String {
    let digits = text.chars().map(ascii_digit);
    digits.filter(char::is_ascii_digit).collect()
}

/// The code's length, from the number of slots that the server rendered.
fn length(island: NodeRef<Div>) -> CodeLength {
    let eighth = find::<HtmlElement>(island, ".slots span:nth-child(8)");
    eighth.map_or(CodeLength::Six, |_| CodeLength::Eight)
}

fn refused_code(input: &HtmlInputElement) -> Option<String> {
    input.get_attribute("data-refused")
}

/// Asks the browser for the code in the text message (WebOTP), if it supports that. The request
/// is aborted on submit; if it fails, there is still the field.
fn request_otp(island: NodeRef<Div>) -> Option<()> {
    Reflect::has(&window(), &"OTPCredential".into())
        .ok()
        .filter(|supported| *supported)?;
    let abort = AbortController::new().ok()?;
    let signal = abort.signal();
    OTP_REQUEST.set(Some(abort));
    let request = Object::new();
    let otp = Object::new();
    Reflect::set(&otp, &"transport".into(), &Array::of1(&"sms".into())).ok()?;
    Reflect::set(&request, &"otp".into(), &otp).ok()?;
    Reflect::set(&request, &"signal".into(), &signal).ok()?;
    let credentials: JsValue = property(&window().navigator(), "credentials")?;
    let get: Function = property(&credentials, "get")?;
    let credential: js_sys::Promise = get.call1(&credentials, &request).ok()?.dyn_into().ok()?;
    spawn_local(async move {
        let credential = JsFuture::from(credential).await;
        let code = credential
            .ok()
            .and_then(|found| property::<JsValue>(&found, "code"));
        let code = code.and_then(|code| code.as_string());
        if let (Some(code), Some(input)) = (code, field(island)) {
            input.set_value(&code);
            handle_value(island, false);
        }
    });
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_beginning_of_the_own_number_is_held_back() {
        let cases = [
            ("077009", "+44 7700 900123", true),
            ("770090", "+44 7700 900123", true),
            ("447700", "+44 7700 900123", true),
            ("004477", "+44 7700 900123", true),
            ("00447700", "+44 7700 900123", true),
            ("892612", "+7 926 123-45-67", true),
            ("141555", "+1 415-555-0123", true),
            ("415555", "+1 415-555-0123", true),
            // Codes that only look a little like it.
            ("024770", "+44 7700 900123", false),
            ("477009", "+44 7700 900123", false),
            ("277009", "+44 7700 900123", false),
            ("000770", "+44 7700 900123", false),
            ("061234", "+44 7700 900123", false),
        ];
        for (typed, number, held) in cases {
            assert_eq!(begins_number(typed, number), held, "{typed} {number}");
        }
    }

    #[test]
    fn one_key_changes_one_digit_and_a_paste_changes_several() {
        let cases = [
            ("", "123456", 6),
            ("12345", "123456", 1),
            ("024769", "024770", 2),
            ("024769", "0", 0),
            ("024769", "124769", 1),
            ("123456", "123456", 0),
            ("111", "1111", 1),
            ("12456", "123456", 1),
            ("", "", 0),
        ];
        for (before, after, changed) in cases {
            assert_eq!(changed_digits(before, after), changed, "{before} {after}");
        }
    }
}
