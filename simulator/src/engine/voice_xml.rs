//! Plivo's voice XML, read as strictly as Plivo, which hangs up with "Invalid … XML". Source:
//! Plivo's voice XML pages.

use std::ops::RangeInclusive;
use std::str::FromStr;

use roxmltree::{Document, Node};

use super::speech::{InvalidXml, Speech};

/// Size of the largest document that Plivo reads, in bytes.
const MAX_DOCUMENT: usize = 100_000;
/// Repetitions in place of Plivo's `loop="0"`, which repeats until the call ends.
const ENDLESS: u32 = 1000;
const ALL_KEYS: &str = "1234567890*#";

/// One element of a document.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum XmlElement {
    Speak(Speech),
    Play {
        url: String,
        repeat: u32,
    },
    /// Silence, in seconds.
    Wait(f64),
    Input(InputElement),
    Redirect(NextDocument),
    /// The end of the call, at once or after this many seconds.
    Hangup {
        after: Option<f64>,
    },
}

/// The address of the next document, as it was written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct NextDocument {
    pub(super) url: String,
    pub(super) method: String,
}

/// `GetInput`, or the older `GetDigits`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct InputElement {
    pub(super) prompts: Vec<XmlElement>,
    pub(super) action: NextDocument,
    /// Whether the action's document takes over.
    pub(super) redirect: bool,
    pub(super) max_digits: usize,
    pub(super) finish_key: Option<char>,
    pub(super) valid_keys: String,
    /// Seconds to wait for the first key after the prompts.
    pub(super) first_key_seconds: f64,
    /// Seconds to wait for each further key.
    pub(super) next_key_seconds: f64,
    /// Number of times that the prompts are played.
    pub(super) tries: u32,
    /// Whether the callback names the type of the input, as for `GetInput`.
    pub(super) reports_type: bool,
}

/// Reads a document.
///
/// # Errors
/// [`InvalidXml`] for everything that Plivo calls invalid.
pub(super) fn parse(body: &str) -> Result<Vec<XmlElement>, InvalidXml> {
    if body.len() > MAX_DOCUMENT {
        let error = format!("{} bytes, at most {MAX_DOCUMENT}", body.len());
        return Err(InvalidXml(error));
    }
    let document = Document::parse(body).map_err(|error| InvalidXml(error.to_string()))?;
    let root = document.root_element();
    match root.tag_name().name() {
        "Response" => elements(root, false),
        name => Err(InvalidXml(format!("root element {name}, not Response"))),
    }
}

/// Reads the elements inside of another. In prompts only sounds are allowed.
fn elements(parent: Node, prompts: bool) -> Result<Vec<XmlElement>, InvalidXml> {
    let children = parent.children().filter(Node::is_element);
    children.map(|child| element(child, prompts)).collect()
}

fn element(node: Node, prompt: bool) -> Result<XmlElement, InvalidXml> {
    match node.tag_name().name() {
        "Speak" => Speech::read(node, repeat(node)?).map(XmlElement::Speak),
        "Play" => Ok(XmlElement::Play {
            url: text(node),
            repeat: repeat(node)?,
        }),
        "Wait" => number(node, "length", 1.0, 1.0..=14_400.0).map(XmlElement::Wait),
        "GetInput" if !prompt => get_input(node).map(XmlElement::Input),
        "GetDigits" if !prompt => get_digits(node).map(XmlElement::Input),
        "Redirect" if !prompt => Ok(XmlElement::Redirect(next_document(node, text(node)))),
        "Hangup" if !prompt => hangup(node),
        name => {
            let error = format!("unknown element {name} in {}", parent_name(node));
            Err(InvalidXml(error))
        }
    }
}

fn get_input(node: Node) -> Result<InputElement, InvalidXml> {
    let kind = node.attribute("inputType").unwrap_or("dtmf");
    if !["dtmf", "speech", "dtmf speech", "speech dtmf"].contains(&kind) {
        return Err(InvalidXml(format!("inputType {kind}")));
    }
    let next_key_seconds = match node.attribute("digitEndTimeout") {
        Some("auto") | None => 2.0,
        Some(_) => number(node, "digitEndTimeout", 2.0, 2.0..=10.0)?,
    };
    Ok(InputElement {
        first_key_seconds: number(node, "executionTimeout", 15.0, 5.0..=60.0)?,
        next_key_seconds,
        max_digits: number(node, "numDigits", 32, 1..=32)?,
        // Speech alone hears no key.
        valid_keys: if kind == "speech" { "" } else { ALL_KEYS }.to_owned(),
        reports_type: true,
        ..input(node, 1)?
    })
}

