//! Draws the page from the verification's record.

use axum::extract::{Path, Request, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, RETRY_AFTER};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use leptos::nonce::Nonce;
use tracing::error;

use crate::clients::Client;
use crate::config::live_reload_enabled;
use crate::domain::{CodeScreen, PhoneNumber, PhoneScreen, Screen};
use crate::i18n::Locale;
use crate::openid::{ClientRedirect, redirect};
use crate::statistics::{Counted, Step};
use crate::ui::screens::client_banner::PageClient;
use crate::ui::shell::{Page, PageBranding, render};
use crate::web::handlers::branding::{LOGO_PATH, STYLE_PATH};
use crate::web::handlers::default_country::with_default_country;
use crate::web::handlers::language;
use crate::web::middleware::page_policy;
use crate::web::openid::visit::ClientVisit;
use crate::web::response::{ERROR_RETRY, StoreFailed, redirect_to_page, retry_after_seconds};
use crate::web::session::{SessionVerification, set_session_cookie};
use crate::web::{AppState, Session, form_validation};

pub use crate::ui::screens::page_body::{PageBody, PageError};

/// Draws the screen of the session's verification. If a client sent the person, the verification
/// was read already. Changes nothing.
pub async fn show(
    app: &AppState,
    request: Request,
    session: Option<Session>,
    sent: Option<(ClientVisit, SessionVerification)>,
) -> Response {
    let (visit, verification) = sent.unzip();
    let visit = visit.as_ref();
    let begun = match &session {
        Some(session) => body_of(app, session, verification).await,
        None => None,
    };
    // A new verification gets a new session: somebody else may know the secret of an old one. A
    // session that serves a client was given to the browser for that.
    let fresh = (begun.is_none() && visit.is_none()).then(Session::random);
    if begun.is_none() && request.method() == Method::GET {
        let shown = Counted::Reached(Step::NumberShown);
        app.statistics.count(shown);
    }
    let has_store_failed = matches!(begun, Some(PageBody::Error(PageError::Unavailable)));
    let body = begun.unwrap_or_else(|| PageBody::Screen(Screen::Phone(Default::default())));
    let body = match body {
        PageBody::Screen(Screen::Phone(screen)) => {
            PageBody::Screen(Screen::Phone(with_default_country(screen, app, &request)))
        }
        body => body,
    };
    let body = with_hint(body, visit);
    let locale = language::from_request(request.headers());
    let mut response = draw_for(app, locale, body, visit);
    set_session_cookie(&mut response, fresh, app.secure());
    if has_store_failed {
        response.extensions_mut().insert(StoreFailed);
    }
    response
}

/// Answers 404 with a page.
pub async fn missing(State(app): State<AppState>, headers: HeaderMap) -> Response {
    draw(
        &app,
        language::from_request(&headers),
        PageBody::Error(PageError::NotFound),
    )
}

/// `GET /api/…`: redirects to the page, for a reload of what a form was answered with.
pub async fn redirect_back(
    state: State<AppState>,
    Path(function): Path<String>,
    headers: HeaderMap,
) -> Response {
    match form_validation::is_function(&function) {
        true => redirect_to_page(),
        false => missing(state, headers).await,
    }
}

/// Draws a page; an error's page gets the status of that error.
pub fn draw(app: &AppState, locale: Locale, body: PageBody) -> Response {
    draw_for(app, locale, body, None)
}

/// Draws the page that posts an answer to a client.
pub fn draw_return(app: &AppState, locale: Locale, redirect: ClientRedirect) -> Response {
    let (client, origin) = (returning(app, &redirect), redirect.origin());
    let body = PageBody::Return {
        address: redirect.address,
        parameters: redirect.parameters,
    };
    draw_page(app, locale, body, client, origin)
}

/// Draws the end of a popup, which tells the page that opened it.
pub fn draw_message(app: &AppState, locale: Locale, redirect: ClientRedirect) -> Response {
    let client = returning(app, &redirect);
    let token = redirect.parameters.into_iter().next();
    let body = PageBody::Message {
        origin: redirect.address,
        token: token.map(|(_, token)| token).unwrap_or_default(),
    };
    draw_page(app, locale, body, client, None)
}

/// The client that a person is returned to, for whom nothing is left to do here.
fn returning(app: &AppState, redirect: &ClientRedirect) -> Option<PageClient> {
    let clients = app.clients.current();
    let client = clients.get(&redirect.client_id)?;
    Some(PageClient {
        name: client.name.clone(),
        logo: logo_path(client),
        number: None,
        is_answered: true,
        address: None,
    })
}

fn logo_path(client: &Client) -> Option<String> {
    let logo = client.logo.as_ref();
    logo.map(|_| format!("/clients/{}/logo", client.id))
}

/// Draws a screen for a client.
fn draw_for(
    app: &AppState,
    locale: Locale,
    body: PageBody,
    visit: Option<&ClientVisit>,
) -> Response {
    let origin = visit.and_then(returns_to);
    let client = visit.map(|visit| page_client(visit, origin.clone()));
    draw_page(app, locale, body, client, origin)
}

