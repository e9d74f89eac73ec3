//! The simulator's signatures against Plivo's published vectors and those that
//! both of Plivo's SDKs agree on.

use plivo_simulator::signature;
use serde_json::Value;

const VECTORS: &str = include_str!("../data/plivo_signature_vectors.json");

#[test]
fn every_signature_vector_is_reproduced() {
    let vectors: Vec<Value> = serde_json::from_str(VECTORS).unwrap();
    assert_eq!(vectors.len(), 35);
    for vector in vectors {
        let text = |key: &str| vector[key].as_str().unwrap_or("");
        let (token, url, nonce) = (text("auth_token"), text("url"), text("nonce"));
        let signed = match text("version") {
            "v2" => signature::v2(token, url, nonce),
            _ => signature::v3(token, text("method"), url, &pairs(&vector["params"]), nonce),
        };
        assert_eq!(signed, text("signature"), "{}", text("name"));
    }
}

fn pairs(params: &Value) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for (key, value) in params.as_object().into_iter().flatten() {
        let several = value
            .as_array()
            .cloned()
            .unwrap_or_else(|| vec![value.clone()]);
        let several = several
            .iter()
            .map(|one| (key.clone(), one.as_str().unwrap().to_owned()));
        pairs.extend(several);
    }
    pairs
}
