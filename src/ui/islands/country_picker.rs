//! The country picker: a list that can be searched, in place of the select that it reads and
//! writes.
//!
//! A combobox with a listbox after the ARIA Authoring Practices, in a native dialog, which traps
//! the focus, closes on Escape and on Back, and restores the focus.

use std::time::Duration;

use js_sys::Reflect;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, HtmlDialogElement, HtmlElement, HtmlInputElement, HtmlOptionElement,
    HtmlSelectElement, ScrollIntoViewOptions, ScrollLogicalPosition,
};

use super::country_list;
use crate::ui::browser::dom::{closest, dispatch, event_target, query, replace_control};
use crate::ui::browser::field_error::{clear_error, mark_valid};

/// Replaces the select by the picker, if the browser has dialogs. The list is filled a moment
/// later, so that it delays neither this nor the opening of the dialog.
pub fn enhance() -> Option<()> {
    let dialog = dialog()?;
    let supported = Reflect::has(&dialog, &"showModal".into());
    supported.ok().filter(|supported| *supported)?;
    let select = select()?;
    replace_control(&picker()?, &select);
    set_timeout(move || _ = country_list::fill(&select), Duration::ZERO);
    show_selected()
}

/// Writes the selected country on the picker's button.
pub fn show_selected() -> Option<()> {
    let text = selected()?.text();
    picker()?.set_text_content(Some(&text));
    Some(())
}

/// Clears the error of the country.
pub fn clear_country_error() -> Option<()> {
    mark_valid(picker()?.as_ref());
    let select = select()?;
    clear_error(&select);
    Some(())
}

/// The selected option of the select.
pub fn selected() -> Option<HtmlOptionElement> {
    let select = select()?;
    let index = u32::try_from(select.selected_index()).ok()?;
    select.options().item(index)?.dyn_into().ok()
}

/// The select that the picker replaces.
pub fn select() -> Option<HtmlSelectElement> {
    query("#country")
}

/// Handles a click: opens the list, selects a country, or closes the dialog.
pub fn handle_click(event: &Event) -> Option<()> {
    if closest(event, "#picker").is_some() {
        return open().or_else(restore_select);
    }
    // The dialog itself is the target of a click on its backdrop.
    if closest(event, ".close").is_some() || event_target::<HtmlDialogElement>(event).is_some() {
        dialog()?.close();
    }
    choose(&closest(event, "[role=option]")?)
}

/// Shows the select again, since the dialog does not open.
fn restore_select() -> Option<()> {
    let select = select()?;
    replace_control(&select, &picker()?);
    select.focus().ok()
}

/// Filters the list by what was typed, and activates the best match.
pub fn search() -> Option<()> {
    activate(country_list::search(&search_field()?.value())?);
    Some(())
}

/// Handles a key in the search field. Keys of an input method are its own; some browsers tell
/// only by the key's number.
pub fn handle_key(event: &KeyboardEvent) -> Option<()> {
    if event.is_composing() || event.key_code() == INPUT_METHOD_KEY {
        return None;
    }
    let shown = country_list::rows("[role=option]:not([hidden])");
    let at = shown
        .iter()
        .position(|row| row.class_list().contains(ACTIVE));
    let last = shown.len().checked_sub(1);
    let goal = match event.key().as_str() {
        "ArrowDown" => at.map_or(Some(0), |at| Some((at + 1).min(last?))),
        "ArrowUp" => at.map_or(last, |at| Some(at.saturating_sub(1))),
        "Home" => Some(0),
        "End" => last,
        "Enter" => {
            event.prevent_default();
            // The Enter that opened the list repeats while it is held, and must not choose.
            return choose(shown.get(at.filter(|_| !event.repeat())?)?);
        }
        _ => return None,
    };
    event.prevent_default();
    activate(goal.and_then(|goal| shown.into_iter().nth(goal)));
    Some(())
}

fn open() -> Option<()> {
    country_list::fill(&select()?)?;
    let search = search_field()?;
    if !search.value().is_empty() {
        search.set_value("");
        country_list::search("");
    }
    // The dialog is painted first and the list, which is most of the work, right after it.
    let list = country_list::list()?;
    list.set_hidden(true);
    dialog()?.show_modal().ok()?;
    set_active(country_list::row_of(&selected()?.value()).as_ref());
    after_paint(move || {
        list.set_hidden(false);
        if let Some(row) = country_list::rows(".active").first() {
            scroll_to(row);
        }
    });
    Some(())
}

/// Runs a closure once the current changes have been painted.
fn after_paint(then: impl FnOnce() + 'static) {
    request_animation_frame(|| set_timeout(then, Duration::ZERO));
}

fn choose(row: &Element) -> Option<()> {
    let iso = row.id();
    let select = select()?;
    select.set_value(iso.strip_prefix("country-")?);
    dialog()?.close();
    dispatch(&select, "change");
    Some(())
}

/// Makes a row the active one, or none, and scrolls to it.
fn activate(row: Option<Element>) {
    set_active(row.as_ref());
    if let Some(row) = &row {
        scroll_to(row);
    }
}

/// Makes this row and no other the one that Enter chooses.
fn set_active(row: Option<&Element>) {
    for other in country_list::rows(".active") {
        _ = other.class_list().remove_1(ACTIVE);
        _ = other.set_attribute("aria-selected", "false");
    }
    let Some(search) = search_field() else { return };
    let Some(row) = row else {
        _ = search.remove_attribute("aria-activedescendant");
        return;
    };
    _ = row.class_list().add_1(ACTIVE);
    _ = row.set_attribute("aria-selected", "true");
    _ = search.set_attribute("aria-activedescendant", &row.id());
}

fn scroll_to(row: &Element) {
    let nearest = ScrollIntoViewOptions::new();
    nearest.set_block(ScrollLogicalPosition::Nearest);
    row.scroll_into_view_with_scroll_into_view_options(&nearest);
}

fn picker() -> Option<HtmlElement> {
    query("#picker")
}

fn dialog() -> Option<HtmlDialogElement> {
    query("#sheet")
}

fn search_field() -> Option<HtmlInputElement> {
    query("#country-search")
}

const ACTIVE: &str = "active";

/// The `keyCode` of every key that an input method handles.
const INPUT_METHOD_KEY: u32 = 229;
