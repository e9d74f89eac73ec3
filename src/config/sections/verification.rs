//! `[verification]`: the operator's branding, and the behaviour of the page.

use crate::config::branding::{Colour, MIN_CONTRAST, colour, logo};
use crate::config::countries::country;
use crate::config::value_parser::{address, flag, text};
use crate::config::{InvalidText, Logo, RawSettings};
use crate::telephony::sms;

section! {
    /// The operator's branding, and the behaviour of the page.
    pub struct VerificationSettings in "verification" {
        /// Name shown on the page, in the text and spoken in the call. Letters outside GSM-7 make
        /// texts of two to four segments; --check says how many.
        brand: String = text(), RINGCODE_BRAND = "Ringcode";
        /// File (.svg, .png or .webp, 100 KB at most) shown instead of the brand's name; empty: the
        /// name.
        logo: Option<Logo> = logo(), RINGCODE_LOGO = "";
        /// Colour of buttons and links on a light page, #rrggbb, with a contrast to white of at
        /// least 4.5 to 1; empty: the built-in one.
        accent: Option<Colour> = colour(), RINGCODE_ACCENT = "";
        /// The same on a dark page, with that contrast to #14171d and to #0b1030. Required where
        /// verification.accent is set.
        accent_dark: Option<Colour> = colour(), RINGCODE_ACCENT_DARK = "";
        /// Page where people get help, linked from every page; empty: no link.
        support: Option<String> = address(), RINGCODE_SUPPORT = "";
        /// ISO 3166-1 code of the country selected when the browser's language names none; empty:
        /// the person chooses.
        default_country: Option<String> = country(), RINGCODE_DEFAULT_COUNTRY = "";
        /// Submits a code automatically once it is complete, and says so on the page; false: only
        /// with the button.
        auto_submit: bool = flag(), RINGCODE_AUTO_SUBMIT = "true";
    }
}

/// Colours next to an accent in the light and in the dark scheme: the surface under links, and
/// the text on a button. They repeat `style/main.css`.
const BESIDE_LIGHT: [Colour; 2] = [Colour([0xff, 0xff, 0xff]), Colour([0xff, 0xff, 0xff])];
const BESIDE_DARK: [Colour; 2] = [Colour([0x14, 0x17, 0x1d]), Colour([0x0b, 0x10, 0x30])];

impl VerificationSettings {
    /// The accent colours of the light and the dark scheme; `None` for those of the style.
    pub fn accents(&self) -> Option<[Colour; 2]> {
        Some([self.accent?, self.accent_dark?])
    }

    /// Checks the brand beside the host that a text names, and the accent colours.
    pub(in crate::config) fn validate(&self, host: &str, raw: &mut RawSettings) {
        if let Err(error) = sms::validate_branding(&self.brand, host) {
            raw.error("verification.brand", error);
        }
        let [light, dark] = ["verification.accent", "verification.accent_dark"];
        for (path, colour, beside, other) in [
            (light, self.accent, BESIDE_LIGHT, dark),
            (dark, self.accent_dark, BESIDE_DARK, light),
        ] {
            if raw.is_set(other) && !raw.is_set(path) {
                raw.error(path, format!("needed with {other}"));
            } else if let Some(Err(error)) = colour.map(|colour| check_contrast(colour, beside)) {
                raw.error(path, error);
            }
        }
    }
}

/// Refuses an accent with too little contrast to a colour next to it.
fn check_contrast(colour: Colour, beside: [Colour; 2]) -> Result<(), InvalidText> {
    let [one, two] = beside.map(|other| colour.contrast(other));
    match one.min(two) {
        contrast if contrast < MIN_CONTRAST => Err(format!(
            "{colour} has a contrast of {contrast:.2} to 1 in its scheme; {MIN_CONTRAST} to 1 at least"
        )
        .into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_accent_must_stand_out_in_both_schemes() {
        let check = |text, beside| check_contrast(Colour::parse(text).unwrap(), beside);
        let told = |text, beside| check(text, beside).unwrap_err().to_string();
        assert!(check("#3050D6", BESIDE_LIGHT).is_ok());
        assert!(check("#8ea6ff", BESIDE_DARK).is_ok());
        assert!(told("#ffcc00", BESIDE_LIGHT).starts_with("#ffcc00 has a contrast of 1.5"));
        assert!(told("#3050d6", BESIDE_DARK).starts_with("#3050d6 has a contrast of 2."));
    }
}
