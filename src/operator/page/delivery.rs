//! The messages that arrived, and why others did not.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::conversion::{by_attempts, within};
use super::frame::page_section;
use super::plot::{Mark, Series};
use super::table::{Cell, Table};
use crate::operator::report::PageReport;
use crate::operator::words::{count, country, percent, plain};
use crate::statistics::{Destination, DestinationTotals};

const SERIES: [Series; 2] = [
    Series::new("Delivered", Mark::Solid, |slot| slot.delivered),
    Series::new("Undelivered", Mark::Below, |slot| slot.failed),
];

/// Draws the section.
pub fn section(report: &PageReport) -> AnyView {
    let plot = report.plot(
        "plot-delivery",
        "Delivered and undelivered messages",
        &SERIES,
        count,
    );
    let totals = &report.totals;
    let table = Table {
        name: "Delivery by country and channel".to_owned(),
        heads: vec![
            "Country",
            "Channel",
            "Accepted",
            "Delivered",
            "Undelivered",
            "Of reported",
            "Half within",
            "95 % within",
            "Undelivered for",
            "Refused by Plivo for",
        ],
        rows: by_attempts(&totals.destinations).map(row).collect(),
        is_long: false,
        empty: "Nothing was sent in this time.",
    };
    let body = view! {
        {plot.draw()}
        {table.draw()}
    };
    page_section("delivery", "Delivery", body)
}

fn row((to, totals): (&Destination, &DestinationTotals)) -> Vec<Cell> {
    let failed = totals.undelivered();
    vec![
        Cell::words(country(&to.country)),
        Cell::words(to.channel.title()),
        Cell::number(count(totals.accepted)),
        Cell::number(count(totals.delivered)),
        Cell::number(count(failed)),
        Cell::number(percent(failed, failed + totals.delivered)),
        within(&totals.delivery_times, 0.5),
        within(&totals.delivery_times, 0.95),
        Cell::Prose(reasons(&totals.failed)),
        Cell::Prose(reasons(&totals.refused)),
    ]
}

/// The reasons with their counts, the most frequent first.
fn reasons(counts: &BTreeMap<String, u64>) -> String {
    let mut all: Vec<_> = counts.iter().filter(|(_, times)| **times > 0).collect();
    all.sort_by_key(|(_, times)| std::cmp::Reverse(**times));
    let all = all.into_iter();
    let all = all.map(|(reason, times)| format!("{} ×\u{a0}{}", plain(reason), count(*times)));
    let text = all.collect::<Vec<_>>().join(", ");
    Some(text)
        .filter(|text| !text.is_empty())
        .unwrap_or_else(|| "–".to_owned())
}
