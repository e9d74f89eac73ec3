//! The country picker, alive: a list that can be searched, in place of the select that
//! it reads and writes. A combobox with a list after the ARIA Authoring Practices, in a
//! native dialog, which keeps the focus, closes on Escape and on Back, and gives the
//! focus back.

use std::cell::RefCell;
use std::time::Duration;

use js_sys::{Array, Intl, JsString, Object};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{
    Element, HtmlDialogElement, HtmlElement, HtmlInputElement, HtmlOptionElement,
    HtmlSelectElement, ScrollIntoViewOptions, ScrollLogicalPosition,
};

use super::country_search::{Entry, rank};
use super::dom::{fire, in_page};

/// The browser works out only those stretches of the list that are seen: each of so many lines.
const STRETCH: usize = 16;

thread_local! {
    /// The stretches of the list, and what each of their lines can be found by.
    static STRETCHES: RefCell<Vec<Stretch>> = const { RefCell::new(Vec::new()) };
}

/// Lines of the list, and what they stand in.
struct Stretch {
    lines: Vec<(HtmlElement, Entry)>,
    around: HtmlElement,
}

/// Puts the picker in the select's place. The list is made a moment later, so that
/// neither this nor opening it keeps anybody waiting.
pub fn enhance() -> Option<()> {
    in_page::<Element>("#picker")?
        .remove_attribute("hidden")
        .ok()?;
    select()?.set_hidden(true);
    set_timeout(|| _ = fill(), Duration::ZERO);
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
    let best = show_found()?;
    activate(best);
    Some(())
}

/// Shows what the search finds, says how much that is, and answers with the best of it.
fn show_found() -> Option<Option<Element>> {
    let query = folded(&search_field()?.value());
    let mut best: Option<(u8, Element)> = None;
    let mut found = 0;
    STRETCHES.with_borrow(|stretches| {
        for Stretch { lines, around } in stretches {
            let before = found;
            for (line, entry) in lines {
                let rank = rank(&query, entry);
                line.set_hidden(rank.is_none());
                let Some(rank) = rank else { continue };
                found += 1;
                if best.as_ref().is_none_or(|(least, _)| rank < *least) {
                    best = Some((rank, line.clone().into()));
                }
            }
            around.set_hidden(found == before);
        }
    });
    say_found(found)?;
    Some(best.map(|(_, line)| line))
}

/// What a key does in the search field.
pub fn pressed(event: &KeyboardEvent) -> Option<()> {
    let shown = lines("[role=option]:not([hidden])");
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
    fill()?;
    let search = search_field()?;
    if !search.value().is_empty() {
        search.set_value("");
        show_found();
    }
    dialog()?.show_modal().ok()?;
    let current = chosen()?.value();
    activate(line_of(&current));
    Some(())
}

/// Copies the select's countries into the list, once.
fn fill() -> Option<()> {
    if STRETCHES.with_borrow(|stretches| !stretches.is_empty()) {
        return Some(());
    }
    let list: Element = in_page("#countries")?;
    let options = select()?.options();
    for first in (1..options.length()).step_by(STRETCH) {
        let around: HtmlElement = document().create_element("ul").ok()?.unchecked_into();
        _ = around.set_attribute("role", "none");
        let mut lines = Vec::new();
        for index in (first..options.length()).take(STRETCH) {
            let option: HtmlOptionElement = options.item(index)?.dyn_into().ok()?;
            let line = line(&option)?;
            around.append_child(&line).ok()?;
            lines.push((line, entry(&option)?));
        }
        list.append_child(&around).ok()?;
        STRETCHES.with_borrow_mut(|stretches| stretches.push(Stretch { lines, around }));
    }
    show_found().map(drop)
}

/// The line of a country.
fn line(option: &HtmlOptionElement) -> Option<HtmlElement> {
    let line: HtmlElement = document().create_element("li").ok()?.unchecked_into();
    _ = line.set_attribute("role", "option");
    line.set_id(&format!("country-{}", option.value()));
    line.set_text_content(Some(&option.text()));
    Some(line)
}

/// What a country can be found by.
fn entry(option: &HtmlOptionElement) -> Option<Entry> {
    let text = option.text();
    let name = text
        .rsplit_once(" (")
        .map_or(text.as_str(), |(name, _)| name);
    let also = option.get_attribute("data-also").unwrap_or_default();
    Some(Entry {
        names: folded(&format!("{name},{also}")),
        iso: folded(&option.value()),
        code: option.get_attribute("data-code")?,
        main: option.get_attribute("data-leading").is_none(),
    })
}

fn choose(line: &Element) -> Option<()> {
    let iso = line.id();
    let select = select()?;
    select.set_value(iso.strip_prefix("country-")?);
    dialog()?.close();
    fire(&select, "change");
    Some(())
}

fn activate(line: Option<Element>) {
    for other in lines(".active") {
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
    let nearest = ScrollIntoViewOptions::new();
    nearest.set_block(ScrollLogicalPosition::Nearest);
    line.scroll_into_view_with_scroll_into_view_options(&nearest);
}

/// Says how many countries are found, in the plural that the language has for it.
fn say_found(count: u32) -> Option<()> {
    let status: Element = in_page("#countries-found")?;
    let language = document().document_element()?.get_attribute("lang")?;
    let rules = Intl::PluralRules::new(&Array::of1(&language.into()), &Object::new());
    let plural = match count {
        0 => "zero".to_owned(),
        _ => String::from(rules.select(count.into())),
    };
    let sentences = status.get_attribute("data-found")?;
    let sentence = |plural: &str| {
        let mut lines = sentences.lines();
        lines.find_map(|line| Some(line.strip_prefix(plural)?.trim_start().to_owned()))
    };
    let said = sentence(&plural).or_else(|| sentence("other"))?;
    status.set_text_content(Some(&said.replace('\u{FFFC}', &count.to_string())));
    Some(())
}

/// In lower case, without what many leave out when they search: accents, the hamza and
/// vowels of Arabic, the dot under Hindi letters.
fn folded(text: &str) -> String {
    let text = JsString::from(text).to_lower_case();
    let apart = String::from(text.normalize("NFD"));
    let left_out =
        |c: &char| matches!(*c, '\u{300}'..='\u{36F}' | '\u{64B}'..='\u{655}' | '\u{93C}');
    apart.chars().filter(|c| !left_out(c)).collect()
}

fn dialog() -> Option<HtmlDialogElement> {
    in_page("#sheet")
}

fn search_field() -> Option<HtmlInputElement> {
    in_page("#country-search")
}

fn line_of(iso: &str) -> Option<Element> {
    in_page::<HtmlElement>(&format!("#country-{iso}")).map(Into::into)
}

/// Lines of the list.
fn lines(selector: &str) -> Vec<Element> {
    let Ok(nodes) = document().query_selector_all(&format!("#countries {selector}")) else {
        return Vec::new();
    };
    (0..nodes.length())
        .filter_map(|index| nodes.item(index)?.dyn_into().ok())
        .collect()
}

const ACTIVE: &str = "active";
