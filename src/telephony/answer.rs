//! What a ringing phone hears, as Plivo XML.
//!
//! Pure: sentences in, documents out. Which document is next is decided in
//! [`keypress`](super::keypress).

use std::time::Duration;

use crate::domain::code::Code;
use crate::i18n::Locale;
use crate::telephony::{
    keypress::{Key, Turn},
    words::minutes,
};

/// The most seconds that a call can last (Plivo's `time_limit`). The longest path through
/// the script is shorter: asked three times 32, read twice 60, the offer between them 9.
/// A call in which the key is pressed at once takes about 45.
pub const LONGEST_CALL: u32 = 120;

/// Minutes that a call is billed as at most.
pub const LONGEST_CALL_MINUTES: u32 = LONGEST_CALL.div_ceil(60);

/// What one call needs to know to speak.
#[derive(Clone, Copy, Debug)]
pub struct Script<'a> {
    /// The language it speaks.
    pub locale: Locale,
    /// Who calls.
    pub brand: &'a str,
    /// The key of this call.
    pub key: Key,
    /// Where the pressed key goes: [`Callbacks::digits`](super::Callbacks::digits).
    pub digits_url: &'a str,
}

/// The document for a code that is used, expired or unknown.
pub fn expired(locale: Locale) -> String {
    closing(locale, "spoken-expired")
}

/// The document after a second wrong key.
pub fn no_key(locale: Locale) -> String {
    closing(locale, "spoken-no-key")
}

/// The document after the code was read.
pub fn goodbye(locale: Locale) -> String {
    closing(locale, "spoken-goodbye")
}

impl Script<'_> {
    /// The first document: who calls and which key to press, said twice to somebody
    /// who presses nothing. Holds nothing secret.
    pub fn ask(&self) -> String {
        let press = self.press("spoken-press");
        let greeting = self
            .locale
            .format_plain("spoken-greeting", [("brand", self.brand.into())]);
        let greeting = format!("{} {press}", escape(&greeting));
        let asked = self.input(Turn::Asked, &greeting) + &self.input(Turn::Asked, &press);
        document(&(asked + &closing_words(self.locale, "spoken-no-key")))
    }

    /// The document after the first wrong key. Holds nothing secret.
    pub fn ask_again(&self) -> String {
        let wrong = sentence(self.locale, "spoken-wrong-key");
        let press = format!("{wrong} {}", self.press("spoken-press"));
        let asked = self.input(Turn::AskedAgain, &press);
        document(&(asked + &closing_words(self.locale, "spoken-no-key")))
    }

    /// The document that reads the code and offers to read it once more.
    pub fn speak(&self, code: &Code, expires_in: Duration) -> String {
        let offer = self.press("spoken-repeat");
        let reading = format!("{} {PAUSE} {offer}", self.reading(code, expires_in));
        let read = self.input(Turn::Spoken, &reading);
        document(&(read + &closing_words(self.locale, "spoken-goodbye")))
    }

    /// The document that reads the code for the last time.
    pub fn speak_last(&self, code: &Code, expires_in: Duration) -> String {
        let read = spoken(self.locale, &self.reading(code, expires_in));
        document(&(read + &closing_words(self.locale, "spoken-goodbye")))
    }

    /// The code three times, slowly: once to listen, once to write, once to compare.
    fn reading(&self, code: &Code, expires_in: Duration) -> String {
        let digits = separated(code);
        let first = escape(
            &self
                .locale
                .format_plain("spoken-code", [("brand", self.brand.into())]),
        );
        let again = sentence(self.locale, "spoken-again");
        let span = minutes(self.locale, expires_in);
        let expires = self
            .locale
            .format_plain("spoken-expires", [("span", span.into())]);
        let expires = escape(&expires);
        let warning = sentence(self.locale, "spoken-warning");
        format!(
            "{first} {PAUSE} {digits} {PAUSE} {again} {PAUSE} {digits} {PAUSE} {again} {PAUSE} {digits} {PAUSE} {expires} {warning}"
        )
    }

    /// A sentence that names the key of this call.
    fn press(&self, sentence: &str) -> String {
        let key = self.key.to_string();
        escape(&self.locale.format_plain(sentence, [("key", key.into())]))
    }

    /// Speaks, and sends the key that is pressed meanwhile or within six seconds to
    /// our address; without a key, what stands after this element follows.
    fn input(&self, turn: Turn, speech: &str) -> String {
        let action = escape(&format!("{}?n={}", self.digits_url, turn.number()));
        format!(
            r#"<GetInput action="{action}" method="POST" inputType="dtmf" numDigits="1" executionTimeout="6" finishOnKey="none" redirect="true" log="false">{}</GetInput>"#,
            spoken(self.locale, speech),
        )
    }
}

/// A pause between phrases.
const PAUSE: &str = r#"<break time="700ms"/>"#;

/// The digits one by one. Commas keep them apart also for a voice that ignores
/// the pauses, and unlike `say-as` they need no support for SSML at all. No full stop after
/// the last one, which would make it an ordinal in German.
fn separated(code: &Code) -> String {
    let digits: Vec<String> = code.digits().chars().map(String::from).collect();
    digits.join(r#", <break time="500ms"/> "#)
}

/// A sentence that leaves nothing open, escaped.
fn sentence(locale: Locale, key: &str) -> String {
    escape(&locale.format_plain(key, []))
}

fn closing(locale: Locale, key: &str) -> String {
    document(&closing_words(locale, key))
}

fn closing_words(locale: Locale, key: &str) -> String {
    format!("{}<Hangup/>", spoken(locale, &sentence(locale, key)))
}

/// One `Speak` of already escaped text. Pauses need one of the Polly voices.
fn spoken(locale: Locale, speech: &str) -> String {
    let (voice, language) = (locale.text("voice"), locale.text("voice-language"));
    format!(r#"<Speak voice="{voice}" language="{language}">{speech}</Speak>"#)
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
