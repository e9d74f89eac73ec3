//! Runs the documents of an answered call, element by element.

use tokio::time::Instant;

use super::active_call::{ActiveCall, LONGER_THAN_A_CALL};
use super::speech::Speech;
use super::voice_xml::{self, InputElement, NextDocument, XmlElement};
use crate::callbacks::{CallbackError, CallbackForm, CallbackUrl};
use crate::records::{DocumentSource, Hangup, Speaker};
use crate::requests::AnswerDocument;

/// Documents that a call may fetch before it counts as an endless circle.
const MAX_DOCUMENTS: usize = 200;
/// Lifelike seconds that any audio file plays.
const PLAY_TIME: f64 = 3.0;
/// Lifelike seconds from the end of a prompt until a magic number presses its key.
const PRESS_DELAY: f64 = 0.5;

/// Runs documents on one call.
pub(super) struct XmlRunner<'a> {
    call: &'a mut ActiveCall,
    /// Key to press after the first prompt, for magic numbers.
    key: Option<char>,
}

impl<'a> XmlRunner<'a> {
    /// Creates a runner for an answered call.
    pub(super) fn new(call: &'a mut ActiveCall, key: Option<char>) -> Self {
        Self { call, key }
    }

    /// Runs from the answer document to the end of the call.
    pub(super) async fn run(mut self) -> Hangup {
        let mut document = match self.answer_document().await {
            Ok(document) => document,
            Err(hangup) => return hangup,
        };
        for _ in 0..MAX_DOCUMENTS {
            match self.run_document(&document).await {
                Ok(Some(next)) => document = next,
                Ok(None) => return Hangup::end_of_xml(),
                Err(hangup) => return hangup,
            }
        }
        Hangup::time_limit()
    }

    async fn answer_document(&mut self) -> Result<Vec<XmlElement>, Hangup> {
        let address = match &self.call.request.answer {
            AnswerDocument::Own(document) => {
                return self.parse(document, DocumentSource::Answer);
            }
            AnswerDocument::Fetched(address) => address.clone(),
        };
        let fields = self.call.callback_fields("StartApp");
        let answer = self.fetch(&address, &fields, DocumentSource::Answer).await;
        match (answer, self.call.request.fallback.clone()) {
            (Err(hangup), Some(fallback)) if hangup.is_document_error() => {
                self.fetch(&fallback, &fields, DocumentSource::Answer).await
            }
            (answer, _) => answer,
        }
    }

    /// Runs one document; returns the document that takes over, if any.
    async fn run_document(
        &mut self,
        document: &[XmlElement],
    ) -> Result<Option<Vec<XmlElement>>, Hangup> {
        for element in document {
            match element {
                XmlElement::Input(input) => {
                    if let Some(next) = self.get_input(input).await? {
                        return Ok(Some(next));
                    }
                }
                XmlElement::Redirect(target) => {
                    let fields = self.call.callback_fields("Redirect");
                    let source = DocumentSource::Redirect;
                    return self.follow(target, &fields, source).await.map(Some);
                }
                XmlElement::Hangup { after: None } => return Err(Hangup::normal("Answer XML")),
                XmlElement::Hangup {
                    after: Some(seconds),
                } => {
                    let scheduled = Instant::now() + self.call.simulator.scaled(*seconds);
                    self.call.deadline = self.call.deadline.min(scheduled);
                }
                sound => while self.play(sound).await?.is_some() {},
            }
        }
        Ok(None)
    }

    /// Plays a sound to its end, or to the first key pressed.
    async fn play(&mut self, element: &XmlElement) -> Result<Option<char>, Hangup> {
        match element {
            XmlElement::Speak(speech) => self.speak(speech).await,
            XmlElement::Play { url, repeat } => {
                for _ in 0..*repeat {
                    self.call.transcribe_event(&format!("plays {url}"));
                    if let Some(key) = self.listen(PLAY_TIME).await? {
                        return Ok(Some(key));
                    }
                }
                Ok(None)
            }
            XmlElement::Wait(seconds) => self.listen(*seconds).await,
            XmlElement::Input(_) | XmlElement::Redirect(_) | XmlElement::Hangup { .. } => Ok(None),
        }
    }

    async fn speak(&mut self, speech: &Speech) -> Result<Option<char>, Hangup> {
        for _ in 0..speech.repeat {
            let (text, language) = (&speech.text, &speech.language);
            self.call.transcribe(Speaker::Plivo, text, language);
            if let Some(key) = self.listen(speech.seconds).await? {
                return Ok(Some(key));
            }
        }
        Ok(None)
    }

