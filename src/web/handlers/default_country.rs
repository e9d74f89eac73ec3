//! The country that is selected on a page where none was chosen yet.

use axum::extract::Request;
use axum::http::HeaderMap;
use oxilangtag::LanguageTag;

use crate::domain::PhoneScreen;
use crate::i18n::by_preference;
use crate::verifier::phone_parsing;
use crate::web::handlers::language;

use crate::web::request_headers::{only, text};
use crate::web::{AppState, Peer};

/// Selects a country where none was chosen yet: the one that a trusted proxy names, else that of
/// the browser's language, else the operator's default.
pub fn with_default_country(
    mut screen: PhoneScreen,
    app: &AppState,
    request: &Request,
) -> PhoneScreen {
    if screen.country.is_empty() && screen.typed.is_empty() && screen.notice.is_none() {
        screen.country = country_of_proxy(app, request)
            .or_else(|| country_of_language(request.headers()))
            .or_else(|| app.settings.verification.default_country.clone())
            .unwrap_or_default();
    }
    screen
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
