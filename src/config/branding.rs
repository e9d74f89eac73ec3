//! The operator's branding: colours, in which text can be read, and the logo.

use std::fmt;
use std::path::Path;

use crate::config::value_file::read_bytes;
use crate::config::value_parser::{path, unless_empty};
use crate::config::{InvalidText, ValueKind, ValueParser};

/// The least contrast of text (WCAG 2.2, 1.4.3).
pub const MIN_CONTRAST: f64 = 4.5;

/// A colour of sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

impl Colour {
    /// Parses `#rrggbb`.
    ///
    /// # Errors
    /// [`InvalidText`] for every other form.
    pub fn parse(text: &str) -> Result<Self, InvalidText> {
        let is_plain = |hex: &&str| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit());
        let digits = text.strip_prefix('#').filter(is_plain);
        let value = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let value = value.ok_or_else(|| format!("{text:?} is no colour such as #3050d6"))?;
        let [_, red, green, blue] = value.to_be_bytes();
        Ok(Self([red, green, blue]))
    }

    /// The contrast ratio of two colours (WCAG 2.2), from 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// WCAG 2.2, relative luminance.
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            match part {
                ..=0.04045 => part / 12.92,
                _ => ((part + 0.055) / 1.055).powf(2.4),
            }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// A colour; empty for none.
pub const fn colour() -> ValueParser<Option<Colour>> {
    ValueParser::new(ValueKind::Text, |_, text| unless_empty(text, Colour::parse))
}

/// The most bytes of a logo: it is loaded with every first page.
const MAX_LOGO_BYTES: usize = 100 * 1024;

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
            ..=MAX_LOGO_BYTES => Ok(Self { bytes, media_type }),
            length => Err(format!("{path} has {length} bytes; {MAX_LOGO_BYTES} at most").into()),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_parsed() {
        let colours = ["#3050D6", "#8ea6ff"].map(|text| Colour::parse(text).unwrap());
        assert_eq!(
            colours.map(|colour| colour.to_string()),
            ["#3050d6", "#8ea6ff"]
        );
        for odd in [
            "",
            "3050d6",
            "#30d",
            "#3050d6ff",
            "red",
            "#gggggg",
            "#+50d60",
        ] {
            assert!(Colour::parse(odd).is_err(), "{odd}");
        }
    }

    /// WCAG 2.2, 1.4.3 for words and 1.4.11 for edges, in both schemes.
    #[test]
    fn the_style_s_own_colours_stand_out() {
        let style = include_str!("../../style/main.css");
        let schemes: Vec<&str> = style.split(":root {").skip(1).collect();
        assert_eq!(schemes.len(), 2);
        for scheme in schemes {
            let colour = |name: &str| {
                let (_, value) = scheme.split_once(&format!("--{name}: ")).unwrap();
                match value.split(';').next().unwrap() {
                    "#fff" => Colour([255; 3]),
                    written => Colour::parse(written).unwrap(),
                }
            };
            for (one, other, least) in [
                ("text", "bg", MIN_CONTRAST),
                ("text", "surface", MIN_CONTRAST),
                ("text-2", "bg", MIN_CONTRAST),
                ("text-2", "surface", MIN_CONTRAST),
                ("on-accent", "accent", MIN_CONTRAST),
                ("accent", "surface", MIN_CONTRAST),
                ("danger", "danger-bg", MIN_CONTRAST),
                ("danger", "surface", MIN_CONTRAST),
                ("success", "surface", MIN_CONTRAST),
                ("warn", "warn-bg", MIN_CONTRAST),
                ("warn", "surface", MIN_CONTRAST),
                ("border", "surface", 3.0),
            ] {
                let contrast = colour(one).contrast(colour(other));
                assert!(contrast >= least, "{one} on {other}: {contrast:.2}");
            }
        }
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        let [white, black] = ["#ffffff", "#000000"].map(|text| Colour::parse(text).unwrap());
        assert!((white.contrast(black) - 21.0).abs() < 1e-9);
        let grey = Colour::parse("#767676").unwrap();
        assert!((grey.contrast(white) - 4.54).abs() < 0.01);
    }
}
