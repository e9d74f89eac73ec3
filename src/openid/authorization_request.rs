//! [`AuthorizationRequest`]: what a client asks for when it sends a person here.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clients::{Client, Purpose};
use crate::domain::PhoneNumber;
use crate::openid::redirect::origin;
use crate::openid::{ClientRedirect, OAuthCode, OAuthError, Parameters, ResponseMode};

/// Characters of a challenge: a SHA-256 in base64url.
const CHALLENGE_LENGTH: usize = 43;

/// A request that is as the standards and this client's registration want it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizationRequest {
    /// The ID of the client.
    pub client_id: String,
    /// The address to return to, which is one of the client's; for a popup of the widget, the
    /// origin of the page that opened it.
    pub redirect_uri: String,
    /// The way in which the answer travels.
    pub response_mode: ResponseMode,
    /// Returned byte for byte.
    pub state: Option<String>,
    /// Put into the ID token; for the widget, the client's own reference.
    pub nonce: Option<String>,
    /// The S256 challenge of PKCE.
    pub challenge: Option<String>,
    /// Whether the scope `phone` was asked for.
    pub asks_for_number: bool,
    /// Whether the person may or must be asked.
    pub prompt: Prompt,
    /// The longest time since the number was verified.
    pub max_age: Option<Duration>,
    /// The number that the person is likely to type.
    pub login_hint: Option<String>,
    /// An ID token of whoever should still be here.
    pub id_token_hint: Option<String>,
    /// The languages that the person reads, the best first.
    pub ui_locales: Vec<String>,
    /// Step-up: the one number that has to be verified.
    pub number: Option<PhoneNumber>,
}

/// Whether the person may or must be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Prompt {
    /// Asked if they have not verified a number yet.
    IfNeeded,
    /// `none`: never asked.
    Never,
    /// `login` or `select_account`: asked in any case.
    Always,
}

/// The way by which a request reached this service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestOrigin {
    /// Through the person's browser, who can change it.
    Browser,
    /// From the client itself, which has proven who it is (RFC 9126).
    Pushed,
}

/// A request that is not carried out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthorizationError {
    /// A mistake without a place to return to: told on a page, and to the log in these words.
    #[error("{0}")]
    Page(&'static str),
    /// Told to the client, over the browser by this answer.
    #[error("{0}")]
    Refused(OAuthError, ClientRedirect),
}

impl AuthorizationRequest {
    /// Reads the request of a client.
    ///
    /// # Errors
    /// [`AuthorizationError::Page`] without a redirect address of the client's; else
    /// [`AuthorizationError::Refused`] with the error as the standards name it.
    pub fn parse(
        parameters: &Parameters,
        client: &Client,
        origin: RequestOrigin,
    ) -> Result<Self, AuthorizationError> {
        let Ok(Some(redirect_uri)) = parameters.get("redirect_uri") else {
            return Err(AuthorizationError::Page(
                "redirect_uri is missing, too long or there twice",
            ));
        };
        if !client.has_redirect_address(redirect_uri) {
            return Err(AuthorizationError::Page("redirect_uri is not registered"));
        }
        // What cannot be read is not returned; its error is found below.
        let response_mode = response_mode(parameters).unwrap_or(ResponseMode::Query);
        let state = parameters.get("state").ok().flatten();
        read(parameters, client, origin).map_err(|error| {
            let answer = ClientRedirect::error(redirect_uri, response_mode, state, error);
            let answer = answer.for_client(&client.id);
            AuthorizationError::Refused(error, answer)
        })
    }

    /// Whether the client still has the address registered.
    pub fn is_registered(&self, client: &Client) -> bool {
        let address = &self.redirect_uri;
        match self.response_mode {
            ResponseMode::Query | ResponseMode::FormPost => client.has_redirect_address(address),
            ResponseMode::WebMessage => client.has_origin(address),
            ResponseMode::WidgetQuery => {
                origin(address).is_some_and(|origin| client.has_origin(&origin))
            }
        }
    }

    /// The purpose of the verification.
    pub fn purpose(&self) -> Purpose {
        match self.number {
            Some(_) => Purpose::StepUp,
            None => Purpose::SignUp,
        }
    }

    /// The answer that the request was refused.
    pub fn refused(&self, error: OAuthError) -> ClientRedirect {
        let state = self.state.as_deref();
        ClientRedirect::error(&self.redirect_uri, self.response_mode, state, error)
            .for_client(&self.client_id)
    }

    /// The answer with a code.
    pub fn granted(&self, code: &str) -> ClientRedirect {
        let state = self.state.as_deref();
        ClientRedirect::code(&self.redirect_uri, self.response_mode, state, code)
            .for_client(&self.client_id)
    }
}

