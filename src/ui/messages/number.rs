//! Sentences with a phone number, and about one that cannot be parsed.

use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;

use super::localized_text::{AroundPlaceholder, split_at_placeholder};
use crate::i18n::{Locale, PLACEHOLDER};
use crate::ui::phone_input::example_number::example_number;

/// The text around the example in the hint of the phone field.
pub fn example_hint(locale: Locale) -> AroundPlaceholder {
    around_number(locale, "phone-example")
}

/// The text around the number that calls come from.
pub fn call_from(locale: Locale) -> AroundPlaceholder {
    around_number(locale, "call-from")
}

/// The sentence for a number without digits, with an example of the selected country.
pub fn unreadable(locale: Locale, country: &str) -> String {
    // Isolated, because the sentence around it may read from right to left.
    let number = format!("\u{2066}{}\u{2069}", example_number(locale, country));
    locale.format("phone-unreadable", [("number", number.into())])
}

/// The sentence for a number with a character that is not part of one.
pub fn strange_character(locale: Locale, character: char) -> String {
    let shown = visible(locale, character);
    locale.format("phone-strange", [("character", shown.into())])
}

fn around_number(locale: Locale, key: &str) -> AroundPlaceholder {
    let number = PLACEHOLDER.to_string();
    split_at_placeholder(locale.format(key, [("number", number.into())]))
}

/// A character as a sentence can show it: the code point of an invisible one, and an isolated one
/// if it may read in another direction than the sentence.
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
    fn a_strange_character_is_shown_even_if_it_is_invisible() {
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
            let said = strange_character(english, character);
            assert_eq!(
                said.replace('\u{A0}', " "),
                format!("Use digits only: there is {named} among them.")
            );
        }
        for locale in Locale::all() {
            let said = strange_character(locale, 'O');
            assert!(said.contains('O') && !said.contains('{'), "{said}");
        }
        let arabic = Locale::from_tag("ar").unwrap();
        assert!(strange_character(arabic, '#').contains("\u{2068}#\u{2069}"));
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
