//! `GET /start`: a page with the widget sends a person here, in a popup or in its own place.

use axum::Extension;
use axum::extract::{Request, State};
use axum::response::Response;

use crate::openid::Parameters;
use crate::rate_limit::ClientIp;
use crate::web::AppState;
use crate::web::openid::answers::Broken;
use crate::web::openid::arrival::Arrival;
use crate::widget::start_request;

/// `GET /start`.
///
/// # Errors
/// [`Broken`] when the store fails.
pub async fn begin(
    State(app): State<AppState>,
    Extension(ip): Extension<ClientIp>,
    request: Request,
) -> Result<Response, Broken> {
    let parameters = Parameters::parse(request.uri().query().unwrap_or_default().as_bytes());
    let in_popup = matches!(parameters.get("origin"), Ok(Some(_)));
    let arrival = Arrival::new(app, request.headers(), in_popup);
    if let Some(denied) = arrival.denied(ip).await {
        return Ok(denied);
    }
    let found = arrival.client(&parameters, "client").and_then(|client| {
        let request = start_request(&parameters, &client)?;
        Ok((client, request))
    });
    match found {
        Ok((client, request)) => arrival.serve(&client, request).await,
        Err(error) => Ok(arrival.refuse(error.into())),
    }
}
