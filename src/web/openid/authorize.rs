//! `/authorize`: a client sends a person here.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::answers::Broken;
use super::arrival::{Arrival, ArrivalError};
use super::par;
use crate::clients::Client;
use crate::openid::{AuthorizationError, AuthorizationRequest, Parameters, RequestOrigin, paths};
use crate::rate_limit::ClientIp;
use crate::web::response::redirect_to_page;
use crate::web::{AppState, form_validation};

/// `GET /authorize`.
///
/// # Errors
/// [`Broken`] when the store fails.
pub async fn by_get(
    State(app): State<AppState>,
    Extension(ip): Extension<ClientIp>,
    request: Request,
) -> Result<Response, Broken> {
    let parameters = Parameters::parse(request.uri().query().unwrap_or_default().as_bytes());
    let arrival = Arrival::new(app, request.headers(), false);
    if let Some(denied) = arrival.denied(ip).await {
        return Ok(denied);
    }
    match find(&arrival, &parameters).await {
        Ok(Found {
            client,
            request,
            is_open: false,
        }) => arrival.serve(&client, request).await,
        Ok(_) => Ok(redirect_to_page()),
        Err(error) => Ok(arrival.refuse(error)),
    }
}

/// `POST /authorize`: keeps the request and comes back by GET. A browser sends no cookie with
/// another site's post, and would begin anew each time.
///
/// # Errors
/// [`Broken`] when the store fails.
pub async fn by_post(
    State(app): State<AppState>,
    Extension(ip): Extension<ClientIp>,
    mut headers: HeaderMap,
    form: Bytes,
) -> Result<Response, Broken> {
    if !form_validation::settle_type(&mut headers) {
        return Ok(StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response());
    }
    let parameters = Parameters::parse(&form);
    let arrival = Arrival::new(app, &headers, false);
    if let Some(denied) = arrival.denied(ip).await {
        return Ok(denied);
    }
    let request = match find_new(&arrival, &parameters) {
        Ok((_, request)) => request,
        Err(error) => return Ok(arrival.refuse(error.into())),
    };
    let client_id = request.client_id.clone();
    let request_uri = par::keep(&arrival.app, request).await?;
    let (path, client) = (paths::AUTHORIZE, client_id);
    let location = format!("{path}?client_id={client}&request_uri={request_uri}");
    let location = HeaderValue::try_from(location);
    let location = location.unwrap_or(HeaderValue::from_static("/"));
    Ok((StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response())
}

/// A request that was found.
struct Found {
    client: Arc<Client>,
    request: AuthorizationRequest,
    /// Whether this browser opened it before.
    is_open: bool,
}

/// The request in the parameters, or the one that they refer to.
async fn find(arrival: &Arrival, parameters: &Parameters) -> Result<Found, ArrivalError> {
    let Ok(Some(request_uri)) = parameters.get("request_uri") else {
        let (client, request) = find_new(arrival, parameters)?;
        return Ok(Found {
            client,
            request,
            is_open: false,
        });
    };
    let client = arrival.client(parameters, "client_id")?;
    let opened = par::open(&arrival.app, request_uri, &client.id, arrival.sessions()).await?;
    let unknown = AuthorizationError::Page("request_uri is unknown, expired or was opened");
    let opened = opened.ok_or(unknown)?;
    let is_registered = client.has_redirect_address(&opened.request.redirect_uri);
    let changed = AuthorizationError::Page("redirect_uri is not registered any more");
    let request = is_registered.then_some(opened.request).ok_or(changed)?;
    Ok(Found {
        client,
        request,
        is_open: opened.is_again,
    })
}

fn find_new(
    arrival: &Arrival,
    parameters: &Parameters,
) -> Result<(Arc<Client>, AuthorizationRequest), AuthorizationError> {
    let client = arrival.client(parameters, "client_id")?;
    let request = AuthorizationRequest::parse(parameters, &client, RequestOrigin::Browser)?;
    Ok((client, request))
}
