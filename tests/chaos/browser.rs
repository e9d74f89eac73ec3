//! A browser that records what it did and was told.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use reqwest::Response;
use reqwest::header::{
    ACCEPT, COOKIE, HeaderName, LOCATION, ORIGIN, REFERRER_POLICY, RETRY_AFTER, SET_COOKIE,
};
use ringcode::web::Session;

use crate::history::{Guess, History};

/// A visitor; clones share the browser.
#[derive(Clone)]
pub struct Browser {
    id: usize,
    pub number: String,
    http: reqwest::Client,
    base: String,
    /// The address that a proxy says they have.
    address: Option<String>,
    history: Arc<History>,
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
    trail: Arc<Mutex<Vec<Step>>>,
}

/// An address that the browser was at, and where the answer led it.
#[derive(Clone, Debug)]
pub struct Step {
    pub address: String,
    pub location: Option<String>,
    /// The `Referrer-Policy` of the answer.
    pub referrer_policy: Option<String>,
}

/// The answer to a request, and the time it took.
#[derive(Clone, Debug)]
pub struct Answer {
    /// None when there was no answer.
    pub status: Option<u16>,
    pub retry_after: Option<String>,
    /// The address that it leads to.
    pub location: Option<String>,
    pub body: String,
    pub took: Duration,
}

impl Browser {
    /// Somebody who was never here, with a phone nobody else has.
    pub fn new(http: reqwest::Client, base: &str, history: Arc<History>) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let id = COUNT.fetch_add(1, Relaxed);
        Self {
            id,
            number: number(id),
            http,
            base: base.to_owned(),
            address: None,
            history,
            cookies: Arc::default(),
            trail: Arc::default(),
        }
    }

    /// The same browser, led to another instance.
    pub fn at(&self, base: &str) -> Self {
        Self {
            base: base.to_owned(),
            ..self.clone()
        }
    }

    /// Another browser with the same cookie, which keeps it whatever this browser is given.
    pub fn double(&self) -> Self {
        let cookies = self.cookies.lock().unwrap().clone();
        Self {
            cookies: Arc::new(Mutex::new(cookies)),
            ..self.clone()
        }
    }

    /// Somebody else, who says this is their number.
    pub fn claims(self, number: &str) -> Self {
        Self {
            number: number.to_owned(),
            ..self
        }
    }

    /// The same, behind a proxy that says they are at this address.
    pub fn located_at(self, address: String) -> Self {
        Self {
            address: Some(address),
            ..self
        }
    }

    /// Opens the page, as everybody does first: it gives the browser its cookie.
    pub async fn opens_the_page(&self) -> Answer {
        self.follows("/").await
    }

    /// Opens an address of ours, as a link or a redirect leads there.
    pub async fn follows(&self, path: &str) -> Answer {
        let page = self.http.get(format!("{}{path}", self.base));
        self.send(page.header(ACCEPT, "text/html")).await
    }

    /// Posts a form of a page as a browser without JavaScript does.
    pub async fn submits(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let form = self.http.post(format!("{}{path}", self.base)).form(fields);
        self.send(form.header(ACCEPT, "text/html")).await
    }

    /// Every address so far.
    pub fn trail(&self) -> Vec<Step> {
        self.trail.lock().unwrap().clone()
    }

    /// Asks for a text to their number.
    pub async fn asks_for_a_text(&self) -> Answer {
        self.history.press(&self.number);
        self.post("send_code", &[("phone", &self.number)]).await
    }

    /// Asks for the text again.
    pub async fn asks_again(&self) -> Answer {
        self.history.press(&self.number);
        self.post("send_code", &[("again", "true")]).await
    }

    /// Asks for a call instead.
    pub async fn asks_for_a_call(&self) -> Answer {
        self.history.press(&self.number);
        self.post("call_me", &[]).await
    }

    /// Types a code.
    pub async fn types_code(&self, code: &str) -> Answer {
        let began = Instant::now();
        let answer = self.post("check_code", &[("code", code)]).await;
        self.history.guess(Guess {
            browser: self.id,
            number: self.number.clone(),
            code: code.to_owned(),
            began,
            ended: Instant::now(),
            status: answer.status,
        });
        answer
    }

    /// The delivery line of the last text.
    pub async fn delivery(&self) -> String {
        let url = format!("{}/delivery", self.base);
        self.send(self.http.get(url)).await.body
    }

    /// The session by which the server knows this browser.
    pub fn session(&self) -> Session {
        Session::parse(&self.session_cookie()).unwrap()
    }

    /// The value of the cookie by which this browser is known.
    pub fn session_cookie(&self) -> String {
        self.cookies.lock().unwrap()["ringcode"].clone()
    }

    async fn post(&self, function: &str, fields: &[(&str, &str)]) -> Answer {
        // A number is typed on a page, which has given the browser its cookie.
        let missing = !self.cookies.lock().unwrap().contains_key("ringcode");
        if function == "send_code" && missing {
            self.cookies.lock().unwrap().extend(page_gave());
        }
        let url = format!("{}/api/{function}", self.base);
        let form = self.http.post(url).form(fields);
        self.send(form.header(ACCEPT, "*/*")).await
    }

    /// Sends the request as a browser does from the page of the same address.
    async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let began = Instant::now();
        let request = match &self.address {
            None => request,
            Some(address) => request.header("x-forwarded-for", address),
        };
        let request = request
            .header(ORIGIN, &self.base)
            .header("sec-fetch-site", "same-origin")
            .header(COOKIE, self.cookie());
        let Ok(response) = request.send().await else {
            return Answer::none(began);
        };
        self.trail.lock().unwrap().push(Step::of(&response));
        for cookie in response.headers().get_all(SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            let mut cookies = self.cookies.lock().unwrap();
            cookies.insert(name.to_owned(), value.to_owned());
        }
        let status = response.status().as_u16();
        let [retry_after, location] = [RETRY_AFTER, LOCATION].map(|name| text(&response, name));
        match response.text().await {
            Err(_) => Answer::none(began),
            Ok(body) => Answer {
                status: Some(status),
                retry_after,
                location,
                body,
                took: began.elapsed(),
            },
        }
    }

    fn cookie(&self) -> String {
        let cookies = self.cookies.lock().unwrap();
        let pairs: Vec<_> = cookies.iter().map(|(k, v)| format!("{k}={v}")).collect();
        pairs.join("; ")
    }
}

