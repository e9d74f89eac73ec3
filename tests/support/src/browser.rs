//! Somebody with a browser: a cookie, forms, and what their page shows.

use std::sync::{Arc, Mutex};

use reqwest::header::{ACCEPT, COOKIE, HeaderMap, LOCATION, SET_COOKIE};
use ringcode::web::Session;
use serde_json::Value;
use tokio::task::JoinSet;

/// A person; clones share the browser.
#[derive(Clone)]
pub struct Browser {
    http: reqwest::Client,
    base: String,
    cookie: Arc<Mutex<Option<String>>>,
    address: Option<String>,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

type Fields<'a> = &'a [(&'a str, &'a str)];

impl Browser {
    pub fn new(http: reqwest::Client, base: &str) -> Self {
        Self {
            http,
            base: base.to_owned(),
            cookie: Arc::default(),
            address: None,
        }
    }

    /// The same browser behind a proxy, which says that it is at this address.
    pub fn located_at(&self, address: &str) -> Self {
        Self {
            address: Some(address.to_owned()),
            ..self.clone()
        }
    }

    /// The same browser, led to another instance.
    pub fn at(&self, base: &str) -> Self {
        Self {
            base: base.to_owned(),
            ..self.clone()
        }
    }

    /// The cookie, as the browser sends it.
    pub fn cookie(&self) -> Option<String> {
        self.cookie.lock().unwrap().clone()
    }

    /// Goes on with another cookie, or none.
    pub fn uses_cookie(&self, cookie: Option<String>) {
        *self.cookie.lock().unwrap() = cookie;
    }

    /// The session that the cookie stands for.
    pub fn session(&self) -> Session {
        let cookie = self.cookie().unwrap();
        Session::parse(cookie.trim_start_matches("ringcode=")).unwrap()
    }

    pub async fn opens_the_page(&self) -> Answer {
        let page = self.http.get(format!("{}/", self.base));
        self.send(page.header(ACCEPT, "text/html")).await
    }

    /// Opens an address of ours, as a link or a redirect leads there; the bare answer.
    pub async fn follows(&self, path: &str) -> Answer {
        let page = self.http.get(format!("{}{path}", self.base));
        self.send(page.header(ACCEPT, "text/html")).await
    }

    /// Posts a form to an address of ours; the bare answer.
    pub async fn posts_to(&self, path: &str, fields: Fields<'_>) -> Answer {
        let form = self.http.post(format!("{}{path}", self.base)).form(fields);
        self.send(form.header(ACCEPT, "text/html")).await
    }

    /// Posts a form as a browser without JavaScript does; the bare answer.
    pub async fn posts(&self, function: &str, fields: Fields<'_>) -> Answer {
        self.post(
            function,
            fields,
            "text/html,application/xhtml+xml,*/*;q=0.8",
        )
        .await
    }

    /// Posts a form, is led back to the page, and sees it.
    pub async fn submits(&self, function: &str, fields: Fields<'_>) -> Answer {
        let answer = self.posts(function, fields).await;
        assert_eq!(answer.status, 303, "{answer:?}");
        assert_eq!(answer.headers[LOCATION], "/");
        let page = self.opens_the_page().await;
        assert_eq!(page.status, 200, "{page:?}");
        page
    }

    /// Calls a server function as a script does.
    pub async fn fetches(&self, function: &str, fields: Fields<'_>) -> Answer {
        self.post(function, fields, "*/*").await
    }

    pub async fn asks_for_a_text(&self, number: &str) -> Answer {
        self.fetches("send_code", &[("phone", number)]).await
    }

    pub async fn asks_again(&self) -> Answer {
        self.fetches("send_code", &[("again", "true")]).await
    }

    pub async fn asks_for_a_call(&self) -> Answer {
        self.fetches("call_me", &[]).await
    }

    pub async fn types_code(&self, code: &str) -> Answer {
        self.fetches("check_code", &[("code", code)]).await
    }

    pub async fn starts_over(&self) -> Answer {
        self.fetches("start_over", &[]).await
    }

    /// Asks how far the last message got, as the page's script does.
    pub async fn fetches_delivery(&self) -> Answer {
        self.send(self.http.get(format!("{}/delivery", self.base)))
            .await
    }

    /// The status of the last message: its name in quotes, or `null`.
    pub async fn delivery(&self) -> String {
        let answer = self.fetches_delivery().await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let told: Value = serde_json::from_str(&answer.body).unwrap();
        told["stage"].to_string()
    }

    async fn post(&self, function: &str, fields: Fields<'_>, accept: &str) -> Answer {
        // A number is typed on a page, which has given the browser its cookie.
        if function == "send_code" && self.cookie().is_none() {
            self.opens_the_page().await;
        }
        let url = format!("{}/api/{function}", self.base);
        let form = self.http.post(url).form(fields).header(ACCEPT, accept);
        self.send(form).await
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let request = match self.cookie() {
            Some(cookie) => request.header(COOKIE, cookie),
            None => request,
        };
        let request = match &self.address {
            Some(address) => request.header("x-forwarded-for", address),
            None => request,
        };
        let answer = Answer::to(request).await;
        if let Some(given) = answer.headers.get(SET_COOKIE) {
            let pair = given.to_str().unwrap().split(';').next().unwrap();
            self.uses_cookie(Some(pair.to_owned()));
        }
        answer
    }
}

impl Answer {
    /// The answer to a request.
    pub async fn to(request: reqwest::RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        Self {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.text().await.unwrap(),
        }
    }

    /// A header as text; empty when there is none.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    /// The seconds to wait, where it says so.
    pub fn retry_after(&self) -> Option<u64> {
        self.header("retry-after").parse().ok()
    }

    /// Asserts that a person reads this on the page.
    pub fn says(&self, words: &str) {
        let read = self.read();
        assert!(read.contains(words), "not {words:?}: {read}");
    }

    /// The body with plain spaces and hyphens for those that a line does not break at.
    pub fn read(&self) -> String {
        self.body.replace('\u{A0}', " ").replace('\u{2011}', "-")
    }
}

/// The answers to what is done all at the same time.
pub async fn at_once<F>(acts: impl Iterator<Item = F>) -> Vec<Answer>
where
    F: Future<Output = Answer> + Send + 'static,
{
    acts.collect::<JoinSet<_>>().join_all().await
}

/// The number of answers that have this status.
pub fn count(answers: &[Answer], status: u16) -> usize {
    let with = answers.iter().filter(|answer| answer.status == status);
    with.count()
}

/// A code other than `code`, another one for every `n` below a million.
pub fn wrong(code: &str, n: u32) -> String {
    let code: u32 = code.parse().unwrap();
    format!("{:06}", (code + 1 + n) % 1_000_000)
}
