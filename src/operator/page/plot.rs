//! Plots over time: bars in SVG, and a table with the same numbers behind each.

use std::fmt::Write;

use leptos::prelude::*;

use super::Period;
use super::table::{Cell, Table};
use crate::domain::Timestamp;
use crate::operator::report::PageReport;
use crate::operator::words;
use crate::statistics::SlotTotals;

/// A plot.
pub struct Plot<'a> {
    /// The ID that its parts are named by.
    pub id: &'static str,
    /// The title.
    pub title: &'static str,
    /// The columns, the oldest first.
    pub columns: &'a [(Timestamp, SlotTotals)],
    /// The period of the columns.
    pub period: Period,
    /// The numbers that are drawn, one over the other.
    pub series: &'a [Series],
    /// The writing of its numbers.
    pub write: fn(u64) -> String,
}

/// One number of each column.
pub struct Series {
    /// Its name.
    name: &'static str,
    /// The shape of its bars.
    mark: Mark,
    /// The number.
    of: fn(&SlotTotals) -> u64,
}

impl Series {
    pub const fn new(name: &'static str, mark: Mark, of: fn(&SlotTotals) -> u64) -> Self {
        Self { name, mark, of }
    }
}

/// The shape of bars. It differs where the colour does, which nobody has to see.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Upwards, an outline.
    Hollow,
    /// Upwards, filled.
    Solid,
    /// Downwards, filled.
    Below,
}

/// The height of the drawing.
const HEIGHT: f64 = 100.0;

/// The part of a column's width that stays free on each side.
const MARGIN: f64 = 0.12;

impl Mark {
    const fn class(self) -> &'static str {
        match self {
            Self::Hollow => "hollow",
            Self::Solid => "solid",
            Self::Below => "below",
        }
    }
}

impl PageReport {
    /// A plot of the report's columns.
    pub(super) fn plot<'a>(
        &'a self,
        id: &'static str,
        title: &'static str,
        series: &'a [Series],
        write: fn(u64) -> String,
    ) -> Plot<'a> {
        Plot {
            id,
            title,
            columns: &self.columns,
            period: self.view.period,
            series,
            write,
        }
    }
}

