//! Tables. A wide one scrolls inside its own box.

use leptos::prelude::*;

/// One cell.
#[derive(Clone, Debug)]
pub enum Cell {
    /// Words.
    Words(String),
    /// A number, which stands at the right.
    Number(String),
    /// Words that may take several lines.
    Prose(String),
    /// A text of ours for machines, such as a fingerprint, and where it leads to.
    Codes(Vec<(String, String)>),
    /// A part of a whole, from 0 to 1, as a bar: what stands beside it says the same.
    Bar(f64),
}

/// A table.
pub struct Table {
    /// Its name, for those who hear it.
    pub name: String,
    /// The heads of its columns; empty over bars.
    pub heads: Vec<&'static str>,
    /// Its rows; the first cell of each is what the row is about.
    pub rows: Vec<Vec<Cell>>,
    /// Whether it is long, and gets a box that is not as high.
    pub is_long: bool,
    /// The sentence where there are no rows.
    pub empty: &'static str,
}

impl Cell {
    /// A text.
    pub fn words(text: impl Into<String>) -> Self {
        Self::Words(text.into())
    }

    /// A number.
    pub fn number(text: impl Into<String>) -> Self {
        Self::Number(text.into())
    }
}

impl Table {
    /// Draws it.
    pub fn draw(self) -> AnyView {
        let Self {
            name,
            heads,
            rows,
            is_long,
            empty,
        } = self;
        let Some(first) = rows.first() else {
            return view! { <p class="fine">{empty}</p> }.into_any();
        };
        let heads = heads.into_iter().zip(first).map(|(head, cell)| match cell {
            Cell::Bar(_) => view! { <td class="bars"></td> }.into_any(),
            Cell::Number(_) => view! { <th scope="col" class="n">{head}</th> }.into_any(),
            _ => view! { <th scope="col">{head}</th> }.into_any(),
        });
        let heads = heads.collect_view();
        let rows = rows.into_iter().map(|row| {
            let cells = row.into_iter().enumerate();
            let cells = cells.map(|(nth, cell)| draw_cell(cell, nth == 0));
            view! { <tr>{cells.collect_view()}</tr> }
        });
        let label = name.clone();
        let class = if is_long { "scroll long" } else { "scroll" };
        view! {
            <div class=class role="region" aria-label=label tabindex="0">
                <table>
                    <caption class="unseen">{name}</caption>
                    <thead><tr>{heads}</tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        }
        .into_any()
    }
}

fn draw_cell(cell: Cell, is_subject: bool) -> AnyView {
    match cell {
        Cell::Words(text) if is_subject => view! { <th scope="row">{text}</th> }.into_any(),
        Cell::Words(text) => view! { <td>{text}</td> }.into_any(),
        Cell::Prose(text) => view! { <td class="prose">{text}</td> }.into_any(),
        Cell::Number(text) => view! { <td class="n">{text}</td> }.into_any(),
        Cell::Bar(share) => {
            let bar = format!("M0 0H{:.1}V8H0Z", share.clamp(0.0, 1.0) * 100.0);
            view! {
                <td class="bars">
                    <svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                        <path class="track" d="M0 0H100V8H0Z" />
                        <path class="solid" d=bar />
                    </svg>
                </td>
            }
            .into_any()
        }
        Cell::Codes(codes) => {
            let codes = codes.into_iter().map(|(text, link)| {
                let short: String = text.chars().take(SHORT).collect();
                view! { <a href=link title=text><code>{short}"…"</code></a>" " }
            });
            view! { <td class="codes">{codes.collect_view()}</td> }.into_any()
        }
    }
}

/// The characters of a fingerprint that tell it from others on a page.
const SHORT: usize = 10;
