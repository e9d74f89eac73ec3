//! The Plivo XML documents that a ringing phone hears.
//!
//! Pure. [`dtmf`](super::dtmf) chooses which document is next.

use std::time::Duration;

use crate::domain::Code;
use crate::i18n::Locale;
use crate::telephony::plivo::dtmf::{CallStage, DtmfKey};
use crate::telephony::sms::remaining_minutes;

/// The most seconds that a call can last (Plivo's `time_limit`). The longest path through
/// the script is shorter: asked three times 32, read twice 60, the offer between them 9.
/// A call in which the key is pressed at once takes about 45.
pub const MAX_CALL_SECONDS: u32 = 120;

/// The most minutes that a call is billed as.
pub const MAX_CALL_MINUTES: u32 = MAX_CALL_SECONDS.div_ceil(60);

/// A pause between phrases.
const PAUSE: &str = r#"<break time="700ms"/>"#;

/// The facts that the documents of one call are written from.
#[derive(Clone, Copy, Debug)]
pub struct VoiceScript<'a> {
    /// The language of the call.
    pub locale: Locale,
    /// The name that people know the caller by.
    pub brand: &'a str,
    /// The key of this call.
    pub key: DtmfKey,
    /// The URL that a pressed key is sent to.
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

impl VoiceScript<'_> {
    /// The first document: who calls and which key to press, said twice to somebody
    /// who presses nothing. Holds nothing secret.
    pub fn ask(&self) -> String {
        let press = self.sentence_with_key("spoken-press");
        let greeting = self.sentence_with_brand("spoken-greeting");
        let greeting = format!("{greeting} {press}");
        let asked = self.input(CallStage::Asked, &greeting) + &self.input(CallStage::Asked, &press);
        document(&(asked + &closing_elements(self.locale, "spoken-no-key")))
    }

    /// The document after the first wrong key. Holds nothing secret.
    pub fn ask_again(&self) -> String {
        let wrong = sentence(self.locale, "spoken-wrong-key");
        let press = format!("{wrong} {}", self.sentence_with_key("spoken-press"));
        let asked = self.input(CallStage::AskedAgain, &press);
        document(&(asked + &closing_elements(self.locale, "spoken-no-key")))
    }

    /// The document that reads the code and offers to read it once more.
    pub fn read_code(&self, code: &Code, expires_in: Duration) -> String {
        let offer = self.sentence_with_key("spoken-repeat");
        let reading = format!("{} {PAUSE} {offer}", self.reading(code, expires_in));
        let read = self.input(CallStage::CodeRead, &reading);
        document(&(read + &closing_elements(self.locale, "spoken-goodbye")))
    }

    /// The document that reads the code for the last time.
    pub fn read_code_last(&self, code: &Code, expires_in: Duration) -> String {
        let read = speak(self.locale, &self.reading(code, expires_in));
        document(&(read + &closing_elements(self.locale, "spoken-goodbye")))
    }

    /// The code three times, slowly: once to listen, once to write, once to compare.
    fn reading(&self, code: &Code, expires_in: Duration) -> String {
        let digits = spaced_digits(code);
        let first = self.sentence_with_brand("spoken-code");
        let again = sentence(self.locale, "spoken-again");
        let span = remaining_minutes(self.locale, expires_in);
        let expires = self
            .locale
            .format_plain("spoken-expires", [("span", span.into())]);
        let expires = escape(&expires);
        let warning = sentence(self.locale, "spoken-warning");
        format!(
            "{first} {PAUSE} {digits} {PAUSE} {again} {PAUSE} {digits} {PAUSE} {again} {PAUSE} {digits} {PAUSE} {expires} {warning}"
        )
    }

    /// An escaped sentence that names the caller.
    fn sentence_with_brand(&self, message: &str) -> String {
        escape(
            &self
                .locale
                .format_plain(message, [("brand", self.brand.into())]),
        )
    }

    /// An escaped sentence that names the key of this call.
    fn sentence_with_key(&self, message: &str) -> String {
        let key = self.key.to_string();
        escape(&self.locale.format_plain(message, [("key", key.into())]))
    }

    /// A `GetInput` that speaks, and sends a key that is pressed meanwhile or within six seconds
    /// to our URL. Without a key the elements after it follow.
    fn input(&self, stage: CallStage, speech: &str) -> String {
        let action = escape(&format!("{}?n={}", self.digits_url, stage.number()));
        format!(
            r#"<GetInput action="{action}" method="POST" inputType="dtmf" numDigits="1" executionTimeout="6" finishOnKey="none" redirect="true" log="false">{}</GetInput>"#,
            speak(self.locale, speech),
        )
    }
}

/// The digits one by one. Commas keep them apart even for a voice that ignores
/// the pauses, and unlike `say-as` they need no support for SSML at all. No full stop after
/// the last one, which would make it an ordinal in German.
fn spaced_digits(code: &Code) -> String {
    let digits: Vec<String> = code.digits().chars().map(String::from).collect();
    digits.join(r#", <break time="500ms"/> "#)
}

/// An escaped sentence without values.
fn sentence(locale: Locale, message: &str) -> String {
    escape(&locale.format_plain(message, []))
}

fn closing(locale: Locale, message: &str) -> String {
    document(&closing_elements(locale, message))
}

fn closing_elements(locale: Locale, message: &str) -> String {
    format!("{}<Hangup/>", speak(locale, &sentence(locale, message)))
}

/// One `Speak` element of already escaped text. Pauses need one of the Polly voices.
fn speak(locale: Locale, speech: &str) -> String {
    let (voice, language) = (locale.text("voice"), locale.text("voice-language"));
    format!(r#"<Speak voice="{voice}" language="{language}">{speech}</Speak>"#)
}

fn document(elements: &str) -> String {
    format!(r#"<?xml version="1.0" encoding="UTF-8"?><Response>{elements}</Response>"#)
}

/// Escapes text for between tags and for a quoted attribute.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&apos;")
}
