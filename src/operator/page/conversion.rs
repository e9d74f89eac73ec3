//! The people who typed the code that they were sent.

use std::time::Duration;

use leptos::prelude::*;

use super::frame::page_section;
use super::plot::{Mark, Series};
use super::table::{Cell, Table};
use crate::operator::report::PageReport;
use crate::operator::words::{count, country, duration, percent};
use crate::statistics::{Destination, DestinationTotals, Histogram};

const SERIES: [Series; 2] = [
    Series::new("Attempts", Mark::Hollow, |slot| slot.attempts),
    Series::new("Verified", Mark::Solid, |slot| slot.verified),
];

/// The bound of the longest times: they are between half of it and for ever.
const LONGEST: Duration = Duration::from_mins(10);

/// Draws the section.
pub fn section(report: &PageReport) -> AnyView {
    let plot = report.plot(
        "plot-conversion",
        "Attempts and verified people",
        &SERIES,
        count,
    );
    let totals = &report.totals;
    let table = Table {
        name: "Conversion by country and channel".to_owned(),
        heads: vec![
            "Country",
            "Channel",
            "Attempts",
            "Verified",
            "Of attempts",
            "Half within",
            "95 % within",
        ],
        rows: by_attempts(&totals.destinations).map(row).collect(),
        is_long: false,
        empty: "Nothing was sent in this time.",
    };
    let body = view! {
        {scope(report)}
        {plot.draw()}
        {table.draw()}
        <p class="fine">"“Within” is the time from the first message to the right code."</p>
    };
    page_section("conversion", "Conversion", body)
}

/// Says so where the plots show all destinations though some were asked for.
pub fn scope(report: &PageReport) -> Option<AnyView> {
    let is_filtered = report.view.country.is_some() || report.view.channel.is_some();
    (is_filtered && report.plots_all_destinations()).then(|| {
        view! {
            <p class="fine">"The plots of five minutes are of all countries and channels; the tables are of \
                what you chose."</p>
        }
        .into_any()
    })
}

/// The destinations, those with the most attempts first.
pub fn by_attempts<'a>(
    destinations: impl IntoIterator<Item = (&'a Destination, &'a DestinationTotals)>,
) -> impl Iterator<Item = (&'a Destination, &'a DestinationTotals)> {
    let mut all: Vec<_> = destinations.into_iter().collect();
    all.sort_by_key(|(_, totals)| std::cmp::Reverse(totals.attempts));
    all.into_iter()
}

/// The time within which this share of them was.
pub fn within(times: &Histogram, share: f64) -> Cell {
    let text = match times.quantile(share) {
        None => "–".to_owned(),
        Some(time) if time >= LONGEST => format!("over {}", duration(LONGEST / 2)),
        Some(time) => duration(time),
    };
    Cell::number(text)
}

fn row((to, totals): (&Destination, &DestinationTotals)) -> Vec<Cell> {
    vec![
        Cell::words(country(&to.country)),
        Cell::words(to.channel.title()),
        Cell::number(count(totals.attempts)),
        Cell::number(count(totals.verified)),
        Cell::number(percent(totals.verified, totals.attempts)),
        within(&totals.verification_times, 0.5),
        within(&totals.verification_times, 0.95),
    ]
}
