//! Room `simulator`: a Plivo XML document as steps. Strict where Plivo hangs
//! up with "Invalid … XML". Source: Plivo's voice XML pages.

use std::str::FromStr;

use roxmltree::{Document, Node};

use super::speech::Speech;

/// The largest document Plivo reads, in bytes.
const LARGEST: usize = 100_000;
/// Loop 0 means "until the call ends": as good as, for one call.
const FOREVER: u32 = 1000;

/// One element of a document, in order.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    Speak(Speech),
    Play {
        url: String,
        repeat: u32,
    },
    /// Silence, in seconds.
    Wait(f64),
    Ask(Question),
    Redirect(Target),
    /// Hang up, after this many seconds if any.
    Hangup {
        after: Option<f64>,
    },
}

/// Where the next document comes from, as written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Target {
    pub(super) url: String,
    pub(super) method: String,
}

/// `GetInput`, or its older sibling `GetDigits`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Question {
    pub(super) prompts: Vec<Step>,
    pub(super) action: Target,
    /// Whether the action's document takes over.
    pub(super) redirect: bool,
    pub(super) most: usize,
    pub(super) finish: Option<char>,
    pub(super) valid: String,
    /// Seconds to the first key after the prompts, and between keys.
    pub(super) first: f64,
    pub(super) between: f64,
    /// How often the prompts are played.
    pub(super) tries: u32,
    /// `GetInput` also reports the type of the input.
    pub(super) names_type: bool,
}

/// Reads a document; the error says why Plivo would call it invalid.
pub(super) fn parse(body: &str) -> Result<Vec<Step>, String> {
    if body.len() > LARGEST {
        return Err(format!("{} bytes, at most {LARGEST}", body.len()));
    }
    let document = Document::parse(body).map_err(|error| error.to_string())?;
    let root = document.root_element();
    match root.tag_name().name() {
        "Response" => steps(root, false),
        name => Err(format!("root element {name}, not Response")),
    }
}

fn steps(parent: Node, prompt: bool) -> Result<Vec<Step>, String> {
    let elements = parent.children().filter(Node::is_element);
    elements.map(|element| step(element, prompt)).collect()
}

fn step(node: Node, prompt: bool) -> Result<Step, String> {
    match node.tag_name().name() {
        "Speak" => Ok(Step::Speak(Speech::read(node, repeat(node)?)?)),
        "Play" => Ok(Step::Play {
            url: body(node),
            repeat: repeat(node)?,
        }),
        "Wait" => number(node, "length", 1.0, 1.0..=14_400.0).map(Step::Wait),
        "GetInput" if !prompt => get_input(node).map(Step::Ask),
        "GetDigits" if !prompt => get_digits(node).map(Step::Ask),
        "Redirect" if !prompt => Ok(Step::Redirect(target(node, body(node)))),
        "Hangup" if !prompt => hangup(node),
        name => Err(format!("unknown element {name} in {}", parent_name(node))),
    }
}

fn get_input(node: Node) -> Result<Question, String> {
    let kind = node.attribute("inputType").unwrap_or("dtmf");
    if !["dtmf", "speech", "dtmf speech", "speech dtmf"].contains(&kind) {
        return Err(format!("inputType {kind}"));
    }
    let between = match node.attribute("digitEndTimeout") {
        Some("auto") | None => 2.0,
        Some(_) => number(node, "digitEndTimeout", 2.0, 2.0..=10.0)?,
    };
    Ok(Question {
        first: number(node, "executionTimeout", 15.0, 5.0..=60.0)?,
        between,
        most: number(node, "numDigits", 32, 1..=32)?,
        // Speech alone hears no key.
        valid: if kind == "speech" { "" } else { "1234567890*#" }.to_owned(),
        names_type: true,
        ..question(node, 1)?
    })
}

fn get_digits(node: Node) -> Result<Question, String> {
    let valid = node.attribute("validDigits").unwrap_or("1234567890*#");
    Ok(Question {
        first: number(node, "timeout", 5.0, 1.0..=600.0)?,
        between: number(node, "digitTimeout", 2.0, 1.0..=600.0)?,
        most: number(node, "numDigits", 99, 1..=99)?,
        valid: valid.to_owned(),
        ..question(node, number(node, "retries", 1, 1..=100)?)?
    })
}

/// What both kinds of question have in common.
fn question(node: Node, tries: u32) -> Result<Question, String> {
    let action = node.attribute("action").unwrap_or("");
    if action.is_empty() {
        return Err(format!("{} without action", node.tag_name().name()));
    }
    Ok(Question {
        prompts: steps(node, true)?,
        action: target(node, action.to_owned()),
        redirect: node.attribute("redirect") != Some("false"),
        most: 1,
        finish: finish_key(node)?,
        valid: String::new(),
        first: 0.0,
        between: 0.0,
        tries,
        names_type: false,
    })
}

fn finish_key(node: Node) -> Result<Option<char>, String> {
    match node.attribute("finishOnKey").unwrap_or("#") {
        "none" | "" => Ok(None),
        key if key.len() == 1 => Ok(key.chars().next()),
        key => Err(format!("finishOnKey {key}")),
    }
}

fn hangup(node: Node) -> Result<Step, String> {
    let scheduled = node.attribute("schedule").is_some();
    let after = number(node, "schedule", 0.0, 0.0..=86_400.0)?;
    Ok(Step::Hangup {
        after: scheduled.then_some(after),
    })
}

fn target(node: Node, url: String) -> Target {
    let method = node.attribute("method").unwrap_or("POST").to_owned();
    Target { url, method }
}

fn repeat(node: Node) -> Result<u32, String> {
    let times = number(node, "loop", 1, 0..=FOREVER)?;
    Ok(if times == 0 { FOREVER } else { times })
}

fn body(node: Node) -> String {
    node.text().unwrap_or("").trim().to_owned()
}

fn parent_name(node: Node) -> String {
    let parent = node
        .parent()
        .map(|parent| parent.tag_name().name().to_owned());
    parent.unwrap_or_default()
}

/// A numeric attribute within its documented range, or its default.
fn number<T: FromStr + PartialOrd>(
    node: Node,
    name: &str,
    default: T,
    range: std::ops::RangeInclusive<T>,
) -> Result<T, String> {
    let Some(written) = node.attribute(name) else {
        return Ok(default);
    };
    let number = written.parse().ok().filter(|number| range.contains(number));
    number.ok_or_else(|| format!("{name}=\"{written}\" is out of range"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speech(document: &str) -> String {
        match parse(document).unwrap().remove(0) {
            Step::Speak(speech) => speech.text,
            Step::Ask(question) => match &question.prompts[0] {
                Step::Speak(speech) => speech.text.clone(),
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
        assert_eq!(parse("<Response/>"), Ok(Vec::new()));
    }
}
