//! A page of a host with the widget, and the host's server behind it.

use reqwest::Url;
use ringcode_test_support::{Answer, Browser, TestApp};
use serde_json::{Value, json};

use crate::host::SECRET;

/// A page of a client with the widget.
pub struct WidgetPage<'a> {
    pub app: &'a TestApp,
    pub id: &'a str,
}

impl<'a> WidgetPage<'a> {
    pub fn new(app: &'a TestApp, id: &'a str) -> Self {
        Self { app, id }
    }

    pub fn origin(&self) -> String {
        format!("https://{}.example", self.id)
    }

    /// The address that the widget opens in a popup.
    pub fn popup(&self, more: &[(&str, &str)]) -> String {
        self.start(&[&[("origin", &*self.origin())], more].concat())
    }

    /// The address that the widget goes to where there are no popups.
    pub fn tab(&self, page: &str, more: &[(&str, &str)]) -> String {
        let page = format!("{}{page}", self.origin());
        self.start(&[&[("return", &*page)], more].concat())
    }

    fn start(&self, parameters: &[(&str, &str)]) -> String {
        let client = [("client", self.id)];
        let all = client.iter().chain(parameters);
        let url = Url::parse_with_params("http://x/start", all).unwrap();
        format!("/start?{}", url.query().unwrap())
    }

    /// A person presses the button and verifies this number in the popup; the token that its page
    /// is told.
    pub async fn token(&self, browser: &Browser, number: &str) -> String {
        let begun = browser.follows(&self.popup(&[])).await;
        assert_eq!(
            (begun.status, begun.header("location")),
            (303, "/"),
            "{begun:?}"
        );
        told(&self.verifies(browser, number).await, &self.origin())
    }

    /// A person in the popup verifies this number; its last page.
    pub async fn verifies(&self, browser: &Browser, number: &str) -> Answer {
        browser.submits("send_code", &[("phone", number)]).await;
        let code = self.app.plivo.code();
        browser.submits("check_code", &[("code", &code)]).await
    }

    /// The host's server redeems a token.
    pub async fn redeems(&self, token: &str) -> Value {
        self.asks(json!({ "secret": SECRET, "token": token })).await
    }

    /// The host's server redeems with these fields; an answer that was carried out.
    pub async fn asks(&self, fields: Value) -> Value {
        let answer = Answer::to(self.app.request("POST", "/v1/redeem").json(&fields)).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        body(&answer)
    }
}

/// The token on the last page of a popup, which tells it to `origin` alone.
pub fn told(page: &Answer, origin: &str) -> String {
    assert_eq!(page.status, 200, "{page:?}");
    let attribute = |name: &str| {
        let rest = page.body.split(&format!("data-{name}=\"")).nth(1);
        let rest = rest.unwrap_or_else(|| panic!("no {name}: {page:?}"));
        rest.split('"').next().unwrap().to_owned()
    };
    assert_eq!(attribute("origin"), origin);
    attribute("token")
}

/// The body of an answer, which has all of its keys whatever it says.
pub fn body(answer: &Answer) -> Value {
    assert_eq!(
        answer.header("content-type"),
        "application/json",
        "{answer:?}"
    );
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    let mut keys: Vec<_> = body
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    keys.sort_unstable();
    let all = [
        "channel",
        "client_ref",
        "error_codes",
        "hostname",
        "phone_number",
        "success",
        "verified_at",
    ];
    assert_eq!(keys, all, "{answer:?}");
    let (success, errors) = (&body["success"], body["error_codes"].as_array().unwrap());
    assert_eq!(
        success == &Value::Bool(true),
        errors.is_empty(),
        "{answer:?}"
    );
    body
}

/// The one error of an answer that proves nothing, and therefore tells nothing.
pub fn error(body: &Value) -> &str {
    for key in [
        "phone_number",
        "verified_at",
        "channel",
        "client_ref",
        "hostname",
    ] {
        assert!(body[key].is_null(), "{body}");
    }
    assert_eq!(body["success"], false, "{body}");
    body["error_codes"][0].as_str().unwrap()
}
