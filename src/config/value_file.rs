//! Files that settings name: one value, or a file that is kept as it is.

use std::fs::{self, File};
use std::io::{self, Read};

/// The most bytes of a file with one value; no setting is that long.
const MAX_BYTES: u64 = 64 * 1024;

/// A file that a setting names and that cannot be read: its path and the reason.
#[derive(Debug, thiserror::Error)]
#[error("{0} cannot be read: {1}")]
pub struct UnreadableFile(String, io::Error);

/// Why a file has no usable value in it; the message continues the file's name.
#[derive(Debug, thiserror::Error)]
pub enum ValueFileError {
    /// The system refuses.
    #[error("cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// The file is longer than any value.
    #[error("is longer than {MAX_BYTES} bytes")]
    TooLong,
    /// The file is no text.
    #[error("is not UTF-8")]
    NotUtf8,
    /// The file is empty or blank.
    #[error("is empty")]
    Empty,
}

/// Reads the whole file at `path`.
///
/// # Errors
/// [`UnreadableFile`] with the system's reason.
pub fn read_bytes(path: &str) -> Result<Vec<u8>, UnreadableFile> {
    fs::read(path).map_err(|error| UnreadableFile(path.to_owned(), error))
}

/// Reads a value from a file of its own, without byte order mark and white space at the end.
///
/// # Errors
/// [`ValueFileError`]: the file cannot be read, or is too long, empty or no text.
pub fn read_value(path: &str) -> Result<String, ValueFileError> {
    let mut bytes = Vec::new();
    let file = File::open(path)?;
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(ValueFileError::TooLong);
    }
    let text = String::from_utf8(bytes).map_err(|_| ValueFileError::NotUtf8)?;
    let value = text.strip_prefix('\u{feff}').unwrap_or(&text).trim_end();
    match value {
        "" => Err(ValueFileError::Empty),
        value => Ok(value.to_owned()),
    }
}
