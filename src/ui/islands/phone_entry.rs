//! The phone form: groups the digits while they are typed, selects the country of a typed country
//! code, shows an example number of the country, and submits once.

use std::cell::{Cell, RefCell};

use leptos::ev::KeyboardEvent;
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlDocument, HtmlInputElement, HtmlOptionElement, InputEvent};

use super::country_picker::{self, select, selected};
use crate::domain::TypedNumber;
use crate::ui::browser::dom::{closest, event_target, find};
use crate::ui::browser::field_error::clear_error;
use crate::ui::browser::page::once_hydrated;
use crate::ui::browser::submit::submit_once;
use crate::ui::phone_input::country_code::{international_digits, match_country};
use crate::ui::phone_input::number_format::{
    Deletion, NumberFormat, TextField, adds_separators, format_edit, has_separators,
};

thread_local! {
    /// The number's text before the current edit.
    static TEXT_BEFORE: RefCell<String> = const { RefCell::new(String::new()) };
    /// Whether the person types separators; then we add none.
    static OWN_SEPARATORS: Cell<bool> = const { Cell::new(false) };
    /// Whether the current edit is ours and not the person's.
    static FORMATTING: Cell<bool> = const { Cell::new(false) };
    /// Whether the person selected the country.
    static OWN_COUNTRY: Cell<bool> = const { Cell::new(false) };
}

/// Wraps the form of the phone screen.
#[island]
pub fn PhoneEntry(children: Children) -> impl IntoView {
    let island = NodeRef::<Div>::new();
    once_hydrated(move || {
        country_picker::enhance();
        // A number typed before the WASM arrived selects its country too, but is not reformatted.
        OWN_COUNTRY.set(country_was_selected(island));
        select_country(island);
        remember(island);
    });
    let changed = move |event: Event| {
        if closest(&event, "#country").is_some() {
            OWN_COUNTRY.set(true);
            show_country(island);
        } else if event_target(&event).is_some_and(is_unseen_number) {
            // Some browsers send no other event when they fill in a field.
            typed(island, &event);
        }
    };
    let clicked = move |event: leptos::ev::MouseEvent| {
        country_picker::handle_click(&event);
    };
    let pressed = move |event: KeyboardEvent| {
        if is_search(&event) {
            country_picker::handle_key(&event);
        }
    };
    view! {
        <div node_ref=island on:input=move |event| typed(island, &event) on:change=changed on:click=clicked on:keydown=pressed on:submit=move |event| submit_once(&event)>
            {children()}
        </div>
    }
}

fn typed(island: NodeRef<Div>, event: &Event) {
    if FORMATTING.get() {
        return;
    }
    if is_search(event) {
        country_picker::search();
    } else if let Some(input) = event_target::<HtmlInputElement>(event) {
        clear_error(&input);
        select_country(island);
        format_number(&input, event.dyn_ref());
        remember(island);
    }
}

fn is_search(event: &Event) -> bool {
    closest(event, "#country-search").is_some()
}

/// Whether this is the phone field with another value than was handled last.
fn is_unseen_number(input: HtmlInputElement) -> bool {
    input.name() == "phone" && TEXT_BEFORE.with_borrow(|before| *before != input.value())
}

/// Groups the digits, unless an input method is composing, the person types separators, or the
/// edit was an undo or redo.
fn format_number(input: &HtmlInputElement, event: Option<&InputEvent>) -> Option<()> {
    let kind = event.map(InputEvent::input_type).unwrap_or_default();
    if kind.starts_with("history") {
        // An undo restores the selection that `replace_text` made, which typing would replace.
        let end = input.selection_end().ok()??;
        return input.set_selection_range(end, end).ok();
    }
    let text = input.value();
    let own = TEXT_BEFORE.with_borrow(|before| adds_separators(before, &text));
    OWN_SEPARATORS.set(own || (OWN_SEPARATORS.get() && has_separators(&text)));
    if OWN_SEPARATORS.get() || event.is_some_and(InputEvent::is_composing) {
        return None;
    }
    let option = selected()?;
    let (code, example, groups) = (
        option.get_attribute("data-code")?,
        option.get_attribute("data-example")?,
        option.get_attribute("data-groups")?,
    );
    let format = NumberFormat {
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
    let field = TextField {
        caret: caret as usize,
        text: text.clone(),
    };
    let after = TEXT_BEFORE.with_borrow(|before| format_edit(field, before, deletion, &format));
    if after.text != text {
        let input = input.clone();
        // After this event, because the change causes an event of its own.
        queue_microtask(move || _ = replace_text(&input, &after));
    }
    Some(())
}

/// Replaces the field's text as if it had been typed, which the browser can undo. Setting its
/// value would erase the undo history.
fn replace_text(input: &HtmlInputElement, after: &TextField) -> Option<()> {
    input.set_selection_range(0, u32::MAX).ok()?;
    let page: HtmlDocument = document().unchecked_into();
    FORMATTING.set(true);
    let done = page.exec_command_with_show_ui_and_value("insertText", false, &after.text);
    FORMATTING.set(false);
    if done != Ok(true) {
        input.set_value(&after.text);
    }
    TEXT_BEFORE.set(after.text.clone());
    let caret = after.caret as u32;
    input.set_selection_range(caret, caret).ok()
}

fn remember(island: NodeRef<Div>) {
    let input: Option<HtmlInputElement> = find(island, "input[name=phone]");
    TEXT_BEFORE.set(input.map(|input| input.value()).unwrap_or_default());
}

/// Whether the person selected the country before the WASM arrived, or submitted it with a number
/// that was sent back.
fn country_was_selected(island: NodeRef<Div>) -> bool {
    let number: Option<HtmlInputElement> = find(island, "input[name=phone]");
    let sent_back = number.is_some_and(|input| !input.default_value().is_empty());
    selected().is_some_and(|option| {
        !option.value().is_empty() && (sent_back || !option.default_selected())
    })
}

/// Selects the country of the number's country code, by the digits after it if countries share
/// the code. A country that the person selected stays while the code is its own.
fn select_country(island: NodeRef<Div>) -> Option<()> {
    let text = find::<HtmlInputElement>(island, "input[name=phone]")?.value();
    let typed = TypedNumber::parse(&text).ok()?;
    let select = select()?;
    let digits = international_digits(&typed, &select.value())?;
    if OWN_COUNTRY.get() && selected().is_some_and(|option| match_option(&option, digits).is_some())
    {
        return Some(());
    }
    let options = select.options();
    let matching = (0..options.length())
        .filter_map(|index| options.item(index)?.dyn_into::<HtmlOptionElement>().ok())
        .filter_map(|option| Some((match_option(&option, digits)?, option)));
    let (_, best) = matching.max_by_key(|(rank, _)| *rank)?;
    let iso = best.value();
    // In some countries the same digits begin a national number; those keep their country.
    if international_digits(&typed, &iso) == Some(digits) {
        OWN_COUNTRY.set(false);
        select.set_value(&iso);
        show_country(island);
    }
    Some(())
}

fn match_option(option: &HtmlOptionElement, digits: &str) -> Option<(usize, bool)> {
    let leading = option.get_attribute("data-leading");
    match_country(
        &option.get_attribute("data-code")?,
        leading.as_deref(),
        digits,
    )
}

fn show_country(island: NodeRef<Div>) -> Option<()> {
    country_picker::show_selected();
    country_picker::clear_country_error();
    let example = selected()?.get_attribute("data-example")?;
    find::<Element>(island, "#phone-hint bdi")?.set_text_content(Some(&example));
    Some(())
}
