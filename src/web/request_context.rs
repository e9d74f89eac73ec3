//! One request of one browser: who it is, and the answer that is left for it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::Request;
use tracing::error;

use crate::api::Rejection;
use crate::domain::{PhoneInput, Refusal};
use crate::i18n::Locale;
use crate::rate_limit::client_ip::ClientIp;
use crate::repository::RepositoryError;
use crate::verifier::{Requester, VerifierError, VerifierRequest};
use crate::web::handlers::language;
use crate::web::{AppState, Session};

/// One request of one browser: who it is, and the answer that is left for it. Clones share the
/// answer.
#[derive(Clone)]
pub struct RequestContext {
    state: AppState,
    session: Session,
    /// Whether the browser sent the session, and so keeps what it is given.
    known: bool,
    client_ip: ClientIp,
    locale: Locale,
    reply: Arc<Mutex<Reply>>,
}

/// The answer to a request.
#[derive(Clone, Default)]
pub struct Reply {
    /// The outcome of the action; `None` while none was carried out.
    pub outcome: Option<ActionOutcome>,
    /// The session that the browser goes on with, where it is another one.
    pub next_session: Option<Session>,
}

/// The outcome of an action.
#[derive(Clone, Debug)]
pub enum ActionOutcome {
    Done,
    /// Refused, and the page says why.
    Refused {
        refusal: Refusal,
        retry_after: Option<Duration>,
    },
    /// Denied by a limit, where no record can hold it for the page.
    RateLimited {
        refusal: Refusal,
        retry_after: Duration,
    },
    /// The browser did not send our cookie; what was typed is kept in the answer alone.
    CookieMissing(PhoneInput),
    Unavailable,
}

/// The reason why an action was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum ActionError {
    /// The browser did not send our cookie, so that it cannot have a verification.
    #[error("the browser keeps no cookie")]
    CookieMissing(PhoneInput),
    #[error(transparent)]
    Verifier(#[from] VerifierError),
}

impl From<RepositoryError> for ActionError {
    fn from(fault: RepositoryError) -> Self {
        Self::Verifier(fault.into())
    }
}

impl RequestContext {
    /// The context of a request from `client_ip`.
    pub fn new(state: AppState, client_ip: ClientIp, request: &Request) -> Self {
        let known = Session::from_request(request.headers(), state.secure());
        Self {
            session: known.unwrap_or_else(Session::random),
            known: known.is_some(),
            client_ip,
            locale: language::from_request(request.headers()),
            reply: Arc::default(),
            state,
        }
    }

    /// The state that all requests share.
    pub fn state(&self) -> &AppState {
        &self.state
    }

    /// The language of the answer.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// The address that limits count.
    pub fn client_ip(&self) -> ClientIp {
        self.client_ip
    }

    /// The browser's session, or the fresh one that it is given.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Whether the browser has shown that it keeps its session.
    pub fn keeps_session(&self) -> bool {
        self.known
    }

    /// A request to the verifier for the verification of `session`.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn verifier_request(
        &self,
        session: &Session,
    ) -> Result<VerifierRequest, RepositoryError> {
        Ok(VerifierRequest {
            requester: Requester::Browser {
                session: session
                    .verification_key(&self.state.verifier.records)
                    .await?,
                ip: self.client_ip,
            },
            locale: self.locale,
        })
    }

    /// Leaves the outcome for the answer, and returns what a fetch gets in its body.
    ///
    /// # Errors
    /// The rejection, as an outsider may know it.
    pub fn answer(&self, result: Result<(), ActionError>) -> Result<(), Rejection> {
        let (outcome, result) = match result {
            Ok(()) => (ActionOutcome::Done, Ok(())),
            Err(ActionError::CookieMissing(input)) => (
                ActionOutcome::CookieMissing(input),
                Err(Rejection::Refused(Refusal::CookieMissing)),
            ),
            Err(ActionError::Verifier(error)) => outcome_of(error),
        };
        self.reply_mut().outcome = Some(outcome);
        result
    }

    /// Leaves that something of ours broke.
    pub fn broke(&self) {
        self.reply_mut().outcome = Some(ActionOutcome::Unavailable);
    }

    /// Gives the browser another session, so that the old one is of no use to it.
    pub fn continue_as(&self, session: Session) {
        self.reply_mut().next_session = Some(session);
    }

    /// The answer as it stands, with the session that the browser is given, if any.
    pub fn reply(&self) -> Reply {
        let mut reply = self.reply_mut().clone();
        let fresh = (!self.known).then_some(self.session);
        reply.next_session = reply.next_session.or(fresh);
        reply
    }

    fn reply_mut(&self) -> MutexGuard<'_, Reply> {
        self.reply.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn outcome_of(error: VerifierError) -> (ActionOutcome, Result<(), Rejection>) {
    match error {
        VerifierError::Refused {
            refusal,
            retry_after,
            ..
        } => (
            ActionOutcome::Refused {
                refusal,
                retry_after,
            },
            Err(Rejection::Refused(refusal.for_outsiders())),
        ),
        VerifierError::RateLimited {
            refusal,
            retry_after,
            ..
        } => (
            ActionOutcome::RateLimited {
                refusal,
                retry_after,
            },
            Err(Rejection::Refused(refusal)),
        ),
        VerifierError::Unavailable(fault) => {
            error!(%fault, "a request could not be carried out");
            (ActionOutcome::Unavailable, Err(Rejection::Unavailable))
        }
    }
}
