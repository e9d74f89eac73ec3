//! The way back to a client.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::openid::OAuthError;

/// The parameters that the widget finds in the address of its page.
pub const WIDGET_TOKEN: &str = "ringcode";
pub const WIDGET_STATE: &str = "ringcode-state";

/// The way in which an answer travels to the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ResponseMode {
    /// The query of the redirect address.
    Query,
    /// A form that the browser posts.
    FormPost,
    /// A message from the widget's popup to the page that opened it.
    WebMessage,
    /// The query of the page with the widget, where there is no popup.
    WidgetQuery,
}

impl ResponseMode {
    /// Whether the widget asked, and not a request of OpenID Connect.
    pub const fn is_widget(self) -> bool {
        matches!(self, Self::WebMessage | Self::WidgetQuery)
    }

    /// Whether the wizard is in a popup of the page that asked.
    pub const fn is_popup(self) -> bool {
        matches!(self, Self::WebMessage)
    }
}

/// An answer to an authorization request, which the browser carries. The issuer is added when it
/// is sent (RFC 9207).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientRedirect {
    /// The ID of the client.
    pub client_id: String,
    /// The registered address.
    pub address: String,
    /// The way in which the parameters travel.
    pub mode: ResponseMode,
    /// The parameters.
    pub parameters: Vec<(&'static str, String)>,
}

impl ClientRedirect {
    /// The answer with a code, which for the widget is a token.
    pub fn code(address: &str, mode: ResponseMode, state: Option<&str>, code: &str) -> Self {
        let name = if mode.is_widget() {
            WIDGET_TOKEN
        } else {
            "code"
        };
        Self::new(address, mode, state, vec![(name, code.to_owned())])
    }

    /// The answer that there is none, which the widget gets without an error: its page is as
    /// it was.
    pub fn error(
        address: &str,
        mode: ResponseMode,
        state: Option<&str>,
        error: OAuthError,
    ) -> Self {
        let parameters = vec![
            ("error", error.code.name().to_owned()),
            ("error_description", error.description.to_owned()),
        ];
        match mode.is_widget() {
            true => Self::new(address, mode, None, Vec::new()),
            false => Self::new(address, mode, state, parameters),
        }
    }

    fn new(
        address: &str,
        mode: ResponseMode,
        state: Option<&str>,
        mut parameters: Vec<(&'static str, String)>,
    ) -> Self {
        let name = if mode.is_widget() {
            WIDGET_STATE
        } else {
            "state"
        };
        parameters.extend(state.map(|state| (name, state.to_owned())));
        Self {
            client_id: String::new(),
            address: address.to_owned(),
            mode,
            parameters,
        }
    }

    /// The same for this client.
    #[must_use]
    pub fn for_client(self, id: &str) -> Self {
        let client_id = id.to_owned();
        Self { client_id, ..self }
    }

    /// The same with the name of this provider, which the widget knows.
    #[must_use]
    pub fn from_issuer(mut self, issuer: &str) -> Self {
        if !self.mode.is_widget() {
            self.parameters.push(("iss", issuer.to_owned()));
        }
        self
    }

    /// The address with the parameters in its query; what stands there stays. `None` for no
    /// address.
    pub fn location(&self) -> Option<String> {
        let mut url = Url::parse(&self.address).ok()?;
        if !self.parameters.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.parameters);
        }
        Some(url.into())
    }

    /// The origin of the address, which a page has to name to lead there.
    pub fn origin(&self) -> Option<String> {
        origin(&self.address)
    }
}

/// The origin of an address.
pub fn origin(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    Some(url.origin().ascii_serialization())
}

/// The host of an address.
pub fn hostname(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    url.host_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openid::error::OAuthCode;

    #[test]
    fn parameters_are_added_to_those_of_the_address() {
        let state = Some("a b&c=ü");
        let code = |address| {
            let answer = ClientRedirect::code(address, ResponseMode::Query, state, "x");
            answer.from_issuer("https://us.example").location().unwrap()
        };
        let added = "code=x&state=a+b%26c%3D%C3%BC&iss=https%3A%2F%2Fus.example";
        for (address, before) in [
            ("https://shop.example/cb", "https://shop.example/cb?"),
            (
                "https://shop.example/cb?a=1",
                "https://shop.example/cb?a=1&",
            ),
            ("http://[::1]:80/", "http://[::1]/?"),
        ] {
            assert_eq!(code(address), format!("{before}{added}"));
        }
        let error = OAuthCode::AccessDenied.because("no");
        let answer = ClientRedirect::error("https://a.example/", ResponseMode::Query, None, error);
        let expected = "https://a.example/?error=access_denied&error_description=no";
        assert_eq!(answer.location().unwrap(), expected);
        assert_eq!(answer.origin().unwrap(), "https://a.example");
    }

    #[test]
    fn the_widget_gets_a_token_or_nothing() {
        let (page, mode) = ("https://shop.example/a?b=c#d", ResponseMode::WidgetQuery);
        let answer = ClientRedirect::code(page, mode, Some("0.1"), "x");
        let answer = answer.from_issuer("https://us.example").location().unwrap();
        let expected = "https://shop.example/a?b=c&ringcode=x&ringcode-state=0.1#d";
        assert_eq!(answer, expected);
        let error = OAuthCode::AccessDenied.because("no");
        let canceled = ClientRedirect::error(page, mode, Some("0.1"), error);
        let canceled = canceled.from_issuer("https://us.example");
        assert_eq!(canceled.location().unwrap(), page);
    }
}
