//! Small samples that each rule must refuse, and their neighbours that it must not.

use super::*;

fn imports(file: &str, text: &str) -> usize {
    forbidden_imports(&Source::parse(file, text)).len()
}

#[test]
fn an_import_outside_the_table_is_found() {
    assert_eq!(
        imports("telephony/plivo/client.rs", "use crate::domain::Code;"),
        0
    );
    assert_eq!(
        imports("telephony/plivo/client.rs", "use crate::server::app::App;"),
        1
    );
    assert_eq!(
        imports(
            "domain/flow.rs",
            "fn f() { crate::store::memory::Memory::new() }"
        ),
        1
    );
    assert_eq!(
        imports(
            "domain/flow.rs",
            "use crate::{domain::{Code, Recipient}, store::*};"
        ),
        1
    );
    assert_eq!(
        imports("ui/field.rs", "use crate::domain::{Screen, characters::*};"),
        0
    );
    assert_eq!(
        imports(
            "ui/field.rs",
            "use crate::domain::{Channel, Policy as Limits};"
        ),
        1
    );
    assert_eq!(
        imports(
            "ui/field.rs",
            "view! { <p>{crate::web::page::title()}</p> }"
        ),
        1
    );
    assert_eq!(imports("web/handlers/page.rs", "use crate::ui::shell;"), 0);
    assert_eq!(imports("web/session.rs", "use crate::ui::shell;"), 1);
    assert_eq!(imports("main.rs", "use ringcode::{web, store};"), 1);
}

#[test]
fn an_import_of_ours_in_the_simulator_is_found() {
    assert_eq!(imports("simulator/cli.rs", "use crate::server::serve;"), 0);
    assert_eq!(imports("simulator/api/calls.rs", "use super::phlo;"), 0);
    assert_eq!(imports("simulator/cli.rs", "use ringcode::domain;"), 1);
    assert_eq!(imports("startup/mod.rs", "use plivo_simulator::Args;"), 0);
    assert_eq!(imports("verifier/mod.rs", "use plivo_simulator::Args;"), 1);
    let modules = [
        ("simulator/cli.rs", "use crate::server::serve;"),
        ("simulator/server.rs", "use crate::cli;"),
    ];
    let sources = modules.map(|(file, text)| Source::parse(file, text));
    assert_eq!(circles::circles(&sources).len(), 1);
}

#[test]
fn a_relative_import_is_resolved() {
    assert_eq!(
        imports("config/read.rs", "use super::super::store::Store;"),
        0
    );
    assert_eq!(imports("domain/flow.rs", "use super::code::Code;"), 0);
    assert_eq!(
        imports("domain/flow.rs", "use super::super::store::Store;"),
        1
    );
    assert_eq!(
        imports("domain/mod.rs", "pub(super) use super::store::Store;"),
        1
    );
    assert_eq!(
        imports("domain/flow.rs", "mod inner { use super::super::code; }"),
        0
    );
    assert_eq!(
        imports(
            "domain/flow.rs",
            "mod inner { use super::super::super::api; }"
        ),
        1
    );
}

#[test]
fn a_call_outside_its_module_is_found() {
    let strays = |file, text| strayed(&Source::parse(file, text)).len();
    assert_eq!(
        strays("config/read.rs", "fn f() { std::env::var(\"A\") }"),
        0
    );
    assert_eq!(strays("web/state.rs", "fn f() { std::env::var(\"A\") }"), 1);
    assert_eq!(
        strays("web/state.rs", "use std::{env::{args, vars_os}, fs};"),
        1
    );
    assert_eq!(strays("verifier/mod.rs", "fn f() { SystemTime::now() }"), 1);
    assert_eq!(
        strays(
            "web/callbacks.rs",
            "use std::time; fn f(c: Code) { time::SystemTime::now }"
        ),
        1
    );
    assert_eq!(
        strays("web/callbacks.rs", "fn f() { Code::from_number(1) }"),
        1
    );
    assert_eq!(
        strays("verifier/mod.rs", "fn f() { Code::from_number(1) }"),
        0
    );
}

#[test]
fn a_conditional_view_is_found() {
    let faults = |text| conditional_views(&Source::parse("ui/shell.rs", text)).len();
    assert_eq!(
        faults("view! { <p>{cfg!(feature = \"ssr\").then(f)}</p> }"),
        1
    );
    assert_eq!(
        faults("#[cfg(feature = \"ssr\")] fn f() { view! { <p>\"cfg\"</p> } }"),
        0
    );
}

#[test]
fn a_long_file_or_function_is_found() {
    let faults = |text: &str| too_long(&Source::parse("ui/shell.rs", text)).len();
    let function = |lines| format!("fn f() {{{}}}\n", "\n".repeat(lines - 1));
    assert_eq!(faults(&function(LONGEST_FUNCTION)), 0);
    assert_eq!(faults(&function(LONGEST_FUNCTION + 1)), 1);
    assert_eq!(faults(&"//\n".repeat(LONGEST_FILE)), 0);
    assert_eq!(faults(&"//\n".repeat(LONGEST_FILE + 1)), 1);
    let tests = format!(
        "#[cfg(test)]\nmod tests {{\n{}}}\n",
        "//\n".repeat(LONGEST_FILE)
    );
    assert_eq!(faults(&tests), 0);
    assert_eq!(percentile(&[1, 2, 3, 40, 50], 50), 3);
    assert_eq!(percentile(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 70], 90), 10);
}

