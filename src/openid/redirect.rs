//! The way back to a client.

use serde::{Deserialize, Serialize};
use url::Url;

use super::error::OAuthError;

/// The way in which an answer travels to the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ResponseMode {
    /// The query of the redirect address.
    Query,
    /// A form that the browser posts.
    FormPost,
}

/// An answer to an authorization request, which the browser carries. The issuer is added when it
/// is sent (RFC 9207).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientRedirect {
    /// The registered address.
    pub address: String,
    /// The way in which the parameters travel.
    pub mode: ResponseMode,
    /// The parameters.
    pub parameters: Vec<(&'static str, String)>,
}

impl ClientRedirect {
    /// The answer with a code.
    pub fn code(address: &str, mode: ResponseMode, state: Option<&str>, code: &str) -> Self {
        Self::new(address, mode, state, vec![("code", code.to_owned())])
    }

    /// The answer that there is none.
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
        Self::new(address, mode, state, parameters)
    }

    fn new(
        address: &str,
        mode: ResponseMode,
        state: Option<&str>,
        mut parameters: Vec<(&'static str, String)>,
    ) -> Self {
        parameters.extend(state.map(|state| ("state", state.to_owned())));
        Self {
            address: address.to_owned(),
            mode,
            parameters,
        }
    }

    /// The same with the name of this provider.
    #[must_use]
    pub fn from_issuer(mut self, issuer: &str) -> Self {
        self.parameters.push(("iss", issuer.to_owned()));
        self
    }

    /// The address with the parameters in its query; what stands there stays. `None` for no
    /// address.
    pub fn location(&self) -> Option<String> {
        let mut url = Url::parse(&self.address).ok()?;
        url.query_pairs_mut().extend_pairs(&self.parameters);
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
}