impl Plot<'_> {
    /// Draws it.
    pub fn draw(&self) -> AnyView {
        let write = self.write;
        let (up, down) = self.extent();
        let legend = self.series.iter().map(|series| {
            let sum: u64 = self.columns.iter().map(|(_, column)| (series.of)(column)).sum();
            let key = format!("key {}", series.mark.class());
            view! { <span><i class=key aria-hidden="true"></i>{series.name}" "<b>{write(sum)}</b></span> }
        });
        let scale = match down {
            0 => write(up),
            down => format!("{} / −{}", write(up), write(down)),
        };
        view! {
            <figure class="plot">
                <figcaption>{self.title}<span class="legend">{legend.collect_view()}</span></figcaption>
                {(up + down > 0).then(|| view! {
                    <p class="scale" aria-hidden="true">{scale}</p>
                    {self.drawing(up, down)}
                    <p class="ticks" aria-hidden="true">{self.ticks()}</p>
                })}
                {self.numbers()}
            </figure>
        }
        .into_any()
    }

    /// The highest number upwards and downwards.
    fn extent(&self) -> (u64, u64) {
        let highest = |is_below: bool| {
            let series = self.series.iter();
            let series = series.filter(move |series| (series.mark == Mark::Below) == is_below);
            let numbers = series
                .flat_map(|series| self.columns.iter().map(|(_, column)| (series.of)(column)));
            numbers.max().unwrap_or(0)
        };
        (highest(false), highest(true))
    }

    fn drawing(&self, up: u64, down: u64) -> AnyView {
        let unit = HEIGHT / (up + down) as f64;
        let zero = up as f64 * unit;
        let width = self.columns.len();
        let bars = self.series.iter().map(|series| {
            let path = self.path(series, zero, unit);
            view! { <path class=series.mark.class() d=path /> }
        });
        let axis = format!("M0 {zero:.2}H{width}");
        let (title, description) = (format!("{}-title", self.id), format!("{}-desc", self.id));
        let labels = format!("{title} {description}");
        view! {
            <svg viewBox=format!("0 0 {width} {HEIGHT}") preserveAspectRatio="none" role="img" aria-labelledby=labels>
                <title id=title>{self.title}</title>
                <desc id=description>{self.description()}</desc>
                {bars.collect_view()}
                <path class="axis" d=axis />
                {self.columns.iter().enumerate().map(|(nth, column)| self.hint(nth, column)).collect_view()}
            </svg>
        }
        .into_any()
    }

    fn path(&self, series: &Series, zero: f64, unit: f64) -> String {
        let mut path = String::new();
        for (nth, (_, column)) in self.columns.iter().enumerate() {
            let number = (series.of)(column);
            if number == 0 {
                continue;
            }
            let height = number as f64 * unit;
            let end = match series.mark {
                Mark::Below => zero + height,
                Mark::Hollow | Mark::Solid => zero - height,
            };
            let (left, right) = (nth as f64 + MARGIN, (nth + 1) as f64 - MARGIN);
            _ = write!(path, "M{left:.2} {zero:.2}V{end:.2}H{right:.2}V{zero:.2}Z");
        }
        path
    }

    /// The numbers of a column, for a pointer that rests on it.
    fn hint(&self, nth: usize, (at, column): &(Timestamp, SlotTotals)) -> AnyView {
        let numbers = self.series.iter().map(|series| {
            let number = (self.write)((series.of)(column));
            format!("{} {number}", series.name.to_lowercase())
        });
        let numbers = numbers.collect::<Vec<_>>().join(", ");
        let text = format!("{}: {numbers}", self.label(*at));
        let area = format!("M{nth} 0H{}V{HEIGHT}H{nth}Z", nth + 1);
        view! { <path class="hint" d=area><title>{text}</title></path> }.into_any()
    }

    fn description(&self) -> String {
        let mut text = String::new();
        for series in self.series {
            let highest = self
                .columns
                .iter()
                .max_by_key(|(_, column)| (series.of)(column));
            if let Some((at, column)) = highest {
                let (name, number) = (series.name, (self.write)((series.of)(column)));
                _ = write!(text, "{name}: most at {}, {number}. ", self.label(*at));
            }
        }
        text + "All numbers are in the table that follows."
    }

    /// Times below the drawing, at the same distance from each other.
    fn ticks(&self) -> AnyView {
        let Some((first, _)) = self.columns.first() else {
            return ().into_any();
        };
        let columns = u32::try_from(self.columns.len()).unwrap_or(0);
        let parts = match self.period {
            Period::Hour | Period::Day => 4,
            Period::Week => 7,
        };
        let ticks = (0..=parts).map(|part| {
            let at = *first + self.period.column() * (columns * part / parts);
            let text = match self.period {
                Period::Week => words::day(at),
                Period::Hour | Period::Day => words::clock(at),
            };
            view! { <span>{text}</span> }
        });
        ticks.collect_view().into_any()
    }

    fn numbers(&self) -> AnyView {
        let heads = self.series.iter().map(|series| series.name);
        let rows = self.columns.iter().rev().map(|(at, column)| {
            let numbers = self.series.iter();
            let numbers = numbers.map(|series| Cell::number((self.write)((series.of)(column))));
            let label = Cell::words(self.label(*at));
            [label].into_iter().chain(numbers).collect()
        });
        let table = Table {
            name: format!("{}, the newest first", self.title),
            heads: ["From, UTC"].into_iter().chain(heads).collect(),
            rows: rows.collect(),
            is_long: true,
            empty: "No numbers: the store does not answer.",
        };
        view! {
            <details>
                <summary>{self.title}" as a table"</summary>
                {table.draw()}
            </details>
        }
        .into_any()
    }

    fn label(&self, at: Timestamp) -> String {
        match self.period {
            Period::Hour => words::clock(at),
            Period::Day | Period::Week => format!("{} {}", words::day(at), words::clock(at)),
        }
    }
}
