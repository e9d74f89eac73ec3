//! The result of a rehearsal as text for the operator.

use std::fmt::Write;

use super::comparison::{Comparison, Difference};
use super::loader::LogExtract;
use crate::rate_limit::PARTS;
use crate::rfc3339;

/// The things that no rehearsal knows.
const UNKNOWABLE: [&str; 6] = [
    "people: who is denied now might have come back later or given up, and who is allowed now has \
     verified nothing here, so their messages stay unverified",
    "limits outside the shared limiter: of one number, of one verification, of codes and guesses, \
     and those that an instance counts for itself",
    "whom limits.countries and missing senders refused then, since that is not in the log; limits \
     of clients.toml are those of then",
    "what would have followed where a post or a debt is allowed now: their country and price are \
     not in the log",
    "requests that the store failed to answer, and up to 5 seconds before an instance was killed",
    "waiting for limits of texts and calls a second: a wait of up to 4 seconds denies nobody here",
];

/// Tells what is different, and what cannot be known. `error` is the comparison under the
/// settings in force, which differs by what the replay does not know.
pub fn text(comparison: &Comparison, error: &Comparison, log: &LogExtract) -> String {
    let mut text = String::new();
    let [since, until] = [log.since, log.until].map(rfc3339::text_in_seconds);
    let (posts, attempts) = (&comparison.posts, &comparison.attempts);
    let decisions = posts.decisions + attempts.decisions;
    let (instances, events, bytes) = (log.instances, log.events.len(), log.bytes);
    _ = writeln!(
        text,
        "{decisions} decisions from {since} to {until}, {instances} instances\n\
         the log: {events} events, {bytes} bytes\n"
    );
    _ = writeln!(text, "{}", row("", HEADINGS));
    _ = writeln!(text, "{}", row("posts", columns(posts)));
    _ = writeln!(text, "{}", row("texts and calls", columns(attempts)));
    let (then, now) = comparison.spend();
    _ = writeln!(text, "\nspend: then {}, now {}", money(then), money(now));
    add_countries(&mut text, comparison);
    add_limits(&mut text, comparison);
    for (limit, count) in &comparison.recorded {
        _ = writeln!(text, "only recorded: {count} by {limit}");
    }
    add_unknown(&mut text, comparison, error, log);
    text
}

const HEADINGS: [&str; 6] = [
    "asked for",
    "denied then",
    "denied now",
    "newly denied",
    "newly allowed",
    "other limit",
];

fn columns(counts: &Difference) -> [String; 6] {
    let Difference {
        decisions,
        denied_then,
        denied_now,
        newly_denied,
        newly_allowed,
        denied_otherwise,
    } = counts;
    [
        decisions,
        denied_then,
        denied_now,
        newly_denied,
        newly_allowed,
        denied_otherwise,
    ]
    .map(u64::to_string)
}

fn row(name: &str, columns: [impl AsRef<str>; 6]) -> String {
    let columns = columns.map(|column| format!("{:>15}", column.as_ref()));
    format!("{name:<16}{}", columns.concat())
}

fn add_countries(text: &mut String, comparison: &Comparison) {
    let headings = row("country", HEADINGS);
    let [then, now] = ["spend then", "spend now"];
    _ = writeln!(text, "\n{headings}{then:>14}{now:>14}");
    for (country, totals) in &comparison.countries {
        let [then, now] = [totals.spend_then, totals.spend_now].map(money);
        let row = row(country, columns(&totals.attempts));
        _ = writeln!(text, "{row}{then:>14}{now:>14}");
    }
}

fn add_limits(text: &mut String, comparison: &Comparison) {
    if comparison.limits.is_empty() {
        _ = writeln!(text, "\nno decision is different");
        return;
    }
    _ = writeln!(text, "\ndifferences by country and limit");
    for totals in &comparison.limits {
        let country = match &*totals.country {
            "" => "-",
            country => country,
        };
        let (limit, denied, allowed) = (&totals.limit, totals.newly_denied, totals.newly_allowed);
        let [saved, added] = [totals.spend_saved, totals.spend_added].map(money);
        _ = writeln!(
            text,
            "{country:<4}{limit:<30}{denied:>8} newly denied (-{saved}){allowed:>8} newly allowed \
             (+{added})"
        );
    }
}

fn add_unknown(text: &mut String, comparison: &Comparison, error: &Comparison, log: &LogExtract) {
    let differences = error.differences();
    _ = writeln!(
        text,
        "\nwith the settings in force the replay differs from what happened in {differences} \
         decisions: by so much it is wrong"
    );
    _ = writeln!(text, "\nnot known to this rehearsal:");
    let mut add = |line: &str| _ = writeln!(text, "- {line}");
    let begins = rfc3339::text_in_seconds(log.begins);
    add(&format!(
        "what buckets held when the log begins, at {begins}: they are empty then; a debt lasts up \
         to 30 days"
    ));
    if log.missing > 0 {
        add(&format!(
            "{} events that had no room in the log",
            log.missing
        ));
    }
    if log.lost_chunks > 0 {
        add(&format!(
            "{} parts of the log that are gone",
            log.lost_chunks
        ));
    }
    for (from, to) in &log.gaps {
        let [from, to] = [*from, *to].map(rfc3339::text_in_seconds);
        add(&format!("a time without a log, from {from} to {to}"));
    }
    if comparison.unknown > 0 {
        add(&format!(
            "{} decisions whose beginning is not in the log",
            comparison.unknown
        ));
    }
    UNKNOWABLE.into_iter().for_each(add);
}

/// Money in whole units of the account's currency.
fn money(parts: u64) -> String {
    let unit = u64::from(PARTS);
    format!("{}.{:04}", parts / unit, parts % unit)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::domain::Timestamp;

    #[test]
    fn what_is_missing_is_told() {
        let at = |minutes| Timestamp::EPOCH + Duration::from_mins(minutes);
        let mut log = LogExtract {
            events: Vec::new(),
            since: at(60),
            until: at(120),
            begins: at(10),
            instances: 2,
            missing: 0,
            lost_chunks: 0,
            gaps: Vec::new(),
            bytes: 4,
        };
        let same = Comparison::default();
        let told = [
            "- 7 events that had no room in the log",
            "- 3 parts of the log that are gone",
            "- a time without a log, from 1970-01-01T01:10:00Z to 1970-01-01T01:20:00Z",
            "- 5 decisions whose beginning is not in the log",
        ];
        let complete = text(&same, &same, &log);
        assert!(complete.contains("no decision is different"), "{complete}");
        assert!(complete.contains("when the log begins, at 1970-01-01T00:10:00Z"));
        assert!(told.iter().all(|line| !complete.contains(line)));
        (log.missing, log.lost_chunks) = (7, 3);
        log.gaps.push((at(70), at(80)));
        let incomplete = Comparison {
            unknown: 5,
            ..same.clone()
        };
        let text = text(&incomplete, &same, &log);
        for line in told.iter().chain(&UNKNOWABLE) {
            assert!(text.contains(line), "{line}: {text}");
        }
    }

    #[test]
    fn money_has_four_decimals() {
        for (parts, told) in [(0, "0.0000"), (77, "0.0077"), (123_450, "12.3450")] {
            assert_eq!(money(parts), told);
        }
    }
}
