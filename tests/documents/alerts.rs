//! The alerts and the dashboard of `deploy`: their metrics exist, each alert has an entry in the
//! runbook, and promtool has seen each fire.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use ringcode::metrics::Metrics;
use serde_json::Value;

use crate::root;

const ALERTS: &str = "deploy/prometheus/alerts.yml";
const ALERT_TESTS: &str = "deploy/prometheus/alerts_test.yml";
const DASHBOARD: &str = "deploy/grafana/dashboard.json";
const RUNBOOK: &str = "docs/operate/runbook.md";

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// The values of `key` on the lines that have it.
fn values<'a>(text: &'a str, key: &str) -> BTreeSet<&'a str> {
    let found = text.lines().filter_map(|line| line.split_once(key));
    found.map(|(_, value)| value.trim()).collect()
}

/// The names of our metrics in a text, without the endings of a histogram's parts.
fn named_metrics(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let names = words.filter(|word| word.starts_with("ringcode_"));
    let parts = ["_bucket", "_count", "_sum"];
    let whole = |name: &str| {
        let part = parts.iter().find_map(|part| name.strip_suffix(part));
        part.unwrap_or(name).to_owned()
    };
    names.map(whole).collect()
}

#[test]
fn every_metric_of_alerts_and_dashboard_exists() {
    let metrics = Metrics::default();
    let known: BTreeSet<_> = metrics.rows().iter().map(|row| row.name.clone()).collect();
    for path in [ALERTS, ALERT_TESTS, DASHBOARD] {
        let named = named_metrics(&read(path));
        assert!(named.len() > 5, "{path}: {named:?}");
        let unknown: Vec<_> = named.difference(&known).collect();
        assert!(unknown.is_empty(), "{path}: {unknown:?}");
    }
    let drawn = named_metrics(&read(DASHBOARD));
    let missing: Vec<_> = known.difference(&drawn).collect();
    assert!(missing.is_empty(), "not in the dashboard: {missing:?}");
}

#[test]
fn the_dashboard_is_json_with_a_title_on_each_panel() {
    let dashboard: Value = serde_json::from_str(&read(DASHBOARD)).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let titles: BTreeSet<_> = panels.iter().map(|panel| panel["title"].as_str()).collect();
    assert!(panels.len() == titles.len() && !titles.contains(&None));
}

#[test]
fn every_alert_has_an_entry_in_the_runbook() {
    let (alerts, runbook) = (read(ALERTS), read(RUNBOOK));
    let names = values(&alerts, "- alert: ");
    assert!(names.len() > 8, "{names:?}");
    assert_eq!(names, values(&runbook, "### "));
    let entry = |name: &&str| format!("{RUNBOOK}#{}", name.to_lowercase());
    let entries: BTreeSet<_> = names.iter().map(entry).collect();
    let linked = values(&alerts, "runbook: ");
    assert_eq!(entries, linked.iter().map(ToString::to_string).collect());
}

#[test]
fn every_alert_has_been_seen_to_fire() {
    let (alerts, tests) = (read(ALERTS), read(ALERT_TESTS));
    // An alert without `exp_alerts` is one that must not fire.
    let cases = tests.split("- eval_time:").skip(1);
    let fired = cases.filter(|case| case.contains("exp_labels"));
    let fired: BTreeSet<_> = fired.flat_map(|case| values(case, "alertname: ")).collect();
    let never: Vec<_> = values(&alerts, "- alert: ")
        .into_iter()
        .filter(|name| !fired.contains(name))
        .collect();
    assert!(never.is_empty(), "{never:?}");
}

#[test]
fn promtool_accepts_the_alerts_and_their_tests() {
    for command in [["check", "rules", ALERTS], ["test", "rules", ALERT_TESTS]] {
        let mut promtool = Command::new("promtool");
        let done = promtool.args(command).current_dir(root()).output();
        let done = done.unwrap_or_else(|error| panic!("promtool: {error}: run bin/setup --test"));
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        let said = said + &String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{command:?}: {said}");
    }
}
