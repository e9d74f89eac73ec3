//! Holds the code to its map: who may import whom, what may happen where, how
//! large things may grow, how errors are typed, how doc comments open, and what stands at the top
//! level.
//!
//! It reads the tokens of `src` and `simulator/src`, so comments and strings cannot trip it, and
//! leaves out test modules.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

mod circles;
mod each_rule_can_fail;
mod prose;
mod source;

use ringcode_test_support::repository::FOLDERS;
use source::Source;

/// The rooms that a module may name, beside its own; none without a row. A row for
/// `web` covers `web::router`; `lib` and `main` are the crates' roots.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("i18n", &[]),
    ("lifecycle", &[]),
    ("metrics", &[]),
    ("rfc3339", &["domain"]),
    ("alerts", &["domain"]),
    ("public_certificate", &["domain", "lifecycle", "rfc3339"]),
    ("signals", &[]),
    ("simulator", &[]),
    ("store", &["metrics"]),
    ("telephony", &["alerts", "domain", "i18n", "metrics"]),
    ("rate_limit", &["alerts", "domain", "store"]),
    ("repository", &["domain", "store"]),
    ("statistics", &["domain", "repository"]),
    (
        "rehearsal",
        &["domain", "lifecycle", "rate_limit", "repository", "rfc3339"],
    ),
    (
        "verifier",
        &[
            "domain",
            "i18n",
            "lifecycle",
            "metrics",
            "rate_limit",
            "repository",
            "statistics",
            "telephony",
        ],
    ),
    (
        "config",
        &["domain", "rate_limit", "store", "telephony", "verifier"],
    ),
    (
        "clients",
        &[
            "config::ConfigErrors",
            "config::Logo",
            "domain",
            "webhooks::EventType",
            "webhooks::InvalidWebhookKey",
            "webhooks::WebhookKey",
            "webhooks::WebhookKeys",
            "webhooks::check_url",
        ],
    ),
    ("openid", &["clients", "domain", "repository", "store"]),
    (
        "widget",
        &["clients", "domain", "openid", "repository", "rfc3339"],
    ),
    ("json_api", &["domain", "repository", "rfc3339"]),
    (
        "webhooks",
        &[
            "alerts",
            "clients",
            "domain",
            "json_api::ApiChannel",
            "lifecycle",
            "metrics",
            "repository",
            "rfc3339",
            "verifier",
        ],
    ),
    ("telemetry", &["config"]),
    ("api", &["domain"]),
    // The browser reads what was typed by the same rules as the server.
    (
        "ui",
        &[
            "api",
            "domain::Availability",
            "domain::Channel",
            "domain::CodeLength",
            "domain::CodeScreen",
            "domain::CodeState",
            "domain::DeliveryStatus",
            "domain::MINUTE",
            "domain::PhoneScreen",
            "domain::Refusal",
            "domain::Screen",
            "domain::Timestamp",
            "domain::TypedCode",
            "domain::TypedNumber",
            "domain::Unreached",
            "domain::characters",
            "domain::slot_digits",
            "i18n",
        ],
    ),
    (
        "web",
        &[
            "api",
            "clients",
            "config",
            "domain",
            "i18n",
            "json_api",
            "lifecycle",
            "metrics",
            "openid",
            "rate_limit",
            "repository",
            "statistics",
            "store",
            "telephony",
            "verifier",
            "widget",
        ],
    ),
    // The same sentences on the page and in what it is told later.
    ("web::handlers::delivery_events", &["ui"]),
    ("web::handlers::page", &["ui"]),
    ("web::json_api::reference", &["ui"]),
    ("web::router", &["ui"]),
    ("web::state", &["public_certificate::PublicCertificate"]),
    (
        "findings",
        &[
            "alerts",
            "domain",
            "i18n",
            "public_certificate::CertificateHealth",
            "public_certificate::SeenCertificate",
            "rate_limit",
            "statistics",
        ],
    ),
    (
        "watch",
        &[
            "alerts",
            "clients",
            "domain",
            "findings",
            "lifecycle",
            "metrics",
            "public_certificate",
            "rate_limit",
            "repository",
            "verifier",
            "webhooks",
        ],
    ),
    (
        "operator",
        &[
            "clients",
            "config",
            "domain",
            "findings",
            "metrics",
            "public_certificate",
            "rate_limit",
            "repository::RepositoryError",
            "repository::cipher",
            "statistics",
            "ui::page_head",
            "verifier::audit",
            "verifier::number_rules",
            "verifier::phone_parsing",
            "watch",
            "web",
        ],
    ),
    (
        "startup",
        &[
            "alerts",
            "clients",
            "config",
            "domain::PerCountry",
            "lifecycle",
            "metrics",
            "public_certificate",
            "rate_limit",
            "rehearsal",
            "repository",
            "simulator",
            "statistics",
            "store",
            "telephony",
            "verifier",
            "watch",
            "web",
            "webhooks",
        ],
    ),
    (
        "cli",
        &[
            "clients",
            "config",
            "domain",
            "metrics",
            "public_certificate",
            "rate_limit::simulation",
            "rehearsal",
            "repository",
            "rfc3339",
            "startup",
            "store",
            // What the doctor's self-test of callbacks is answered.
            "telephony::plivo",
            "verifier",
            "webhooks",
        ],
    ),
    (
        "main",
        &[
            "cli",
            "clients",
            "config",
            "operator",
            "signals",
            "startup",
            "telemetry",
            "web",
        ],
    ),
];

