//! The cost of messages.

use std::time::Duration;

use leptos::prelude::*;

use super::conversion::by_attempts;
use super::frame::page_section;
use super::plot::{Mark, Series};
use super::table::{Cell, Table};
use crate::domain::HOUR;
use crate::operator::report::PageReport;
use crate::operator::words::{count, country, money, money_each};
use crate::rate_limit::PARTS;
use crate::statistics::{Destination, DestinationTotals};

const SERIES: [Series; 1] = [Series::new("Spent", Mark::Solid, |slot| slot.spend)];

/// Draws the section.
pub fn section(report: &PageReport) -> AnyView {
    let plot = report.plot("plot-money", "Money spent", &SERIES, money);
    let totals = &report.totals;
    let sum = |of: fn(&DestinationTotals) -> u64| totals.destinations.values().map(of).sum();
    let (spent, verified): (u64, u64) = (sum(|totals| totals.spend), sum(|totals| totals.verified));
    let table = Table {
        name: "Money by country and channel".to_owned(),
        heads: vec!["Country", "Channel", "Spent", "Verified", "Each verified"],
        rows: by_attempts(&totals.destinations).map(row).collect(),
        is_long: false,
        empty: "Nothing was spent in this time.",
    };
    let body = view! {
        <p>"A verified person cost "<b>{money_each(spent, verified)}</b>"."</p>
        {caps(report)}
        {plot.draw()}
        {table.draw()}
    };
    page_section("money", "Money", body)
}

/// The use of the spending caps, over all instances.
fn caps(report: &PageReport) -> AnyView {
    let usage = report.readings.usage.iter().flat_map(|usage| &usage.spend);
    let rows = usage.map(|(period, share)| {
        let cap = report.readings.caps.iter().find(|(of, _)| of == period);
        let cap = cap.map_or(0, |(_, units)| u64::from(*units) * u64::from(PARTS));
        let used = (cap as f64 * share).round() as u64;
        vec![
            Cell::words(span(*period)),
            Cell::number(format!("{:.0}\u{a0}%", share * 100.0)),
            Cell::number(money(used)),
            Cell::number(money(cap)),
            Cell::Bar(*share),
        ]
    });
    let table = Table {
        name: "Use of the spending caps".to_owned(),
        heads: vec!["Cap", "Used", "Spent", "Of", ""],
        rows: rows.collect(),
        is_long: false,
        empty: "The store does not tell how far the spending caps are used up.",
    };
    table.draw()
}

fn span(period: Duration) -> &'static str {
    if period <= HOUR {
        "This hour"
    } else {
        "This day"
    }
}

fn row((to, totals): (&Destination, &DestinationTotals)) -> Vec<Cell> {
    vec![
        Cell::words(country(&to.country)),
        Cell::words(to.channel.title()),
        Cell::number(money(totals.spend)),
        Cell::number(count(totals.verified)),
        Cell::number(money_each(totals.spend, totals.verified)),
    ]
}
