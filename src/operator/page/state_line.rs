//! The state in one line, and what has to be known at once.

use leptos::prelude::*;

use crate::findings::{FoundThings, OperatorFinding, Urgency};
use crate::operator::report::PageReport;
use crate::operator::words;

/// The state in short, for the title of the page.
pub fn title(report: &PageReport) -> String {
    let current = &report.findings.current;
    let urgent = current.iter();
    let urgent = urgent
        .filter(|finding| finding.urgency == Urgency::Now)
        .count();
    match (current.len(), urgent) {
        (0, _) => "All well".to_owned(),
        (1, 1) => "One thing to see to now".to_owned(),
        (1, _) => "One thing to look at".to_owned(),
        (all, 0) => format!("{all} things to look at"),
        (all, urgent) => format!("{all} things to look at, {urgent} of them now"),
    }
}

/// Draws the state. A live page has no room for what is over.
pub fn section(report: &PageReport) -> AnyView {
    let FoundThings { current, past } = &report.findings;
    let is_live = report.view.is_live;
    let class = match current.first().map(|finding| finding.urgency) {
        None => "state well",
        Some(Urgency::Soon) => "state soon",
        Some(Urgency::Now) => "state now",
    };
    let findings = current.iter().map(|found| finding(found, is_live));
    let list = match current.is_empty() {
        true => view! { <p>"Nothing in the last two hours is out of the ordinary."</p> }.into_any(),
        false => view! { <ol class="findings">{findings.collect_view()}</ol> }.into_any(),
    };
    let has_past = !past.is_empty() && !is_live;
    let past = past.iter().map(|found| finding(found, is_live));
    let past = has_past.then(|| {
        view! {
            <h2>"Over, in the last 24 hours"</h2>
            <ol class="findings">{past.collect_view()}</ol>
        }
    });
    view! {
        <section class=class aria-labelledby="state">
            <h1 id="state">{title(report)}</h1>
            {list}
            {past}
        </section>
    }
    .into_any()
}

fn finding(finding: &OperatorFinding, is_live: bool) -> AnyView {
    let (class, word) = match finding.urgency {
        _ if finding.is_over() => ("tag", "Over"),
        Urgency::Now => ("tag now", "Now"),
        Urgency::Soon => ("tag soon", "Soon"),
    };
    let page = if is_live { "/" } else { "" };
    let link = format!("{page}#{}", finding.section);
    let cost = finding
        .cost
        .map(|cost| format!("Spent there in that time: {}. ", words::money(cost)));
    let advice = (!finding.is_over()).then_some(finding.advice);
    let rest = cost.clone().filter(|_| advice.is_none());
    view! {
        <li>
            <p><span class=class>{word}</span>" "<a href=link>{finding.sentence.clone()}</a></p>
            {advice.map(|advice| view! { <p class="fine">{cost.clone()}{advice}</p> })}
            <p class="fine">{rest}"Runbook: "<code>{finding.runbook()}</code></p>
        </li>
    }
    .into_any()
}
