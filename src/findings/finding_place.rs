//! [`FindingPlace`]: what a finding is about.

use crate::domain::Channel;
use crate::statistics::Step;

/// The subject of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FindingPlace {
    /// The whole service.
    Everywhere,
    /// A country, by its ISO 3166-1 code.
    Country(String),
    /// A limit, by its name.
    Limit(String),
    /// The step that people do not reach.
    Step(Step),
    /// A channel.
    Channel(Channel),
    /// A reason of the provider to refuse, by its name.
    Reason(&'static str),
    /// The period of a spending cap.
    Period(&'static str),
    /// The algorithm of a signing key.
    Algorithm(&'static str),
    /// A client, by its ID.
    Client(String),
}

impl FindingPlace {
    /// Its kind and its name, as webhooks are told; `None` for the whole service.
    pub fn told(&self) -> Option<(String, String)> {
        let (kind, name) = match self {
            Self::Everywhere => return None,
            Self::Country(code) => ("country", code.as_str()),
            Self::Limit(name) => ("limit", name.as_str()),
            Self::Step(step) => ("step", step_name(*step)),
            Self::Channel(Channel::Text) => ("channel", "sms"),
            Self::Channel(Channel::Call) => ("channel", "call"),
            Self::Reason(name) => ("reason", *name),
            Self::Period(name) => ("period", *name),
            Self::Algorithm(name) => ("algorithm", *name),
            Self::Client(id) => ("client", id.as_str()),
        };
        let name = match self {
            Self::Limit(name) => name.replace(' ', "_"),
            _ => name.to_owned(),
        };
        Some((kind.to_owned(), name))
    }
}

const fn step_name(step: Step) -> &'static str {
    match step {
        Step::NumberShown => "number_shown",
        Step::NumberSent => "number_sent",
        Step::CodeShown => "code_shown",
        Step::CodeTyped => "code_typed",
        Step::Verified => "verified",
    }
}
