//! An operator at the operator's own address.

use reqwest::header::{ACCEPT, COOKIE, SET_COOKIE};
use ringcode::config::{OperatorPassword, Settings, TrustedProxies};
use ringcode_test_support::{Answer, TestApp};

pub const PASSWORD: &str = "correct horse battery staple";

/// Lets operators in who know [`PASSWORD`], and believes a proxy on this machine what their address is.
pub const WITH_PASSWORD: fn(&mut Settings) = |settings| {
    let hash = OperatorPassword::hash_of(PASSWORD).unwrap();
    settings.server.operator_password_hash = Some(OperatorPassword::parse(&hash).unwrap());
    settings.server.trusted_proxies = TrustedProxies::parse("127.0.0.1").unwrap();
};

/// An operator with a browser.
#[derive(Clone)]
pub struct Operator {
    http: reqwest::Client,
    url: String,
    pub cookie: Option<String>,
    /// Headers of every request.
    pub headers: Vec<(&'static str, String)>,
}

impl Operator {
    /// One who has just opened a browser.
    pub fn of(app: &TestApp) -> Self {
        Self::at(&app.instances[0].operator_url)
    }

    /// One at this address.
    pub fn at(url: &str) -> Self {
        // An error only says that a provider is installed already.
        drop(rustls::crypto::ring::default_provider().install_default());
        let redirects = reqwest::redirect::Policy::none();
        let http = reqwest::Client::builder().no_proxy().redirect(redirects);
        Self {
            http: http.build().unwrap(),
            url: url.to_owned(),
            cookie: None,
            headers: vec![("sec-fetch-site", "same-origin".to_owned())],
        }
    }

    /// One who has logged in.
    pub async fn logged_in(app: &TestApp) -> Self {
        let mut operator = Self::of(app);
        let answer = operator.logs_in(PASSWORD).await;
        assert_eq!(answer.status, 303, "{answer:?}");
        operator
    }

    /// The same, behind a proxy that says they are at this address.
    pub fn located_at(mut self, address: &str) -> Self {
        self.headers.push(("x-forwarded-for", address.to_owned()));
        self
    }

    /// The same, without what a browser says of where a post comes from.
    pub fn saying_of_posts(mut self, headers: &[(&'static str, &str)]) -> Self {
        let headers = headers.iter();
        self.headers = headers
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        self
    }

    pub async fn opens(&self, path: &str) -> Answer {
        self.sends(self.http.get(format!("{}{path}", self.url)))
            .await
    }

    pub async fn posts(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let post = self.http.post(format!("{}{path}", self.url));
        self.sends(post.form(fields)).await
    }

    /// Posts a form of the page, with its token.
    pub async fn submits(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.token().await;
        let fields = [fields, &[("token", &*token)]].concat();
        self.posts(path, &fields).await
    }

    /// The token in the forms of the page.
    pub async fn token(&self) -> String {
        let page = self.opens("/").await.body;
        let (_, rest) = page.split_once(r#"name="token" value=""#).unwrap();
        rest.split('"').next().unwrap().to_owned()
    }

    pub async fn logs_in(&mut self, password: &str) -> Answer {
        let answer = self.posts("/login", &[("password", password)]).await;
        if let Some(given) = answer.headers.get(SET_COOKIE) {
            let pair = given.to_str().unwrap().split(';').next().unwrap();
            self.cookie = Some(pair.to_owned());
        }
        answer
    }

    async fn sends(&self, mut request: reqwest::RequestBuilder) -> Answer {
        request = request.header(ACCEPT, "text/html");
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, cookie);
        }
        Answer::to(request).await
    }
}
