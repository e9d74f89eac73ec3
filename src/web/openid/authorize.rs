//! `/authorize`: a client sends a person here.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::header::{LOCATION, RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use tracing::info;

use super::answers::{broken_request, return_to, unavailable};
use super::grants;
use super::par;
use super::visit::{self, is_whom_the_hint_names};
use crate::clients::Client;
use crate::domain::Verification;
use crate::i18n::Locale;
use crate::openid::{
    AuthorizationError, AuthorizationRecord, AuthorizationRequest, OAuthCode, Parameters, Prompt,
    RequestOrigin, paths,
};
use crate::rate_limit::ClientIp;
use crate::rate_limit::PostKind;
use crate::repository::RepositoryError;
use crate::verifier::VerifierError;
use crate::web::AppState;
use crate::web::ErrorCause;
use crate::web::Session;
use crate::web::form_validation;
use crate::web::handlers::language;
use crate::web::response::{redirect_to_page, retry_after_seconds};
use crate::web::session::set_session_cookie;

/// `GET /authorize`.
pub async fn by_get(
    State(app): State<AppState>,
    Extension(ip): Extension<ClientIp>,
    request: Request,
) -> Response {
    let parameters = Parameters::parse(request.uri().query().unwrap_or_default().as_bytes());
    let arrival = Arrival::new(app, request.headers());
    if let Some(denied) = denied(&arrival.app, ip).await {
        return denied;
    }
    match arrival.find(&parameters).await {
        Ok(Found {
            client,
            request,
            is_open: false,
        }) => arrival.serve(&client, request).await,
        Ok(_) => redirect_to_page(),
        Err(error) => arrival.refuse(error),
    }
}

