//! Room `simulator`: a call obeys its documents, element by element.

use super::ending::Ending;
use super::line::{LONG, Line};
use super::order::Answer;
use super::record::Who;
use super::speech::Speech;
use super::webhook::{Params, Unreached, Webhook};
use super::xml::{self, Question, Step, Target};

/// Documents a call may ask for before it counts as going in circles.
const DOCUMENTS: usize = 200;

/// Which address a document came from; the number is the last digit of
/// Plivo's hang-up codes 701x to 703x and 801x.
#[derive(Clone, Copy)]
pub(super) enum Source {
    Answer = 1,
    Action = 2,
    Redirect = 4,
}

impl Source {
    fn word(self) -> &'static str {
        match self {
            Self::Answer => "Answer",
            Self::Action => "Action",
            Self::Redirect => "Redirect",
        }
    }
}

impl Line {
    /// From the answer document to the end of the call.
    pub(super) async fn obey_documents(&mut self) -> Ending {
        let mut steps = match self.answer_document().await {
            Ok(steps) => steps,
            Err(ending) => return ending,
        };
        for _ in 0..DOCUMENTS {
            match self.perform(&steps).await {
                Ok(Some(next)) => steps = next,
                Ok(None) => return Ending::end_of_xml(),
                Err(ending) => return ending,
            }
        }
        Ending::time_limit()
    }

    async fn answer_document(&mut self) -> Result<Vec<Step>, Ending> {
        let hook = match &self.order.answer {
            Answer::Document(document) => {
                return self.parse(&document.clone(), Source::Answer);
            }
            Answer::Ask(hook) => hook.clone(),
        };
        let params = self.params("StartApp");
        let first = self.fetch(&hook, &params, Source::Answer).await;
        match (first, self.order.fallback.clone()) {
            (Err(ending), Some(fallback)) if ending.is_error() => {
                self.fetch(&fallback, &params, Source::Answer).await
            }
            (first, _) => first,
        }
    }

    /// Performs a document; `Some` is the document that takes over.
    async fn perform(&mut self, steps: &[Step]) -> Result<Option<Vec<Step>>, Ending> {
        for step in steps {
            match step {
                Step::Ask(question) => {
                    if let Some(next) = self.ask_person(question).await? {
                        return Ok(Some(next));
                    }
                }
                Step::Redirect(target) => {
                    let params = self.params("Redirect");
                    return self
                        .follow(target, &params, Source::Redirect)
                        .await
                        .map(Some);
                }
                Step::Hangup { after: None } => return Err(Ending::hung_up("Answer XML")),
                Step::Hangup {
                    after: Some(seconds),
                } => {
                    let strikes = tokio::time::Instant::now() + self.simulator.paced(*seconds);
                    self.deadline = self.deadline.min(strikes);
                }
                sound => while self.sound(sound).await?.is_some() {},
            }
        }
        Ok(None)
    }

    /// Plays a sound to its end, or to the first key pressed.
    async fn sound(&mut self, step: &Step) -> Result<Option<char>, Ending> {
        match step {
            Step::Speak(speech) => self.speak(speech).await,
            Step::Play { url, repeat } => {
                for _ in 0..*repeat {
                    self.note(Who::Line, &format!("plays {url}"), "en-US");
                    if let Some(key) = self.hear(self.simulator.paced(3.0)).await? {
                        return Ok(Some(key));
                    }
                }
                Ok(None)
            }
            Step::Wait(seconds) => self.hear(self.simulator.paced(*seconds)).await,
            Step::Ask(_) | Step::Redirect(_) | Step::Hangup { .. } => Ok(None),
        }
    }

    async fn speak(&mut self, speech: &Speech) -> Result<Option<char>, Ending> {
        for _ in 0..speech.repeat {
            self.note(Who::Plivo, &speech.text, &speech.language);
            if let Some(key) = self.hear(self.simulator.paced(speech.seconds)).await? {
                return Ok(Some(key));
            }
        }
        Ok(None)
    }

