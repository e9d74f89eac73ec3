//! Draws the operator's page: HTML and inline SVG, in English, without any script.
//!
//! [`render`] draws a [`PageReport`] for a [`Reader`]; its sections are a file each, in the order of the
//! page. `frame` is the document around them, `plot` and `table` what they are made of. Nothing here
//! reads a store or a clock.

mod choices;
mod conversion;
mod delivery;
mod frame;
mod health;
mod known_number;
mod login_page;
mod look_up;
mod money;
mod page_view;
mod plot;
mod refusals;
mod rulings;
mod state_line;
mod steps;
mod table;
mod trail;

pub use frame::{Reader, STYLE_PATH, icon, style};
pub use known_number::{KnownNumber, LimitUse, NumberHistory, Outcome};
pub use login_page::{LoginError, Refused, login, missing, refused};
pub use look_up::{LookUp, look_up};
pub use page_view::{PageView, Period};
pub use rulings::RulingLife;

use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;

use super::report::PageReport;
use frame::Frame;

/// Draws the page. A live one has the trail alone.
pub fn render(report: &PageReport, reader: &Reader) -> Response {
    let sections = match report.view.is_live {
        true => trail::section(report, reader).into_any(),
        false => view! {
            {choices::navigation(report)}
            {conversion::section(report)}
            {delivery::section(report)}
            {money::section(report)}
            {refusals::section(report)}
            {rulings::section(report)}
            {steps::section(report)}
            {health::section(report)}
            {trail::section(report, reader)}
            {look_up::section(reader)}
            {choices::simulation(reader)}
        }
        .into_any(),
    };
    let body = view! {
        {state_line::section(report)}
        {sections}
    };
    let frame = Frame {
        title: state_line::title(report),
        now: Some(report.readings.now),
        reloads: report.view.is_live,
        reader: Some(reader),
    };
    frame.response(StatusCode::OK, body.into_any())
}
