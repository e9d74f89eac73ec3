//! The list of countries in the picker: its lines, made once from the select's options, and
//! what a search leaves of them. Knows nothing of dialog, keys and choice.

use std::cell::RefCell;

use js_sys::JsString;
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlOptionElement, HtmlSelectElement};

use super::country_search::{Entry, Query, rank};
use super::dom::{all, in_page, plural};

/// The browser works out only those stretches of the list that are seen, each of so many lines:
/// all 245 would keep whoever opens it waiting.
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

/// Copies the select's countries into the list, once.
pub fn fill(select: &HtmlSelectElement) -> Option<()> {
    if STRETCHES.with_borrow(|stretches| !stretches.is_empty()) {
        return Some(());
    }
    let list = list()?;
    let options = select.options();
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
    find("").map(drop)
}

/// Shows what a search for `query` finds, says how much that is, and answers with the best of it.
pub fn find(query: &str) -> Option<Option<Element>> {
    let query = Query::new(&lower_nfkd(query));
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
    say_found(found);
    Some(best.map(|(_, line)| line))
}

/// What the lines stand in.
pub fn list() -> Option<HtmlElement> {
    in_page("#countries")
}

/// The line of the country with this ISO 3166-1 code.
pub fn line_of(iso: &str) -> Option<Element> {
    in_page(&format!("#country-{iso}"))
}

/// The lines of the list that a selector takes.
pub fn lines(selector: &str) -> Vec<Element> {
    all(&format!("#countries {selector}"))
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
    let leading = option.get_attribute("data-leading");
    let names = lower_nfkd(&format!("{name},{also}"));
    Some(Entry::new(
        &names,
        &option.value(),
        option.get_attribute("data-code")?,
        leading,
    ))
}

/// Says how many countries are found, in the plural that the language has for it.
fn say_found(count: u32) -> Option<()> {
    let status: Element = in_page("#countries-found")?;
    let said = plural(&status.get_attribute("data-found")?, count)?;
    status.set_text_content(Some(&said));
    Some(())
}

/// What [`Entry`] and [`Query`] take. The browser has Unicode's tables; the WASM does not.
fn lower_nfkd(text: &str) -> String {
    JsString::from(text)
        .to_lower_case()
        .normalize("NFKD")
        .into()
}
