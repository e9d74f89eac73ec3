//! The rows of the country picker's list: copied once from the options of the select, then shown
//! or hidden by a search. The dialog, keys and the choice are in `country_picker`.

use std::cell::RefCell;

use js_sys::JsString;
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlOptionElement, HtmlSelectElement};

use crate::ui::browser::dom::{query, query_all};
use crate::ui::browser::plural::plural;
use crate::ui::phone_input::country_search::{SearchEntry, SearchQuery, rank};

/// The rows in one section. The browser lays out only the sections in view; laying out all 245
/// rows would delay the opening of the list.
const SECTION_LENGTH: usize = 16;

thread_local! {
    static SECTIONS: RefCell<Vec<ListSection>> = const { RefCell::new(Vec::new()) };
}

/// Some rows of the list, with what a search finds each by, and the element around them.
struct ListSection {
    rows: Vec<(HtmlElement, SearchEntry)>,
    element: HtmlElement,
}

/// Copies the select's countries into the list; does nothing if that was done before.
pub fn fill(select: &HtmlSelectElement) -> Option<()> {
    if SECTIONS.with_borrow(|sections| !sections.is_empty()) {
        return Some(());
    }
    let list = list()?;
    let options = select.options();
    for first in (1..options.length()).step_by(SECTION_LENGTH) {
        let element: HtmlElement = document().create_element("ul").ok()?.unchecked_into();
        _ = element.set_attribute("role", "none");
        let mut rows = Vec::new();
        for index in (first..options.length()).take(SECTION_LENGTH) {
            let option: HtmlOptionElement = options.item(index)?.dyn_into().ok()?;
            let row = create_row(&option)?;
            element.append_child(&row).ok()?;
            rows.push((row, search_entry(&option)?));
        }
        list.append_child(&element).ok()?;
        SECTIONS.with_borrow_mut(|sections| sections.push(ListSection { rows, element }));
    }
    search("").map(drop)
}

/// Shows the rows that match, announces how many, and returns the best match.
pub fn search(typed: &str) -> Option<Option<Element>> {
    let query = SearchQuery::new(&lower_nfkd(typed));
    let mut best: Option<(u8, Element)> = None;
    let mut found = 0;
    SECTIONS.with_borrow(|sections| {
        for ListSection { rows, element } in sections {
            let before = found;
            for (row, entry) in rows {
                let rank = rank(&query, entry);
                row.set_hidden(rank.is_none());
                let Some(rank) = rank else { continue };
                found += 1;
                if best.as_ref().is_none_or(|(least, _)| rank < *least) {
                    best = Some((rank, row.clone().into()));
                }
            }
            element.set_hidden(found == before);
        }
    });
    announce_found(found);
    Some(best.map(|(_, row)| row))
}

/// The element around the whole list.
pub fn list() -> Option<HtmlElement> {
    query("#countries")
}

/// The row of a country, by its ISO 3166-1 code.
pub fn row_of(iso: &str) -> Option<Element> {
    query(&format!("#country-{iso}"))
}

/// The rows that match a selector.
pub fn rows(selector: &str) -> Vec<Element> {
    query_all(&format!("#countries {selector}"))
}

fn create_row(option: &HtmlOptionElement) -> Option<HtmlElement> {
    let row: HtmlElement = document().create_element("li").ok()?.unchecked_into();
    _ = row.set_attribute("role", "option");
    row.set_id(&format!("country-{}", option.value()));
    row.set_text_content(Some(&option.text()));
    Some(row)
}

fn search_entry(option: &HtmlOptionElement) -> Option<SearchEntry> {
    let text = option.text();
    // The calling code is behind the last bracket.
    let name = text.rsplit_once('(').map_or(&*text, |(name, _)| name);
    let aliases = option.get_attribute("data-also").unwrap_or_default();
    let leading = option.get_attribute("data-leading");
    let names = lower_nfkd(&format!("{name},{aliases}"));
    Some(SearchEntry::new(
        &names,
        &option.value(),
        option.get_attribute("data-code")?,
        leading,
    ))
}

fn announce_found(count: u32) -> Option<()> {
    let status: Element = query("#countries-found")?;
    let sentence = plural(&status.get_attribute("data-found")?, count)?;
    status.set_text_content(Some(&sentence));
    Some(())
}

/// Text as [`SearchEntry`] and [`SearchQuery`] take it. The browser has Unicode's tables, which would
/// make the WASM larger.
fn lower_nfkd(text: &str) -> String {
    JsString::from(text)
        .to_lower_case()
        .normalize("NFKD")
        .into()
}
