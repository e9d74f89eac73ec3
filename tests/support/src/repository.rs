//! The top level of the repository.

/// The folders at the top level.
pub const FOLDERS: [&str; 9] = [
    "benches",
    "bin",
    "docs",
    "end2end",
    "public",
    "simulator",
    "src",
    "style",
    "tests",
];
