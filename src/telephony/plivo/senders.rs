//! The senders of texts and calls, by country.
//!
//! Pure. Which country takes which sender is Plivo's and the carriers' to say; what is known of it
//! stands in [`REFUSES_LETTERS`].

use std::fmt;

use thiserror::Error;

use crate::domain::PerCountry;

/// The sender of texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sender {
    /// A number of the account: 7 to 14 digits with the country code. The only one that can call.
    Number(String),
    /// A short code: 3 to 6 digits.
    ShortCode(String),
    /// A sender ID of 1 to 11 letters and digits, at least one of them a letter.
    Letters(String),
    /// The UUID of a Powerpack, a pool of numbers from which Plivo picks one.
    Powerpack(String),
}

/// The number that calls to a country come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// This number: digits with the country code.
    Number(String),
    /// None: there are no calls to the country.
    NoCalls,
}

/// A text that is no [`Sender`] or no [`Caller`]. The words are for the operator.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InvalidSender {
    /// It has neither the form of a number nor of letters.
    #[error(
        "{0:?} is no sender: a number with its country code, a short code of 3 to 6 digits, 1 to \
         11 letters and digits without spaces, or powerpack: and its UUID"
    )]
    Form(String),
    /// Neither a country code nor a short code begins with 0.
    #[error("{0:?} begins with 0: a number begins with its country code")]
    LeadingZero(String),
    /// The number has more digits than Plivo takes.
    #[error("{0:?} has more than 14 digits")]
    TooManyDigits(String),
    /// The letters are more than a phone shows.
    #[error("{0:?} has more than 11 letters and digits")]
    TooManyLetters(String),
    /// The Powerpack is named by something else than its UUID.
    #[error("{0:?} is no UUID, which names a Powerpack in Plivo's console")]
    Powerpack(String),
    /// Only a number can call.
    #[error("{0:?} cannot call: a number with its country code, or none")]
    Caller(String),
}

/// The senders of texts and the callers of every country.
#[derive(Clone, Debug, Default)]
pub struct Senders {
    texts: PerCountry<Option<Sender>>,
    callers: PerCountry<Option<Caller>>,
}

/// Countries that take no sender of letters, as Plivo's pages say:
/// <https://docs.plivo.com/docs/messaging/api/message/send-a-message> of `US` and `CA`,
/// <https://www.plivo.com/docs/sms/getting-started/advanced/send-an-sms-with-alphanumeric-sender-id>
/// of `BR`, <https://www.plivo.com/blog/guide-to-sender-ids-and-how-to-use-them> of `CN`.
pub const REFUSES_LETTERS: [&str; 4] = ["US", "CA", "BR", "CN"];

/// The form in which the settings name a Powerpack.
const POWERPACK_PREFIX: &str = "powerpack:";

impl Sender {
    /// Parses a number with or without `+`, a short code, letters, or `powerpack:` and a UUID.
    /// Plivo would strip other characters silently.
    ///
    /// # Errors
    /// [`InvalidSender`]: the form that the text has or lacks.
    pub fn parse(text: &str) -> Result<Self, InvalidSender> {
        let quoted = || text.to_owned();
        if let Some(uuid) = text.strip_prefix(POWERPACK_PREFIX) {
            return match is_uuid(uuid) {
                true => Ok(Self::Powerpack(uuid.to_owned())),
                false => Err(InvalidSender::Powerpack(uuid.to_owned())),
            };
        }
        let bare = text.strip_prefix('+').unwrap_or(text);
        let is_number = !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_digit());
        let is_letters = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        match bare.len() {
            _ if is_number && bare.starts_with('0') => Err(InvalidSender::LeadingZero(quoted())),
            3..=6 if is_number && bare == text => Ok(Self::ShortCode(bare.to_owned())),
            7..=14 if is_number => Ok(Self::Number(bare.to_owned())),
            15.. if is_number => Err(InvalidSender::TooManyDigits(quoted())),
            1..=11 if is_letters && !is_number => Ok(Self::Letters(quoted())),
            12.. if is_letters && !is_number => Err(InvalidSender::TooManyLetters(quoted())),
            _ => Err(InvalidSender::Form(quoted())),
        }
    }

    /// The parameter of a request for a text, and its value.
    pub(super) fn parameter(&self) -> (&'static str, &str) {
        match self {
            Self::Number(src) | Self::ShortCode(src) | Self::Letters(src) => ("src", src),
            Self::Powerpack(uuid) => ("powerpack_uuid", uuid),
        }
    }

    /// The digits, if it is a number.
    pub fn number(&self) -> Option<&str> {
        match self {
            Self::Number(number) => Some(number),
            Self::ShortCode(_) | Self::Letters(_) | Self::Powerpack(_) => None,
        }
    }
}

/// The sender as the settings write it.
impl fmt::Display for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(text) | Self::ShortCode(text) | Self::Letters(text) => f.write_str(text),
            Self::Powerpack(uuid) => write!(f, "{POWERPACK_PREFIX}{uuid}"),
        }
    }
}

