//! The request of a page with the widget, which sends a person here.

use url::Url;

use crate::clients::{Client, Purpose};
use crate::openid::{
    AuthorizationError, AuthorizationRequest, OAuthError, Parameters, Prompt, ResponseMode,
    redirect,
};

/// The longest reference of a client and the longest state of its page, in bytes. Both are stored.
const LONGEST: usize = 200;

/// Reads a request: `origin` of the page that opened a popup, or the address to `return` to.
///
/// # Errors
/// [`AuthorizationError::Page`] without one of the client's own pages, and for parameters that
/// are there twice or too long.
pub fn start_request(
    parameters: &Parameters,
    client: &Client,
) -> Result<AuthorizationRequest, AuthorizationError> {
    let text = |name| parameters.get(name).map_err(page);
    let (response_mode, redirect_uri) = match (text("origin")?, text("return")?) {
        (Some(origin), None) => (ResponseMode::WebMessage, origin.to_owned()),
        (None, Some(address)) => (ResponseMode::WidgetQuery, page_address(address)?),
        _ => return Err(AuthorizationError::Page("start needs origin or return")),
    };
    let short = |name| match text(name)? {
        Some(value) if value.len() > LONGEST || value.chars().any(char::is_control) => Err(
            AuthorizationError::Page("ref or state is too long or no text"),
        ),
        value => Ok(value.map(str::to_owned)),
    };
    let words = parameters.words("lang").map_err(page)?;
    let prompt = match text("prompt")? {
        Some("login") => Prompt::Always,
        _ => Prompt::IfNeeded,
    };
    let request = AuthorizationRequest {
        client_id: client.id.clone(),
        redirect_uri,
        response_mode,
        state: short("state")?,
        nonce: short("ref")?,
        challenge: None,
        asks_for_number: true,
        prompt,
        max_age: None,
        login_hint: None,
        id_token_hint: None,
        ui_locales: words.into_iter().map(str::to_owned).collect(),
        number: None,
    };
    match request.is_registered(client) && client.may(Purpose::SignUp) {
        true => Ok(request),
        false => Err(AuthorizationError::Page(
            "the page is of no registered origin",
        )),
    }
}

fn page(error: OAuthError) -> AuthorizationError {
    AuthorizationError::Page(error.description)
}

/// The address of the page, written anew so that it leads where it was checked to lead, without a
/// token from before.
fn page_address(address: &str) -> Result<String, AuthorizationError> {
    let url = Url::parse(address).ok();
    let is_plain = |url: &Url| url.username().is_empty() && url.password().is_none();
    let mut url = url
        .filter(is_plain)
        .ok_or(AuthorizationError::Page("return is no address"))?;
    let is_ours = |name: &str| [redirect::WIDGET_TOKEN, redirect::WIDGET_STATE].contains(&name);
    if url.query_pairs().any(|(name, _)| is_ours(&name)) {
        let others = url.query_pairs().into_owned();
        let others: Vec<_> = others.filter(|(name, _)| !is_ours(name)).collect();
        url.set_query(None);
        if !others.is_empty() {
            url.query_pairs_mut().extend_pairs(others);
        }
    }
    Ok(url.into())
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use super::*;
    use crate::clients::{Clients, SecretHash};

    fn shop() -> Arc<Client> {
        let hash = SecretHash::new("secret").written();
        let table = format!(
            "[shop]\nname = \"Shop\"\nsecret_hashes = [\"{hash}\"]\n\
             origins = [\"https://shop.example\", \"https://shop.example:8443\"]\n"
        );
        let clients = Clients::parse(&table, Path::new("."), true).unwrap();
        clients.get("shop").unwrap().clone()
    }

    fn start(query: &str) -> Result<AuthorizationRequest, AuthorizationError> {
        start_request(&Parameters::parse(query.as_bytes()), &shop())
    }

    #[test]
    fn a_popup_answers_a_registered_origin_and_no_other() {
        for (origin, is_started) in [
            ("https://shop.example", true),
            ("https://shop.example:8443", true),
            ("https://shop.example/", false),
            ("https://shop.example:443", false),
            ("https://SHOP.example", false),
            ("http://shop.example", false),
            ("https://shop.example.evil.example", false),
            ("https://evil.example", false),
            ("https://shop.example%23", false),
            ("https://me@shop.example", false),
            ("null", false),
            ("*", false),
            ("", false),
        ] {
            assert_eq!(
                start(&format!("origin={origin}")).is_ok(),
                is_started,
                "{origin}"
            );
        }
    }

    #[test]
    fn a_page_is_returned_to_as_it_was_checked() {
        for (address, returned) in [
            ("https://shop.example", Some("https://shop.example/")),
            (
                "https://shop.example/a?b=c%26d",
                Some("https://shop.example/a?b=c&d"),
            ),
            (
                "https://shop.example/a%23b",
                Some("https://shop.example/a#b"),
            ),
            ("https:\\\\shop.example\\a", Some("https://shop.example/a")),
            ("https://shop.example:443/a", Some("https://shop.example/a")),
            ("HTTPS://SHOP.example/a", Some("https://shop.example/a")),
            (
                "https://shop.example/?ringcode=old%26a=b%26ringcode-state=0",
                Some("https://shop.example/?a=b"),
            ),
            (
                "https://shop.example/?ringcode=old",
                Some("https://shop.example/"),
            ),
            ("https://evil.example/?https://shop.example", None),
            ("https://shop.example@evil.example/", None),
            ("https://me@shop.example/", None),
            (
                "https://shop.example\\@evil.example/",
                Some("https://shop.example/@evil.example/"),
            ),
            ("https://shop.example.evil.example/", None),
            ("http://shop.example/", None),
            ("//shop.example/", None),
            ("/sign-up", None),
            ("javascript:alert(1)//https://shop.example", None),
            ("data:text/html,https://shop.example", None),
            ("https://shop.example%2509.evil.example", None),
            ("https://shop.example:8444/", None),
        ] {
            let started = start(&format!("return={address}")).ok();
            let started = started.map(|request| request.redirect_uri);
            assert_eq!(started.as_deref(), returned, "{address}");
        }
    }

    #[test]
    fn a_start_says_once_and_shortly_what_it_wants() {
        let page = "return=https://shop.example/";
        let request = start(&format!(
            "{page}&ref=order+7&state=0.1&lang=de&prompt=login&a=b"
        ));
        let request = request.unwrap();
        assert_eq!(request.nonce.as_deref(), Some("order 7"));
        assert_eq!(request.state.as_deref(), Some("0.1"));
        assert_eq!(
            (request.prompt, &*request.ui_locales),
            (Prompt::Always, &["de".to_owned()][..])
        );
        for odd in [
            "",
            "return=https://shop.example/&origin=https://shop.example",
            "return=https://shop.example/&return=https://shop.example/",
            &format!("{page}&ref=a&ref=b"),
            &format!("{page}&ref={}", "r".repeat(LONGEST + 1)),
            &format!("{page}&ref=a%00b"),
            &format!("{page}&state=%0D%0A"),
            &format!("{page}&lang=de&lang=en"),
            &format!("return=https://shop.example/{}", "a".repeat(5_000)),
        ] {
            assert!(
                matches!(start(odd), Err(AuthorizationError::Page(_))),
                "{odd}"
            );
        }
    }
}
