//! Phone entry, alive: the country follows a typed country code, the example
//! follows the country, and one press sends once.

use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement, HtmlOptionElement, HtmlSelectElement};

use super::dom::{find, once, target, wake};
use crate::domain::code::ascii_digit;

/// Wraps the form of [`phone_step`](super::phone_step).
#[island]
pub fn PhoneEntry(children: Children) -> impl IntoView {
    let island = NodeRef::<Div>::new();
    Effect::new(move |_| {
        wake();
        // What was typed before the WASM arrived counts as typed now.
        follow_number(island);
    });
    let typed = move |event: Event| {
        if target::<HtmlInputElement>(&event).is_some() {
            follow_number(island);
        }
    };
    let chosen = move |event: Event| {
        if target::<HtmlSelectElement>(&event).is_some() {
            show_example(island);
        }
    };
    view! {
        <div node_ref=island on:input=typed on:change=chosen on:submit=move |event| once(&event)>
            {children()}
        </div>
    }
}

/// Chooses the country whose calling code the number starts with. A country that has
/// that code already stays: the Isle of Man shares its code with the United Kingdom.
fn follow_number(island: NodeRef<Div>) -> Option<()> {
    let typed: String = find::<HtmlInputElement>(island, "input[name=phone]")?
        .value()
        .chars()
        .map(ascii_digit)
        .collect();
    let digits: String = typed
        .trim_start()
        .strip_prefix('+')?
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    let select: HtmlSelectElement = find(island, "select")?;
    let code = |option: &Element| {
        option
            .get_attribute("data-code")
            .filter(|code| digits.starts_with(code.as_str()))
    };
    if selected(&select).is_some_and(|option| code(&option).is_some()) {
        return Some(());
    }
    let options = select.options();
    let matching = (0..options.length())
        .filter_map(|index| options.item(index))
        .filter(|option| code(option).is_some());
    let main = matching.min_by_key(|option| {
        !MAIN.contains(&option.get_attribute("value").unwrap_or_default().as_str())
    })?;
    select.set_value(&main.get_attribute("value")?);
    show_example(island);
    Some(())
}

/// Of the countries that share a calling code, the one that most of its numbers are in.
const MAIN: [&str; 12] = [
    "US", "GB", "AU", "FR", "GP", "RU", "IT", "NO", "MA", "SH", "FI", "CW",
];

fn show_example(island: NodeRef<Div>) -> Option<()> {
    let option = selected(&find(island, "select")?);
    let example = option.and_then(|option| option.get_attribute("data-example"));
    let line: Element = find(island, ".example")?;
    _ = line.toggle_attribute_with_force("hidden", example.is_none());
    line.query_selector("bdi")
        .ok()??
        .set_text_content(example.as_deref());
    Some(())
}

fn selected(select: &HtmlSelectElement) -> Option<HtmlOptionElement> {
    let index = u32::try_from(select.selected_index()).ok()?;
    select.options().item(index)?.dyn_into().ok()
}