impl Caller {
    /// Parses a number with or without `+`, or `none`.
    ///
    /// # Errors
    /// [`InvalidSender`] for anything else.
    pub fn parse(text: &str) -> Result<Self, InvalidSender> {
        match (text, Sender::parse(text)) {
            ("none", _) => Ok(Self::NoCalls),
            (_, Ok(Sender::Number(number))) => Ok(Self::Number(number)),
            (_, Ok(_)) => Err(InvalidSender::Caller(text.to_owned())),
            (_, Err(error)) => Err(error),
        }
    }
}

impl Senders {
    /// The senders of texts, and the callers where they are not the senders themselves.
    pub fn new(texts: PerCountry<Option<Sender>>, callers: PerCountry<Option<Caller>>) -> Self {
        Self { texts, callers }
    }

    /// The sender of texts to a country; `None` where there are no texts.
    pub fn of_texts(&self, country: &str) -> Option<&Sender> {
        self.texts.get(country).as_ref()
    }

    /// The number that calls to a country come from: its caller, else the sender of its texts if
    /// that is a number. `None` where there are no calls.
    pub fn of_calls(&self, country: &str) -> Option<&str> {
        match self.callers.get(country) {
            Some(Caller::Number(number)) => Some(number),
            Some(Caller::NoCalls) => None,
            None => self.of_texts(country)?.number(),
        }
    }

    /// Applies `of` to the caller of each country.
    pub fn map_callers<T>(&self, of: impl Fn(Option<&str>) -> T) -> PerCountry<T> {
        let named = self.texts.named().chain(self.callers.named());
        let named = named.map(|country| (country.to_owned(), of(self.of_calls(country))));
        // No country is named like this, so it has what all others have.
        PerCountry::new(named.collect(), of(self.of_calls("*")))
    }
}

fn is_uuid(text: &str) -> bool {
    let mut groups = text.split('-');
    let is_group = |length: &usize| {
        let group = groups.next().unwrap_or_default();
        group.len() == *length && group.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    [8, 4, 4, 4, 12].iter().all(is_group) && groups.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    const UUID: &str = "86bbb125-97bb-4d72-89fd-81d5c515b015";

    #[test]
    fn a_sender_is_a_number_a_short_code_letters_or_a_powerpack() {
        let powerpack = format!("powerpack:{UUID}");
        for (text, sender) in [
            ("14155550100", Sender::Number("14155550100".to_owned())),
            ("+14155550100", Sender::Number("14155550100".to_owned())),
            ("12345", Sender::ShortCode("12345".to_owned())),
            ("Acme", Sender::Letters("Acme".to_owned())),
            ("1stBank", Sender::Letters("1stBank".to_owned())),
            (&powerpack, Sender::Powerpack(UUID.to_owned())),
        ] {
            assert_eq!(Sender::parse(text), Ok(sender), "{text}");
        }
        assert_eq!(Sender::parse(&powerpack).unwrap().to_string(), powerpack);
    }

    #[test]
    fn what_is_no_sender_is_told_why() {
        let longer = format!("powerpack:{UUID}-0");
        for (text, told) in [
            ("", "is no sender"),
            ("12", "is no sender"),
            ("+12345", "is no sender"),
            ("1415<1416", "is no sender"),
            ("Acme Bank", "is no sender"),
            ("Łódź", "is no sender"),
            ("++14155550100", "is no sender"),
            ("07700900123", "begins with 0"),
            ("00447700900123", "begins with 0"),
            ("123456789012345", "more than 14 digits"),
            ("ALongSenderName", "more than 11 letters"),
            ("powerpack:", "is no UUID"),
            ("powerpack:86bbb125", "is no UUID"),
            (&longer, "is no UUID"),
        ] {
            let error = Sender::parse(text).unwrap_err().to_string();
            assert!(error.contains(told), "{text}: {error}");
        }
        for text in ["Acme", "12345", &format!("powerpack:{UUID}"), "None"] {
            let error = Caller::parse(text).unwrap_err().to_string();
            assert!(error.contains("cannot call"), "{text}: {error}");
        }
    }

    #[test]
    fn a_call_comes_from_the_caller_else_from_a_sender_that_is_a_number() {
        let sender = |text| Some(Sender::parse(text).unwrap());
        let sends = |country: &str, text| (country.to_owned(), sender(text));
        let calls = |country: &str, text| (country.to_owned(), Caller::parse(text).ok());
        let texts = PerCountry::new(
            vec![
                sends("GB", "ACME"),
                sends("DE", "ACME"),
                sends("US", "12025550100"),
            ],
            sender("14155550100"),
        );
        let callers = PerCountry::new(vec![calls("DE", "+4930123456"), calls("US", "none")], None);
        let senders = Senders::new(texts, callers);
        for (country, expected) in [
            ("GB", None),
            ("DE", Some("4930123456")),
            ("US", None),
            ("FR", Some("14155550100")),
            ("001", Some("14155550100")),
        ] {
            assert_eq!(senders.of_calls(country), expected, "{country}");
            let has_calls = senders.map_callers(|caller| caller.is_some());
            assert_eq!(*has_calls.get(country), expected.is_some(), "{country}");
        }
    }
}
