//! Every route, on one screen.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Router, middleware};

use crate::ui::islands::delivery_line;
use crate::ui::screens::{client_banner, language_choice};
use crate::web::handlers::{branding, delivery_events, language, page};
use crate::web::middleware::{same_origin, shed_load};
use crate::web::openid::{cancel, home};
use crate::web::respond::reply;
use crate::web::response::redirect_to_page;
use crate::web::{AppState, callbacks, json_api, openid, widget, wrap_routes};

/// Returns all routes, with their middleware and `app` as their state.
pub fn router(app: &AppState) -> Router {
    let api = Router::new()
        .route("/api/{function}", post(reply).get(page::redirect_back))
        .route(
            language_choice::PATH,
            post(language::choose).get(async || redirect_to_page()),
        )
        .route(client_banner::CANCEL_PATH, post(cancel::cancel))
        .layer(middleware::from_fn_with_state(app.clone(), same_origin));
    let handset = app.handset.clone().unwrap_or_default();
    let work = Router::new()
        .route("/", get(home::show))
        .route(delivery_line::PATH, get(delivery_events::show))
        .route(branding::LOGO_PATH, get(branding::logo))
        .route(branding::STYLE_PATH, get(branding::style))
        .fallback(page::missing)
        .merge(openid::routes())
        .merge(widget::routes())
        .merge(json_api::routes(app))
        .merge(callbacks::routes())
        .merge(api)
        .merge(app.files.routes())
        .with_state(app.clone())
        .merge(handset);
    // Probes are answered even while load is shed.
    let probes = Router::new()
        .route("/livez", get(StatusCode::OK))
        .route("/readyz", get(readyz))
        .with_state(app.clone());
    wrap_routes(shed_load(work, app).merge(probes), app)
}

async fn readyz(State(app): State<AppState>) -> Response {
    app.readiness.answer(app.lifecycle.is_stopping())
}
