//! Files that settings name: one value, or a file that is kept as it is.

use std::fs::{self, File};
use std::io::Read;

use crate::config::InvalidText;

/// The most bytes of a file with one value; no setting is that long.
const MAX_BYTES: u64 = 64 * 1024;

/// Reads the whole file at `path`.
///
/// # Errors
/// [`InvalidText`] with the path and the system's reason.
pub fn read_bytes(path: &str) -> Result<Vec<u8>, InvalidText> {
    fs::read(path).map_err(|error| format!("{path} cannot be read: {error}").into())
}

/// Reads a value from a file of its own, without byte order mark and white space at the end.
///
/// # Errors
/// [`InvalidText`], which begins with the path: the file cannot be read, or is too long, empty
/// or no text.
pub fn read_value(path: &str) -> Result<String, InvalidText> {
    let mut bytes = Vec::new();
    let file = File::open(path);
    let read = file.and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes));
    read.map_err(|error| format!("{path} cannot be read: {error}"))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(format!("{path} is longer than {MAX_BYTES} bytes").into());
    }
    let text = String::from_utf8(bytes).map_err(|_| format!("{path} is not UTF-8"))?;
    let value = text.strip_prefix('\u{feff}').unwrap_or(&text).trim_end();
    match value {
        "" => Err(format!("{path} is empty").into()),
        value => Ok(value.to_owned()),
    }
}
