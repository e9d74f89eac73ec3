//! The top level of the repository.

/// The folders at the top level.
pub const FOLDERS: [&str; 11] = [
    "benches",
    "bin",
    "deploy",
    "docs",
    "end2end",
    "examples",
    "public",
    "simulator",
    "src",
    "style",
    "tests",
];