fn draw_page(
    app: &AppState,
    locale: Locale,
    body: PageBody,
    client: Option<PageClient>,
    returns_to: Option<String>,
) -> Response {
    let body = match client.as_ref().and_then(|client| client.number.as_deref()) {
        Some(masked) => with_number(body, masked),
        None => body,
    };
    let (status, wait) = match &body {
        PageBody::Error(PageError::NotFound) => (StatusCode::NOT_FOUND, None),
        PageBody::Error(error) if error.may_be_retried() => {
            (StatusCode::SERVICE_UNAVAILABLE, Some(ERROR_RETRY))
        }
        _ => (StatusCode::OK, None),
    };
    let nonce = Nonce::new();
    let is_for_client = client.is_some();
    let page = Page {
        options: app.files.options.clone(),
        locale,
        branding: branding(app, &body),
        client,
        handset: app.handset.is_some(),
        demo: demo(app, &body, is_for_client),
        auto_submit: app.settings.verification.auto_submit,
        body,
    };
    let mut response = (status, Html(render(page, nonce.clone()))).into_response();
    let live_reload = if live_reload_enabled() { " ws:" } else { "" };
    if let Some(policy) = page_policy(&nonce, live_reload, returns_to.as_deref()) {
        response
            .headers_mut()
            .insert(CONTENT_SECURITY_POLICY, policy);
    }
    if let Some(wait) = wait {
        response
            .headers_mut()
            .insert(RETRY_AFTER, retry_after_seconds(wait));
    }
    response
}

/// The host to try, on the first page of whoever came by themselves.
fn demo(app: &AppState, body: &PageBody, is_for_client: bool) -> Option<String> {
    let settings = &app.settings;
    let is_first = matches!(body, PageBody::Screen(Screen::Phone(_)));
    let url = settings.server.demo_url.as_ref();
    url.filter(|_| is_first && !is_for_client && !settings.is_production())
        .map(ToString::to_string)
}

/// The origin that the page leads back to; `None` in a popup, which leads nowhere.
fn returns_to(visit: &ClientVisit) -> Option<String> {
    let request = &visit.record.request;
    let leads_back = !request.response_mode.is_popup();
    leads_back.then(|| redirect::origin(&request.redirect_uri))?
}

fn page_client(visit: &ClientVisit, origin: Option<String>) -> PageClient {
    let ClientVisit { client, record } = visit;
    PageClient {
        name: client.name.clone(),
        logo: logo_path(client),
        number: record.request.number.as_ref().map(PhoneNumber::masked),
        is_answered: visit.is_answered(),
        address: origin,
    }
}

/// The screen with the number as it is shown: masked, as it is the client's.
fn with_number(body: PageBody, masked: &str) -> PageBody {
    match body {
        PageBody::Screen(Screen::Code(screen)) => PageBody::Screen(Screen::Code(CodeScreen {
            number: masked.to_owned(),
            ..screen
        })),
        PageBody::Screen(Screen::Phone(screen)) => PageBody::Screen(Screen::Phone(PhoneScreen {
            country: String::new(),
            typed: String::new(),
            unreached: None,
            ..screen
        })),
        other => other,
    }
}

/// Fills in the number that the client expects, where nothing was typed yet. A hint that is no
/// number, such as an address for mail, is none.
fn with_hint(body: PageBody, visit: Option<&ClientVisit>) -> PageBody {
    let hint = visit.and_then(|visit| visit.record.request.login_hint.as_deref());
    match (
        body,
        hint.filter(|hint| PhoneNumber::from_e164(hint).is_some()),
    ) {
        (PageBody::Screen(Screen::Phone(mut screen)), Some(hint)) if screen.typed.is_empty() => {
            hint.clone_into(&mut screen.typed);
            PageBody::Screen(Screen::Phone(screen))
        }
        (body, _) => body,
    }
}

fn branding(app: &AppState, body: &PageBody) -> PageBranding {
    let settings = &app.settings.verification;
    let country = match body {
        PageBody::Screen(screen) => screen.country(),
        _ => None,
    };
    PageBranding {
        name: settings.brand.clone(),
        logo: settings.logo.as_ref().map(|_| LOGO_PATH),
        style: settings.accents().map(|_| STYLE_PATH),
        support: settings.support.clone(),
        caller: country.and_then(|country| app.callers.get(country).clone()),
    }
}

/// The screen of the browser's verification; `None` when it has none.
async fn body_of(
    app: &AppState,
    session: &Session,
    verification: Option<SessionVerification>,
) -> Option<PageBody> {
    let verifier = &app.verifier;
    let screen = async {
        let SessionVerification { key, seen } = match verification {
            Some(verification) => verification,
            None => SessionVerification::read(&verifier.records, session).await?,
        };
        verifier.screen(&key, &seen).await
    };
    match screen.await {
        Ok(screen) => screen.map(PageBody::Screen),
        Err(error) => {
            error!(%error, "the page could not be drawn from its record");
            Some(PageBody::Error(PageError::Unavailable))
        }
    }
}