impl Answer {
    fn none(began: Instant) -> Self {
        Self {
            status: None,
            retry_after: None,
            location: None,
            body: String::new(),
            took: began.elapsed(),
        }
    }

    pub fn is(&self, status: u16) -> bool {
        self.status == Some(status)
    }

    /// Asserts the status.
    pub fn expect(self, status: u16) -> Self {
        assert!(self.is(status), "not {status}: {self:?}");
        self
    }

    /// Asserts that it says "not now", when to come back, and says so without delay.
    pub fn expect_unavailable(self, within: Duration) -> Self {
        let told = self.is(503) && self.retry_after.is_some();
        assert!(told && self.took < within, "{self:?}");
        self
    }
}

impl Step {
    fn of(response: &Response) -> Self {
        Self {
            address: response.url().to_string(),
            location: text(response, LOCATION),
            referrer_policy: text(response, REFERRER_POLICY),
        }
    }
}

fn text(response: &Response, name: HeaderName) -> Option<String> {
    let value = response.headers().get(name)?;
    Some(value.to_str().unwrap().to_owned())
}

/// The cookie that the page would have given to a browser.
fn page_gave() -> BTreeMap<String, String> {
    let cookie = Session::random().cookie(false).unwrap();
    let pair = cookie.to_str().unwrap().split(';').next().unwrap();
    let (name, value) = pair.split_once('=').unwrap();
    BTreeMap::from([(name.to_owned(), value.to_owned())])
}

/// A code other than `code`, another one for every `n` below a million.
pub fn wrong(code: &str, n: usize) -> String {
    let code: usize = code.parse().unwrap();
    format!("{:06}", (code + 1 + n) % 1_000_000)
}

/// An ordinary American number, each in a block of ten thousand of its own.
fn number(id: usize) -> String {
    const AREAS: [u16; 20] = [
        201, 202, 205, 206, 212, 213, 214, 215, 216, 217, 301, 302, 303, 305, 312, 313, 314, 315,
        316, 317,
    ];
    let area = AREAS[id % AREAS.len()];
    let exchange = 620 + id / AREAS.len() % 300;
    let line = 2000 + id / AREAS.len() / 300;
    format!("+1{area}{exchange}{line:04}")
}