fn read(
    parameters: &Parameters,
    client: &Client,
    origin: RequestOrigin,
) -> Result<AuthorizationRequest, OAuthError> {
    let text = |name| Ok::<_, OAuthError>(parameters.get(name)?.map(str::to_owned));
    refuse_unsupported(parameters)?;
    let response_mode = response_mode(parameters)?;
    let (state, challenge) = (text("state")?, challenge(parameters)?);
    let scopes = parameters.words("scope")?;
    if !scopes.contains(&"openid") {
        return Err(OAuthCode::InvalidScope.because("scope must contain openid"));
    }
    if client.is_public() && challenge.is_none() {
        let missing = "code_challenge is needed: this client has no other authentication";
        return Err(OAuthCode::InvalidRequest.because(missing));
    }
    if state.is_none() && challenge.is_none() {
        let missing = "state or code_challenge is needed, against forged answers";
        return Err(OAuthCode::InvalidRequest.because(missing));
    }
    let request = AuthorizationRequest {
        client_id: client.id.clone(),
        redirect_uri: text("redirect_uri")?.unwrap_or_default(),
        response_mode,
        state,
        nonce: text("nonce")?,
        challenge,
        asks_for_number: scopes.contains(&"phone"),
        prompt: prompt(parameters)?,
        max_age: max_age(parameters)?,
        login_hint: text("login_hint")?,
        id_token_hint: text("id_token_hint")?,
        ui_locales: parameters
            .words("ui_locales")?
            .into_iter()
            .map(str::to_owned)
            .collect(),
        number: number(parameters, origin)?,
    };
    match client.may(request.purpose()) {
        true => Ok(request),
        false => Err(
            OAuthCode::UnauthorizedClient.because(match request.purpose() {
                Purpose::StepUp => "this client may not ask for a number of its choice",
                Purpose::SignUp => "this client must push the number to verify (phone_number)",
            }),
        ),
    }
}

fn refuse_unsupported(parameters: &Parameters) -> Result<(), OAuthError> {
    for (name, code) in [
        ("request", OAuthCode::RequestNotSupported),
        ("request_uri", OAuthCode::RequestUriNotSupported),
        ("registration", OAuthCode::RegistrationNotSupported),
    ] {
        if parameters.get(name)?.is_some() {
            return Err(code.because("not supported; push the parameters instead (RFC 9126)"));
        }
    }
    match parameters.needed("response_type", "response_type is missing")? {
        "code" => Ok(()),
        _ => Err(OAuthCode::UnsupportedResponseType.because("response_type must be code")),
    }
}

fn response_mode(parameters: &Parameters) -> Result<ResponseMode, OAuthError> {
    match parameters.get("response_mode")? {
        None | Some("query") => Ok(ResponseMode::Query),
        Some("form_post") => Ok(ResponseMode::FormPost),
        Some(_) => {
            Err(OAuthCode::InvalidRequest.because("response_mode must be query or form_post"))
        }
    }
}

/// The challenge, which has to be of S256: a plain one would be no secret.
fn challenge(parameters: &Parameters) -> Result<Option<String>, OAuthError> {
    let method = parameters.get("code_challenge_method")?;
    let challenge = parameters.get("code_challenge")?;
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    match (challenge, method) {
        (None, None) => Ok(None),
        (Some(challenge), Some("S256"))
            if challenge.len() == CHALLENGE_LENGTH && challenge.chars().all(fits) =>
        {
            Ok(Some(challenge.to_owned()))
        }
        (Some(_), Some("S256")) => {
            Err(OAuthCode::InvalidRequest
                .because("code_challenge must have 43 letters of base64url"))
        }
        _ => {
            Err(OAuthCode::InvalidRequest
                .because("code_challenge needs code_challenge_method=S256"))
        }
    }
}

fn prompt(parameters: &Parameters) -> Result<Prompt, OAuthError> {
    let words = parameters.words("prompt")?;
    match words.contains(&"none") {
        true if words.len() > 1 => {
            Err(OAuthCode::InvalidRequest.because("prompt=none goes with no other word"))
        }
        true => Ok(Prompt::Never),
        false
            if words
                .iter()
                .any(|word| matches!(*word, "login" | "select_account")) =>
        {
            Ok(Prompt::Always)
        }
        false => Ok(Prompt::IfNeeded),
    }
}

fn max_age(parameters: &Parameters) -> Result<Option<Duration>, OAuthError> {
    let seconds = parameters.get("max_age")?.map(str::parse);
    let seconds = seconds.transpose();
    let seconds =
        seconds.map_err(|_| OAuthCode::InvalidRequest.because("max_age must be whole seconds"))?;
    Ok(seconds.map(Duration::from_secs))
}

/// The number of a step-up, which only the client itself can name: in the browser the person
/// could replace it by theirs.
fn number(
    parameters: &Parameters,
    origin: RequestOrigin,
) -> Result<Option<PhoneNumber>, OAuthError> {
    let Some(text) = parameters.get("phone_number")? else {
        return Ok(None);
    };
    if origin == RequestOrigin::Browser {
        let pushed = "phone_number has to be pushed (RFC 9126)";
        return Err(OAuthCode::InvalidRequest.because(pushed));
    }
    let number = PhoneNumber::from_e164(text);
    let invalid = "phone_number must be E.164, such as +447400123456";
    let number = number.ok_or_else(|| OAuthCode::InvalidRequest.because(invalid))?;
    Ok(Some(number))
}
