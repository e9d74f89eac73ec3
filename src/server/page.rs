//! Draws the page from the flow's record. The one place, with the router, that
//! hands anything to the screens.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_SECURITY_POLICY, RETRY_AFTER};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use hydration_context::SsrSharedContext;
use leptos::nonce::Nonce;
use leptos::prelude::{Owner, RenderHtml, provide_context};
use tracing::error;

use super::answers::{FAULT_RETRY, give_cookie, seconds, to_the_page};
use super::app::App;
use super::client_address::Peer;
use super::config::watched;
use super::headers::page_policy;
use super::looks::{LOGO_PATH, STYLE_PATH};
use super::session::Session;
use super::verifier::Failure;
use super::{fields, language, numbering};
use crate::domain::step::Step;
use crate::languages::Words;
use crate::ui::shell::{Brand, Page, shell};

pub use crate::ui::hindrance::Hindrance;
pub use crate::ui::shell::Screen;

/// `GET /`: the step this browser is at. Reads, and changes nothing.
pub async fn show(State(app): State<App>, request: Request) -> Response {
    let known = Session::of_request(request.headers(), app.secure());
    let begun = match &known {
        Some(session) => step_of(&app, session).await,
        None => None,
    };
    // Nobody begins in a session that was there before: somebody else may know its secret.
    let fresh = begun.is_none().then(Session::fresh);
    let screen = begun.unwrap_or_else(|| Screen::Step(Step::Phone(Default::default())));
    let screen = with_default_country(screen, &app, &request);
    let words = language::of_request(request.headers());
    let mut response = draw(&app, words, screen);
    give_cookie(&mut response, fresh, app.secure());
    response
}

/// Whatever has no page.
pub async fn missing(State(app): State<App>, headers: HeaderMap) -> Response {
    draw(&app, language::of_request(&headers), Screen::Missing)
}

/// `GET /api/…`: somebody reloads what a form was answered with, and is led back.
pub async fn lead_back(
    state: State<App>,
    Path(function): Path<String>,
    headers: HeaderMap,
) -> Response {
    match fields::is_function(&function) {
        true => to_the_page(),
        false => missing(state, headers).await,
    }
}

/// Draws a screen. Those that stand for an answer without a page are given its status.
pub fn draw(app: &App, words: Words, screen: Screen) -> Response {
    let (status, wait) = match &screen {
        Screen::Missing => (StatusCode::NOT_FOUND, None),
        Screen::Hindrance(_) => (StatusCode::SERVICE_UNAVAILABLE, Some(FAULT_RETRY)),
        _ => (StatusCode::OK, None),
    };
    let nonce = Nonce::new();
    let page = Page {
        options: app.files.options.clone(),
        words,
        brand: brand(app),
        handset: app.stand_in.is_some(),
        auto_submit: app.settings.auto_submit,
        screen,
    };
    let mut response = (status, Html(render(page, nonce.clone()))).into_response();
    let live_reload = if watched() { " ws:" } else { "" };
    if let Some(policy) = page_policy(&nonce, live_reload) {
        response
            .headers_mut()
            .insert(CONTENT_SECURITY_POLICY, policy);
    }
    if let Some(wait) = wait {
        response.headers_mut().insert(RETRY_AFTER, seconds(wait));
    }
    response
}

fn brand(app: &App) -> Brand {
    let looks = &app.settings.looks;
    Brand {
        name: app.settings.brand.clone(),
        logo: looks.logo.as_ref().map(|_| LOGO_PATH),
        style: looks.accent.map(|_| STYLE_PATH),
        support: looks.support.clone(),
        caller: app.caller.clone(),
    }
}

/// The screen of the browser's flow; `None` when it has none.
async fn step_of(app: &App, session: &Session) -> Option<Screen> {
    let step = match app.verifier.records.flow_key(session).await {
        Ok(flow) => app.verifier.step(&flow).await,
        Err(fault) => Err(Failure::Fault(fault)),
    };
    match step {
        Ok(step) => step.map(Screen::Step),
        Err(failure) => {
            error!(?failure, "the page could not be drawn from its record");
            Some(Screen::Hindrance(Hindrance::Unavailable))
        }
    }
}

/// Draws the page in one go: nothing on it has to be waited for.
fn render(page: Page, nonce: Nonce) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| {
        provide_context(nonce);
        shell(page).to_html()
    });
    owner.unset_with_forced_cleanup();
    html
}

/// Where no country was chosen yet, the one that a proxy names, else the one in the
/// browser's language, else the operator's.
fn with_default_country(screen: Screen, app: &App, request: &Request) -> Screen {
    let Screen::Step(Step::Phone(mut step)) = screen else {
        return screen;
    };
    if step.country.is_empty() && step.typed.is_empty() && step.notice.is_none() {
        step.country = country_of_proxy(app, request)
            .or_else(|| country_of_language(request.headers()))
            .unwrap_or_else(|| app.settings.default_country.clone());
    }
    Screen::Step(Step::Phone(step))
}

/// What a proxy of ours says of where the visitor is. Nobody else is believed, and nothing
/// where it stands twice: one of them may be the visitor's own.
fn country_of_proxy(app: &App, request: &Request) -> Option<String> {
    let header = app.settings.country_header.as_ref()?;
    let Peer(peer) = request.extensions().get()?;
    let proxies = &app.settings.trusted_proxies;
    let mut named = request.headers().get_all(header).iter();
    let (Some(only), None) = (named.next(), named.next()) else {
        return None;
    };
    let believed = proxies.contains(peer.ip().into());
    known_country(only.to_str().ok().filter(|_| believed)?)
}

/// The first region named in `Accept-Language`, such as `GB` in `en-GB,en;q=0.9`.
fn country_of_language(headers: &HeaderMap) -> Option<String> {
    let languages = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut regions = languages.split(',').filter_map(|language| {
        language
            .split(';')
            .next()?
            .trim()
            .rsplit_once('-')
            .map(|(_, region)| region)
    });
    regions.find_map(known_country)
}

/// The ISO 3166-1 code of a country that has a calling code.
fn known_country(name: &str) -> Option<String> {
    Some(name.to_ascii_uppercase()).filter(|country| numbering::is_country(country))
}
