//! The documents: every link and every path they name exists, and what is generated is current.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod alerts;
mod markdown;

use std::fs;
use std::path::{Path, PathBuf};

use markdown::{Base, Document};
use ringcode::cli::{metrics_reference, settings_reference};

/// Endings that a path in a document may leave out.
const SUFFIXES: [&str; 3] = ["", ".rs", ".spec.js"];

#[test]
fn every_relative_link_has_a_target() {
    let documents = documents();
    let links = |document: &Document| document.relative_links().count();
    assert!(documents.iter().map(links).sum::<usize>() > 80);
    let dead = documents.iter().flat_map(|document| {
        let folder = document.path.parent().unwrap();
        let links = document.relative_links();
        let dead = links.filter(move |link| !folder.join(link).exists());
        dead.map(|link| format!("{}: {link}", document.name()))
    });
    assert_none(dead);
}

#[test]
fn every_path_named_exists() {
    let documents = documents();
    let named = |document: &Document| document.paths().len();
    assert!(documents.iter().map(named).sum::<usize>() > 200);
    let dead = documents.iter().flat_map(|document| {
        let dead = document.paths().into_iter().filter(|path| !exists(*path));
        dead.map(|(_, path)| format!("{}: {path}", document.name()))
    });
    assert_none(dead);
}

#[test]
fn every_unit_test_named_exists() {
    let mut files = Vec::new();
    collect(&root().join("src"), "rs", &mut files);
    let code: String = files
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let documents = documents();
    let named = documents.iter().flat_map(|document| {
        let tests = document.unit_tests();
        tests.map(|test| (document.name(), test))
    });
    let (found, gone): (Vec<_>, Vec<_>) =
        named.partition(|(_, test)| code.contains(&format!("fn {test}")));
    assert!(!found.is_empty());
    assert_none(
        gone.into_iter()
            .map(|(document, test)| format!("{document}: {test}")),
    );
}

#[test]
fn the_settings_reference_is_current() {
    let kept = fs::read_to_string(root().join("docs/reference/settings.md")).unwrap();
    let current = settings_reference::markdown();
    let changed = current
        .lines()
        .find(|line| !kept.lines().any(|kept| kept == *line));
    assert!(
        kept == current,
        "run `ringcode settings > docs/reference/settings.md`; new is {changed:?}"
    );
}

#[test]
fn the_metrics_reference_is_current() {
    let kept = fs::read_to_string(root().join("docs/reference/metrics.md")).unwrap();
    assert!(
        kept == metrics_reference::markdown(),
        "run `ringcode metrics > docs/reference/metrics.md`"
    );
}

#[test]
fn the_listing_in_rust_is_the_example() {
    let [listings, example] = [
        "docs/integrate/languages.md",
        "examples/axum/src/ringcode.rs",
    ]
    .map(|path| fs::read_to_string(root().join(path)).unwrap());
    assert!(listings.contains(&format!("```rust\n{example}```\n")));
}

#[test]
fn a_dead_path_is_found() {
    let text = "`src/no_such_file.rs` [a](gone.md) `bin/dev --x` `POST /plivo/…`\n\n\
                | where | test |\n| --- | --- |\n| `ui/gone` (`Type`), `wizard` | `wizard` |\n";
    let document = Document::parse(root().join("README.md"), text);
    let paths = document.paths().into_iter();
    let dead: Vec<_> = paths
        .filter(|path| !exists(*path))
        .map(|(_, path)| path)
        .collect();
    assert_eq!(dead, ["src/no_such_file.rs", "ui/gone", "wizard"]);
    assert_eq!(document.relative_links().collect::<Vec<_>>(), ["gone.md"]);
}

/// Returns the README and every other document of the repository.
fn documents() -> Vec<Document> {
    let top = ["README.md", "CONTRIBUTING.md", "simulator/README.md"];
    let mut paths: Vec<_> = top.map(|path| root().join(path)).into();
    collect(&root().join("docs"), "md", &mut paths);
    collect(&root().join(".github"), "md", &mut paths);
    assert!(paths.len() > 60, "only {} documents", paths.len());
    paths
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            Document::parse(path, &text)
        })
        .collect()
}

fn collect(folder: &Path, extension: &str, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, extension, paths);
        } else if path.extension().is_some_and(|found| found == extension) {
            paths.push(path);
        }
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn exists((base, path): (Base, &str)) -> bool {
    let starts: &[&str] = match base {
        Base::Root => &[""],
        Base::Source => &["", "src"],
        Base::Tests => &["", "tests", "end2end/tests", "src"],
    };
    starts.iter().any(|start| {
        let found = |suffix| root().join(start).join(format!("{path}{suffix}")).exists();
        SUFFIXES.iter().any(found)
    })
}

fn assert_none(faults: impl Iterator<Item = String>) {
    let faults: Vec<_> = faults.collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}
