//! [`Client`]: one host application.

use std::num::NonZeroU32;

use crate::clients::{ClientAuthentication, SigningAlgorithm, Webhook};
use crate::config::Logo;

/// A host application that relies on the proof.
#[derive(Debug)]
pub struct Client {
    /// The ID, which is the name of its table: letters, digits and hyphens.
    pub id: String,
    /// The name that people read.
    pub name: String,
    /// The picture that people see in place of ours.
    pub logo: Option<Logo>,
    /// The addresses that people may be returned to, compared byte by byte.
    pub redirect_addresses: Vec<String>,
    /// The origins of its pages with the widget, compared byte by byte.
    pub origins: Vec<String>,
    /// The way it proves its identity.
    pub authentication: ClientAuthentication,
    /// The algorithm of its ID tokens.
    pub algorithm: SigningAlgorithm,
    /// Whether it is told phone numbers, or only what stands for them.
    pub is_told_numbers: bool,
    /// The purposes that it may ask for.
    pub purposes: Vec<Purpose>,
    /// Whether it may use the JSON API, for people on screens of its own.
    pub may_use_api: bool,
    /// The name that its pseudonyms of numbers are made with: clients with the same one know a
    /// person under the same pseudonym.
    pub sector: String,
    /// Its webhook.
    pub webhook: Option<Webhook>,
    /// The limits of its own.
    pub limits: ClientLimits,
}

/// A reason to verify a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The person chooses the number.
    SignUp,
    /// The client asks for one number, which it knows already.
    StepUp,
}

/// Limits of one client, beside those that everybody shares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClientLimits {
    /// Texts and calls in an hour.
    pub sends_per_hour: Option<NonZeroU32>,
    /// Money in a day, in whole units of the account's currency.
    pub spend_per_day: Option<NonZeroU32>,
}

impl Client {
    /// Whether people may be returned to this address: it is registered, to the last byte.
    pub fn has_redirect_address(&self, address: &str) -> bool {
        self.redirect_addresses.iter().any(|own| own == address)
    }

    /// Whether its pages of this origin may have the widget.
    pub fn has_origin(&self, origin: &str) -> bool {
        self.origins.iter().any(|own| own == origin)
    }

    /// Whether it can ask for verifications. A client that cannot only listens.
    pub fn has_door(&self) -> bool {
        !self.redirect_addresses.is_empty() || !self.origins.is_empty() || self.may_use_api
    }

    /// Whether it may ask for this.
    pub fn may(&self, purpose: Purpose) -> bool {
        self.purposes.contains(&purpose)
    }

    /// Whether it has no credentials, as a program on a person's device has none.
    pub fn is_public(&self) -> bool {
        matches!(self.authentication, ClientAuthentication::None)
    }
}
