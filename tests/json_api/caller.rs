//! A host application that calls the API.

use ringcode::json_api::possible_problems;
use ringcode_test_support::{Answer, NO_WAITS, Setup, TestApp};
use serde_json::{Value, json};

/// The secret of every client in `clients.toml`.
pub const SECRET: &str = "test-secret";

pub const VERIFICATIONS: &str = "/v1/verifications";

/// The application with the clients of this test, where nobody waits.
pub const SETUP: Setup = Setup {
    file: NO_WAITS,
    adjust: |settings| {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/json_api/clients.toml");
        settings.clients.file = Some(file.to_owned());
    },
    ..Setup::PLAIN
};

/// A host application.
#[derive(Clone)]
pub struct Caller {
    http: reqwest::Client,
    base: String,
    id: String,
}

impl Caller {
    pub fn new(app: &TestApp, id: &str) -> Self {
        Self {
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            base: app.url().to_owned(),
            id: id.to_owned(),
        }
    }

    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let url = format!("{}{path}", self.base);
        let request = self.http.request(method.parse().unwrap(), url);
        request.basic_auth(&self.id, Some(SECRET))
    }

    /// Posts JSON; the answer.
    pub async fn posts(&self, path: &str, body: Value) -> Answer {
        self.sends("POST", path, |request| request.json(&body))
            .await
    }

    /// Posts JSON with a key; the answer.
    pub async fn posts_with_key(&self, path: &str, key: &str, body: Value) -> Answer {
        let with_key =
            |request: reqwest::RequestBuilder| request.header("idempotency-key", key).json(&body);
        self.sends("POST", path, with_key).await
    }

    pub async fn reads(&self, path: &str) -> Answer {
        self.sends("GET", path, |request| request).await
    }

    /// Sends a request, whose answer has to be a described one.
    async fn sends(
        &self,
        method: &str,
        path: &str,
        complete: impl FnOnce(reqwest::RequestBuilder) -> reqwest::RequestBuilder,
    ) -> Answer {
        let answer = Answer::to(complete(self.request(method, path))).await;
        if answer.status >= 400 {
            let told = body(&answer);
            let mut described =
                possible_problems(&method.to_lowercase(), &pattern(path)).into_iter();
            let is_told = |described: ringcode::json_api::Problem| {
                described.status == answer.status && described.code() == told["code"]
            };
            assert!(described.any(is_told), "{method} {path}: {told}");
        }
        answer
    }

    /// Starts a verification of a number; its resource.
    pub async fn starts(&self, number: &str) -> Value {
        let answer = self.posts(VERIFICATIONS, json!({ "to": number })).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        body(&answer)
    }

    /// The verification now.
    pub async fn sees(&self, id: &str) -> Value {
        let answer = self.reads(&path(id, "")).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        body(&answer)
    }

    pub async fn checks(&self, id: &str, code: &str) -> Answer {
        self.posts(&path(id, "/check"), json!({ "code": code }))
            .await
    }

    pub async fn cancels(&self, id: &str) -> Answer {
        self.sends("DELETE", &path(id, ""), |request| request).await
    }
}

/// The path of a verification, or of an operation on it.
pub fn path(id: &str, operation: &str) -> String {
    format!("{VERIFICATIONS}/{id}{operation}")
}

/// The path as it is described, with `{id}` for the ID in it.
fn pattern(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    match path.strip_prefix(VERIFICATIONS).unwrap().split('/').nth(2) {
        _ if path == VERIFICATIONS => path.to_owned(),
        Some(operation) => format!("{VERIFICATIONS}/{{id}}/{operation}"),
        None => format!("{VERIFICATIONS}/{{id}}"),
    }
}

/// The JSON of an answer.
pub fn body(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("no JSON: {answer:?}"))
}

/// The ID of a verification.
pub fn id(resource: &Value) -> String {
    resource["id"].as_str().unwrap().to_owned()
}

/// Asserts that the answer is a problem with this status and code; the problem.
pub fn problem(answer: &Answer, status: u16, code: &str) -> Value {
    let told = body(answer);
    assert_eq!(answer.status, status, "{answer:?}");
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(
        (&told["code"], &told["status"]),
        (&code.into(), &status.into()),
        "{told}"
    );
    assert!(!told["title"].as_str().unwrap().is_empty());
    told
}
