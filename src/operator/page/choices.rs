//! The choices of the reader: the time, the country and the channel, and in development a bad
//! evening.

use leptos::prelude::*;

use super::frame::page_section;
use super::{PageView, Period, Reader};
use crate::domain::Channel;
use crate::operator::report::PageReport;
use crate::operator::words;

/// Draws the choice of the time and of the destinations.
pub fn navigation(report: &PageReport) -> AnyView {
    let view = &report.view;
    let periods = Period::ALL.map(|period| {
        let link = PageView {
            period,
            ..view.clone()
        };
        let current = (period == view.period).then_some("page");
        view! { <li><a href=link.path() aria-current=current>{period.words()}</a></li> }
    });
    let span = (view.period != Period::default()).then(|| view.period.name());
    let filtered = view.country.is_some() || view.channel.is_some();
    let all = PageView {
        period: view.period,
        ..PageView::default()
    };
    view! {
        <nav class="choices" aria-label="Time and destination">
            <ul class="periods">{periods.into_iter().collect_view()}</ul>
            <form method="get" action="/" class="filters">
                {span.map(|span| view! { <input type="hidden" name="span" value=span /> })}
                {country_select("country", report)}
                <label for="channel">"Channel"</label>
                <select id="channel" name="channel">{channels(view)}</select>
                <button class="small" type="submit">"Show"</button>
                {filtered.then(|| view! { <a href=all.path()>"Show all"</a> })}
            </form>
            <p class="fine">"Times are UTC. Money is in the unit of your price tables."</p>
        </nav>
    }
    .into_any()
}

/// Draws the choice of a country, as the field with this ID.
pub fn country_select(id: &'static str, report: &PageReport) -> AnyView {
    let chosen = &report.view.country;
    let mut countries: Vec<_> = report
        .countries()
        .into_iter()
        .map(|code| (words::country(&code), code))
        .collect();
    countries.sort_unstable();
    let options = countries.into_iter().map(|(name, code)| {
        let is_chosen = chosen.as_ref() == Some(&code);
        view! { <option value=code selected=is_chosen>{name}</option> }
    });
    view! {
        <label for=id>"Country"</label>
        <select id=id name="country">
            <option value="">"All"</option>
            {options.collect_view()}
        </select>
    }
    .into_any()
}

fn channels(view: &PageView) -> AnyView {
    let options = Channel::ALL.map(|channel| {
        let is_chosen = view.channel == Some(channel);
        view! { <option value=channel.name() selected=is_chosen>{channel.title()}</option> }
    });
    view! { <option value="">"All"</option>{options.into_iter().collect_view()} }.into_any()
}

/// Draws the button that plays a bad evening, where Plivo is simulated.
pub fn simulation(reader: &Reader) -> Option<AnyView> {
    reader.is_simulated.then(|| {
        let body = view! {
            <p>"Plivo is simulated here. A bad evening fills the last 24 hours with made-up numbers, \
                so that you see this page when it matters."</p>
            <form method="post" action="/bad-evening">
                {reader.proof()}
                <button class="small" type="submit">"Play a bad evening"</button>
            </form>
        };
        page_section("simulation", "Development", body)
    })
}