    /// Runs an input element; returns the document that takes over, if any.
    async fn get_input(&mut self, input: &InputElement) -> Result<Option<Vec<XmlElement>>, Hangup> {
        let digits = self.gather_digits(input).await?;
        if digits.is_empty() {
            return Ok(None);
        }
        let mut fields = self.call.callback_fields("Redirect");
        fields.push(("Digits".to_owned(), digits));
        if input.reports_type {
            fields.push(("InputType".to_owned(), "dtmf".to_owned()));
        }
        let next = self
            .follow(&input.action, &fields, DocumentSource::Action)
            .await;
        match next {
            Ok(next) if input.redirect => Ok(Some(next)),
            // Without a redirect the document does not matter, not even that it is invalid.
            Ok(_) => Ok(None),
            Err(hangup) if hangup.is_document_error() && !input.redirect => Ok(None),
            Err(hangup) => Err(hangup),
        }
    }

    /// Gathers the keys pressed in reply to an input element. A key pressed during the prompts
    /// counts, and stops them.
    async fn gather_digits(&mut self, input: &InputElement) -> Result<String, Hangup> {
        let mut digits = String::new();
        for _ in 0..input.tries {
            let mut key = self.prompt(&input.prompts).await?;
            if key.is_none() {
                key = self.listen(input.first_key_seconds).await?;
            }
            while let Some(pressed) = key.filter(|key| Some(*key) != input.finish_key) {
                if input.valid_keys.contains(pressed) {
                    digits.push(pressed);
                }
                if digits.len() >= input.max_digits {
                    break;
                }
                key = self.listen(input.next_key_seconds).await?;
            }
            if !digits.is_empty() {
                break;
            }
        }
        Ok(digits)
    }

    /// Plays prompts to their end, or to the first key pressed.
    async fn prompt(&mut self, prompts: &[XmlElement]) -> Result<Option<char>, Hangup> {
        for prompt in prompts {
            if let Some(key) = self.play(prompt).await? {
                return Ok(Some(key));
            }
        }
        let Some(key) = self.key.take() else {
            return Ok(None);
        };
        let named = prompts.iter().find_map(|prompt| match prompt {
            XmlElement::Speak(speech) => speech.named_key(),
            _ => None,
        });
        let key = named.unwrap_or(key);
        let delay = self.call.simulator.scaled(PRESS_DELAY);
        self.call.wait(delay).await?;
        self.call.transcribe_key(key);
        Ok(Some(key))
    }

    async fn follow(
        &mut self,
        target: &NextDocument,
        fields: &CallbackForm,
        source: DocumentSource,
    ) -> Result<Vec<XmlElement>, Hangup> {
        if !["GET", "POST"].contains(&target.method.as_str()) {
            let hangup = Hangup::document_error(7030, "Invalid Method For", source, "URL");
            return Err(hangup);
        }
        match CallbackUrl::parse(&target.url, Some(&target.method)) {
            Ok(address) => self.fetch(&address, fields, source).await,
            Err(_) => Err(Hangup::document_error(7020, "Invalid", source, "URL")),
        }
    }

    /// Fetches a document; the person may hang up meanwhile.
    async fn fetch(
        &mut self,
        address: &CallbackUrl,
        fields: &CallbackForm,
        source: DocumentSource,
    ) -> Result<Vec<XmlElement>, Hangup> {
        let simulator = self.call.simulator.clone();
        let fetching = simulator.callbacks().fetch(address, fields);
        tokio::pin!(fetching);
        let body = loop {
            tokio::select! {
                body = &mut fetching => break body,
                heard = self.call.listen(LONGER_THAN_A_CALL) => { heard?; }
            }
        };
        let body = body.map_err(|error| self.unreachable(&error, source))?;
        self.parse(&body, source)
    }

    fn parse(&self, body: &str, source: DocumentSource) -> Result<Vec<XmlElement>, Hangup> {
        voice_xml::parse(body).map_err(|error| {
            let event = format!("{} XML is invalid: {error}", source.word());
            self.call.transcribe_event(&event);
            Hangup::document_error(8010, "Invalid", source, "XML")
        })
    }

    fn unreachable(&self, error: &CallbackError, source: DocumentSource) -> Hangup {
        let event = format!("{} URL {error}", source.word());
        self.call.transcribe_event(&event);
        Hangup::document_error(7010, "Error Reaching", source, "URL")
    }

    /// Listens for so many lifelike seconds.
    async fn listen(&mut self, seconds: f64) -> Result<Option<char>, Hangup> {
        let time = self.call.simulator.scaled(seconds);
        self.call.listen(time).await
    }
}
