//! The sound of a Speak element, as words and time. Source: Plivo's Speak and SSML pages.

use roxmltree::Node;

/// Characters spoken in a second, about the speed of Plivo's voices.
const CHARACTERS_PER_SECOND: f64 = 14.0;
/// Longest text of one Speak, in characters.
const MAX_CHARACTERS: usize = 3000;
/// SSML elements that change the sound of words, but not the words.
const STYLES: &[&str] = &["emphasis", "lang", "p", "phoneme", "prosody", "s", "w"];
/// Values of `interpret-as` that spell a text out.
const SPELLED_OUT: &[&str] = &["spell-out", "characters", "digits", "telephone"];

/// A text to speak.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Speech {
    /// The words; those that are spelled out read "1 2 3".
    pub(super) text: String,
    /// Seconds that it takes to say them once.
    pub(super) seconds: f64,
    /// BCP 47 tag.
    pub(super) language: String,
    /// Number of times that they are said.
    pub(super) repeat: u32,
}

/// Reason why Plivo calls a document invalid, in words.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct InvalidXml(pub(super) String);

impl Speech {
    /// The key that the text asks for, such as 7 of "press 7".
    pub(super) fn named_key(&self) -> Option<char> {
        let text = self.text.to_ascii_lowercase();
        let (_, after) = text.split_once("press ")?;
        after.chars().next().filter(char::is_ascii_digit)
    }

    /// Reads a Speak element.
    ///
    /// # Errors
    /// [`InvalidXml`] for an unknown voice or element, SSML without a Polly voice, or too long a
    /// text.
    pub(super) fn read(speak: Node, repeat: u32) -> Result<Self, InvalidXml> {
        check_voice(speak)?;
        let mut words = SpokenWords::default();
        words.read(speak)?;
        let text = words.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = text.replace(" .", ".").replace(" ,", ",");
        let characters = text.chars().count();
        if characters > MAX_CHARACTERS {
            let error = format!("Speak of {characters} characters, at most {MAX_CHARACTERS}");
            return Err(InvalidXml(error));
        }
        let characters = f64::from(u32::try_from(characters).unwrap_or(0));
        Ok(Self {
            seconds: words.silence + characters / CHARACTERS_PER_SECOND,
            text,
            language: speak.attribute("language").unwrap_or("en-US").to_owned(),
            repeat,
        })
    }
}

fn check_voice(speak: Node) -> Result<(), InvalidXml> {
    let voice = speak.attribute("voice").unwrap_or("WOMAN");
    let polly = voice
        .strip_prefix("Polly.")
        .is_some_and(|name| !name.is_empty());
    if !polly && !["WOMAN", "MAN"].contains(&voice) {
        return Err(InvalidXml(format!("unknown voice {voice}")));
    }
    if !polly && speak.children().any(|child| child.is_element()) {
        let error = format!("SSML needs a Polly voice, not {voice}");
        return Err(InvalidXml(error));
    }
    Ok(())
}

/// The words read so far, and the silence between them in seconds.
#[derive(Default)]
struct SpokenWords {
    text: String,
    silence: f64,
}

impl SpokenWords {
    fn read(&mut self, parent: Node) -> Result<(), InvalidXml> {
        for node in parent.children() {
            match node.tag_name().name() {
                _ if node.is_text() => self.text.push_str(node.text().unwrap_or("")),
                _ if !node.is_element() => {}
                "break" => self.pause(node)?,
                "say-as" => self.say_as(node),
                "sub" => self.text.push_str(node.attribute("alias").unwrap_or("")),
                name if STYLES.contains(&name) => self.read(node)?,
                name => return Err(InvalidXml(format!("unknown element {name} in Speak"))),
            }
        }
        Ok(())
    }

    fn pause(&mut self, node: Node) -> Result<(), InvalidXml> {
        let time = node.attribute("time").unwrap_or("500ms");
        let invalid = || InvalidXml(format!("break time {time}"));
        let (number, per_second) = match (time.strip_suffix("ms"), time.strip_suffix('s')) {
            (Some(millis), _) => (millis, 1000.0),
            (None, Some(seconds)) => (seconds, 1.0),
            (None, None) => return Err(invalid()),
        };
        let number: f64 = number.parse().map_err(|_| invalid())?;
        self.silence += number / per_second;
        self.text.push(' ');
        Ok(())
    }

    fn say_as(&mut self, node: Node) {
        let text: String = node
            .descendants()
            .filter_map(|one| one.is_text().then(|| one.text())?)
            .collect();
        let kind = node.attribute("interpret-as");
        if kind.is_some_and(|kind| SPELLED_OUT.contains(&kind)) {
            let characters = text.chars().filter(|one| !one.is_whitespace());
            let characters: Vec<String> = characters.map(String::from).collect();
            self.text.push_str(&characters.join(" "));
        } else {
            self.text.push_str(&text);
        }
    }
}
