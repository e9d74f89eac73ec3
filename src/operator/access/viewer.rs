//! The one who looks at the operator's page, and on whose word that is believed.

use std::net::IpAddr;

use axum::extract::Request;
use axum::http::header::HOST;
use axum::http::{HeaderMap, HeaderName};
use url::{Host, Url};

use super::OperatorSession;
use crate::operator::page::Reader;
use crate::operator::state::Operator;
use crate::web::{Peer, only};

const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// The most characters of a user's name.
const LONGEST_NAME: usize = 64;

/// Somebody who may see the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// An operator who typed the password.
    Session(OperatorSession),
    /// The user whom the operator's proxy names.
    Named(String),
    /// Somebody at this machine, in development.
    AtThisMachine,
}

/// The answer to somebody who wants to see the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// They may.
    Admitted(Viewer),
    /// They have to type the password first.
    Login,
    /// The request did not come by the operator's proxy, which is the only way in.
    NotByProxy,
    /// Nobody may: no way to log in is set.
    Closed,
}

impl Viewer {
    /// The reader of the pages that they look at.
    pub fn reader(&self, operator: &Operator) -> Reader {
        Reader {
            token: operator.sessions.form_token(&self.form_identity()),
            name: match self {
                Self::Named(name) => Some(name.clone()),
                Self::AtThisMachine => Some("no login in development".to_owned()),
                Self::Session(_) => None,
            },
            is_nameless: self.name().is_none(),
            has_session: matches!(self, Self::Session(_)),
            is_simulated: operator.app.handset.is_some(),
        }
    }

    /// The user's name, where the operator's proxy tells it.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Named(name) => Some(name),
            Self::Session(_) | Self::AtThisMachine => None,
        }
    }

    /// The name that forms of theirs are bound to.
    pub fn form_identity(&self) -> Vec<u8> {
        match self {
            Self::Session(session) => [b"session ", &session.id[..]].concat(),
            Self::Named(name) => [b"user ", name.as_bytes()].concat(),
            Self::AtThisMachine => b"here".to_vec(),
        }
    }
}

/// Decides about a request.
pub fn admit(operator: &Operator, request: &Request) -> Entry {
    let settings = &operator.app.settings;
    let (server, headers) = (&settings.server, request.headers());
    let header = server.operator_header.as_ref();
    let named = header.and_then(|header| named_by_proxy(operator, request, header));
    if let Some(name) = named {
        return Entry::Admitted(Viewer::Named(name));
    }
    if let Some(password) = &server.operator_password_hash {
        let session = operator.sessions.session(headers, password, operator.now());
        return session.map_or(Entry::Login, |session| {
            Entry::Admitted(Viewer::Session(session))
        });
    }
    let is_open = !settings.is_production() && settings.operator_address().ip().is_loopback();
    match header {
        Some(_) => Entry::NotByProxy,
        None if is_open && is_loopback(request) && names_this_machine(headers) => {
            Entry::Admitted(Viewer::AtThisMachine)
        }
        None => Entry::Closed,
    }
}

/// Whether the request came over https to a proxy that is believed.
pub fn is_over_https(operator: &Operator, request: &Request) -> bool {
    let scheme = only(request.headers(), &FORWARDED_PROTO);
    is_believed(operator, request) && matches!(scheme, Ok(Some(b"https")))
}

/// The user's name in the proxy's header: letters, digits and the signs of an e-mail address.
fn named_by_proxy(operator: &Operator, request: &Request, header: &HeaderName) -> Option<String> {
    let name = only(request.headers(), header).ok().flatten()?;
    let name = str::from_utf8(name).ok()?;
    let is_plain = |c: char| c.is_alphanumeric() || "@.-_+".contains(c);
    let is_name = (1..=LONGEST_NAME).contains(&name.len()) && name.chars().all(is_plain);
    (is_name && is_believed(operator, request)).then(|| name.to_owned())
}

/// Whether the peer is this machine or a trusted proxy.
fn is_believed(operator: &Operator, request: &Request) -> bool {
    let proxies = &operator.app.settings.server.trusted_proxies;
    peer(request).is_some_and(|peer| peer.is_loopback() || proxies.contains(peer))
}

fn is_loopback(request: &Request) -> bool {
    peer(request).is_some_and(|peer| peer.is_loopback())
}

/// The address of the socket; `None` without one.
fn peer(request: &Request) -> Option<IpAddr> {
    let peer = request.extensions().get::<Peer>();
    peer.map(|peer| peer.0.ip().to_canonical())
}

/// Whether `Host` is an address or `localhost`. Somebody else's name could be made to lead here, and
/// their page would then read ours.
fn names_this_machine(headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let url = host.and_then(|host| Url::parse(&format!("http://{host}")).ok());
    url.is_some_and(|url| match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        other => other.is_some(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_elses_name_does_not_lead_here() {
        for (host, is_here) in [
            ("127.0.0.1:9464", true),
            ("[::1]:9464", true),
            ("localhost:9464", true),
            ("evil.example:9464", false),
            ("localhost.evil.example", false),
            ("", false),
        ] {
            let headers = HeaderMap::from_iter([(HOST, host.parse().unwrap())]);
            assert_eq!(names_this_machine(&headers), is_here, "{host}");
        }
        assert!(!names_this_machine(&HeaderMap::new()));
    }
}
