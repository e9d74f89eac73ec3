//! The table in `docs/reference/conformance.md`: a row a module, a column a provider.

use std::fs;

use super::Outcome;
use super::provider::Provider;

impl Outcome {
    /// The word for it in the table.
    fn word(self) -> &'static str {
        match self {
            Self::Passes => "passes",
            Self::Warning => "warning",
            Self::Skipped => "skipped",
        }
    }
}

/// Asserts that the table says so, too.
pub fn expects(module: &str, provider: &Provider, outcome: Outcome) {
    let module = module.replace('_', "-");
    let row = rows().into_iter().find(|row| row[0] == module);
    let row = row.unwrap_or_else(|| panic!("no row for {module}"));
    let told = &row[provider.column()];
    assert_eq!(outcome.word(), told, "{module} of {}", provider.issuer());
}

/// The modules in the table.
pub fn modules() -> Vec<String> {
    rows().into_iter().map(|mut row| row.remove(0)).collect()
}

fn rows() -> Vec<Vec<String>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/reference/conformance.md");
    let text = fs::read_to_string(path).unwrap();
    let lines = text.lines().filter(|line| line.starts_with("| oidcc-"));
    let cells = |line: &str| {
        line.trim_matches('|')
            .split('|')
            .map(|cell| cell.trim().to_owned())
            .collect()
    };
    lines.map(cells).collect()
}
