//! The country picker, alive: a list that can be searched, in place of the select that
//! it reads and writes. A combobox with a list after the ARIA Authoring Practices, in a
//! native dialog, which keeps the focus, closes on Escape and on Back, and gives the
//! focus back.

use std::time::Duration;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{
    Element, HtmlDialogElement, HtmlInputElement, HtmlOptionElement, HtmlSelectElement,
    ScrollIntoViewOptions, ScrollLogicalPosition,
};

use super::country_list;
use super::dom::{fire, in_page};

/// Puts the picker in the select's place. The list is made a moment later, so that
/// neither this nor opening it keeps anybody waiting.
pub fn enhance() -> Option<()> {
    in_page::<Element>("#picker")?
        .remove_attribute("hidden")
        .ok()?;
    select()?.set_hidden(true);
    set_timeout(
        || _ = select().as_ref().and_then(country_list::fill),
        Duration::ZERO,
    );
    show_choice()
}

/// Shows the select's country on the picker.
pub fn show_choice() -> Option<()> {
    let shown = chosen()?.text();
    in_page::<Element>("#picker")?.set_text_content(Some(&shown));
    Some(())
}

/// The option that is chosen.
pub fn chosen() -> Option<HtmlOptionElement> {
    let select = select()?;
    let index = u32::try_from(select.selected_index()).ok()?;
    select.options().item(index)?.dyn_into().ok()
}

/// The select that the picker stands for.
pub fn select() -> Option<HtmlSelectElement> {
    in_page("#country")
}

/// What a click does: opens the list, chooses from it, or closes it.
pub fn clicked(on: &Element) -> Option<()> {
    if on.id() == "picker" {
        return open();
    }
    // A click on the dialog itself is one beside what it holds.
    if on.closest(".close").ok()?.is_some() || on.dyn_ref::<HtmlDialogElement>().is_some() {
        dialog()?.close();
    }
    choose(&on.closest("[role=option]").ok()??)
}

/// Shows what the search finds, and marks the best of it.
pub fn search() -> Option<()> {
    activate(country_list::find(&search_field()?.value())?);
    Some(())
}

/// What a key does in the search field.
pub fn pressed(event: &KeyboardEvent) -> Option<()> {
    let shown = country_list::lines("[role=option]:not([hidden])");
    let at = shown
        .iter()
        .position(|line| line.class_list().contains(ACTIVE));
    let last = shown.len().checked_sub(1);
    let goal = match event.key().as_str() {
        "ArrowDown" => at.map_or(Some(0), |at| Some((at + 1).min(last?))),
        "ArrowUp" => at.map_or(last, |at| Some(at.saturating_sub(1))),
        "Home" => Some(0),
        "End" => last,
        "Enter" => {
            event.prevent_default();
            return choose(shown.get(at?)?);
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
        country_list::find("");
    }
    // The dialog is seen at once, and a moment later its list, which is most of the work.
    let list = country_list::list()?;
    list.set_hidden(true);
    dialog()?.show_modal().ok()?;
    mark(country_list::line_of(&chosen()?.value()).as_ref());
    once_seen(move || {
        list.set_hidden(false);
        if let Some(line) = country_list::lines(".active").first() {
            show(line);
        }
    });
    Some(())
}

/// Does something when what was just changed has been painted.
fn once_seen(then: impl FnOnce() + 'static) {
    request_animation_frame(|| set_timeout(then, Duration::ZERO));
}

fn choose(line: &Element) -> Option<()> {
    let iso = line.id();
    let select = select()?;
    select.set_value(iso.strip_prefix("country-")?);
    dialog()?.close();
    fire(&select, "change");
    Some(())
}

/// Marks the line, if there is one, and brings it into sight.
fn activate(line: Option<Element>) {
    mark(line.as_ref());
    if let Some(line) = &line {
        show(line);
    }
}

/// Makes this line and no other the one that Enter chooses.
fn mark(line: Option<&Element>) {
    for other in country_list::lines(".active") {
        _ = other.class_list().remove_1(ACTIVE);
        _ = other.set_attribute("aria-selected", "false");
    }
    let Some(search) = search_field() else { return };
    let Some(line) = line else {
        _ = search.remove_attribute("aria-activedescendant");
        return;
    };
    _ = line.class_list().add_1(ACTIVE);
    _ = line.set_attribute("aria-selected", "true");
    _ = search.set_attribute("aria-activedescendant", &line.id());
}

/// Scrolls the list until the line is in sight.
fn show(line: &Element) {
    let nearest = ScrollIntoViewOptions::new();
    nearest.set_block(ScrollLogicalPosition::Nearest);
    line.scroll_into_view_with_scroll_into_view_options(&nearest);
}

fn dialog() -> Option<HtmlDialogElement> {
    in_page("#sheet")
}

fn search_field() -> Option<HtmlInputElement> {
    in_page("#country-search")
}

const ACTIVE: &str = "active";
