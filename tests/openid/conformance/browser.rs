//! A browser that goes wherever it is led, until it leaves the provider.

use std::collections::BTreeMap;

use parking_lot::Mutex;
use reqwest::header::{COOKIE, HeaderMap, LOCATION, SET_COOKIE};
use reqwest::{Client, RequestBuilder, Url};
use ringcode_test_support::Answer;

use crate::host::{Returned, returned};

/// Somebody with a browser that was never here.
pub struct Browser {
    http: Client,
    issuer: Url,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// The place that a browser arrived at.
#[derive(Debug)]
pub enum Arrival {
    /// Back at the host, with this.
    Host(Returned),
    /// On a page of the provider.
    Page(Answer),
}

type Fields<'a> = &'a [(&'a str, &'a str)];

impl Browser {
    pub fn new(http: &Client, issuer: &str) -> Self {
        Self {
            http: http.clone(),
            issuer: issuer.parse().unwrap(),
            cookies: Mutex::default(),
        }
    }

    pub async fn opens(&self, address: &str) -> Arrival {
        self.arrives(self.http.get(self.issuer.join(address).unwrap()))
            .await
    }

    pub async fn posts(&self, address: &str, fields: Fields<'_>) -> Arrival {
        let post = self.http.post(self.issuer.join(address).unwrap());
        self.arrives(post.form(fields)).await
    }

    async fn arrives(&self, request: RequestBuilder) -> Arrival {
        let mut answer = self.sends(request).await;
        while (300..400).contains(&answer.status) {
            let target = self.issuer.join(answer.header(LOCATION.as_str())).unwrap();
            if target.origin() != self.issuer.origin() {
                return Arrival::Host(returned(&answer));
            }
            answer = self.sends(self.http.get(target)).await;
        }
        Arrival::Page(answer)
    }

    async fn sends(&self, request: RequestBuilder) -> Answer {
        let cookies: Vec<_> = {
            let cookies = self.cookies.lock();
            cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect()
        };
        let request = request.header(COOKIE, cookies.join("; "));
        let answer = Answer::to(request.header("accept", "text/html")).await;
        self.keeps(&answer.headers);
        answer
    }

    /// Keeps cookies by their names; an empty one is taken back.
    fn keeps(&self, headers: &HeaderMap) {
        for cookie in headers.get_all(SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            let mut cookies = self.cookies.lock();
            match value {
                "" => cookies.remove(name),
                _ => cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
    }
}

impl Arrival {
    pub fn at_host(self) -> Returned {
        match self {
            Self::Host(returned) => returned,
            Self::Page(page) => panic!("still at the provider: {page:?}"),
        }
    }

    pub fn on_a_page(self) -> Answer {
        match self {
            Self::Page(page) => page,
            Self::Host(returned) => panic!("led to the host: {returned:?}"),
        }
    }
}
