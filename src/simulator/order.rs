//! Room `simulator`: a request to call, read and judged. Source: Plivo's "Make
//! a call" page.

use super::fields::Fields;
use super::number;
use super::reply::ApiError;
use super::webhook::Webhook;

/// What one call is to do.
#[derive(Clone)]
pub(super) struct Order {
    pub(super) from: String,
    /// Digits, or a SIP address.
    pub(super) to: String,
    pub(super) caller_name: String,
    pub(super) answer: Answer,
    pub(super) ring: Option<Webhook>,
    pub(super) fallback: Option<Webhook>,
    /// Seconds to ring, and seconds to talk.
    pub(super) ring_timeout: f64,
    pub(super) time_limit: f64,
    pub(super) detection: Option<Detection>,
    hangup: Option<Webhook>,
}

/// Where the first document comes from.
#[derive(Clone)]
pub(super) enum Answer {
    Ask(Webhook),
    /// Plivo's own, as PHLO and Verify calls have it.
    Document(String),
}

/// Voicemail detection.
#[derive(Clone)]
pub(super) struct Detection {
    /// `hangup` rather than `true`.
    pub(super) hangs_up: bool,
    /// How long it may take.
    pub(super) seconds: f64,
    /// Where its result goes, beside the call.
    pub(super) hook: Option<Webhook>,
}

impl Order {
    /// A call that reads a document of Plivo's own.
    pub(super) fn reading(from: &str, to: &str, document: String) -> Self {
        Self {
            from: from.to_owned(),
            to: to.to_owned(),
            caller_name: String::new(),
            answer: Answer::Document(document),
            ring: None,
            fallback: None,
            ring_timeout: 120.0,
            time_limit: 14_400.0,
            detection: None,
            hangup: None,
        }
    }

    /// Who hears of the end: the answer address where no other was named.
    pub(super) fn hangup_hook(&self) -> Option<&Webhook> {
        match (&self.hangup, &self.answer) {
            (Some(hook), _) | (None, Answer::Ask(hook)) => Some(hook),
            (None, Answer::Document(_)) => None,
        }
    }
}

/// One order for each `<`-separated destination.
///
/// # Errors
/// 400 for whatever Plivo would not take.
pub(super) fn read(body: &[u8]) -> Result<Vec<Order>, ApiError> {
    let fields = Fields::parse(body)?;
    let from = fields.required("from")?;
    let destinations = destinations(&fields.required("to")?)?;
    fields.required("answer_url")?;
    let answer = hook(&fields, "answer")?;
    let answer = answer.ok_or_else(|| ApiError::invalid("answer_url parameter not present"))?;
    let order = Order {
        from: from.replace(['+', ' ', '-', '(', ')'], ""),
        to: String::new(),
        caller_name: caller_name(&fields)?,
        answer: Answer::Ask(answer),
        ring: hook(&fields, "ring")?,
        fallback: hook(&fields, "fallback")?,
        ring_timeout: f64::from(fields.whole("ring_timeout", 120)?),
        time_limit: time_limit(&fields)?,
        detection: detection(&fields)?,
        hangup: hook(&fields, "hangup")?,
    };
    let to_each = |to| Order {
        to,
        ..order.clone()
    };
    Ok(destinations.into_iter().map(to_each).collect())
}

fn destinations(sent: &str) -> Result<Vec<String>, ApiError> {
    let (sip, numbers): (Vec<&str>, Vec<&str>) = sent
        .split('<')
        .map(str::trim)
        .partition(|one| one.starts_with("sip:"));
    let mut all: Vec<String> = sip.into_iter().map(str::to_owned).collect();
    if !numbers.is_empty() {
        let (good, _) = number::destinations(&numbers.join("<"))?;
        all.extend(good.iter().map(|number| number.as_str().to_owned()));
    }
    Ok(all)
}

fn hook(fields: &Fields, name: &str) -> Result<Option<Webhook>, ApiError> {
    let key = format!("{name}_url");
    let method = fields.text(&format!("{name}_method"));
    let url = fields.text(&key);
    url.map(|url| Webhook::parse(&key, &url, method.as_deref()))
        .transpose()
}

fn caller_name(fields: &Fields) -> Result<String, ApiError> {
    let name = fields.text("caller_name").unwrap_or_default();
    if name.chars().count() > 50 {
        return Err(ApiError::invalid(
            "caller_name is longer than 50 characters",
        ));
    }
    Ok(name)
}

fn time_limit(fields: &Fields) -> Result<f64, ApiError> {
    match fields.whole("time_limit", 14_400)? {
        0 => Err(ApiError::invalid("time_limit must be greater than 0")),
        seconds => Ok(f64::from(seconds.min(86_400))),
    }
}

fn detection(fields: &Fields) -> Result<Option<Detection>, ApiError> {
    let millis = fields.whole("machine_detection_time", 5000)?;
    if !(2000..=10_000).contains(&millis) {
        let sentence = "machine_detection_time must be between 2000 and 10000";
        return Err(ApiError::invalid(sentence));
    }
    let hangs_up = match fields.text("machine_detection").as_deref() {
        Some("true") => false,
        Some("hangup") => true,
        Some("false") | None => return Ok(None),
        Some(_) => {
            return Err(ApiError::invalid(
                "machine_detection must be true or hangup",
            ));
        }
    };
    Ok(Some(Detection {
        hangs_up,
        seconds: f64::from(millis) / 1000.0,
        hook: hook(fields, "machine_detection")?,
    }))
}
