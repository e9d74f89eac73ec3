//! The denials by limits.

use leptos::prelude::*;

use super::PageView;
use super::frame::page_section;
use super::plot::{Mark, Series};
use super::table::{Cell, Table};
use crate::operator::report::PageReport;
use crate::operator::words::{count, country};
use crate::statistics::DenialTotals;

const SERIES: [Series; 1] = [Series::new("Denied", Mark::Solid, |slot| slot.denied)];

/// The most countries that are named in a row.
const COUNTRIES: usize = 4;

/// Draws the section.
pub fn section(report: &PageReport) -> AnyView {
    let plot = report.plot(
        "plot-refusals",
        "Requests that limits denied",
        &SERIES,
        count,
    );
    let totals = &report.totals;
    let own = totals.denials.iter().filter(|(_, denials)| {
        let chosen = report.view.country.as_ref();
        chosen.is_none_or(|country| denials.countries.contains_key(country))
    });
    let mut denials: Vec<_> = own.collect();
    denials.sort_by_key(|(_, denials)| std::cmp::Reverse(denials.denied + denials.recorded));
    let rows = denials
        .into_iter()
        .map(|(limit, denials)| row(limit, denials, &report.view));
    let table = Table {
        name: "Denials by limit".to_owned(),
        heads: vec![
            "Limit",
            "Denied",
            "Only recorded",
            "Countries",
            "Numbers, for example",
        ],
        rows: rows.collect(),
        is_long: false,
        empty: "No limit denied anything in this time.",
    };
    let body = view! {
        {plot.draw()}
        {table.draw()}
        <p class="fine">"A number stands as its fingerprint, which leads to its lines in the trail. Limits \
            that only record let the request pass."</p>
    };
    page_section("refusals", "Refusals", body)
}

fn row(limit: &str, denials: &DenialTotals, view: &PageView) -> Vec<Cell> {
    let examples = denials.examples.iter();
    let examples = examples.map(|phone| (phone.clone(), in_trail(view, phone)));
    vec![
        Cell::words(limit),
        Cell::number(count(denials.denied)),
        Cell::number(count(denials.recorded)),
        Cell::Prose(countries(denials)),
        Cell::Codes(examples.collect()),
    ]
}

/// The address of the trail of one number, out of this view.
pub fn in_trail(view: &PageView, phone: &str) -> String {
    let view = PageView {
        phone: Some(phone.to_owned()),
        event: None,
        country: None,
        is_live: false,
        ..view.clone()
    };
    format!("{}#trail", view.path())
}

fn countries(denials: &DenialTotals) -> String {
    let mut all: Vec<_> = denials.countries.iter().collect();
    all.sort_by_key(|(_, times)| std::cmp::Reverse(**times));
    let more = all.len().saturating_sub(COUNTRIES);
    let named = all.into_iter().take(COUNTRIES);
    let mut named: Vec<_> = named
        .map(|(code, times)| format!("{} ×\u{a0}{}", country(code), count(*times)))
        .collect();
    if more > 0 {
        named.push(format!("{more} more"));
    }
    named.join(", ")
}
