//! The way of people through the wizard, and where they give up.

use leptos::prelude::*;

use super::frame::page_section;
use super::table::{Cell, Table};
use crate::operator::report::PageReport;
use crate::operator::words::{count, percent};
use crate::statistics::Step;

const STEPS: [(Step, &str); 5] = [
    (Step::NumberShown, "Saw the form for the number"),
    (Step::NumberSent, "Posted a number"),
    (Step::CodeShown, "Were sent a code"),
    (Step::CodeTyped, "Typed a code"),
    (Step::Verified, "Are verified"),
];

/// Draws the section.
pub fn section(report: &PageReport) -> AnyView {
    let steps = report.totals.steps;
    let reached = STEPS.map(|(step, _)| steps[step]);
    let first = reached.iter().copied().max().unwrap_or(0).max(1);
    let rows = STEPS.iter().enumerate().map(|(nth, (_, words))| {
        let (here, next) = (reached[nth], reached.get(nth + 1));
        let gone = next.map_or("–".to_owned(), |next| count(here.saturating_sub(*next)));
        let of_before = match nth.checked_sub(1).and_then(|before| reached.get(before)) {
            Some(before) => percent(here, *before),
            None => "–".to_owned(),
        };
        vec![
            Cell::words(*words),
            Cell::number(count(here)),
            Cell::number(of_before),
            Cell::number(gone),
            Cell::Bar(here as f64 / first as f64),
        ]
    });
    let is_empty = reached.iter().all(|people| *people == 0);
    let table = Table {
        name: "People at each step".to_owned(),
        heads: vec!["Step", "People", "Of the step before", "Gave up here", ""],
        rows: rows.filter(|_| !is_empty).collect(),
        is_long: false,
        empty: "Nobody came in this time.",
    };
    let body = view! {
        {table.draw()}
        <p class="fine">"Of all countries and channels. Some are on their way at this moment."</p>
    };
    page_section("steps", "Where people give up", body)
}