#[test]
fn a_name_without_meaning_is_found() {
    let faults = |file| empty_name(&Source::parse(file, "")).is_some();
    assert!(faults("web/utils.rs") && faults("web/session_manager.rs") && faults("common/mod.rs"));
    assert!(!faults("web/session.rs"));
    assert!(
        strange_at_top_level("scripts").is_some() && strange_at_top_level("Dockerfile").is_some()
    );
    assert!(strange_at_top_level("src").is_none() && strange_at_top_level(".ci").is_none());
}

#[test]
fn a_module_file_beside_its_folder_is_found() {
    let faults = |paths: &[&str]| {
        beside_their_folder(&paths.iter().map(PathBuf::from).collect::<Vec<_>>()).len()
    };
    assert_eq!(faults(&["src/run.rs", "src/run/api.rs"]), 1);
    assert_eq!(
        faults(&["src/run/mod.rs", "src/run/api.rs", "src/running.rs"]),
        0
    );
}

#[test]
fn comments_strings_and_test_modules_are_ignored() {
    let text = r##"
        //! Unlike crate::store, see [`crate::server`].
        /* std::env::var("A") */
        const A: &str = "crate::store";
        const B: &str = r#"use crate::store; view! { cfg }"#;
        #[cfg(test)]
        mod tests { use crate::store::memory; fn now() { SystemTime::now() } }
    "##;
    let source = Source::parse("domain/flow.rs", text);
    assert_none(
        forbidden_imports(&source)
            .into_iter()
            .chain(strayed(&source)),
    );
}

#[test]
fn a_repeated_type_name_is_found() {
    let repeated = |texts: [&str; 2]| {
        let [one, two] = texts;
        let sources = [Source::parse("a.rs", one), Source::parse("b.rs", two)];
        repeated_types(&sources).len()
    };
    assert_eq!(repeated(["pub struct Plan;", "enum Plan {}"]), 1);
    assert_eq!(
        repeated(["struct Plan;", "trait Planned {} fn f() -> Plan"]),
        0
    );
    assert_eq!(
        repeated(["struct Plan;", "#[cfg(test)] mod t { struct Plan; }"]),
        0
    );
    assert_eq!(repeated(["struct Send;", "enum Result {}"]), 2);
}

/// Holds that the rule finds one thing in each of the wrong samples, and nothing in the others.
fn tells_apart(rule: fn(&Source) -> Vec<String>, wrong: &[&str], right: &[&str]) {
    let found = |text: &str| rule(&Source::parse("a.rs", text)).len();
    for text in wrong {
        assert_eq!(found(text), 1, "{text}");
    }
    for text in right {
        assert_eq!(found(text), 0, "{text}");
    }
}

#[test]
fn a_word_that_is_replaced_is_found() {
    tells_apart(
        replaced_words,
        &[
            "struct StoreFault;",
            "fn seals() {}",
            "const OWED: u8 = 1;",
            "fn f() { let last_verdict = 1; }",
            "enum E { VisitorLeft }",
        ],
        &[
            "struct Default;",
            "fn followed() {}",
            "fn f() -> &'static str { \"a fault\" }",
            "// a verdict",
        ],
    );
}

#[test]
fn an_error_without_a_type_is_found() {
    tells_apart(
        untyped_errors,
        &[
            "fn f() -> Result<u8, String> {}",
            "fn f() -> Result<Vec<(u8, u8)>, String> {}",
            "type A = Result<Result<u8, Refusal>, Fault>;",
            "struct A { told: std::result::Result<fn(u8) -> u8, String> }",
            "fn f() { return Err(None); }",
        ],
        &[
            "fn f() -> Result<String, Fault> {}",
            "fn f() -> Result<HashMap<u8, String>, Fault> {}",
            "fn f() -> io::Result<String> {}",
            "fn f() -> Option<Result<u8, Fault>> { Err(None::<Fault>) }",
            "fn f() -> Result<Option<Result<u8, Refusal>>, Fault> {}",
            "#[cfg(test)] mod tests { fn f() -> Result<u8, String> {} }",
        ],
    );
}

#[test]
fn a_doc_comment_that_opens_with_a_riddle_is_found() {
    let lines = |text: &str| -> Vec<_> { prose::doc_riddles(text).map(|(line, _)| line).collect() };
    for opening in [
        "What it is.",
        "How",
        "As `f` does",
        "By how much",
        "So many",
    ] {
        for mark in ["///", "//!", "    ///"] {
            let text = format!("fn f();\n{mark} {opening}\n{mark} more");
            assert_eq!(lines(&text), [2], "{text}");
        }
    }
    for text in [
        "/// Whether it is.",
        "/// Somebody.\n/// What follows the first line.",
        "/// From the start, as what came before.",
        "// What a plain comment says.",
        "//// What no doc comment says.",
        "/// Ashes.",
    ] {
        assert!(lines(text).is_empty(), "{text}");
    }
    // The documentation of a module is not continued by that of its first item.
    assert_eq!(lines("//! A module.\n/// What an item is."), [2]);
}
