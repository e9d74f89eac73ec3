//! Host applications with a webhook each, and what they do by the JSON API.

use std::path::Path;
use std::time::Duration;

use ringcode::clients::Clients;
use ringcode_test_support::{Answer, NO_WAITS, Receiver, Setup, TestApp};
use serde_json::{Value, json};

/// The secret of every client.
const SECRET: &str = "test-secret";

/// The key of every webhook: `whsec_` and these bytes in base64.
pub const KEY: &[u8] = b"test-webhook-key-of-32-bytes-only";
const KEY_TEXT: &str = "whsec_dGVzdC13ZWJob29rLWtleS1vZi0zMi1ieXRlcy1vbmx5";

/// The application, where nobody waits and what failed is tried again at once, twice.
pub const SETUP: Setup = Setup {
    file: NO_WAITS,
    adjust: |settings| settings.clients.webhook_waits = vec![Default::default(); 2],
    ..Setup::PLAIN
};

/// The same, where what failed is tried again each second, for a minute.
pub const PATIENT: Setup = Setup {
    adjust: |settings| settings.clients.webhook_waits = vec![Duration::from_secs(1); 60],
    ..SETUP
};

/// An application with a client called `shop`, whose webhook is at the receiver.
pub async fn shop_on(app: &TestApp, more: &str) -> (Host, Receiver) {
    let receiver = Receiver::start().await;
    register(app, &[client("shop", &receiver.url, more)]);
    (Host::new(app, "shop"), receiver)
}

/// The table of a client that may use the API, with a webhook; `more` is added to the latter.
pub fn client(id: &str, url: &str, more: &str) -> String {
    format!(
        "[{id}]\nname = \"{id}\"\napi = true\n\
         secret_hashes = [\"nK8Gu0Q2zb-iCvkSGmJrwQk8T1SzHA-pN5V4VhNTRbY\"]\n\
         [{id}.webhook]\nurl = \"{url}/hook\"\nkeys = [\"{KEY_TEXT}\"]\n\
         private_addresses = true\n{more}\n"
    )
}

/// Puts clients in force at every instance.
pub fn register(app: &TestApp, tables: &[String]) {
    for instance in &app.instances {
        let clients = Clients::parse(&tables.concat(), Path::new("."), false);
        instance.state.clients.replace(clients.unwrap());
    }
}

/// A host application.
pub struct Host {
    http: reqwest::Client,
    base: String,
    id: String,
}

impl Host {
    pub fn new(app: &TestApp, id: &str) -> Self {
        Self {
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            base: app.url().to_owned(),
            id: id.to_owned(),
        }
    }

    /// Starts a verification; its ID.
    pub async fn starts(&self, number: &str) -> String {
        self.starts_with(json!({ "to": number })).await
    }

    pub async fn starts_with(&self, body: Value) -> String {
        let answer = self.asks("POST", "", body).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        let resource: Value = serde_json::from_str(&answer.body).unwrap();
        resource["id"].as_str().unwrap().to_owned()
    }

    pub async fn checks(&self, id: &str, code: &str) -> Answer {
        self.asks("POST", &format!("/{id}/check"), json!({ "code": code }))
            .await
    }

    pub async fn calls(&self, id: &str) -> Answer {
        self.asks("POST", &format!("/{id}/call"), json!({})).await
    }

    pub async fn resends(&self, id: &str) -> Answer {
        self.asks("POST", &format!("/{id}/resend"), json!({})).await
    }

    pub async fn cancels(&self, id: &str) -> Answer {
        self.asks("DELETE", &format!("/{id}"), Value::Null).await
    }

    /// Verifies a number from the beginning to the end; the verification's ID.
    pub async fn verifies(&self, app: &TestApp, number: &str) -> String {
        let id = self.starts(number).await;
        let code = app.plivo.delivered_code(number).await;
        assert_eq!(self.checks(&id, &code).await.status, 200);
        id
    }

    async fn asks(&self, method: &str, path: &str, body: Value) -> Answer {
        let url = format!("{}/v1/verifications{path}", self.base);
        let request = self.http.request(method.parse().unwrap(), url);
        let request = request.basic_auth(&self.id, Some(SECRET));
        match body {
            Value::Null => Answer::to(request).await,
            body => Answer::to(request.json(&body)).await,
        }
    }
}
