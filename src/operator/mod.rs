//! The operator's own address, `server.operator_addr`: what nobody else may see.
//!
//! It is loopback unless set, and shares no route with the public address. `GET /metrics` answers
//! everybody who reaches it. The page, at `/`, is behind the login of [`access`]: a [`report`] of the
//! last hours with its [findings](crate::findings), drawn by [`page`]. Start at [`router`];
//! [`serve`] accepts its connections, within the bounds of the public ones.

mod access;
mod asked_number;
mod look_up;
mod metrics;
mod page;
mod report;
mod rulings;
mod state;
mod words;

use std::panic::resume_unwind;
use std::sync::Arc;
use std::time::SystemTime;

use axum::extract::{RawQuery, State};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use tokio::net::TcpListener;
use tokio::task::spawn_blocking;
use tracing::warn;

use crate::ui::page_head::ICON_PATH;
use crate::web::{AppState, serve_always, wrap_operator_routes};
use access::{PostedForm, Viewer, guard, log_in, log_out, own_posts};
use page::PageView;
use report::{PageReport, Readings};
use state::{Operator, OperatorState};

/// The most open connections; an operator needs a few.
const MAX_CONNECTIONS: usize = 64;

/// Returns all routes of the operator, whose sessions end by `clock`.
pub fn router(app: &AppState, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Router {
    let operator = OperatorState::new(Operator::new(Arc::clone(app), clock));
    let behind_login = Router::new()
        .route("/", get(show))
        .route("/look-up", post(look_up::look_up).get(to_page))
        .route("/ruling", post(look_up::carry_out).get(to_page))
        .route("/bad-evening", post(play_bad_evening).get(to_page))
        .route("/logout", post(log_out).get(to_page))
        .layer(from_fn_with_state(operator.clone(), guard));
    let routes = Router::new()
        .route("/login", post(log_in).get(to_page))
        .route(page::STYLE_PATH, get(page::style))
        .route(ICON_PATH, get(page::icon))
        .fallback(page::missing)
        .merge(behind_login)
        .layer(from_fn(own_posts))
        .with_state(operator);
    Router::new()
        .route("/metrics", get(metrics::show))
        .with_state(app.clone())
        .merge(wrap_operator_routes(routes, app))
}

/// Serves the operator on `listener`. Never ends: the caller drops it.
pub async fn serve(
    app: &AppState,
    listener: TcpListener,
    clock: impl Fn() -> SystemTime + Send + Sync + 'static,
) {
    serve_always(app, router(app, clock), &listener, MAX_CONNECTIONS).await;
}

async fn show(
    State(operator): State<OperatorState>,
    Extension(viewer): Extension<Viewer>,
    RawQuery(query): RawQuery,
) -> Response {
    let view = PageView::from_query(&query.unwrap_or_default());
    let (readings, reader) = (
        Readings::read(&operator, &view).await,
        viewer.reader(&operator),
    );
    // This thread accepts the connections of everybody.
    let drawn = spawn_blocking(move || page::render(&PageReport::new(view, readings), &reader));
    drawn
        .await
        .unwrap_or_else(|error| resume_unwind(error.into_panic()))
}

async fn to_page() -> Redirect {
    Redirect::to("/")
}

/// Fills the statistics with a made-up evening, where Plivo is simulated.
async fn play_bad_evening(State(operator): State<OperatorState>, _form: PostedForm) -> Response {
    let app = &operator.app;
    if app.handset.is_none() {
        return page::missing().await;
    }
    if let Err(error) = app.statistics.play_bad_evening().await {
        warn!(%error, "the bad evening was not played");
    }
    Redirect::to("/").into_response()
}
