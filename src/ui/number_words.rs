//! Sentences about a number that cannot be read.

use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;

use super::example::example_number;
use crate::i18n::Locale;

/// That there is no digit in it, with an example of the chosen country.
pub fn unreadable(locale: Locale, country: &str) -> String {
    // Isolated, so that it reads from left to right in a sentence that does not.
    let number = format!("\u{2066}{}\u{2069}", example_number(locale, country));
    locale.format("phone-unreadable", [("number", number.into())])
}

/// That this character is in it, and should not be.
pub fn strange(locale: Locale, character: char) -> String {
    let shown = visible(locale, character);
    locale.format("phone-strange", [("character", shown.into())])
}

/// A character as it can be shown in a sentence, isolated where it may read in another
/// direction; the name of one that cannot be seen.
fn visible(locale: Locale, character: char) -> String {
    use GeneralCategory as Is;
    match CodePointMapData::<GeneralCategory>::new().get(character) {
        Is::Control | Is::Format | Is::PrivateUse | Is::Unassigned => {
            format!("U+{:04X}", character as u32)
        }
        Is::NonspacingMark | Is::EnclosingMark | Is::SpacingMark => format!("◌{character}"),
        _ if character.is_ascii() && locale.text("direction") == "ltr" => character.to_string(),
        _ => format!("\u{2068}{character}\u{2069}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strange_character_is_named_so_that_it_is_seen() {
        let english = Locale::english();
        for (character, named) in [
            ('O', "an O"),
            ('o', "an o"),
            ('B', "a B"),
            ('x', "an x"),
            ('U', "a U"),
            ('+', "a +"),
            ('#', "a #"),
            ('\0', "a U+0000"),
            ('\u{FFF9}', "a U+FFF9"),
            ('\u{E000}', "a U+E000"),
            ('\u{301}', "a ◌\u{301}"),
            ('О', "a \u{2068}О\u{2069}"),
            ('²', "a \u{2068}²\u{2069}"),
            ('א', "a \u{2068}א\u{2069}"),
        ] {
            let said = strange(english, character);
            assert_eq!(
                said.replace('\u{A0}', " "),
                format!("Use digits only: there is {named} among them.")
            );
        }
        for locale in Locale::all() {
            let said = strange(locale, 'O');
            assert!(said.contains('O') && !said.contains('{'), "{said}");
        }
        let arabic = Locale::from_tag("ar").unwrap();
        assert!(strange(arabic, '#').contains("\u{2068}#\u{2069}"));
    }

    #[test]
    fn the_example_is_one_of_the_chosen_country() {
        for locale in Locale::all() {
            let german = unreadable(locale, "DE");
            assert!(german.contains("\u{2066}0171 3920012\u{2069}"), "{german}");
        }
        assert!(unreadable(Locale::english(), "").contains("+44 7700 900123"));
    }
}
