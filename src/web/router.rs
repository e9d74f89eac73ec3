//! Every route there is, on one screen.

use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Router, middleware};

use crate::ui::islands::delivery_line;
use crate::ui::screens::language_choice;
use crate::web::handlers::{
    branding as looks, delivery_events as delivery, language, page, readiness,
};
use crate::web::middleware::csrf::same_origin;
use crate::web::middleware::guard::{guard, shed};
use crate::web::state::AppState;
use crate::web::{callbacks as hooks, respond as reply, response as answers};

/// The routes, over `app`.
pub fn router(app: &AppState) -> Router {
    let api = Router::new()
        .route(
            "/api/{function}",
            post(reply::reply).get(page::redirect_back),
        )
        .route(
            language_choice::PATH,
            post(language::choose).get(async || answers::redirect_to_page()),
        )
        .layer(middleware::from_fn_with_state(app.clone(), same_origin));
    let handset = app.handset.clone().unwrap_or_default();
    let work = Router::new()
        .route("/", get(page::show))
        .route(delivery_line::PATH, get(delivery::show))
        .route(looks::LOGO_PATH, get(looks::logo))
        .route(looks::STYLE_PATH, get(looks::style))
        .fallback(page::missing)
        .merge(hooks::routes())
        .merge(api)
        .merge(app.files.routes())
        .with_state(app.clone())
        .merge(handset);
    // Probes are answered also, and above all, when there is too much work.
    let probes = Router::new()
        .route("/livez", get(StatusCode::OK))
        .route("/readyz", get(readiness::show))
        .with_state(app.clone());
    guard(shed(work, app).merge(probes), app)
}
