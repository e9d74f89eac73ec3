//! A browser that a client sent here, and the way it is answered.

use std::sync::Arc;

use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use tracing::info;

use super::answers::{Broken, broken_request, return_to};
use super::grants;
use super::visit::{self, is_whom_the_hint_names};
use crate::clients::Client;
use crate::i18n::Locale;
use crate::openid::{
    AuthorizationError, AuthorizationRecord, AuthorizationRequest, OAuthCode, Parameters, Prompt,
};
use crate::rate_limit::{ClientIp, PostKind};
use crate::repository::RepositoryError;
use crate::verifier::VerifierError;
use crate::web::error_page::too_many_requests;
use crate::web::handlers::language;
use crate::web::response::redirect_to_page;
use crate::web::session::{SessionVerification, set_session_cookie};
use crate::web::{AppState, Session};

/// A browser that comes from a client.
pub struct Arrival {
    /// The state that all requests share.
    pub app: AppState,
    session: Option<Session>,
    /// The session of what begins now.
    fresh: Session,
    locale: Locale,
    /// Whether the person has chosen a language here.
    has_language: bool,
}

/// A request that is not carried out.
#[derive(Debug, thiserror::Error)]
pub enum ArrivalError {
    /// The request is not as it has to be.
    #[error(transparent)]
    Refused(#[from] AuthorizationError),
    /// Something of ours is broken.
    #[error(transparent)]
    Broken(#[from] RepositoryError),
}

impl Arrival {
    /// A browser with these headers, perhaps in a popup of the widget.
    pub fn new(app: AppState, headers: &HeaderMap, in_popup: bool) -> Self {
        Self {
            session: Session::from_request(headers, app.secure()),
            fresh: Session::random_for_client(in_popup),
            locale: language::from_request(headers),
            has_language: language::is_chosen(headers),
            app,
        }
    }

    /// The IDs of the browser's session and of the fresh one; twice the fresh one where it has
    /// none.
    pub fn sessions(&self) -> (&[u8], &[u8]) {
        let known = self.session.as_ref().unwrap_or(&self.fresh);
        (known.id(), self.fresh.id())
    }

    /// The client that a parameter names.
    ///
    /// # Errors
    /// [`AuthorizationError::Page`] when there is none.
    pub fn client(
        &self,
        parameters: &Parameters,
        name: &str,
    ) -> Result<Arc<Client>, AuthorizationError> {
        let id = parameters.get(name).ok().flatten().unwrap_or_default();
        let client = self.app.clients.current().get(id).cloned();
        client.ok_or(AuthorizationError::Page("the client is unknown"))
    }

    /// Returns the person at once if their number is verified already, else begins a
    /// verification for the client.
    ///
    /// # Errors
    /// Those of the repository.
    pub async fn serve(
        &self,
        client: &Client,
        request: AuthorizationRequest,
    ) -> Result<Response, Broken> {
        let (app, records) = (&self.app, &self.app.verifier.records);
        let session = self.session.unwrap_or(self.fresh);
        let verification = SessionVerification::read(records, &session).await?;
        let record = AuthorizationRecord::new(request, verification.seen.now());
        let request = &record.request;
        let proof = verification.proof();
        let is_verified = proof.is_some();
        let accepted = proof.filter(|proof| {
            record.accepts(&proof.number, proof.at)
                && is_whom_the_hint_names(app, client, request, proof)
        });
        if let Some(proof) = accepted {
            let code = grants::issue(app, request, &proof, &verification.key).await?;
            info!(target: "audit", client = client.id, "returned without a question");
            return Ok(return_to(app, self.locale, request.granted(&code)));
        }
        if request.prompt == Prompt::Never {
            let error = OAuthCode::LoginRequired.because("a number has to be verified first");
            return Ok(return_to(app, self.locale, request.refused(error)));
        }
        let session = match self.may_go_on(is_verified, request).await? {
            true => session,
            false => self.fresh,
        };
        let mut response = redirect_to_page();
        records.put(session.id(), |_| record.clone()).await?;
        info!(target: "audit", client = client.id, "a client asks for a number");
        set_session_cookie(&mut response, Some(session), app.secure());
        self.set_language(&mut response, &request.ui_locales);
        Ok(response)
    }

    /// Whether the browser's session is at the same thing: a verification that goes on, for the
    /// same client and number, in the same kind of window. A message that is on its way then stays
    /// of use.
    async fn may_go_on(
        &self,
        is_verified: bool,
        request: &AuthorizationRequest,
    ) -> Result<bool, RepositoryError> {
        let Some(session) = self.session.filter(|_| !is_verified) else {
            return Ok(false);
        };
        let visit = visit::find(&self.app, &session).await?;
        Ok(visit.is_some_and(|visit| {
            let before = &visit.record.request;
            before.client_id == request.client_id
                && before.number == request.number
                && before.response_mode.is_popup() == request.response_mode.is_popup()
        }))
    }

    /// Speaks the best language that the request names, unless the person has chosen one here.
    fn set_language(&self, response: &mut Response, wanted: &[String]) {
        if self.has_language || wanted.is_empty() {
            return;
        }
        let locale = Locale::negotiate(&wanted.join(","));
        if let Some(cookie) = language::choice(locale, self.app.secure()) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
    }

    /// Answers a request that is not carried out.
    pub fn refuse(&self, error: ArrivalError) -> Response {
        match error {
            ArrivalError::Refused(AuthorizationError::Page(reason)) => {
                broken_request(&self.app, self.locale, reason)
            }
            ArrivalError::Refused(AuthorizationError::Refused(_, redirect)) => {
                return_to(&self.app, self.locale, redirect)
            }
            ArrivalError::Broken(error) => Broken::from(error).into_response(),
        }
    }

    /// Counts the request, which leaves a record, among the posts of its address; the answer if
    /// there were too many.
    pub async fn denied(&self, ip: ClientIp) -> Option<Response> {
        match self.app.verifier.admit(&ip.into(), PostKind::Other).await {
            Ok(()) => None,
            Err(VerifierError::RateLimited {
                retry_after,
                refusal,
                ..
            }) => Some(too_many_requests(refusal, retry_after)),
            Err(VerifierError::Unavailable(error)) => Some(Broken::from(error).into_response()),
            Err(VerifierError::Refused { .. }) => Some(StatusCode::FORBIDDEN.into_response()),
        }
    }
}
