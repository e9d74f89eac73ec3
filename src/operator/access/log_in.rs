//! Logging in and out.

use std::time::Duration;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use axum::http::header::{RETRY_AFTER, SET_COOKIE};
use axum::response::{IntoResponse, Redirect, Response};
use tracing::{info, warn};

use super::operator_session::removed_cookie;
use super::posted_form::field;
use super::{OperatorSession, PasswordCheck, PostedForm, TooManyTries, Viewer, is_over_https};
use crate::config::OperatorPassword;
use crate::operator::page::{self, LoginError, PageView, Refused};
use crate::operator::state::{Operator, OperatorState};
use crate::rate_limit::ClientIp;
use crate::web::retry_after_seconds;

/// Time after which to try again where others had their turn.
const BUSY_RETRY: Duration = Duration::from_secs(5);

/// Compares the posted password, and begins a session.
pub async fn log_in(
    State(operator): State<OperatorState>,
    Extension(client): Extension<ClientIp>,
    request: Request,
) -> Response {
    let is_https = is_over_https(&operator, &request);
    let Some(password) = operator.app.settings.server.operator_password_hash.clone() else {
        return page::refused(&Refused::Closed);
    };
    let form = Bytes::from_request(request, &operator).await;
    let form = form.unwrap_or_default();
    let view = PageView::from_query(&field(&form, "view"));
    if let Err(TooManyTries { wait, times }) = operator.tries.take(client, operator.now()) {
        // Not a line for each: whoever tries must not fill the log.
        if times.is_power_of_two() {
            warn!(target: "audit", times, "operator login denied");
        }
        return later(&view, wait);
    }
    let typed = field(&form, "password");
    match operator.checks.check(&password, typed).await {
        PasswordCheck::Right => {
            operator.tries.give_back(client);
            info!(target: "audit", "operator login");
            begin_session(&operator, &password, &view, is_https)
        }
        PasswordCheck::Wrong => {
            warn!(target: "audit", "operator login failed");
            page::login(StatusCode::UNAUTHORIZED, &view, Some(LoginError::Wrong))
        }
        PasswordCheck::Busy => {
            operator.tries.give_back(client);
            later(&view, BUSY_RETRY)
        }
    }
}

/// Ends the session.
pub async fn log_out(State(operator): State<OperatorState>, request: Request) -> Response {
    let is_https = is_over_https(&operator, &request);
    let form = match PostedForm::from_request(request, &operator).await {
        Ok(form) => form,
        Err(refused) => return refused,
    };
    if let Viewer::Session(session) = form.viewer {
        operator.sessions.end(session, operator.now());
        info!(target: "audit", "operator logout");
    }
    let cookie = removed_cookie(is_https).map(|cookie| [(SET_COOKIE, cookie)]);
    (cookie, Redirect::to("/")).into_response()
}

fn begin_session(
    operator: &Operator,
    password: &OperatorPassword,
    view: &PageView,
    is_https: bool,
) -> Response {
    let session = OperatorSession::begin(password, operator.now());
    let cookie = operator.sessions.cookie(&session, is_https);
    let cookie = cookie.map(|cookie| [(SET_COOKIE, cookie)]);
    (cookie, Redirect::to(&view.path())).into_response()
}

fn later(view: &PageView, wait: Duration) -> Response {
    let error = Some(LoginError::TooMany(wait));
    let page = page::login(StatusCode::TOO_MANY_REQUESTS, view, error);
    ([(RETRY_AFTER, retry_after_seconds(wait))], page).into_response()
}
