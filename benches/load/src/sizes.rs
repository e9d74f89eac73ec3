//! The bytes that the browser has to load: uncompressed, with gzip and with brotli.

use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::{Compression, write::GzEncoder};
use serde::Serialize;

use crate::Done;

/// One file, or what several weigh together.
#[derive(Clone, Debug, Serialize)]
pub struct Size {
    pub name: String,
    pub raw: usize,
    pub gzip: usize,
    pub brotli: usize,
}

impl Size {
    /// Weighs `content`, compressed as hard as can be.
    pub fn of(name: &str, content: &[u8]) -> Done<Self> {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(content)?;
        let mut brotli = Vec::new();
        let hardest = brotli::enc::BrotliEncoderParams::default();
        brotli::BrotliCompress(&mut &*content, &mut brotli, &hardest)?;
        Ok(Self {
            name: name.to_owned(),
            raw: content.len(),
            gzip: gzip.finish()?.len(),
            brotli: brotli.len(),
        })
    }

    /// Weighs several as one.
    pub fn sum(name: &str, sizes: &[Self]) -> Self {
        Self {
            name: name.to_owned(),
            raw: sizes.iter().map(|size| size.raw).sum(),
            gzip: sizes.iter().map(|size| size.gzip).sum(),
            brotli: sizes.iter().map(|size| size.brotli).sum(),
        }
    }
}

/// The WASM, its glue and the style in the site's folder of packages, in this order.
pub fn of_site(site: &Path) -> Done<Vec<Size>> {
    let mut sizes = Vec::new();
    for kind in ["wasm", "js", "css"] {
        let path = fs::read_dir(site.join("pkg"))?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .find(|path| path.extension().is_some_and(|found| found == kind))
            .ok_or_else(|| format!("{} has no {kind}", site.display()))?;
        sizes.push(Size::of(&kind.to_uppercase(), &fs::read(path)?)?);
    }
    Ok(sizes)
}
