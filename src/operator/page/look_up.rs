//! The look-up of one number: its form, and what is known of it.

use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;

use super::frame::{Frame, Reader, page_section};
use super::known_number::{KnownNumber, NumberHistory, Outcome};
use super::refusals::in_trail;
use super::table::{Cell, Table};
use super::{PageView, rulings};
use crate::domain::Timestamp;
use crate::operator::words::{country, moment};

/// The result of a look-up.
#[derive(Clone, Debug)]
pub enum LookUp {
    /// The typed text is no number.
    NotANumber,
    /// The store does not answer.
    Unavailable,
    /// The number, as far as it is known.
    Found(Box<KnownNumber>),
}

/// Draws the section with the form.
pub fn section(reader: &Reader) -> AnyView {
    page_section("look-up", "Look up a number", form(reader, false))
}

/// Draws the page with the result.
pub fn look_up(found: &LookUp, reader: &Reader, now: Timestamp) -> Response {
    let (status, result) = match found {
        LookUp::NotANumber => (StatusCode::UNPROCESSABLE_ENTITY, ().into_any()),
        LookUp::Unavailable => (
            StatusCode::SERVICE_UNAVAILABLE,
            view! { <p class="error" role="alert">"The store does not answer."</p> }.into_any(),
        ),
        LookUp::Found(found) => (status(found), known(found, reader)),
    };
    let body = view! {
        <section>
            <h1>"Look up a number"</h1>
            {result}
            {matches!(found, LookUp::Found(_)).then(|| view! { <h2>"Another number"</h2> })}
            {form(reader, matches!(found, LookUp::NotANumber))}
            <p><a href="/">"Back to all numbers"</a></p>
        </section>
    };
    let frame = Frame {
        title: "A number".to_owned(),
        now: Some(now),
        reloads: false,
        reader: Some(reader),
    };
    frame.response(status, body.into_any())
}

fn form(reader: &Reader, is_wrong: bool) -> AnyView {
    let error = is_wrong.then(|| {
        view! {
            <p id="phone-error" class="error" role="alert">
                "That is no phone number. Write it with + and the country code."
            </p>
        }
    });
    let (described, invalid) = match is_wrong {
        true => ("phone-error", Some("true")),
        false => ("phone-hint", None),
    };
    view! {
        <form method="post" action="/look-up" class="filters">
            {reader.proof()}
            <label for="phone">"Phone number or fingerprint"</label>
            <input
                id="phone" name="phone" autocomplete="off" spellcheck="false" required
                aria-describedby=described aria-invalid=invalid
            />
            <button class="small" type="submit">"Look up"</button>
            {error}
            <p id="phone-hint" class="fine">"With its country code, such as +44 7700 900123. It is neither kept \
                nor logged."</p>
        </form>
    }
    .into_any()
}

fn status(known: &KnownNumber) -> StatusCode {
    match known.outcome {
        Some(Outcome::Refused(_)) => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::OK,
    }
}

fn known(known: &KnownNumber, reader: &Reader) -> AnyView {
    let link = in_trail(&PageView::default(), &known.fingerprint);
    let rule = known.rule.as_ref();
    let rule = rule.map(|rule| view! { <p><b>{rulings::words(rule)}</b></p> });
    let name = known.history.as_ref().map(|history| {
        let place = country(&history.country);
        view! { <p><b>{history.shown.clone()}</b>", "{place}</p> }
    });
    view! {
        {name}
        <p>"Fingerprint "<a href=link><code>{known.fingerprint.clone()}</code></a>", which leads to its events in \
            the trail."</p>
        {rule}
        <h2>"What you can do"</h2>
        {rulings::form(known, reader)}
        {known.history.as_ref().map(history)}
    }
    .into_any()
}

fn history(history: &NumberHistory) -> AnyView {
    let refusals = history
        .refusals
        .iter()
        .map(|why| view! { <li>{why.clone()}</li> });
    let refusals = match history.refusals.is_empty() {
        true => view! { <p>"Nothing about the number itself would be refused now."</p> }.into_any(),
        false => view! { <ul>{refusals.collect_view()}</ul> }.into_any(),
    };
    view! {
        <h2>"Refused now"</h2>
        {refusals}
        <h2>"Limits of the number"</h2>
        {limits(history)}
        <h2>"Texts and calls to it"</h2>
        {attempts(history)}
        <h2>"Wrong guesses on it"</h2>
        {guesses(history)}
    }
    .into_any()
}

fn limits(history: &NumberHistory) -> AnyView {
    let rows = history.limits.iter().map(|limit| {
        vec![
            Cell::words(limit.name.clone()),
            Cell::number(limit.used.to_string()),
            Cell::number(limit.of.to_string()),
            Cell::Bar(limit.used as f64 / limit.of.max(1) as f64),
        ]
    });
    let table = Table {
        name: "Limits of the number".to_owned(),
        heads: vec!["Limit", "Used", "Of", ""],
        rows: rows.collect(),
        is_long: false,
        empty: "It has none.",
    };
    table.draw()
}

fn attempts(history: &NumberHistory) -> AnyView {
    let rows = history.attempts.iter();
    let rows = rows.map(|(at, channel)| {
        let channel = channel.title();
        vec![Cell::words(moment(*at)), Cell::words(channel)]
    });
    let table = Table {
        name: "Texts and calls, the newest first".to_owned(),
        heads: vec!["Time, UTC", "Channel"],
        rows: rows.collect(),
        is_long: false,
        empty: "None that a limit still counts.",
    };
    table.draw()
}

fn guesses(history: &NumberHistory) -> AnyView {
    let rows = history.guesses.iter().rev();
    let table = Table {
        name: "Wrong guesses, the newest first".to_owned(),
        heads: vec!["Time, UTC"],
        rows: rows.map(|at| vec![Cell::words(moment(*at))]).collect(),
        is_long: false,
        empty: "None that a limit still counts.",
    };
    table.draw()
}