/// Functions that only these modules may call. The simulator is a world of its own, with its own
/// clock.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("env::var", &["config"]),
    ("env::vars", &["config"]),
    ("env::var_os", &["config"]),
    ("env::vars_os", &["config"]),
    ("SystemTime::now", &["store", "main", "simulator"]),
    ("Code::from_number", &["verifier"]),
];

/// The folders with code of ours.
const CODE: [&str; 4] = ["benches", "simulator", "src", "tests"];

/// The files that may stand at the top level beside the folders of the repository.
const TOP_LEVEL: &[&str] = &[
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "Leptos.toml",
    "README.md",
    // Not ours: what building leaves behind, and git ignores.
    "node_modules",
    "target",
];

/// Names that say nothing of what is inside.
const EMPTY_WORDS: &[&str] = &[
    "common", "helper", "helpers", "manager", "misc", "util", "utils",
];

/// Words of the last column of STYLE.md that would mean nothing else here.
const REPLACED_WORDS: &[&str] = &[
    "fate", "fault", "hurry", "knob", "owed", "seal", "verdict", "visitor",
];

/// Types and traits that every module of Rust sees.
const PRELUDE: &str = "AsMut AsRef Box Clone Copy Default Drop Eq Extend Fn FnMut FnOnce From Future \
    Into IntoFuture IntoIterator Iterator Option Ord PartialEq PartialOrd Result Send Sized String \
    Sync ToOwned ToString TryFrom TryInto Unpin Vec";

const LONGEST_FILE: usize = 300;
const LONGEST_FUNCTION: usize = 70;
/// Nine functions of ten are no longer than this.
const LONG_FUNCTION: usize = 40;
const MEDIAN_FUNCTION: usize = 12;

#[test]
fn modules_import_only_what_the_map_allows() {
    assert_none(every_source().iter().flat_map(forbidden_imports));
}

#[test]
fn no_modules_import_each_other() {
    assert_none(circles::circles(&every_source()).into_iter());
}

#[test]
fn environment_clock_and_codes_have_one_place_each() {
    assert_none(every_source().iter().flat_map(strayed));
}

#[test]
fn a_view_is_the_same_on_both_sides() {
    assert_none(every_source().iter().flat_map(conditional_views));
}

#[test]
fn files_and_functions_stay_short() {
    assert_none(every_source().iter().flat_map(too_long));
}

#[test]
fn most_functions_are_shorter_still() {
    let mut lengths: Vec<_> = every_source()
        .iter()
        .flat_map(Source::functions)
        .map(|function| function.lines)
        .collect();
    lengths.sort_unstable();
    let (median, ninth) = (percentile(&lengths, 50), percentile(&lengths, 90));
    assert!(median <= MEDIAN_FUNCTION, "the median is {median} lines");
    assert!(ninth <= LONG_FUNCTION, "nine of ten have {ninth} lines");
}

#[test]
fn module_names_are_meaningful() {
    assert_none(every_source().iter().filter_map(empty_name));
}

#[test]
fn names_are_made_of_the_words_of_the_style_guide() {
    // The simulator's words are Plivo's.
    let ours = every_source().into_iter();
    let ours = ours.filter(|source| !within(&source.module, source::SIMULATOR));
    assert_none(ours.flat_map(|source| replaced_words(&source)));
}

#[test]
fn the_file_of_a_module_is_in_its_folder() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in CODE {
        let paths = source::files(&root.join(folder)).unwrap();
        assert_none(beside_their_folder(&paths).into_iter());
    }
}

#[test]
fn a_type_name_stands_for_one_type() {
    assert_none(repeated_types(&every_source()).into_iter());
}

#[test]
fn errors_have_types() {
    assert_none(every_source().iter().flat_map(untyped_errors));
}

#[test]
fn the_top_level_stays_small() {
    let entries = fs::read_dir(env!("CARGO_MANIFEST_DIR")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_none(names.filter_map(|name| strange_at_top_level(&name)));
}

fn every_source() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let crates = [("src", ""), ("simulator/src", source::SIMULATOR)];
    let sources = crates.map(|(folder, room)| {
        let sources = source::read_all(&root.join(folder), room);
        let sources = sources.unwrap_or_else(|error| panic!("{folder}: {error}"));
        assert!(
            sources.len() > 10,
            "{folder}: only {} files found",
            sources.len()
        );
        sources
    });
    sources.into_iter().flatten().collect()
}

