//! The operator's branding of the page: logo, accent colour, support address.

use std::path::Path;

use crate::config::check::Values;

/// The most bytes of a logo: it is loaded with every first page.
const LARGEST_LOGO: u64 = 100 * 1024;

/// How much a text must stand out (WCAG 2.2, 1.4.3).
const CONTRAST: f64 = 4.5;

/// What an accent colour stands beside, in the light and in the dark scheme: the surface
/// that links stand on, and the text on a button. They repeat `style/main.css`.
const LIGHT: [Colour; 2] = [Colour([0xff, 0xff, 0xff]), Colour([0xff, 0xff, 0xff])];
const DARK: [Colour; 2] = [Colour([0x14, 0x17, 0x1d]), Colour([0x0b, 0x10, 0x30])];

/// The branding. The default is that of `style/main.css`.
#[derive(Clone, Debug, Default)]
pub struct Branding {
    /// The logo, beside which the brand's name is not shown.
    pub logo: Option<Logo>,
    /// The accent colour in the light and in the dark scheme.
    pub accent: Option<[Colour; 2]>,
    /// Where people get help.
    pub support: Option<String>,
}

/// A picture.
#[derive(Clone, Debug)]
pub struct Logo {
    /// The file as it is.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub media_type: &'static str,
}

/// A colour of sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour([u8; 3]);

impl Logo {
    /// Reads a picture.
    ///
    /// # Errors
    /// A sentence for the operator: what is wrong and what is allowed.
    pub fn read(path: &str) -> Result<Self, String> {
        let extension = Path::new(path).extension().and_then(|name| name.to_str());
        let media_type = match extension {
            Some("svg") => "image/svg+xml",
            Some("png") => "image/png",
            Some("webp") => "image/webp",
            _ => return Err("an .svg, .png or .webp file".to_owned()),
        };
        let unread = |error| format!("{path} cannot be read: {error}");
        let length = std::fs::metadata(path).map_err(unread)?.len();
        if length > LARGEST_LOGO {
            return Err(format!("{path} has {length} bytes; {LARGEST_LOGO} at most"));
        }
        let bytes = std::fs::read(path).map_err(unread)?;
        Ok(Self { bytes, media_type })
    }
}

/// Accepts accent colours for the light and the dark scheme that can be read on either.
///
/// # Errors
/// Which setting is wrong, and a sentence for the operator: what it does not stand out from.
pub fn accent(light: &str, dark: &str) -> Result<[Colour; 2], (&'static str, String)> {
    let (light_name, dark_name) = ("accent", "accent_dark");
    for (name, written, other) in [
        (light_name, light, dark_name),
        (dark_name, dark, light_name),
    ] {
        if written.is_empty() {
            return Err((name, format!("needed with verification.{other}")));
        }
    }
    let read = |name, written, beside: [Colour; 2]| {
        let colour = Colour::parse(written).map_err(|what| (name, what))?;
        let least = beside.map(|other| colour.contrast(other));
        let least = least[0].min(least[1]);
        if least < CONTRAST {
            let what = format!(
                "{written} has a contrast of {least:.2} to 1 in its scheme; {CONTRAST} to 1 at least"
            );
            return Err((name, what));
        }
        Ok(colour)
    };
    Ok([
        read(light_name, light, LIGHT)?,
        read(dark_name, dark, DARK)?,
    ])
}

impl Colour {
    /// Reads `#rrggbb`.
    fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no colour such as #3050d6");
        let plain = |hex: &&str| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit());
        let digits = text.strip_prefix('#').filter(plain);
        let value = u32::from_str_radix(digits.ok_or_else(wrong)?, 16).map_err(|_| wrong())?;
        let [_, red, green, blue] = value.to_be_bytes();
        Ok(Self([red, green, blue]))
    }

    /// How much one colour stands out from another (WCAG 2.2, contrast ratio).
    fn contrast(self, other: Self) -> f64 {
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

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl Values {
    pub(super) fn branding(&mut self) -> Branding {
        Branding {
            logo: self.logo(),
            accent: self.accent(),
            support: Some(self.text("support")).filter(|address| !address.is_empty()),
        }
    }

    fn logo(&mut self) -> Option<Logo> {
        let path = self.text("logo");
        if path.is_empty() {
            return None;
        }
        Logo::read(&path)
            .map_err(|what| self.problem("logo", what))
            .ok()
    }

    fn accent(&mut self) -> Option<[Colour; 2]> {
        let (light, dark) = (self.text("accent"), self.text("accent_dark"));
        if light.is_empty() && dark.is_empty() {
            return None;
        }
        accent(&light, &dark)
            .map_err(|(name, what)| self.problem(name, what))
            .ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_accent_must_stand_out_in_both_schemes() {
        let told = |light, dark| accent(light, dark).unwrap_err().1;
        let colours = accent("#3050D6", "#8ea6ff").unwrap();
        assert_eq!(
            colours.map(|colour| colour.to_string()),
            ["#3050d6", "#8ea6ff"]
        );
        assert!(told("#ffcc00", "#8ea6ff").starts_with("#ffcc00 has a contrast of 1.5"));
        assert!(told("#3050d6", "#3050d6").starts_with("#3050d6 has a contrast of 2."));
        for odd in [
            "",
            "3050d6",
            "#30d",
            "#3050d6ff",
            "red",
            "#gggggg",
            "#+50d60",
        ] {
            assert!(accent(odd, "#8ea6ff").is_err(), "{odd}");
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
                ("text", "bg", CONTRAST),
                ("text", "surface", CONTRAST),
                ("text-2", "bg", CONTRAST),
                ("text-2", "surface", CONTRAST),
                ("on-accent", "accent", CONTRAST),
                ("accent", "surface", CONTRAST),
                ("danger", "danger-bg", CONTRAST),
                ("danger", "surface", CONTRAST),
                ("success", "surface", CONTRAST),
                ("warn", "warn-bg", CONTRAST),
                ("warn", "surface", CONTRAST),
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
