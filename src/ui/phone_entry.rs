//! Phone entry, alive: digits group themselves, the country follows a typed country
//! code, the example follows the country, and one press sends once.

use std::cell::{Cell, RefCell};

use leptos::ev::KeyboardEvent;
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlDocument, HtmlInputElement, HtmlOptionElement, InputEvent};

use super::country_picker::{self, chosen, select};
use super::dom::{around, find, forgive, once, target, wake};
use super::following::{fit, with_country_code};
use super::grouping::{Deletion, Field, Plan, brings_separators, edited, has_separators};
use crate::domain::typed_number::TypedNumber;

thread_local! {
    /// The number's text before the edit that is under way.
    static BEFORE: RefCell<String> = const { RefCell::new(String::new()) };
    /// Whether the person writes separators of their own; then they know best.
    static OWN_GROUPS: Cell<bool> = const { Cell::new(false) };
    /// Whether the field is changed by us just now, and not by the person.
    static GROUPING: Cell<bool> = const { Cell::new(false) };
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
    if GROUPING.get() {
        return;
    }
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

/// Groups the digits, unless they are being composed, the person groups them, or takes a
/// grouping back.
fn group(input: &HtmlInputElement, event: Option<&InputEvent>) -> Option<()> {
    let kind = event.map(InputEvent::input_type).unwrap_or_default();
    if kind.starts_with("history") {
        // What grouping had selected is selected again, and must not be typed over.
        let end = input.selection_end().ok()??;
        return input.set_selection_range(end, end).ok();
    }
    let text = input.value();
    let own = BEFORE.with_borrow(|before| brings_separators(before, &text));
    OWN_GROUPS.set(own || (OWN_GROUPS.get() && has_separators(&text)));
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
    let deletion = match kind.as_str() {
        "deleteContentBackward" => Some(Deletion::Backward),
        "deleteContentForward" => Some(Deletion::Forward),
        _ => None,
    };
    let caret = input.selection_start().ok()??;
    let field = Field {
        caret: caret as usize,
        text: text.clone(),
    };
    let after = BEFORE.with_borrow(|before| edited(field, before, deletion, &plan));
    if after.text != text {
        let input = input.clone();
        // Not within this event: the browser tells of a change in another one.
        queue_microtask(move || _ = replace(&input, &after));
    }
    Some(())
}

/// Changes the field as if that had been typed, so that the browser can undo it: setting its
/// value would take the whole history away.
fn replace(input: &HtmlInputElement, after: &Field) -> Option<()> {
    input.set_selection_range(0, u32::MAX).ok()?;
    let page: HtmlDocument = document().unchecked_into();
    GROUPING.set(true);
    let done = page.exec_command_with_show_ui_and_value("insertText", false, &after.text);
    GROUPING.set(false);
    if done != Ok(true) {
        input.set_value(&after.text);
    }
    BEFORE.set(after.text.clone());
    let caret = after.caret as u32;
    input.set_selection_range(caret, caret).ok()
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
    let text = find::<HtmlInputElement>(island, "input[name=phone]")?.value();
    let typed = TypedNumber::parse(&text).ok()?;
    let select = select()?;
    let digits = with_country_code(&typed, &select.value())?;
    if OWN_COUNTRY.get() && chosen().is_some_and(|option| fits(&option, digits).is_some()) {
        return Some(());
    }
    let options = select.options();
    let matching = (0..options.length())
        .filter_map(|index| options.item(index)?.dyn_into::<HtmlOptionElement>().ok())
        .filter_map(|option| Some((fits(&option, digits)?, option)));
    let (_, best) = matching.max_by_key(|(fit, _)| *fit)?;
    let iso = best.value();
    // Where the digits begin something else, they are left to the country they work in.
    if with_country_code(&typed, &iso) == Some(digits) {
        OWN_COUNTRY.set(false);
        select.set_value(&iso);
        show_country(island);
    }
    Some(())
}

fn fits(option: &HtmlOptionElement, digits: &str) -> Option<(usize, bool)> {
    let leading = option.get_attribute("data-leading");
    fit(
        &option.get_attribute("data-code")?,
        leading.as_deref(),
        digits,
    )
}

fn show_country(island: NodeRef<Div>) -> Option<()> {
    country_picker::show_choice();
    country_picker::forgive_choice();
    let example = chosen()?.get_attribute("data-example")?;
    find::<Element>(island, "#phone-hint bdi")?.set_text_content(Some(&example));
    Some(())
}
