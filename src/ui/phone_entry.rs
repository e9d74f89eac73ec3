//! Phone entry, alive: digits group themselves, the country follows a typed country
//! code, the example follows the country, and one press sends once.

use std::cell::{Cell, RefCell};

use leptos::ev::KeyboardEvent;
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement, HtmlOptionElement, InputEvent};

use super::country_picker::{self, chosen, select};
use super::dom::{around, find, forgive, once, target, wake};
use super::grouping::{Deletion, Field, Plan, edited};
use crate::domain::code::ascii_digit;

thread_local! {
    /// The number's text before the edit that is under way.
    static BEFORE: RefCell<String> = const { RefCell::new(String::new()) };
    /// Whether the person writes separators of their own; then they know best.
    static OWN_GROUPS: Cell<bool> = const { Cell::new(false) };
    /// Whether the person chose the country.
    static OWN_COUNTRY: Cell<bool> = const { Cell::new(false) };
}

/// Wraps the form of the screen for the number.
#[island]
pub fn PhoneEntry(children: Children) -> impl IntoView {
    let island = NodeRef::<Div>::new();
    Effect::new(move |_| {
        wake();
        country_picker::enhance();
        // What was typed before the WASM arrived counts as typed now, and stays as it is.
        OWN_COUNTRY.set(country_was_chosen(island));
        follow_number(island);
        remember(island);
    });
    let changed = move |event: Event| {
        if around(&event, "#country").is_some() {
            OWN_COUNTRY.set(true);
            show_country(island);
        } else if target(&event).is_some_and(is_news) {
            // Some browsers tell of what they fill in by this event alone.
            typed(island, &event);
        }
    };
    let clicked = move |event: leptos::ev::MouseEvent| {
        country_picker::clicked(&event);
    };
    let pressed = move |event: KeyboardEvent| {
        if is_search(&event) {
            country_picker::pressed(&event);
        }
    };
    view! {
        <div node_ref=island on:input=move |event| typed(island, &event) on:change=changed on:click=clicked on:keydown=pressed on:submit=move |event| once(&event)>
            {children()}
        </div>
    }
}

fn typed(island: NodeRef<Div>, event: &Event) {
    if is_search(event) {
        country_picker::search();
    } else if let Some(input) = target::<HtmlInputElement>(event) {
        forgive(&input);
        follow_number(island);
        group(&input, event.dyn_ref());
        remember(island);
    }
}

fn is_search(event: &Event) -> bool {
    around(event, "#country-search").is_some()
}

/// Whether the number is another one than was last seen.
fn is_news(input: HtmlInputElement) -> bool {
    input.name() == "phone" && BEFORE.with_borrow(|before| *before != input.value())
}

/// Groups the digits, unless they are being composed or the person groups them.
fn group(input: &HtmlInputElement, event: Option<&InputEvent>) -> Option<()> {
    let text = input.value();
    let separator = |data: String| data.chars().all(|c| " -.()/".contains(c));
    if text.is_empty() {
        OWN_GROUPS.set(false);
    } else if event.and_then(InputEvent::data).is_some_and(separator) {
        OWN_GROUPS.set(true);
    }
    if OWN_GROUPS.get() || event.is_some_and(InputEvent::is_composing) {
        return None;
    }
    let option = chosen()?;
    let (code, example, groups) = (
        option.get_attribute("data-code")?,
        option.get_attribute("data-example")?,
        option.get_attribute("data-groups")?,
    );
    let plan = Plan {
        code: &code,
        example: &example,
        groups: &groups,
    };
    let deletion = event.and_then(|event| match event.input_type().as_str() {
        "deleteContentBackward" => Some(Deletion::Backward),
        "deleteContentForward" => Some(Deletion::Forward),
        _ => None,
    });
    let caret = input.selection_start().ok()??;
    let field = Field {
        caret: caret as usize,
        text,
    };
    let after = BEFORE.with_borrow(|before| edited(field, before, deletion, &plan));
    if after.text != input.value() {
        input.set_value(&after.text);
        let caret = u32::try_from(after.caret).ok()?;
        _ = input.set_selection_range(caret, caret);
    }
    Some(())
}

fn remember(island: NodeRef<Div>) {
    let input: Option<HtmlInputElement> = find(island, "input[name=phone]");
    BEFORE.set(input.map(|input| input.value()).unwrap_or_default());
}

/// Whether the country is the person's choice already: made before the WASM arrived, or
/// posted with a number that came back.
fn country_was_chosen(island: NodeRef<Div>) -> bool {
    let number: Option<HtmlInputElement> = find(island, "input[name=phone]");
    let came_back = number.is_some_and(|input| !input.default_value().is_empty());
    chosen().is_some_and(|option| {
        !option.value().is_empty() && (came_back || !option.default_selected())
    })
}

/// Chooses the country that the number's country code belongs to, by the digits after it
/// where several share it. A country that the person chose stays while its code fits.
fn follow_number(island: NodeRef<Div>) -> Option<()> {
    let typed = find::<HtmlInputElement>(island, "input[name=phone]")?.value();
    let typed: String = typed.chars().map(ascii_digit).collect();
    let rest = typed.trim_start().strip_prefix('+')?;
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    let own = OWN_COUNTRY.get() && chosen().is_some_and(|option| fit(&option, &digits).is_some());
    if own {
        return Some(());
    }
    let select = select()?;
    let options = select.options();
    let matching = (0..options.length())
        .filter_map(|index| options.item(index)?.dyn_into::<HtmlOptionElement>().ok())
        .filter_map(|option| Some((fit(&option, &digits)?, option)));
    let (_, best) = matching.max_by_key(|(fit, _)| *fit)?;
    OWN_COUNTRY.set(false);
    select.set_value(&best.value());
    show_country(island);
    Some(())
}

/// How well a country fits the digits behind a plus: by how many of them it is known, with
/// the country that most numbers of a shared code are in before its smaller neighbours.
fn fit(option: &HtmlOptionElement, digits: &str) -> Option<(usize, bool)> {
    let rest = digits.strip_prefix(option.get_attribute("data-code")?.as_str())?;
    let code = digits.len() - rest.len();
    let Some(leading) = option.get_attribute("data-leading") else {
        return Some((code, true));
    };
    let known = leading
        .split(' ')
        .filter(|beginning| rest.starts_with(beginning));
    Some((code + known.map(str::len).max().unwrap_or(0), false))
}

fn show_country(island: NodeRef<Div>) -> Option<()> {
    country_picker::show_choice();
    country_picker::forgive_choice();
    let example = chosen()?.get_attribute("data-example")?;
    find::<Element>(island, "#phone-hint bdi")?.set_text_content(Some(&example));
    Some(())
}
