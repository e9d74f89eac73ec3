//! A hundred verifications for host applications, with a log that tells all it can: neither a line
//! of it nor an address has a number or a secret.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ringcode_test_support::redis::Server;

use crate::{
    browser::{Browser, Step, wrong},
    deployment::Deployment,
    host::{CLIENTS, Host, SECRET, VERIFIER, code_in},
};

/// Values that may be in no line of the log and, except for two places, in no address.
#[derive(Default)]
struct Secrets {
    /// In the address that leads back to the client, and nowhere else.
    code: Option<String>,
    /// In the address by which the browser refers to a pushed request, and nowhere else.
    pushed: Option<String>,
    /// Nowhere.
    others: Vec<String>,
}

/// The ways in which people arrive, and their mistakes.
const VISITS: [fn(&Deployment) -> Visit; 7] = [
    |deployment| Visit::of(deployment, "shop"),
    |deployment| Visit {
        is_posted: true,
        ..Visit::of(deployment, "shop")
    },
    |deployment| Visit {
        wrong_codes: 2,
        ..Visit::of(deployment, "poster")
    },
    |deployment| Visit {
        is_pushed: true,
        ..Visit::of(deployment, "bank")
    },
    |deployment| Visit {
        is_canceled: true,
        is_pushed: true,
        ..Visit::of(deployment, "shop")
    },
    |deployment| Visit {
        wrong_codes: 1,
        is_pushed: true,
        ..Visit::of(deployment, "signer")
    },
    |deployment| Visit::of(deployment, "page"),
];

/// One person who comes from a host.
struct Visit {
    host: Host,
    browser: Browser,
    url: String,
    /// Whether the request comes by POST, and the answer goes by it.
    is_posted: bool,
    /// Whether the client pushed the request.
    is_pushed: bool,
    is_canceled: bool,
    wrong_codes: usize,
    secrets: Secrets,
}

impl Visit {
    fn of(deployment: &Deployment, id: &'static str) -> Self {
        Self {
            host: deployment.host(id),
            browser: deployment.browser(),
            url: deployment.apps[0].url.clone(),
            is_posted: false,
            is_pushed: false,
            is_canceled: false,
            wrong_codes: 0,
            secrets: Secrets::default(),
        }
    }

    /// Everything from the link to the token, and both once more.
    async fn happens(mut self) -> Self {
        self.secrets.others.push(self.browser.number.clone());
        self.secrets
            .others
            .push(self.browser.number[2..].to_owned());
        self.begins().await;
        self.browser.opens_the_page().await.expect(200);
        self.keeps_the_cookie();
        match self.is_canceled {
            true => {
                let back = self.browser.submits("/cancel", &[]).await.expect(303);
                assert!(back.location.unwrap().contains("error=access_denied"));
            }
            false => self.is_verified().await,
        }
        self
    }

    async fn begins(&mut self) {
        let number = self.browser.number.clone();
        if self.is_posted {
            let more = [("response_mode", "form_post"), ("login_hint", &number)];
            let request = self.host.request(&more);
            let request: Vec<_> = request.iter().map(|(a, b)| (&**a, &**b)).collect();
            let led = self.browser.submits("/authorize", &request).await;
            let link = led.expect(303).location.unwrap();
            self.secrets.pushed = link.split("request_uri=").nth(1).map(str::to_owned);
            self.browser.follows(&link).await.expect(303);
        } else if self.is_pushed {
            let hint = match self.host.id {
                "bank" => ("phone_number", &*number),
                _ => ("login_hint", &*number),
            };
            let request = self.host.request(&[hint]);
            let told = self.host.asks(&self.url, "/par", request).await;
            self.secrets.others.extend(told.assertion.clone());
            let request_uri = told.body["request_uri"].as_str().unwrap().to_owned();
            let id = self.host.id;
            let link = format!("/authorize?client_id={id}&request_uri={request_uri}");
            self.browser.follows(&link).await.expect(303);
            self.secrets.pushed = Some(request_uri);
        } else {
            self.browser.follows(&self.host.link(&[])).await.expect(303);
        }
    }

