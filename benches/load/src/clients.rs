//! Host applications, which send people and redeem what their browsers bring back.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Done;
use crate::client::{Answer, Ask};
use crate::setup::Places;

/// A host application with an algorithm of its own.
#[derive(Debug)]
pub struct HostClient {
    pub id: &'static str,
    /// The algorithm that signs its tokens.
    pub algorithm: &'static str,
    /// Its ID and secret, as `client_secret_basic` and the JSON API have them.
    pub authorization: &'static str,
}

/// One client for each algorithm.
pub static CLIENTS: [HostClient; 2] = [
    HostClient {
        id: "es256",
        algorithm: "ES256",
        authorization: "Basic ZXMyNTY6dGVzdC1zZWNyZXQ=",
    },
    HostClient {
        id: "rs256",
        algorithm: "RS256",
        authorization: "Basic cnMyNTY6dGVzdC1zZWNyZXQ=",
    },
];

/// The hash of "test-secret".
const SECRET_HASH: &str = "nK8Gu0Q2zb-iCvkSGmJrwQk8T1SzHA-pN5V4VhNTRbY";

/// A verifier and its challenge: the example of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

const ADDRESS: &str = "https://shop.example/callback";

impl HostClient {
    /// The address that people are sent to.
    pub fn link(&self) -> String {
        let request = [
            ("client_id", self.id),
            ("redirect_uri", ADDRESS),
            ("response_type", "code"),
            ("scope", "openid phone"),
            ("state", "af0ifjsldkj"),
            ("nonce", "n-0S6_WzA2Mj"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        let query = serde_urlencoded::to_string(request).unwrap_or_default();
        format!("/authorize?{query}")
    }

    /// The request by which it redeems a code.
    pub fn redemption(&self, code: &str) -> Ask {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", ADDRESS),
            ("code_verifier", VERIFIER),
        ];
        Ask::form("/token", &form).with("authorization", self.authorization)
    }
}

/// The code in the address that an answer leads back to, if it does.
pub fn grant(answer: &Answer) -> Option<String> {
    let address = answer.headers.get("location")?.to_str().ok()?;
    let (_, query) = address.strip_prefix(ADDRESS)?.split_once("code=")?;
    query.split('&').next().map(str::to_owned)
}

/// Writes `clients.toml` with the clients and the keys of both algorithms, as an operator makes
/// them.
///
/// # Errors
/// A command that fails.
pub fn write_file(places: &Places) -> Done<PathBuf> {
    let folder = &places.folder;
    run(
        Command::new(&places.server).args(["key", "new"]),
        &folder.join("es256.pem"),
    )?;
    let rsa = [
        "genpkey",
        "-algorithm",
        "RSA",
        "-pkeyopt",
        "rsa_keygen_bits:2048",
    ];
    run(Command::new("openssl").args(rsa), &folder.join("rs256.pem"))?;
    let mut text = String::new();
    for HostClient { id, algorithm, .. } in &CLIENTS {
        text += &format!(
            "[[signing_keys]]\nfile = \"{id}.pem\"\n\n[{id}]\nname = \"{algorithm}\"\n\
             redirect_addresses = [\"{ADDRESS}\"]\nsecret_hashes = [\"{SECRET_HASH}\"]\n\
             signing_algorithm = \"{algorithm}\"\napi = true\n\n"
        );
    }
    let path = folder.join("clients.toml");
    std::fs::write(&path, text)?;
    Ok(path)
}

/// Keeps what a command prints.
fn run(command: &mut Command, file: &Path) -> Done<()> {
    let output = command
        .output()
        .map_err(|error| format!("{command:?}: {error}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{command:?}: {said}").into());
    }
    Ok(std::fs::write(file, output.stdout)?)
}
