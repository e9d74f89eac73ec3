//! A request to call. Source: Plivo's "Make a call" page.

use super::dialed_number::{parse_caller, parse_destinations};
use super::request_body::RequestBody;
use crate::callbacks::CallbackUrl;
use crate::response::ApiError;

/// One call to one destination. Times are in lifelike seconds.
#[derive(Clone)]
pub(crate) struct CallRequest {
    pub(crate) from: String,
    /// Digits, or a SIP address.
    pub(crate) to: String,
    pub(crate) caller_name: String,
    pub(crate) answer: AnswerDocument,
    pub(crate) ring: Option<CallbackUrl>,
    pub(crate) fallback: Option<CallbackUrl>,
    pub(crate) ring_timeout: f64,
    pub(crate) time_limit: f64,
    pub(crate) machine_detection: Option<MachineDetection>,
    hangup: Option<CallbackUrl>,
}

/// The document that an answered call begins with.
#[derive(Clone)]
pub(crate) enum AnswerDocument {
    /// Fetched from the application.
    Fetched(CallbackUrl),
    /// Plivo's own, in the calls of PHLO and Verify.
    Own(String),
}

/// Detection of answering machines.
#[derive(Clone)]
pub(crate) struct MachineDetection {
    /// Whether a machine ends the call: `hangup` rather than `true`.
    pub(crate) hangs_up: bool,
    /// Longest time for it, in lifelike seconds.
    pub(crate) seconds: f64,
    /// Address for the result, which makes it asynchronous.
    pub(crate) callback: Option<CallbackUrl>,
}

impl CallRequest {
    /// Reads a request: one call for each destination in a list joined by `<`.
    ///
    /// # Errors
    /// 400 for everything that Plivo would not accept.
    pub(crate) fn parse_all(body: &RequestBody) -> Result<Vec<Self>, ApiError> {
        let from = parse_caller(&body.required("from")?)?;
        let destinations = destinations(&body.required("to")?)?;
        body.required("answer_url")?;
        let missing = || ApiError::invalid("answer_url parameter not present");
        let answer = callback(body, "answer")?.ok_or_else(missing)?;
        let request = Self {
            from,
            to: String::new(),
            caller_name: caller_name(body)?,
            answer: AnswerDocument::Fetched(answer),
            ring: callback(body, "ring")?,
            fallback: callback(body, "fallback")?,
            ring_timeout: f64::from(body.whole_number("ring_timeout", 120)?),
            time_limit: time_limit(body)?,
            machine_detection: machine_detection(body)?,
            hangup: callback(body, "hangup")?,
        };
        let with_destination = |to| Self {
            to,
            ..request.clone()
        };
        Ok(destinations.into_iter().map(with_destination).collect())
    }

    /// A call of Plivo's own that speaks a code twice.
    pub(crate) fn speaking_code(from: &str, to: &str, code: &str) -> Self {
        Self {
            from: from.to_owned(),
            to: to.to_owned(),
            caller_name: String::new(),
            answer: AnswerDocument::Own(spoken_code(code)),
            ring: None,
            fallback: None,
            ring_timeout: 120.0,
            time_limit: 14_400.0,
            machine_detection: None,
            hangup: None,
        }
    }

    /// Address for the end of the call: the answer address unless another was named.
    pub(crate) fn hangup_callback(&self) -> Option<&CallbackUrl> {
        match (&self.hangup, &self.answer) {
            (Some(address), _) | (None, AnswerDocument::Fetched(address)) => Some(address),
            (None, AnswerDocument::Own(_)) => None,
        }
    }
}

fn destinations(written: &str) -> Result<Vec<String>, ApiError> {
    let (sip, numbers): (Vec<&str>, Vec<&str>) = written
        .split('<')
        .map(str::trim)
        .partition(|one| one.starts_with("sip:"));
    let mut all: Vec<String> = sip.into_iter().map(str::to_owned).collect();
    if !numbers.is_empty() {
        let (valid, _) = parse_destinations(&numbers.join("<"))?;
        all.extend(valid.iter().map(|number| number.as_str().to_owned()));
    }
    Ok(all)
}

fn callback(body: &RequestBody, name: &str) -> Result<Option<CallbackUrl>, ApiError> {
    body.callback(&format!("{name}_url"), &format!("{name}_method"))
}

fn caller_name(body: &RequestBody) -> Result<String, ApiError> {
    let name = body.text("caller_name").unwrap_or_default();
    if name.chars().count() > 50 {
        return Err(ApiError::invalid(
            "caller_name is longer than 50 characters",
        ));
    }
    Ok(name)
}

fn time_limit(body: &RequestBody) -> Result<f64, ApiError> {
    match body.whole_number("time_limit", 14_400)? {
        0 => Err(ApiError::invalid("time_limit must be greater than 0")),
        seconds => Ok(f64::from(seconds.min(86_400))),
    }
}

fn machine_detection(body: &RequestBody) -> Result<Option<MachineDetection>, ApiError> {
    let millis = body.whole_number("machine_detection_time", 5000)?;
    if !(2000..=10_000).contains(&millis) {
        let sentence = "machine_detection_time must be between 2000 and 10000";
        return Err(ApiError::invalid(sentence));
    }
    let hangs_up = match body.text("machine_detection").as_deref() {
        Some("true") => false,
        Some("hangup") => true,
        Some("false") | None => return Ok(None),
        Some(_) => {
            return Err(ApiError::invalid(
                "machine_detection must be true or hangup",
            ));
        }
    };
    Ok(Some(MachineDetection {
        hangs_up,
        seconds: f64::from(millis) / 1000.0,
        callback: callback(body, "machine_detection")?,
    }))
}

fn spoken_code(code: &str) -> String {
    let characters = code.chars().filter(char::is_ascii_alphanumeric);
    let characters: Vec<String> = characters.map(String::from).collect();
    let code = characters.join(", ");
    format!("<Response><Speak loop=\"2\">Your verification code is {code}.</Speak></Response>")
}
