//! Every route there is, on one screen.

use std::time::Duration;

use any_spawner::Executor;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::routing::{get, post};
use axum::{Router, middleware};
use leptos_axum::{site_pkg_dir_service, site_pkg_dir_service_route_path};
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::services::ServeFile;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

use super::app::{App, NotBuilt};
use super::headers::headers;
use super::{client_address, delivery, hooks, language, looks, page, reply};
use crate::ui::{delivery_line, language_choice};

/// The largest body that anyone may send, in bytes.
const LARGEST_BODY: usize = 16 * 1024;

/// How long one request may take. Longer than a request to Plivo may.
const LONGEST_REQUEST: Duration = Duration::from_secs(15);

/// The routes, over `app`.
///
/// # Errors
/// When the public address is no origin that a browser could send.
pub fn router(app: App) -> Result<Router, NotBuilt> {
    // Leptos draws with the executor it is given, once; a second router finds it there.
    _ = Executor::init_tokio();
    let same_origin = CsrfLayer::new()
        .add_trusted_origin(app.settings.public_base())
        .map_err(|error| NotBuilt(format!("server.public_url: {error}")))?;
    let api = Router::new()
        .route("/api/{function}", post(leptos_axum::handle_server_fns))
        .layer(middleware::from_fn_with_state(app.clone(), reply::reply))
        .route(language_choice::PATH, post(language::choose))
        .layer(same_origin);
    let secure = app.secure();
    let locate = middleware::from_fn_with_state(app.clone(), client_address::locate);
    let handset = app
        .simulator
        .as_ref()
        .map(|simulator| simulator.handset())
        .unwrap_or_default();
    let routes = Router::new()
        .route("/", get(page::show))
        .route(delivery_line::PATH, get(delivery::show))
        .route(looks::LOGO_PATH, get(looks::logo))
        .route(looks::STYLE_PATH, get(looks::style))
        .route("/livez", get(StatusCode::OK))
        .route("/readyz", get(ready))
        .fallback(page::missing)
        .merge(hooks::routes())
        .merge(api)
        .merge(files(&app))
        .with_state(app)
        .merge(handset)
        .layer(locate)
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            LONGEST_REQUEST,
        ))
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .layer(middleware::from_fn(move |request, next| {
            headers(secure, request, next)
        }));
    Ok(routes)
}

/// The WASM, its glue and the style, made by the build; and the files of `public/`.
fn files(app: &App) -> Router<App> {
    let options = &app.settings.leptos;
    let ask_again =
        SetResponseHeaderLayer::overriding(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    let public = |name: &str| ServeFile::new(format!("{}/{name}", options.site_root));
    Router::new()
        .route_service(
            &site_pkg_dir_service_route_path(options),
            site_pkg_dir_service(options),
        )
        .route_service("/favicon.svg", public("favicon.svg"))
        .route_service("/robots.txt", public("robots.txt"))
        .layer(ask_again)
}

async fn ready(axum::extract::State(app): axum::extract::State<App>) -> StatusCode {
    match app.verifier.records.ready().await {
        Ok(()) => StatusCode::OK,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}