/// `POST /authorize`: keeps the request and comes back by GET. A browser sends no cookie with
/// another site's post, and would begin anew each time.
pub async fn by_post(
    State(app): State<AppState>,
    Extension(ip): Extension<ClientIp>,
    mut headers: HeaderMap,
    form: Bytes,
) -> Response {
    if !form_validation::settle_type(&mut headers) {
        return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response();
    }
    let parameters = Parameters::parse(&form);
    let arrival = Arrival::new(app, &headers);
    if let Some(denied) = denied(&arrival.app, ip).await {
        return denied;
    }
    let request = match arrival.find_new(&parameters) {
        Ok((_, request)) => request,
        Err(error) => return arrival.refuse(error.into()),
    };
    let client_id = request.client_id.clone();
    match par::keep(&arrival.app, request).await {
        Ok(request_uri) => {
            let (path, client) = (paths::AUTHORIZE, client_id);
            let location = format!("{path}?client_id={client}&request_uri={request_uri}");
            let location = HeaderValue::try_from(location);
            let location = location.unwrap_or(HeaderValue::from_static("/"));
            (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
        }
        Err(fault) => unavailable(&fault),
    }
}

/// A browser that comes from a client.
struct Arrival {
    app: AppState,
    session: Option<Session>,
    /// The session of what begins now.
    fresh: Session,
    locale: Locale,
    /// Whether the person has chosen a language here.
    has_language: bool,
}

/// A request that was found.
struct Found {
    client: Arc<Client>,
    request: AuthorizationRequest,
    /// Whether this browser opened it before.
    is_open: bool,
}

/// A request that is not carried out.
enum ArrivalError {
    Refused(AuthorizationError),
    Broken(RepositoryError),
}

impl Arrival {
    fn new(app: AppState, headers: &HeaderMap) -> Self {
        Self {
            session: Session::from_request(headers, app.secure()),
            fresh: Session::random_for_client(),
            locale: language::from_request(headers),
            has_language: language::is_chosen(headers),
            app,
        }
    }

    /// The request in the parameters, or the one that they refer to.
    async fn find(&self, parameters: &Parameters) -> Result<Found, ArrivalError> {
        let Ok(Some(request_uri)) = parameters.get("request_uri") else {
            let (client, request) = self.find_new(parameters)?;
            let is_open = false;
            return Ok(Found {
                client,
                request,
                is_open,
            });
        };
        let client = self.client(parameters)?;
        let known = self.session.as_ref().unwrap_or(&self.fresh);
        let by = (known.id(), self.fresh.id());
        let opened = par::open(&self.app, request_uri, &client.id, by).await?;
        let unknown = AuthorizationError::Page("request_uri is unknown, expired or was opened");
        let opened = opened.ok_or(unknown)?;
        let is_registered = client.has_redirect_address(&opened.request.redirect_uri);
        let changed = AuthorizationError::Page("redirect_uri is not registered any more");
        let request = is_registered.then_some(opened.request).ok_or(changed)?;
        let is_open = opened.is_again;
        Ok(Found {
            client,
            request,
            is_open,
        })
    }

    fn find_new(
        &self,
        parameters: &Parameters,
    ) -> Result<(Arc<Client>, AuthorizationRequest), AuthorizationError> {
        let client = self.client(parameters)?;
        let request = AuthorizationRequest::parse(parameters, &client, RequestOrigin::Browser)?;
        Ok((client, request))
    }

    fn client(&self, parameters: &Parameters) -> Result<Arc<Client>, AuthorizationError> {
        let id = parameters
            .get("client_id")
            .ok()
            .flatten()
            .unwrap_or_default();
        let client = self.app.clients.current().get(id).cloned();
        client.ok_or(AuthorizationError::Page("client_id is unknown"))
    }

    /// Returns the person at once if their number is verified already, else begins a
    /// verification for the client.
    async fn serve(&self, client: &Client, request: AuthorizationRequest) -> Response {
        match self.answer(client, request).await {
            Ok(response) => response,
            Err(fault) => unavailable(&fault),
        }
    }

    async fn answer(
        &self,
        client: &Client,
        request: AuthorizationRequest,
    ) -> Result<Response, RepositoryError> {
        let (app, records) = (&self.app, &self.app.verifier.records);
        let session = self.session.unwrap_or(self.fresh);
        let key = session.verification_key(records).await?;
        let verification = records.verification(&key).await?;
        let record = AuthorizationRecord::new(request, verification.now());
        let request = &record.request;
        let proof = verification.verification().and_then(Verification::proof);
        let is_verified = proof.is_some();
        let accepted = proof.filter(|proof| {
            record.accepts(&proof.number, proof.at)
                && is_whom_the_hint_names(app, client, request, proof)
        });
        if let Some(proof) = accepted {
            let code = grants::issue(app, request, &proof, &key).await?;
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
    /// same client and number. A message that is on its way then stays of use.
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
            before.client_id == request.client_id && before.number == request.number
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

    fn refuse(&self, error: ArrivalError) -> Response {
        match error {
            ArrivalError::Refused(AuthorizationError::Page(reason)) => {
                broken_request(&self.app, self.locale, reason)
            }
            ArrivalError::Refused(AuthorizationError::Refused(_, redirect)) => {
                return_to(&self.app, self.locale, redirect)
            }
            ArrivalError::Broken(fault) => unavailable(&fault),
        }
    }
}

impl From<AuthorizationError> for ArrivalError {
    fn from(error: AuthorizationError) -> Self {
        Self::Refused(error)
    }
}

impl From<RepositoryError> for ArrivalError {
    fn from(fault: RepositoryError) -> Self {
        Self::Broken(fault)
    }
}

/// Counts the request, which leaves a record, among the posts of its address; the answer if
/// there were too many.
async fn denied(app: &AppState, ip: ClientIp) -> Option<Response> {
    match app.verifier.admit(&ip.into(), PostKind::Other).await {
        Ok(()) => None,
        Err(VerifierError::RateLimited {
            retry_after,
            refusal,
            ..
        }) => {
            let why = Extension(ErrorCause::RateLimited {
                refusal,
                wait: retry_after,
            });
            let later = [(RETRY_AFTER, retry_after_seconds(retry_after))];
            Some((StatusCode::TOO_MANY_REQUESTS, why, later).into_response())
        }
        Err(VerifierError::Unavailable(fault)) => Some(unavailable(&fault)),
        Err(VerifierError::Refused { .. }) => Some(StatusCode::FORBIDDEN.into_response()),
    }
}
