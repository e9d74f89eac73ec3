//! A text of the operator's own, for a country where texts are registered to the letter.
//!
//! Pure. It is sent as it is written: it is not translated, and has the line from which phones fill
//! the code in only if it contains that itself. The ordinary text is in [`sms`](super::sms).

use std::time::Duration;

use thiserror::Error;

use crate::domain::Code;
use crate::telephony::gsm7;
use crate::telephony::sms::{LONGEST_CODE, MAX_UCS2_SEGMENTS, minutes_left};

/// A text with places for what differs from person to person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextTemplate(Vec<Piece>);

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Words(String),
    Value(Placeholder),
}

/// A value that a text has a place for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Placeholder {
    Code,
    Brand,
    Minutes,
    Host,
}

/// The word between the braces for each placeholder.
const PLACEHOLDERS: [(&str, Placeholder); 4] = [
    ("code", Placeholder::Code),
    ("brand", Placeholder::Brand),
    ("minutes", Placeholder::Minutes),
    ("host", Placeholder::Host),
];

/// A text that is no template, or a bad one. The words are for the operator.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InvalidTemplate {
    /// There is no place for the code.
    #[error("the text has no place for the code, {{code}}")]
    NoCode,
    /// A brace is opened and not closed, or the other way round.
    #[error("the text has a brace without the other one")]
    SingleBrace,
    /// The text has a place for something else.
    #[error(
        "{{{0}}} is nothing that a text has a place for: {{code}}, {{brand}}, {{minutes}}, {{host}}"
    )]
    UnknownPlaceholder(String),
    /// The text has a control character.
    #[error("the text has the control character U+{:04X} in it", u32::from(*.0))]
    ControlCharacter(char),
    /// The text would be too long.
    #[error("the text would take {0} segments; {MAX_UCS2_SEGMENTS} at most")]
    TooLong(usize),
}

impl TextTemplate {
    /// Parses a text with `{code}` in it and perhaps `{brand}`, `{minutes}` and `{host}`.
    ///
    /// # Errors
    /// [`InvalidTemplate`]; the length is not looked at.
    pub fn parse(text: &str) -> Result<Self, InvalidTemplate> {
        let odd = text.chars().find(|c| c.is_control() && *c != '\n');
        if let Some(character) = odd {
            return Err(InvalidTemplate::ControlCharacter(character));
        }
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((words, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or(InvalidTemplate::SingleBrace)?;
            let known = PLACEHOLDERS.iter().find(|(known, _)| *known == name);
            let (_, value) =
                known.ok_or_else(|| InvalidTemplate::UnknownPlaceholder(name.to_owned()))?;
            pieces.extend([Piece::Words(words.to_owned()), Piece::Value(*value)]);
            rest = after;
        }
        pieces.push(Piece::Words(rest.to_owned()));
        let is_odd = |piece: &Piece| matches!(piece, Piece::Words(words) if words.contains('}'));
        if pieces.iter().any(is_odd) {
            return Err(InvalidTemplate::SingleBrace);
        }
        match pieces.contains(&Piece::Value(Placeholder::Code)) {
            true => Ok(Self(pieces)),
            false => Err(InvalidTemplate::NoCode),
        }
    }

    /// Accepts a text that is not too long with this brand and host.
    ///
    /// # Errors
    /// [`InvalidTemplate::TooLong`].
    pub fn validate_length(&self, brand: &str, host: &str) -> Result<(), InvalidTemplate> {
        match self.segments(brand, host) {
            ..=MAX_UCS2_SEGMENTS => Ok(()),
            segments => Err(InvalidTemplate::TooLong(segments)),
        }
    }

    /// Composes the text message.
    pub fn compose(&self, brand: &str, host: &str, code: &Code, expires_in: Duration) -> String {
        self.compose_with(brand, host, code.digits(), expires_in)
    }

    /// Upper bound of the segments of the text with this brand and host.
    pub fn segments(&self, brand: &str, host: &str) -> usize {
        gsm7::segments(&self.longest(brand, host))
    }

    /// The characters for which GSM-7 cannot encode the text, each once.
    pub fn characters_outside_gsm7(&self, brand: &str, host: &str) -> String {
        let mut outside = String::new();
        for character in self.longest(brand, host).chars() {
            if !gsm7::has(character) && !outside.contains(character) {
                outside.push(character);
            }
        }
        outside
    }

    /// The longest text, with a code of zeros.
    pub fn longest(&self, brand: &str, host: &str) -> String {
        self.compose_with(brand, host, LONGEST_CODE, Duration::MAX)
    }

    fn compose_with(&self, brand: &str, host: &str, code: &str, expires_in: Duration) -> String {
        let minutes = minutes_left(expires_in).to_string();
        let pieces = self.0.iter().map(|piece| match piece {
            Piece::Words(words) => words.as_str(),
            Piece::Value(Placeholder::Code) => code,
            Piece::Value(Placeholder::Brand) => brand,
            Piece::Value(Placeholder::Minutes) => &minutes,
            Piece::Value(Placeholder::Host) => host,
        });
        pieces.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::CodeLength;

    const HOST: &str = "verify.acme.example";

    #[test]
    fn a_text_is_composed_to_the_letter() {
        let code = Code::from_number(1_234, CodeLength::Six).unwrap();
        for (template, text) in [
            ("{code} is your OTP.", "001234 is your OTP."),
            (
                "{brand}: {code}, good for {minutes} min.\n@{host} #{code}",
                "Acme: 001234, good for 10 min.\n@verify.acme.example #001234",
            ),
            ("आपका कोड {code} है", "आपका कोड 001234 है"),
        ] {
            let parsed = TextTemplate::parse(template).unwrap();
            let composed = parsed.compose("Acme", HOST, &code, Duration::from_mins(10));
            assert_eq!(composed, text);
        }
    }

    #[test]
    fn bad_texts_are_refused() {
        for (text, told) in [
            ("", "no place for the code"),
            ("Your {brand} code", "no place for the code"),
            ("Your code is {#var#}", "{#var#} is nothing"),
            ("Your code is {Code}", "{Code} is nothing"),
            ("Your code is {code", "a brace"),
            ("Your code is code}", "a brace"),
            ("{code} {{brand}}", "{{brand} is nothing"),
            ("{code}\u{7}", "U+0007"),
        ] {
            let error = TextTemplate::parse(text).unwrap_err().to_string();
            assert!(error.contains(told), "{text}: {error}");
        }
        let long = TextTemplate::parse(&format!("{{code}}{}", "a".repeat(610))).unwrap();
        let error = long.validate_length("Acme", HOST).unwrap_err();
        assert_eq!(error, InvalidTemplate::TooLong(5));
    }

    #[test]
    fn the_longest_code_and_every_foreign_letter_count() {
        let template = |text: &str| TextTemplate::parse(text).unwrap();
        let full = template(&format!("{{code}}{}", "a".repeat(152)));
        assert_eq!(full.segments("Acme", HOST), 1);
        let over = template(&format!("{{code}}{}", "a".repeat(153)));
        assert_eq!(over.segments("Acme", HOST), 2);
        let foreign = template("Código de {brand}: {code} – código");
        assert_eq!(foreign.characters_outside_gsm7("Łódź", HOST), "óŁź–");
        assert_eq!(full.characters_outside_gsm7("Acme", HOST), "");
    }
}
