//! Draws the page from the verification's record.

use axum::extract::{Path, Request, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, RETRY_AFTER};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use leptos::nonce::Nonce;
use oxilangtag::LanguageTag;
use tracing::error;

use crate::clients::Client;
use crate::config::live_reload_enabled;
use crate::domain::{CodeScreen, PhoneNumber, PhoneScreen, Screen};
use crate::i18n::{Locale, by_preference};
use crate::openid::{ClientRedirect, redirect};
use crate::ui::screens::client_banner::PageClient;
use crate::ui::shell::{Page, PageBranding, render};
use crate::verifier::phone_parsing;
use crate::web::handlers::branding::{LOGO_PATH, STYLE_PATH};
use crate::web::handlers::language;
use crate::web::middleware::page_policy;
use crate::web::openid::visit::ClientVisit;
use crate::web::request_headers::{only, text};
use crate::web::response::{FAULT_RETRY, redirect_to_page, retry_after_seconds};
use crate::web::session::set_session_cookie;
use crate::web::{AppState, Peer, Session, form_validation};

pub use crate::ui::screens::page_body::{PageBody, PageError};

/// Draws the screen of this browser's verification, for the client that sent the person, if one
/// did. Changes nothing.
pub async fn show(app: &AppState, request: Request, visit: Option<&ClientVisit>) -> Response {
    let known = Session::from_request(request.headers(), app.secure());
    let begun = match &known {
        Some(session) => body_of(app, session).await,
        None => None,
    };
    // A new verification gets a new session: somebody else may know the secret of an old one. A
    // session that serves a client was given to the browser for that.
    let fresh = (begun.is_none() && visit.is_none()).then(Session::random);
    let body = begun.unwrap_or_else(|| PageBody::Screen(Screen::Phone(Default::default())));
    let body = with_hint(with_default_country(body, app, &request), visit);
    let locale = language::from_request(request.headers());
    let mut response = draw_for(app, locale, body, visit);
    set_session_cookie(&mut response, fresh, app.secure());
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
            (StatusCode::SERVICE_UNAVAILABLE, Some(FAULT_RETRY))
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
async fn body_of(app: &AppState, session: &Session) -> Option<PageBody> {
    let screen = match session.verification_key(&app.verifier.records).await {
        Ok(verification) => app.verifier.screen(&verification).await,
        Err(fault) => Err(fault),
    };
    match screen {
        Ok(screen) => screen.map(PageBody::Screen),
        Err(fault) => {
            error!(%fault, "the page could not be drawn from its record");
            Some(PageBody::Error(PageError::Unavailable))
        }
    }
}

/// Selects a country where none was chosen yet: the one that a trusted proxy names, else that of
/// the browser's language, else the operator's default.
fn with_default_country(body: PageBody, app: &AppState, request: &Request) -> PageBody {
    let PageBody::Screen(Screen::Phone(mut screen)) = body else {
        return body;
    };
    if screen.country.is_empty() && screen.typed.is_empty() && screen.notice.is_none() {
        screen.country = country_of_proxy(app, request)
            .or_else(|| country_of_language(request.headers()))
            .or_else(|| app.settings.verification.default_country.clone())
            .unwrap_or_default();
    }
    PageBody::Screen(Screen::Phone(screen))
}

/// The country that a trusted proxy names for the client; `None` where the header is repeated,
/// since one of them may be the client's own.
fn country_of_proxy(app: &AppState, request: &Request) -> Option<String> {
    let header = app.settings.server.country_header.as_ref()?;
    let Peer(peer) = request.extensions().get()?;
    let proxies = &app.settings.server.trusted_proxies;
    let named = only(request.headers(), header).ok()??;
    let believed = proxies.contains(peer.ip());
    known_country(text(named).filter(|_| believed)?)
}

/// The region of the preferred language, such as `GB` in `en-GB,de-DE;q=0.9`. Other languages do
/// not count: many people read English as well and live in none of its regions.
fn country_of_language(headers: &HeaderMap) -> Option<String> {
    let header = language::accepted(headers);
    let tag = *by_preference(&header).first()?;
    known_country(LanguageTag::parse(tag).ok()?.region()?)
}

/// The ISO 3166-1 code of a country that has a calling code.
fn known_country(name: &str) -> Option<String> {
    Some(name.to_ascii_uppercase()).filter(|country| phone_parsing::is_country(country))
}

#[cfg(test)]
mod tests {
    use axum::http::header::ACCEPT_LANGUAGE;

    use super::*;

    #[test]
    fn the_country_is_that_of_the_first_language_alone() {
        for (header, country) in [
            ("en-GB", Some("GB")),
            ("en-gb,en;q=0.9", Some("GB")),
            ("de,en-US;q=0.7", None),
            ("de;q=0.9,en-US;q=0.7", None),
            ("en-US;q=0.7,de-AT", Some("AT")),
            ("en-US;q=0.7,de-AT;q=0.9,fr-FR;q=0.8", Some("AT")),
            ("en-US;q=0.5,de-AT;q=0.5", Some("US")),
            ("en-US;q=0,de-AT;q=0.1", Some("AT")),
            ("en-US; q=0.2 , de-CH ; Q=0.4", Some("CH")),
            ("de-DE-u-co-phonebk,en-US;q=0.7", Some("DE")),
            ("de-DE-1996", Some("DE")),
            ("de-1996,en-US;q=0.7", None),
            ("sl-IT-nedis", Some("IT")),
            ("zh-Hant-TW", Some("TW")),
            ("zh-Hant,en-US;q=0.8", None),
            ("zh-cmn-Hans-CN", Some("CN")),
            ("sr-Latn-RS-x-foo", Some("RS")),
            ("sr-Latn-x-US", None),
            ("en-x-GB,en-US", None),
            ("en-a-gb,en-US;q=0.7", None),
            ("ca-ES-valencia", Some("ES")),
            ("en-001,en-US;q=0.9", None),
            ("es-419,es-MX;q=0.9", None),
            ("en-ZZ,en-US;q=0.9", None),
            ("de-DD", None),
            ("i-klingon,en-US;q=0.9", None),
            ("x-GB,en-US;q=0.9", None),
            ("*,en-US;q=0.5", None),
            ("de_DE,en-US;q=0.5", None),
            ("en-,en-US;q=0.5", None),
            (",,en-US", Some("US")),
            ("en-US;q=high,de-DE;q=0.1", Some("DE")),
            ("", None),
            (";q=1,,", None),
        ] {
            let headers = HeaderMap::from_iter([(ACCEPT_LANGUAGE, header.parse().unwrap())]);
            assert_eq!(
                country_of_language(&headers).as_deref(),
                country,
                "{header}"
            );
        }
        assert_eq!(country_of_language(&HeaderMap::new()), None);
    }
}