    async fn is_verified(&mut self) {
        self.browser.asks_for_a_text().await.expect(200);
        let typed = self.host.history.code(&self.browser.number).await.unwrap();
        for n in 0..self.wrong_codes {
            let form = [("code", &*wrong(&typed, n))];
            self.browser
                .submits("/api/check_code", &form)
                .await
                .expect(303);
            self.browser.opens_the_page().await.expect(200);
        }
        let form = [("code", &*typed)];
        let back = self.browser.submits("/api/check_code", &form).await;
        self.keeps_the_cookie();
        let code = match self.is_posted {
            true => {
                let page = back.expect(200).body;
                let code = page.split("name=\"code\" value=\"").nth(1).unwrap();
                code.split('"').next().unwrap().to_owned()
            }
            false => code_in(&back.expect(303).location.unwrap()),
        };
        self.browser.opens_the_page().await;
        let told = self.host.asks_for_a_token(&self.url, &code).await;
        assert_eq!(told.status, Some(200), "{told:?}");
        let [access, id] = ["access_token", "id_token"].map(|name| told.body[name].as_str());
        let (access, id) = (access.unwrap(), id.unwrap());
        for authorization in ["Bearer ", ""] {
            let request = self.host.http.get(format!("{}/userinfo", self.url));
            let request = request.header("authorization", format!("{authorization}{access}"));
            request.send().await.unwrap();
        }
        let hint = [("prompt", "none"), ("id_token_hint", id)];
        self.browser
            .submits("/authorize", &pairs(&self.host.request(&hint)))
            .await;
        self.host.asks_for_a_token(&self.url, &code).await;
        self.browser.opens_the_page().await.expect(200);
        self.secrets.others.extend(told.assertion.clone());
        self.secrets.others.push(access.to_owned());
        self.secrets
            .others
            .extend(id.split('.').skip(1).map(str::to_owned));
        self.secrets.code = Some(code);
    }

    fn keeps_the_cookie(&mut self) {
        let cookie = self.browser.session_cookie();
        self.secrets.others.push(cookie);
    }
}

fn pairs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    let pairs = fields.iter();
    pairs.map(|(name, value)| (&**name, &**value)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_log_line_and_no_address_has_a_number_or_a_secret() {
    let redis = Server::start();
    let environment = [("RUST_LOG", "trace"), CLIENTS];
    let deployment = Deployment::with(&redis.url(), "", &environment).await;
    let mut visits = Vec::new();
    for n in 0..100 {
        visits.push(VISITS[n % VISITS.len()](&deployment).happens().await);
    }
    let log = deployment.apps[0].log();
    // It tells all it can, of all that happened.
    assert!(log.contains(" TRACE ") && log.contains(" DEBUG "));
    let canceled = visits.iter().filter(|visit| visit.is_canceled).count();
    assert_eq!(deployment.redemptions(), visits.len() - canceled);
    let basic = BASE64_STANDARD.encode(format!("shop:{SECRET}"));
    for secret in [SECRET, VERIFIER, &basic] {
        assert_absent("the log", secret, &log);
    }
    for visit in &visits {
        let Secrets {
            code,
            pushed,
            others,
        } = &visit.secrets;
        for secret in others.iter().chain(code).chain(pushed) {
            assert_absent("the log", secret, &log);
        }
        visit
            .browser
            .trail()
            .iter()
            .for_each(|step| visit.assert_hidden_at(step));
    }
    deployment.assert_sound();
}

impl Visit {
    /// Asserts that neither the address of a page nor the one that it leads to tells a secret, and
    /// that no other site is told where somebody comes from.
    fn assert_hidden_at(&self, step: &Step) {
        assert_eq!(
            step.referrer_policy.as_deref(),
            Some("same-origin"),
            "{step:?}"
        );
        let Secrets {
            code,
            pushed,
            others,
        } = &self.secrets;
        for address in step.location.iter().chain([&step.address]) {
            let is_ours = address.starts_with('/') || address.starts_with(&self.url);
            let refers = is_ours && address.contains("/authorize?client_id=");
            for secret in others
                .iter()
                .chain([&SECRET.to_owned(), &VERIFIER.to_owned()])
            {
                assert_absent("an address", secret, address);
            }
            for secret in code.iter().filter(|_| is_ours) {
                assert_absent("an address of ours", secret, address);
            }
            for secret in pushed.iter().filter(|_| !refers) {
                assert_absent("an address", secret, address);
            }
        }
    }
}

#[track_caller]
fn assert_absent(place: &str, secret: &str, text: &str) {
    assert!(secret.len() > 8, "{secret} could be there by chance");
    let line = text.lines().find(|line| line.contains(secret));
    assert!(line.is_none(), "{secret} is in {place}: {line:?}");
}
