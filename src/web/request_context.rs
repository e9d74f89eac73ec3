//! One request of one browser: who it is, and the answer that is left for it.

use std::sync::Arc;

use axum::extract::Request;
use parking_lot::Mutex;
use tracing::error;

use crate::api::Rejection;
use crate::domain::{PhoneInput, Refusal};
use crate::i18n::Locale;
use crate::rate_limit::ClientIp;
use crate::repository::RepositoryError;
use crate::verifier::{Requester, VerifierError, VerifierRequest};
use crate::web::allowance::allowance;
use crate::web::handlers::language;
use crate::web::openid::visit;
use crate::web::{AppState, Session};

/// One request of one browser. Clones share the answer.
#[derive(Clone)]
pub struct RequestContext {
    /// The state that all requests share.
    pub state: AppState,
    /// The browser's session, or the fresh one that it is given.
    pub session: Session,
    /// Whether the browser sent the session, and so keeps what it is given.
    pub keeps_session: bool,
    /// The address that limits count.
    pub client_ip: ClientIp,
    /// The language of the answer.
    pub locale: Locale,
    reply: Arc<Mutex<Reply>>,
}

/// The answer to a request.
#[derive(Default)]
pub struct Reply {
    /// The outcome of the action; `None` while none was carried out.
    pub outcome: Option<Result<(), ActionError>>,
    /// The session that the browser goes on with, where it is another one.
    pub next_session: Option<Session>,
}

/// The reason why an action was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum ActionError {
    /// The browser did not send our cookie, so that it cannot have a verification. The number
    /// that was typed is kept in the answer alone.
    #[error("the browser keeps no cookie")]
    CookieMissing(PhoneInput),
    #[error(transparent)]
    Verifier(#[from] VerifierError),
    #[error("the action panicked")]
    Panicked,
}

impl ActionError {
    /// The rejection, as an outsider may know it.
    fn rejection(&self) -> Rejection {
        match self {
            Self::CookieMissing(_) => Rejection::Refused(Refusal::CookieMissing),
            Self::Verifier(VerifierError::Refused { refusal, .. }) => {
                Rejection::Refused(refusal.for_outsiders())
            }
            Self::Verifier(VerifierError::RateLimited { refusal, .. }) => {
                Rejection::Refused(*refusal)
            }
            Self::Verifier(VerifierError::Unavailable(_)) | Self::Panicked => {
                Rejection::Unavailable
            }
        }
    }
}

impl From<RepositoryError> for ActionError {
    fn from(error: RepositoryError) -> Self {
        Self::Verifier(error.into())
    }
}

impl RequestContext {
    /// The context of a request from `client_ip`.
    pub fn new(state: AppState, client_ip: ClientIp, request: &Request) -> Self {
        let known = Session::from_request(request.headers(), state.secure());
        Self {
            session: known.unwrap_or_else(Session::random),
            keeps_session: known.is_some(),
            client_ip,
            locale: language::from_request(request.headers()),
            reply: Arc::default(),
            state,
        }
    }

    /// A request to the verifier for the verification of `session`.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn verifier_request(
        &self,
        session: &Session,
    ) -> Result<VerifierRequest, RepositoryError> {
        let records = &self.state.verifier.records;
        let visit = visit::find(&self.state, session).await?;
        Ok(VerifierRequest {
            requester: Requester::Browser {
                session: session.verification_key(records).await?,
                ip: self.client_ip,
            },
            locale: self.locale,
            client: visit.as_ref().map(|visit| allowance(&visit.client)),
            names: visit.map(|visit| visit.names()).unwrap_or_default(),
        })
    }

    /// Leaves the outcome of an action for the answer, and returns what a fetch gets in its body.
    ///
    /// # Errors
    /// The rejection, as an outsider may know it.
    pub fn answer(&self, outcome: Result<(), ActionError>) -> Result<(), Rejection> {
        if let Err(ActionError::Verifier(VerifierError::Unavailable(error))) = &outcome {
            error!(%error, "a request could not be carried out");
        }
        let answer = outcome.as_ref().map_err(ActionError::rejection);
        let answer = answer.copied();
        self.reply.lock().outcome = Some(outcome);
        answer
    }

    /// Gives the browser another session, so that the old one is of no use to it.
    pub fn continue_as(&self, session: Session) {
        self.reply.lock().next_session = Some(session);
    }

    /// Takes the answer, with the session that the browser is given, if any.
    pub fn take_reply(&self) -> Reply {
        let mut reply = std::mem::take(&mut *self.reply.lock());
        let fresh = (!self.keeps_session).then_some(self.session);
        reply.next_session = reply.next_session.or(fresh);
        reply
    }
}
