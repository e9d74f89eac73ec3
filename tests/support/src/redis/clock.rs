//! A clock that is wrong, or changes.

use std::{fs, path::Path, process::Command};

use super::Directory;

/// The places at which Debian and others keep libfaketime.
const LIBRARIES: [&str; 3] = [
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1",
    "/usr/lib/faketime/libfaketime.so.1",
];

/// The library that stands between a process and its clock.
pub fn library() -> &'static str {
    let found = LIBRARIES.into_iter().find(|path| Path::new(path).exists());
    found.expect("this test needs libfaketime (Debian: faketime)")
}

const FILE: &str = "clock";

/// Sets the clock of the server in `directory`, so many seconds off.
pub fn set(directory: &Directory, offset: &str) {
    let next = directory.path("clock.next");
    fs::write(&next, offset).unwrap();
    fs::rename(next, directory.path(FILE)).unwrap();
}

/// Starts `server` on the clock of its directory, if that has one.
pub fn put_on(directory: &Directory, server: &mut Command) {
    let file = directory.path(FILE);
    if Path::new(&file).exists() {
        // libc's memory goes before Redis' own, which looks at the clock before the library
        // is ready for it.
        server
            .env("LD_PRELOAD", format!("{}:libc.so.6", library()))
            .env("FAKETIME_TIMESTAMP_FILE", file)
            .env("FAKETIME_NO_CACHE", "1")
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    }
}