    async fn ask_person(&mut self, question: &Question) -> Result<Option<Vec<Step>>, Ending> {
        let digits = self.gather(question).await?;
        if digits.is_empty() {
            return Ok(None);
        }
        let mut params = self.params("Redirect");
        params.push(("Digits".to_owned(), digits));
        if question.names_type {
            params.push(("InputType".to_owned(), "dtmf".to_owned()));
        }
        let next = self.follow(&question.action, &params, Source::Action).await;
        if question.redirect {
            return next.map(Some);
        }
        // Only a call that is over ends here: the document does not matter.
        next.or_else(|ending| {
            if ending.is_error() {
                Ok(Vec::new())
            } else {
                Err(ending)
            }
        })?;
        Ok(None)
    }

    /// The keys pressed in answer to a question; pressing during the prompts
    /// counts and stops them.
    async fn gather(&mut self, question: &Question) -> Result<String, Ending> {
        let pause = |line: &Self, seconds| line.simulator.paced(seconds);
        let mut digits = String::new();
        for _ in 0..question.tries {
            let mut key = self.prompt(&question.prompts).await?;
            if key.is_none() {
                key = self.hear(pause(self, question.first)).await?;
            }
            while let Some(pressed) = key.filter(|key| Some(*key) != question.finish) {
                digits.extend(Some(pressed).filter(|key| question.valid.contains(*key)));
                if digits.len() >= question.most {
                    break;
                }
                key = self.hear(pause(self, question.between)).await?;
            }
            if !digits.is_empty() {
                break;
            }
        }
        Ok(digits)
    }

    async fn prompt(&mut self, prompts: &[Step]) -> Result<Option<char>, Ending> {
        for prompt in prompts {
            if let Some(key) = self.sound(prompt).await? {
                return Ok(Some(key));
            }
        }
        let Some(key) = self.script.take() else {
            return Ok(None);
        };
        let named = prompts.iter().find_map(|prompt| match prompt {
            Step::Speak(speech) => speech.named_key(),
            _ => None,
        });
        let key = named.unwrap_or(key);
        self.rest(self.simulator.paced(0.5)).await?;
        self.note(Who::You, &format!("pressed {key}"), "en-US");
        Ok(Some(key))
    }

    async fn follow(
        &mut self,
        target: &Target,
        params: &Params,
        source: Source,
    ) -> Result<Vec<Step>, Ending> {
        if !["GET", "POST"].contains(&target.method.as_str()) {
            return Err(Ending::error(7030, source, "Invalid Method For", "URL"));
        }
        match Webhook::parse("url", &target.url, Some(&target.method)) {
            Ok(hook) => self.fetch(&hook, params, source).await,
            Err(_) => Err(Ending::error(7020, source, "Invalid", "URL")),
        }
    }

    /// Asks for a document; the person may hang up meanwhile.
    async fn fetch(
        &mut self,
        hook: &Webhook,
        params: &Params,
        source: Source,
    ) -> Result<Vec<Step>, Ending> {
        let simulator = self.simulator.clone();
        let asking = simulator.ask(hook, params);
        tokio::pin!(asking);
        let body = loop {
            tokio::select! {
                body = &mut asking => break body,
                heard = self.hear(LONG) => { heard?; }
            }
        };
        let body = body.map_err(|why| self.unreached(&why, source))?;
        self.parse(&body, source)
    }

    fn parse(&self, body: &str, source: Source) -> Result<Vec<Step>, Ending> {
        xml::parse(body).map_err(|why| {
            let words = format!("{} XML is invalid: {why}", source.word());
            self.note(Who::Line, &words, "en-US");
            Ending::error(8010, source, "Invalid", "XML")
        })
    }

    fn unreached(&self, why: &Unreached, source: Source) -> Ending {
        self.note(Who::Line, &format!("{} URL {why}", source.word()), "en-US");
        Ending::error(7010, source, "Error Reaching", "URL")
    }
}

impl Ending {
    fn error(code: u16, source: Source, before: &str, after: &str) -> Self {
        Self {
            code: code + source as u16,
            name: format!("{before} {} {after}", source.word()),
            source: "Error",
            ..Self::end_of_xml()
        }
    }
}