fn assert_none(faults: impl Iterator<Item = String>) {
    let faults: Vec<_> = faults.collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

fn forbidden_imports(source: &Source) -> Vec<String> {
    let own = source.module.split("::").next().unwrap_or_default();
    let rows = MAY_IMPORT
        .iter()
        .filter(|(module, _)| within(&source.module, module));
    let allowed: Vec<_> = rows.flat_map(|(_, rooms)| *rooms).chain([&own]).collect();
    let forbidden = source.paths().into_iter().filter_map(|path| {
        let (file, line, module) = (&source.file, path.line, &source.module);
        let goal = path.in_crate?;
        let fine = allowed.iter().any(|room| within(&goal, room));
        (!fine).then(|| format!("{file}:{line}: {module} must not import {goal}"))
    });
    forbidden.collect()
}

fn strayed(source: &Source) -> Vec<String> {
    let here = |modules: &[&str]| modules.iter().any(|module| within(&source.module, module));
    let forbidden: Vec<_> = ONLY_IN
        .iter()
        .filter(|(_, modules)| !here(modules))
        .collect();
    let strays = source.paths().into_iter().filter_map(|path| {
        let (file, line) = (&source.file, path.line);
        let (what, modules) = forbidden.iter().find(|(what, _)| path.ends_with(what))?;
        Some(format!("{file}:{line}: {what} belongs in {modules:?}"))
    });
    strays.collect()
}

fn conditional_views(source: &Source) -> Vec<String> {
    let lines = source.lines_of("cfg", "view");
    lines
        .map(|line| format!("{}:{line}: cfg inside a view!", source.file))
        .collect()
}

fn too_long(source: &Source) -> Vec<String> {
    let Source { file, lines, .. } = source;
    let functions = source.functions().into_iter().filter_map(|function| {
        let source::Function { name, lines } = function;
        (lines > LONGEST_FUNCTION).then(|| format!("{file}: fn {name} has {lines} lines"))
    });
    let whole =
        (*lines > LONGEST_FILE).then(|| format!("{file} has {lines} lines without its tests"));
    functions.chain(whole).collect()
}

/// Results within results, errors that are texts, and `Err(None)`.
fn untyped_errors(source: &Source) -> Vec<String> {
    let results = source
        .arguments_of("Result")
        .filter_map(|(line, arguments)| {
            let [value, error] = &arguments[..] else {
                return None;
            };
            let is_odd = value.starts_with("Result<") || error == "String";
            is_odd.then_some(line)
        });
    let nothing = source.lines_with(&["Err", "(", "None", ")"]);
    let lines = results.chain(nothing);
    lines
        .map(|line| format!("{}:{line}: an error without a type of its own", source.file))
        .collect()
}

/// Files of modules that stand beside the folder of the module, instead of in it as `mod.rs`.
fn beside_their_folder(paths: &[PathBuf]) -> Vec<String> {
    let folders: BTreeSet<_> = paths.iter().filter_map(|path| path.parent()).collect();
    let beside = paths
        .iter()
        .filter(|path| folders.contains(&*path.with_extension("")));
    beside
        .map(|path| format!("{} stands beside its folder", path.display()))
        .collect()
}

fn empty_name(source: &Source) -> Option<String> {
    let file = &source.file;
    let mut words = source.module.split([':', '_']);
    let empty = words.find(|word| EMPTY_WORDS.contains(word))?;
    Some(format!(
        "{file}: \"{empty}\" says nothing of what is inside"
    ))
}

fn replaced_words(source: &Source) -> Vec<String> {
    let replaced = source.names().filter_map(|(line, name)| {
        let mut words = words_of(name).into_iter();
        let word = words.find(|word| REPLACED_WORDS.contains(&word.trim_end_matches('s')))?;
        let file = &source.file;
        Some(format!(
            "{file}:{line}: {name}: STYLE.md has another word for \"{word}\""
        ))
    });
    replaced.collect()
}

/// The words of a name in any case, in lower case.
fn words_of(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut is_after_small = false;
    for letter in name.chars() {
        if letter == '_' || is_after_small && letter.is_uppercase() {
            words.push(String::new());
        }
        is_after_small = letter.is_lowercase();
        let word = words.last_mut().unwrap();
        word.extend(letter.to_lowercase().filter(|letter| *letter != '_'));
    }
    words
}

/// Type names that stand twice, or hide a name of the standard prelude. A module and what replaces
/// it in another build define the same.
fn repeated_types(sources: &[Source]) -> Vec<String> {
    let mut seen = BTreeMap::new();
    let mut faults = Vec::new();
    for source in sources.iter().filter(|source| !source.is_absent()) {
        for name in source.type_names() {
            if PRELUDE.split_whitespace().any(|known| known == name) {
                faults.push(format!("{}: {name} hides the prelude's", source.file));
            }
            if let Some(other) = seen.insert(name, &source.file) {
                faults.push(format!("{name} in {other} and in {}", source.file));
            }
        }
    }
    faults
}

fn strange_at_top_level(name: &str) -> Option<String> {
    let known = name.starts_with('.') || FOLDERS.contains(&name) || TOP_LEVEL.contains(&name);
    (!known).then(|| format!("{name} does not belong at the top level"))
}

/// Whether `path` is `outer` or lies inside it.
fn within(path: &str, outer: &str) -> bool {
    path.strip_prefix(outer)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

fn percentile(sorted: &[usize], percent: usize) -> usize {
    sorted[(sorted.len() - 1) * percent / 100]
}
