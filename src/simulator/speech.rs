//! Room `simulator`: what a Speak element sounds like, as words and time.
//! Source: Plivo's Speak and SSML pages.

use roxmltree::Node;

/// Letters spoken in a second, about as fast as Plivo's voices read.
const LETTERS_PER_SECOND: f64 = 14.0;
/// The most that one Speak may say.
const LONGEST: usize = 3000;
/// SSML elements that change how words sound, but not the words.
const STYLES: &[&str] = &["emphasis", "lang", "p", "phoneme", "prosody", "s", "w"];

/// Words to speak.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Speech {
    /// The words; what is spelled out is written "1 2 3".
    pub(super) text: String,
    /// How long saying them once takes.
    pub(super) seconds: f64,
    pub(super) language: String,
    /// How often they are said; 0 in XML means until the call ends.
    pub(super) repeat: u32,
}

impl Speech {
    /// The key that is asked for, as in "press 7": somebody who listens presses that.
    pub(super) fn named_key(&self) -> Option<char> {
        let text = self.text.to_ascii_lowercase();
        let (_, after) = text.split_once("press ")?;
        after.chars().next().filter(char::is_ascii_digit)
    }
}

impl Speech {
    /// Reads a Speak element; the error says what is wrong with it.
    pub(super) fn read(speak: Node, repeat: u32) -> Result<Self, String> {
        let voice = speak.attribute("voice").unwrap_or("WOMAN");
        let polly = voice
            .strip_prefix("Polly.")
            .is_some_and(|name| !name.is_empty());
        if !polly && !["WOMAN", "MAN"].contains(&voice) {
            return Err(format!("unknown voice {voice}"));
        }
        if !polly && speak.children().any(|child| child.is_element()) {
            return Err(format!("SSML needs a Polly voice, not {voice}"));
        }
        let mut words = Words::default();
        words.read(speak)?;
        let text = words.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = text.replace(" .", ".").replace(" ,", ",");
        let letters = text.chars().count();
        if letters > LONGEST {
            return Err(format!("Speak of {letters} letters, at most {LONGEST}"));
        }
        Ok(Self {
            seconds: words.silence
                + f64::from(u32::try_from(letters).unwrap_or(0)) / LETTERS_PER_SECOND,
            text,
            language: speak.attribute("language").unwrap_or("en-US").to_owned(),
            repeat,
        })
    }
}

/// The words gathered so far, and the silence between them in seconds.
#[derive(Default)]
struct Words {
    text: String,
    silence: f64,
}

impl Words {
    fn read(&mut self, parent: Node) -> Result<(), String> {
        for node in parent.children() {
            match node.tag_name().name() {
                _ if node.is_text() => self.text.push_str(node.text().unwrap_or("")),
                _ if !node.is_element() => {}
                "break" => self.pause(node)?,
                "say-as" => self.say_as(node),
                "sub" => self.text.push_str(node.attribute("alias").unwrap_or("")),
                name if STYLES.contains(&name) => self.read(node)?,
                name => return Err(format!("unknown element {name} in Speak")),
            }
        }
        Ok(())
    }

    fn pause(&mut self, node: Node) -> Result<(), String> {
        let time = node.attribute("time").unwrap_or("500ms");
        let seconds = match (time.strip_suffix("ms"), time.strip_suffix('s')) {
            (Some(millis), _) => millis.parse::<f64>().map(|millis| millis / 1000.0),
            (None, Some(seconds)) => seconds.parse(),
            (None, None) => return Err(format!("break time {time}")),
        };
        self.silence += seconds.map_err(|_| format!("break time {time}"))?;
        self.text.push(' ');
        Ok(())
    }

    fn say_as(&mut self, node: Node) {
        let text: String = node
            .descendants()
            .filter_map(|one| one.is_text().then(|| one.text())?)
            .collect();
        let spelled = ["spell-out", "characters", "digits", "telephone"];
        if node
            .attribute("interpret-as")
            .is_some_and(|kind| spelled.contains(&kind))
        {
            let letters = text.chars().filter(|letter| !letter.is_whitespace());
            let letters: Vec<String> = letters.map(String::from).collect();
            self.text.push_str(&letters.join(" "));
        } else {
            self.text.push_str(&text);
        }
    }
}
