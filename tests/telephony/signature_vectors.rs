//! Signature vectors: Plivo's published ones, those made with its SDKs, and our own.

use reqwest::Method;
use ringcode::telephony::plivo::signature::{sign_v2, sign_v3};
use serde_json::Value;

use crate::signatures::{
    OWN_NONCE, OWN_TOKEN, OWN_URL, OWN_V2, OWN_V3, Params, SMS_URL, own_params, token,
};

const VECTORS: &str = include_str!("../../simulator/tests/data/plivo_signature_vectors.json");

/// The fields of a vector; one key may have several values.
fn params(vector: &Value) -> Params {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let fields = vector["params"].as_object().into_iter().flatten();
    fields
        .flat_map(|(key, value)| match value {
            Value::Array(values) => values
                .iter()
                .map(|value| (key.clone(), text(value)))
                .collect(),
            value => vec![(key.clone(), text(value))],
        })
        .collect()
}

#[test]
fn every_published_vector_is_reproduced() {
    let vectors: Vec<Value> = serde_json::from_str(VECTORS).unwrap();
    let (mut third, mut second) = (0, 0);
    for vector in &vectors {
        let [url, nonce, auth_token, method, version] =
            ["url", "nonce", "auth_token", "method", "version"]
                .map(|key| vector[key].as_str().unwrap());
        let made = if version == "v3" {
            third += 1;
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            sign_v3(&method, url, &params(vector), nonce, &token(auth_token))
        } else {
            second += 1;
            sign_v2(url, nonce, &token(auth_token))
        };
        assert_eq!(
            Some(made.as_str()),
            vector["signature"].as_str(),
            "{}",
            vector["name"]
        );
    }
    assert_eq!((third, second), (28, 7));
}

#[test]
fn our_own_vectors_are_reproduced() {
    assert_eq!(
        sign_v3(
            &Method::POST,
            OWN_URL,
            &own_params(),
            OWN_NONCE,
            &token(OWN_TOKEN)
        ),
        OWN_V3
    );
    assert_eq!(sign_v2(SMS_URL, OWN_NONCE, &token(OWN_TOKEN)), OWN_V2);
}
