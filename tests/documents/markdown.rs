//! Reads links and paths out of Markdown.

use std::path::PathBuf;

use ringcode_test_support::repository::FOLDERS;

/// A document and its text.
pub struct Document {
    pub path: PathBuf,
    text: String,
}

/// The folder that a path in a document is relative to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// The root of the repository.
    Root,
    /// `src`: a column called "where".
    Source,
    /// The folders of tests, or `src` for the unit tests of a file.
    Tests,
}

impl Document {
    /// Reads `text`, without its fenced listings.
    pub fn parse(path: PathBuf, text: &str) -> Self {
        let prose = text.split("```").step_by(2);
        Self {
            path,
            text: prose.collect(),
        }
    }

    /// Returns the path below the repository's root.
    pub fn name(&self) -> String {
        let root = env!("CARGO_MANIFEST_DIR");
        self.path.strip_prefix(root).unwrap().display().to_string()
    }

    /// Returns the targets of links and pictures that are in this repository.
    pub fn relative_links(&self) -> impl Iterator<Item = &str> {
        let targets = self.text.split("](").skip(1);
        let targets = targets.filter_map(|rest| rest.split([')', '#']).next());
        targets.filter(|target| !target.contains("://") && !target.is_empty())
    }

    /// Returns the names of unit tests (`module::tests::name`), up to an ellipsis.
    pub fn unit_tests(&self) -> impl Iterator<Item = &str> {
        let tests = code(&self.text).filter_map(|code| code.split_once("::tests::"));
        tests.map(|(_, name)| name.trim_end_matches('…'))
    }

    /// Returns the paths that the document names as code: all that begin with a folder of the
    /// repository, and in the columns of a table that name files everything but details in
    /// parentheses.
    pub fn paths(&self) -> Vec<(Base, &str)> {
        let mut paths = Vec::new();
        let mut header: Vec<&str> = Vec::new();
        let mut previous: Option<&str> = None;
        for line in self.text.lines() {
            if line.starts_with("| ---") {
                header = previous.map(cells).unwrap_or_default();
            } else if line.starts_with('|') {
                for (index, cell) in cells(line).into_iter().enumerate() {
                    paths.extend(paths_of_cell(header.get(index).copied(), cell));
                }
            } else {
                header.clear();
                paths.extend(code(line).filter(|code| is_path(code)).map(at_root));
            }
            previous = Some(line);
        }
        paths
    }
}

fn paths_of_cell<'a>(column: Option<&str>, cell: &'a str) -> Vec<(Base, &'a str)> {
    let base = match column.unwrap_or_default().to_lowercase().as_str() {
        "where" => Base::Source,
        "test" | "shown by" => Base::Tests,
        _ => {
            return code(cell)
                .filter(|code| is_path(code))
                .map(at_root)
                .collect();
        }
    };
    let details = cell
        .split('(')
        .skip(1)
        .filter_map(|rest| rest.split(')').next());
    let details: Vec<_> = details.flat_map(code).collect();
    let files = code(cell).filter(|code| !is_name(code) && !details.contains(code));
    files.map(|code| (base, first_word(code))).collect()
}

fn cells(row: &str) -> Vec<&str> {
    row.trim_matches('|').split('|').map(str::trim).collect()
}

/// Returns what stands between backticks.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Whether code that starts with a folder of the repository is a path: without a placeholder,
/// as in `src/i18n/<tag>`.
fn is_path(code: &str) -> bool {
    let folder = code.split_once('/').map(|(folder, _)| folder);
    folder.is_some_and(|folder| FOLDERS.contains(&folder)) && !code.contains(['<', '*', '…'])
}

/// A name in a column of files: of a test (`records::tests::…`), a type, a lint or a tag.
fn is_name(code: &str) -> bool {
    code.contains("::") || code.contains('<') || code.starts_with(char::is_uppercase)
}

fn at_root(code: &str) -> (Base, &str) {
    (Base::Root, first_word(code))
}

fn first_word(code: &str) -> &str {
    code.split([' ', '#']).next().unwrap_or(code)
}
