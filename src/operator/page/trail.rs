//! The newest events.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::PageView;
use super::choices::country_select;
use super::frame::{Reader, page_section};
use super::refusals::in_trail;
use super::table::{Cell, Table};
use crate::domain::Channel;
use crate::operator::report::PageReport;
use crate::operator::words::{country, moment};
use crate::statistics::TrailEntry;

/// The most events on a page.
const MOST: usize = 100;

/// Draws the section.
pub fn section(report: &PageReport, reader: &Reader) -> AnyView {
    let view = &report.view;
    let all = report.readings.trail.as_deref().unwrap_or_default();
    let found: Vec<_> = all.iter().filter(|entry| is_chosen(entry, view)).collect();
    let told = match (found.len(), all.len()) {
        (found, all) if found > MOST => {
            format!("The newest {MOST} of {found}, out of {all} events that are kept.")
        }
        (found, all) => format!("{found} of {all} events that are kept."),
    };
    let rows = found.into_iter().take(MOST).map(|entry| row(entry, view));
    let table = Table {
        name: "Trail, the newest first".to_owned(),
        heads: vec![
            "Time, UTC",
            "Event",
            "Country",
            "Channel",
            "Detail",
            "Number",
        ],
        rows: rows.collect(),
        is_long: !view.is_live,
        empty: match report.readings.trail {
            Some(_) => "No such event is kept.",
            None => "The store does not answer; the log has the audit trail.",
        },
    };
    let body = view! {
        {filters(report)}
        {view.phone.as_ref().map(|phone| decide(phone, reader))}
        <p class="fine">{told}" "{live(view)}</p>
        {table.draw()}
    };
    page_section("trail", "Trail", body)
}

fn filters(report: &PageReport) -> AnyView {
    let view = &report.view;
    let kept = view.fields().into_iter();
    let kept = kept.filter(|(name, _)| ["span", "channel", "live"].contains(name));
    let kept = kept.map(|(name, value)| view! { <input type="hidden" name=name value=value /> });
    let all = report
        .readings
        .trail
        .iter()
        .flatten()
        .map(|entry| &entry.event);
    let events: BTreeSet<_> = all.chain(&view.event).cloned().collect();
    let events = events.into_iter().map(|event| {
        let is_chosen = view.event.as_ref() == Some(&event);
        view! { <option value=event.clone() selected=is_chosen>{event.clone()}</option> }
    });
    view! {
        <form method="get" action="/#trail" class="filters">
            {kept.collect_view()}
            <label for="event">"Event"</label>
            <select id="event" name="event">
                <option value="">"All"</option>
                {events.collect_view()}
            </select>
            {country_select("trail-country", report)}
            <label for="fingerprint">"Fingerprint"</label>
            <input id="fingerprint" name="phone" value=view.phone.clone() autocomplete="off" spellcheck="false" />
            <button class="small" type="submit">"Show events"</button>
        </form>
    }
    .into_any()
}

/// Draws the way from the events of a number to what can be done about it.
fn decide(phone: &str, reader: &Reader) -> AnyView {
    let phone = phone.to_owned();
    view! {
        <form method="post" action="/look-up" class="filters">
            {reader.proof()}
            <input type="hidden" name="phone" value=phone />
            <button class="small" type="submit">"Block or allow this number"</button>
        </form>
    }
    .into_any()
}

fn live(view: &PageView) -> AnyView {
    let other = PageView {
        is_live: !view.is_live,
        ..view.clone()
    };
    match view.is_live {
        true => view! {
            "This page loads itself every 10 seconds. "<a href=other.path()>"Stop, and show all"</a>
        }
        .into_any(),
        false => view! { <a href=other.path()>"Follow it live"</a> }.into_any(),
    }
}

fn is_chosen(entry: &TrailEntry, view: &PageView) -> bool {
    let fits = |chosen: &Option<String>, own: Option<&str>| {
        chosen.as_deref().is_none_or(|chosen| own == Some(chosen))
    };
    fits(&view.event, Some(&entry.event))
        && fits(&view.country, entry.country.as_deref())
        && fits(&view.phone, entry.phone.as_deref())
        && view
            .channel
            .is_none_or(|channel| entry.channel == Some(channel))
}

fn row(entry: &TrailEntry, view: &PageView) -> Vec<Cell> {
    let place = entry.country.as_deref().map_or(String::new(), country);
    let channel = entry.channel.map_or("", Channel::title);
    let phone = entry.phone.iter();
    let phone = phone.map(|phone| (phone.clone(), in_trail(view, phone)));
    vec![
        Cell::words(moment(entry.at)),
        Cell::words(entry.event.clone()),
        Cell::words(place),
        Cell::words(channel),
        Cell::Prose(entry.detail.clone()),
        Cell::Codes(phone.collect()),
    ]
}
