//! The country picker, alive: a list that can be searched, in place of the select that
//! it reads and writes. A combobox with a list after the ARIA Authoring Practices, in a
//! native dialog, which keeps the focus, closes on Escape and on Back, and gives the
//! focus back.

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
use super::dom::{around, fire, forgive, in_page, is_right, put_in_place, target};

/// Puts the picker in the select's place, where the browser has dialogs. The list is made a
/// moment later, so that neither this nor opening it keeps anybody waiting.
pub fn enhance() -> Option<()> {
    let dialog = dialog()?;
    let opens = Reflect::has(&dialog, &"showModal".into());
    opens.ok().filter(|opens| *opens)?;
    let select = select()?;
    put_in_place(&picker()?, &select);
    set_timeout(move || _ = country_list::fill(&select), Duration::ZERO);
    show_choice()
}

/// Shows the select's country on the picker.
pub fn show_choice() -> Option<()> {
    let shown = chosen()?.text();
    picker()?.set_text_content(Some(&shown));
    Some(())
}

/// Takes back what was said of the choice.
pub fn forgive_choice() -> Option<()> {
    is_right(picker()?.as_ref());
    let select = select()?;
    forgive(&select);
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
pub fn clicked(event: &Event) -> Option<()> {
    if around(event, "#picker").is_some() {
        return open().or_else(go_plain);
    }
    // A click on the dialog itself is one beside what it holds.
    if around(event, ".close").is_some() || target::<HtmlDialogElement>(event).is_some() {
        dialog()?.close();
    }
    choose(&around(event, "[role=option]")?)
}

/// Gives the select its place back, as the list does not open here.
fn go_plain() -> Option<()> {
    let select = select()?;
    put_in_place(&select, &picker()?);
    select.focus().ok()
}

/// Shows what the search finds, and marks the best of it.
pub fn search() -> Option<()> {
    activate(country_list::find(&search_field()?.value())?);
    Some(())
}

/// What a key does in the search field. While an input method composes it is that one's: some
/// browsers say so by the key's number alone.
pub fn pressed(event: &KeyboardEvent) -> Option<()> {
    if event.is_composing() || event.key_code() == COMPOSED {
        return None;
    }
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
            // Held down since it opened the list, it chooses nothing.
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

fn picker() -> Option<HtmlElement> {
    in_page("#picker")
}

fn dialog() -> Option<HtmlDialogElement> {
    in_page("#sheet")
}

fn search_field() -> Option<HtmlInputElement> {
    in_page("#country-search")
}

const ACTIVE: &str = "active";

/// The number of every key that goes to an input method.
const COMPOSED: u32 = 229;
