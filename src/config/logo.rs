//! The operator's logo.

use std::path::Path;

use crate::config::value_file::read_bytes;
use crate::config::value_parser::path;
use crate::config::{InvalidText, ValueKind, ValueParser};

/// The most bytes of a logo: it is loaded with every first page.
const MAX_BYTES: usize = 100 * 1024;

/// A picture.
#[derive(Clone, Debug)]
pub struct Logo {
    /// The file as it is.
    pub bytes: Vec<u8>,
    /// The media type.
    pub media_type: &'static str,
}

impl Logo {
    /// Reads a picture.
    ///
    /// # Errors
    /// [`InvalidText`]: another format, too large, or not readable.
    pub fn read(path: &str) -> Result<Self, InvalidText> {
        let extension = Path::new(path).extension().and_then(|name| name.to_str());
        let media_type = match extension {
            Some("svg") => "image/svg+xml",
            Some("png") => "image/png",
            Some("webp") => "image/webp",
            _ => return Err("an .svg, .png or .webp file".into()),
        };
        let bytes = read_bytes(path)?;
        match bytes.len() {
            ..=MAX_BYTES => Ok(Self { bytes, media_type }),
            length => Err(format!("{path} has {length} bytes; {MAX_BYTES} at most").into()),
        }
    }
}

/// The path of a logo; the picture is read.
pub const fn logo() -> ValueParser<Option<Logo>> {
    ValueParser::new(ValueKind::Path, |_, text| {
        let path: Option<String> = path().parse(text)?;
        path.as_deref().map(Logo::read).transpose()
    })
}