fn get_digits(node: Node) -> Result<InputElement, InvalidXml> {
    let valid_keys = node.attribute("validDigits").unwrap_or(ALL_KEYS);
    Ok(InputElement {
        first_key_seconds: number(node, "timeout", 5.0, 1.0..=600.0)?,
        next_key_seconds: number(node, "digitTimeout", 2.0, 1.0..=600.0)?,
        max_digits: number(node, "numDigits", 99, 1..=99)?,
        valid_keys: valid_keys.to_owned(),
        ..input(node, number(node, "retries", 1, 1..=100)?)?
    })
}

/// Reads what both input elements have in common.
fn input(node: Node, tries: u32) -> Result<InputElement, InvalidXml> {
    let action = node.attribute("action").unwrap_or("");
    if action.is_empty() {
        let error = format!("{} without action", node.tag_name().name());
        return Err(InvalidXml(error));
    }
    Ok(InputElement {
        prompts: elements(node, true)?,
        action: next_document(node, action.to_owned()),
        redirect: node.attribute("redirect") != Some("false"),
        max_digits: 1,
        finish_key: finish_key(node)?,
        valid_keys: String::new(),
        first_key_seconds: 0.0,
        next_key_seconds: 0.0,
        tries,
        reports_type: false,
    })
}

fn finish_key(node: Node) -> Result<Option<char>, InvalidXml> {
    match node.attribute("finishOnKey").unwrap_or("#") {
        "none" | "" => Ok(None),
        key if key.len() == 1 => Ok(key.chars().next()),
        key => Err(InvalidXml(format!("finishOnKey {key}"))),
    }
}

fn hangup(node: Node) -> Result<XmlElement, InvalidXml> {
    let scheduled = node.attribute("schedule").is_some();
    let after = number(node, "schedule", 0.0, 0.0..=86_400.0)?;
    Ok(XmlElement::Hangup {
        after: scheduled.then_some(after),
    })
}

fn next_document(node: Node, url: String) -> NextDocument {
    let method = node.attribute("method").unwrap_or("POST").to_owned();
    NextDocument { url, method }
}

fn repeat(node: Node) -> Result<u32, InvalidXml> {
    let times = number(node, "loop", 1, 0..=ENDLESS)?;
    Ok(if times == 0 { ENDLESS } else { times })
}

fn text(node: Node) -> String {
    node.text().unwrap_or("").trim().to_owned()
}

fn parent_name(node: Node) -> String {
    let parent = node.parent();
    parent.map_or_else(String::new, |parent| parent.tag_name().name().to_owned())
}

/// A numeric attribute, or its default if absent; `range` is the documented one.
fn number<T: FromStr + PartialOrd>(
    node: Node,
    name: &str,
    default: T,
    range: RangeInclusive<T>,
) -> Result<T, InvalidXml> {
    let Some(written) = node.attribute(name) else {
        return Ok(default);
    };
    let number = written.parse().ok().filter(|number| range.contains(number));
    number.ok_or_else(|| InvalidXml(format!("{name}=\"{written}\" is out of range")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speech(document: &str) -> String {
        match parse(document).unwrap().remove(0) {
            XmlElement::Speak(speech) => speech.text,
            XmlElement::Input(input) => match &input.prompts[0] {
                XmlElement::Speak(speech) => speech.text.clone(),
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_recommended_document_reads_its_digits_one_by_one() {
        let spoken = speech(
            r#"<Response><GetInput action="https://app/again?t=T&amp;n=1" numDigits="1"
            executionTimeout="8" finishOnKey="none" inputType="dtmf"><Speak voice="Polly.Joanna">
            Your Acme code is <say-as interpret-as="spell-out">123456</say-as><break time="700ms"/>
            Again, <say-as interpret-as="spell-out">123456</say-as>. <prosody rate="slow">Press 1
            to hear it again.</prosody></Speak></GetInput><Hangup/></Response>"#,
        );
        let expected =
            "Your Acme code is 1 2 3 4 5 6 Again, 1 2 3 4 5 6. Press 1 to hear it again.";
        assert_eq!(spoken, expected);
    }

    #[test]
    fn what_plivo_calls_invalid() {
        for bad in [
            "",
            "hello",
            "<Response><Speak>open",
            "<response/>",
            "<Response><speak>hi</speak></Response>",
            "<Response><Speak voice=\"Joanna\">hi</Speak></Response>",
            "<Response><Speak>a<break/>b</Speak></Response>",
            "<Response><Speak voice=\"Polly.Amy\"><amazon/></Speak></Response>",
            "<Response><GetInput/></Response>",
            "<Response><GetInput action=\"http://a/?x=1&y=2\"/></Response>",
            "<Response><GetInput action=\"http://a/\" numDigits=\"33\"/></Response>",
            "<Response><GetInput action=\"http://a/\"><Hangup/></GetInput></Response>",
            " <?xml version=\"1.0\"?><Response/>",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
        assert_eq!(parse("<Response/>").unwrap(), Vec::new());
    }
}
