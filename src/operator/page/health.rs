//! Plivo, the store, the certificate, and requests that failed.

use leptos::prelude::*;

use super::frame::page_section;
use super::table::{Cell, Table};
use crate::domain::{Channel, CodeLength};
use crate::operator::report::PageReport;
use crate::operator::words::{clock, count, day, duration};
use crate::public_certificate::{CertificateHealth, SeenCertificate};

/// Draws the section.
pub fn section(report: &PageReport) -> AnyView {
    let channels = Channel::ALL.map(|channel| {
        let state = match report.readings.cooldowns[channel] {
            None => "are sent.".to_owned(),
            Some(left) => format!("are not sent for another {}: Plivo fails.", duration(left)),
        };
        let name = channel.plural();
        view! { <li>"This instance: "{name}" "{state}</li> }
    });
    let store = match (&report.readings.usage, &report.readings.hours) {
        (Some(_), Some(_)) => "The store answers.",
        _ => "The store does not answer: nothing is sent, and nobody verifies.",
    };
    let codes = report
        .readings
        .usage
        .as_ref()
        .map(|usage| match usage.code_length {
            CodeLength::Six => "New codes have six digits, as always.",
            CodeLength::Eight => {
                "New codes have eight digits today, since many guesses were wrong."
            }
        });
    let body = view! {
        <ul>
            <li>{store}</li>
            {channels.into_iter().collect_view()}
            {codes.map(|codes| view! { <li>{codes}</li> })}
            {certificate(report).map(|told| view! { <li>"This instance: "{told}</li> }).collect_view()}
        </ul>
        {errors(report)}
    };
    page_section("health", "Plivo and the store", body)
}

/// The lines about the certificate of the public address; none where nobody looks.
fn certificate(report: &PageReport) -> impl Iterator<Item = String> {
    let known = &report.readings.certificate;
    let seen = known
        .seen
        .as_ref()
        .map(|seen| seen_certificate(report, seen));
    let unseen = known.unseen.as_ref().map(|unseen| {
        let (host, cause) = (&unseen.host, &unseen.cause);
        format!("cannot see the certificate of {host}: {cause}.")
    });
    seen.into_iter().chain(unseen)
}

fn seen_certificate(report: &PageReport, seen: &SeenCertificate) -> String {
    let host = &seen.host;
    if let CertificateHealth::Refused(refusal) = seen.health(report.readings.now) {
        return format!("the certificate of {host} {refusal}: browsers and Plivo refuse it.");
    }
    let until = seen.details.as_ref().map_or(String::new(), |details| {
        let left = duration(details.expires.since(report.readings.now));
        let (expires, issuer) = (day(details.expires), &details.issuer);
        format!(" until {expires}, for another {left}; it was issued by {issuer}")
    });
    format!("the certificate of {host} is trusted{until}.")
}

/// The hours in which requests of people failed, the newest first.
fn errors(report: &PageReport) -> AnyView {
    const KINDS: [&str; 3] = ["store", "provider", "server"];
    let hours = report.hours().iter().rev();
    let hours = hours.filter(|(_, hour)| hour.errors.values().any(|times| *times > 0));
    let rows = hours.map(|(at, hour)| {
        let label = Cell::words(format!("{} {}", day(*at), clock(*at)));
        let times = KINDS.map(|kind| {
            let times = hour.errors.get(kind).copied().unwrap_or(0);
            Cell::number(count(times))
        });
        [label].into_iter().chain(times).collect()
    });
    let table = Table {
        name: "Requests that failed, by hour".to_owned(),
        heads: vec!["Hour, UTC", "Store", "Plivo unreachable", "Server"],
        rows: rows.collect(),
        is_long: false,
        empty: "No request of anybody failed in this time.",
    };
    table.draw()
}
