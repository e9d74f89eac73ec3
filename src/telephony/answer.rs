//! What a ringing phone hears, as Plivo XML.
//!
//! Pure: sentences in, documents out. Which document is next is decided in
//! [`keypress`](super::keypress).

use std::time::Duration;

use crate::domain::code::Code;
use crate::telephony::{
    keypress::{Key, Turn},
    words,
};

/// The most seconds that a call can last (Plivo's `time_limit`). The longest path through
/// the script is shorter: asked three times 32, read twice 54, the offer between them 9.
/// A call in which the key is pressed at once takes about 45.
pub const LONGEST_CALL: u32 = 120;

/// What one call needs to know to speak.
#[derive(Clone, Copy, Debug)]
pub struct Script<'a> {
    /// Who calls.
    pub brand: &'a str,
    /// The key of this call.
    pub key: Key,
    /// Where the pressed key goes: [`Callbacks::digits`](super::Callbacks::digits).
    pub digits_url: &'a str,
}

/// The document for a code that is used, expired or unknown.
pub fn expired() -> String {
    closing(words::EXPIRED)
}

/// The document after a second wrong key.
pub fn no_key() -> String {
    closing(words::NO_KEY)
}

/// The document after the code was read.
pub fn goodbye() -> String {
    closing(words::GOODBYE)
}

impl Script<'_> {
    /// The first document: who calls and which key to press, said twice to somebody
    /// who presses nothing. Holds nothing secret.
    pub fn ask(&self) -> String {
        let press = escape(&words::press_to_hear(self.key));
        let greeting = format!("{} {press}", escape(&words::greeting(self.brand)));
        let asked = self.input(Turn::Asked, &greeting) + &self.input(Turn::Asked, &press);
        document(&(asked + &closing_words(words::NO_KEY)))
    }

    /// The document after the first wrong key. Holds nothing secret.
    pub fn ask_again(&self) -> String {
        let press = format!("{} {}", words::WRONG_KEY, words::press_to_hear(self.key));
        document(&(self.input(Turn::AskedAgain, &escape(&press)) + &closing_words(words::NO_KEY)))
    }

    /// The document that reads the code and offers to read it once more.
    pub fn speak(&self, code: &Code, expires_in: Duration) -> String {
        let offer = escape(&words::press_to_repeat(self.key));
        let reading = format!("{} {PAUSE} {offer}", self.reading(code, expires_in));
        document(&(self.input(Turn::Spoken, &reading) + &closing_words(words::GOODBYE)))
    }

    /// The document that reads the code for the last time.
    pub fn speak_last(&self, code: &Code, expires_in: Duration) -> String {
        document(&(spoken(&self.reading(code, expires_in)) + &closing_words(words::GOODBYE)))
    }

    /// The code three times, slowly: once to listen, once to write, once to compare.
    fn reading(&self, code: &Code, expires_in: Duration) -> String {
        let digits = separated(code);
        let first = escape(&words::code_follows(self.brand));
        let again = escape(words::AGAIN);
        let expires = escape(&words::expires(expires_in));
        format!(
            "{first} {PAUSE} {digits} {PAUSE} {again} {PAUSE} {digits} {PAUSE} {again} {PAUSE} {digits} {PAUSE} {expires}"
        )
    }

    /// Speaks, and sends the key that is pressed meanwhile or within six seconds to
    /// our address; without a key, what stands after this element follows.
    fn input(&self, turn: Turn, speech: &str) -> String {
        let action = escape(&format!("{}?n={}", self.digits_url, turn.number()));
        format!(
            r#"<GetInput action="{action}" method="POST" inputType="dtmf" numDigits="1" executionTimeout="6" finishOnKey="none" redirect="true" log="false">{}</GetInput>"#,
            spoken(speech),
        )
    }
}

/// A pause between phrases.
const PAUSE: &str = r#"<break time="700ms"/>"#;

/// The digits one by one. Commas keep them apart also for a voice that ignores
/// the pauses, and unlike `say-as` they need no support for SSML at all.
fn separated(code: &Code) -> String {
    let digits: Vec<String> = code.digits().chars().map(String::from).collect();
    format!("{}.", digits.join(r#", <break time="500ms"/> "#))
}

fn closing(sentence: &str) -> String {
    document(&closing_words(sentence))
}

fn closing_words(sentence: &str) -> String {
    format!("{}<Hangup/>", spoken(&escape(sentence)))
}

/// One `Speak` of already escaped text. Pauses need one of the Polly voices.
fn spoken(speech: &str) -> String {
    format!(r#"<Speak voice="Polly.Joanna" language="en-US">{speech}</Speak>"#)
}

fn document(elements: &str) -> String {
    format!(r#"<?xml version="1.0" encoding="UTF-8"?><Response>{elements}</Response>"#)
}

/// Text as it may stand between tags and inside a quoted attribute.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&apos;")
}
