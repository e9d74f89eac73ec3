//! Requests to the verifier, and those who ask.

use crate::domain::{NextSession, ScreenMark};
use crate::i18n::Locale;
use crate::rate_limit::{ClientAllowance, ClientId, ClientIp, Source};
use crate::repository::VerificationKey;
use crate::verifier::{ClientNames, Subject};

/// One request to the verifier.
#[derive(Clone, Debug)]
pub struct VerifierRequest {
    /// The asking party, and the verification that it asks about.
    pub requester: Requester,
    /// The language of messages.
    pub locale: Locale,
    /// The host application for whose sake a person asks, with what that is allowed.
    pub client: Option<ClientAllowance>,
    /// The names by which that application knows the verification.
    pub names: ClientNames,
}

/// The asking party: a browser or a host application.
#[derive(Clone, Debug)]
pub enum Requester {
    /// A person at a browser.
    Browser {
        /// The verification that the browser's session leads to.
        session: VerificationKey,
        /// The address of the browser.
        ip: ClientIp,
    },
    /// A host application, for a person whom only it sees.
    Client {
        /// The verification that the application asks about.
        verification: VerificationKey,
        /// The application.
        id: ClientId,
        /// The address of the person, if the application tells it.
        end_user_ip: Option<ClientIp>,
    },
}

impl VerifierRequest {
    /// The verification that is asked for.
    pub fn verification(&self) -> &VerificationKey {
        match &self.requester {
            Requester::Browser { session, .. } => session,
            Requester::Client { verification, .. } => verification,
        }
    }

    /// The client for whom it is, with its names of the verification.
    pub fn subject(&self) -> Subject {
        Subject {
            client: self.client_id().cloned(),
            names: self.names.clone(),
        }
    }

    /// The host application that asks, or for whose sake a person asks.
    pub fn client_id(&self) -> Option<&ClientId> {
        match &self.requester {
            Requester::Browser { .. } => self.client.as_ref().map(|client| &client.id),
            Requester::Client { id, .. } => Some(id),
        }
    }

    /// The source that limits charge.
    pub fn source(&self) -> Source {
        match &self.requester {
            Requester::Browser { ip, .. } => (*ip).into(),
            Requester::Client {
                end_user_ip: Some(ip),
                ..
            } => (*ip).into(),
            Requester::Client { id, .. } => Source::Client(id.clone()),
        }
    }
}

/// A code as it was posted.
#[derive(Clone, Debug)]
pub struct TypedCheck<'a> {
    /// The text of the field.
    pub text: &'a str,
    /// Wrong guesses that its page knew of, if the page said so.
    pub after: Option<u32>,
    /// The mark of the screen it was typed on, if the page said so.
    pub screen: Option<ScreenMark>,
    /// The session under which a browser continues if the code is right; a client has none.
    pub next_session: Option<NextSession>,
}
