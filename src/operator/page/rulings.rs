//! The operator's rulings about single numbers: the form, and the rules in force.

use std::time::Duration;

use leptos::prelude::*;

use super::PageView;
use super::frame::{Reader, page_section};
use super::known_number::{KnownNumber, Outcome};
use super::refusals::in_trail;
use super::table::{Cell, Table};
use crate::domain::DAY;
use crate::operator::report::PageReport;
use crate::operator::words::{duration, moment};
use crate::verifier::number_rules::{LONGEST_RULE, NumberRule, Ruling};

/// The time for which a rule holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RulingLife(pub Duration);

impl RulingLife {
    /// The choices.
    const ALL: [Self; 4] = [
        Self(Duration::from_hours(1)),
        Self(DAY),
        Self(DAY.saturating_mul(7)),
        Self(LONGEST_RULE),
    ];

    /// Reads a choice, in seconds.
    pub fn from_value(value: &str) -> Option<Self> {
        let mut choices = Self::ALL.into_iter();
        choices.find(|choice| choice.value() == value)
    }

    fn value(self) -> String {
        self.0.as_secs().to_string()
    }
}

/// Draws the form of rulings about one number.
pub(super) fn form(known: &KnownNumber, reader: &Reader) -> AnyView {
    let history = known.history.as_ref();
    let phone = history.map_or(&known.fingerprint, |history| &history.number);
    let (told, refused) = match known.outcome {
        Some(Outcome::Done(told)) => (Some(told), None),
        Some(Outcome::Refused(why)) => (None, Some(why)),
        None => (None, None),
    };
    let told = told.map(|told| view! { <p role="status"><b>{told}</b></p> });
    let refused =
        refused.map(|why| view! { <p id="ruling-error" class="error" role="alert">{why}</p> });
    let lives = RulingLife::ALL.map(|life| {
        view! { <option value=life.value() selected=life.0 == DAY>{duration(life.0)}</option> }
    });
    let by = reader.is_nameless.then(|| {
        view! {
            <label for="by">"Your name"</label>
            <input id="by" name="by" autocomplete="name" maxlength="64" required />
        }
    });
    let unlock = history.map(|_| button("unlock", "Unlock"));
    let lift = known.rule.as_ref().map(|_| button("lift", "Lift the rule"));
    view! {
        {told}
        <form method="post" action="/ruling" class="filters">
            {reader.proof()}
            <input type="hidden" name="phone" value=phone.clone() />
            {by}
            <label for="reason">"Reason"</label>
            <input id="reason" name="reason" autocomplete="off" maxlength="200" required
                aria-describedby=refused.is_some().then_some("ruling-error") />
            <label for="life">"For"</label>
            <select id="life" name="life">{lives.into_iter().collect_view()}</select>
            {button("block", "Block")}
            {button("allow", "Allow")}
            {unlock}
            {lift}
            {refused}
            <p class="fine">"Nothing is sent to a blocked number. Limits of the number, its block and its country do \
                not count for an allowed one; limits of whoever asks, and of money, do. To unlock forgets its texts, \
                calls and wrong guesses. Other instances follow within five seconds. Name and reason go into the \
                audit trail."</p>
        </form>
    }
    .into_any()
}

fn button(action: &'static str, words: &'static str) -> AnyView {
    view! { <button class="small" type="submit" name="action" value=action>{words}</button> }
        .into_any()
}

/// Tells a rule that holds.
pub(super) fn words(rule: &NumberRule) -> String {
    let ruling = match rule.ruling {
        Ruling::Block => "Blocked",
        Ruling::Allow => "Allowed",
    };
    let until = moment(rule.until);
    format!("{ruling} until {until} by {}: {}", rule.by, rule.reason)
}

/// Draws the rules in force, where there are any.
pub fn section(report: &PageReport) -> Option<AnyView> {
    let rules = report
        .readings
        .rules
        .as_deref()
        .filter(|rules| !rules.is_empty())?;
    let rows = rules.iter().map(|rule| {
        let link = in_trail(&PageView::default(), &rule.phone);
        let ruling = match rule.ruling {
            Ruling::Block => "block",
            Ruling::Allow => "allow",
        };
        vec![
            Cell::words(ruling),
            Cell::Codes(vec![(rule.phone.clone(), link)]),
            Cell::words(moment(rule.until)),
            Cell::Prose(rule.by.clone()),
            Cell::Prose(rule.reason.clone()),
        ]
    });
    let table = Table {
        name: "Rules about numbers".to_owned(),
        heads: vec!["Rule", "Number", "Until, UTC", "By", "Reason"],
        rows: rows.collect(),
        is_long: true,
        empty: "There are none.",
    };
    let body = view! {
        {table.draw()}
        <p class="fine">"Look a number up, by itself or by its fingerprint, to lift its rule."</p>
    };
    Some(page_section("rules", "Rules about numbers", body))
}
