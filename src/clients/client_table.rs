//! The table of one client in `clients.toml`.

use serde::Deserialize;

use crate::clients::address::{check_origin, check_redirect_address};
use crate::clients::table_reader::{TableContext, TableReader};
use crate::clients::webhook_table::{self, WEBHOOK};
use crate::clients::{
    Client, ClientAuthentication, ClientLimits, PublicJwk, PublicKey, Purpose, SecretHash,
    SigningAlgorithm,
};
use crate::config::{ConfigErrors, Logo};

/// Most characters of an ID and of a name.
const ID_LENGTH: usize = 32;
const NAME_LENGTH: usize = 40;

const METHODS: [(&str, Method); 4] = [
    ("client_secret_basic", Method::SecretBasic),
    ("client_secret_post", Method::SecretPost),
    ("private_key_jwt", Method::PrivateKeyJwt),
    ("none", Method::None),
];

const ALGORITHMS: [(&str, SigningAlgorithm); 2] = [
    (SigningAlgorithm::Es256.name(), SigningAlgorithm::Es256),
    (SigningAlgorithm::Rs256.name(), SigningAlgorithm::Rs256),
];

const PURPOSES: [(&str, Purpose); 2] = [("sign-up", Purpose::SignUp), ("step-up", Purpose::StepUp)];

/// The keys of a client's credentials.
const CREDENTIALS: [&str; 3] = ["authentication", "secret_hashes", "public_keys"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Method {
    SecretBasic,
    SecretPost,
    PrivateKeyJwt,
    None,
}

/// Reads a client; `None` with its problems noted.
pub(super) fn read(
    id: &str,
    table: &toml::Table,
    context: TableContext<'_>,
    errors: &mut ConfigErrors,
) -> Option<Client> {
    let before = errors.0.len();
    if !is_id(id) {
        errors.add(
            id,
            format!("1 to {ID_LENGTH} of a-z, 0-9 and - as a name of a client"),
        );
    }
    let mut reader = TableReader::new(id, table, errors);
    let name = name(&mut reader);
    let redirect_addresses = checked(&mut reader, "redirect_addresses", |address| {
        check_redirect_address(address, context.is_production)
    });
    let origins = checked(&mut reader, "origins", |origin| {
        check_origin(origin, context.is_production)
    });
    let may_use_api = reader.flag("api", false);
    let has_door = !redirect_addresses.is_empty() || !origins.is_empty() || may_use_api;
    let only_listens = reader.value(WEBHOOK).is_some() && !has_door;
    let client = Client {
        id: id.to_owned(),
        name,
        logo: logo(&mut reader, context),
        redirect_addresses,
        origins,
        authentication: authentication(&mut reader, only_listens),
        algorithm: reader
            .choice("signing_algorithm", &ALGORITHMS)
            .unwrap_or(SigningAlgorithm::Es256),
        is_told_numbers: reader.flag("phone_number", true),
        purposes: purposes(&mut reader),
        may_use_api,
        sector: reader.text("sector").unwrap_or(id).to_owned(),
        webhook: webhook_table::read(&mut reader, context),
        limits: ClientLimits {
            sends_per_hour: reader.count("sends_per_hour"),
            spend_per_day: reader.count("spend_per_day"),
        },
    };
    check_together(&client, &mut reader);
    reader.finish();
    (errors.0.len() == before).then_some(client)
}

/// Notes the keys that do not go together.
fn check_together(client: &Client, reader: &mut TableReader<'_>) {
    for (key, asks) in [
        ("purposes", client.may(Purpose::StepUp)),
        ("api", client.may_use_api),
    ] {
        if client.is_public() && asks {
            let message = "step-up and the API need an authentication other than none";
            reader.error(key, message);
        }
    }
    check_webhook(client, reader);
    if client.origins.is_empty() {
        return;
    }
    if !client.authentication.uses_secret() {
        let message = "the widget needs client_secret_basic or client_secret_post";
        reader.error("origins", message);
    }
    if !client.may(Purpose::SignUp) {
        reader.error("origins", "the widget needs the purpose sign-up");
    }
}

/// Notes the problems of a client that only listens, and of what it listens to.
fn check_webhook(client: &Client, reader: &mut TableReader<'_>) {
    let has_table = reader.value(WEBHOOK).is_some();
    match &client.webhook {
        None if !client.has_door() && !has_table => {
            let message = "needed: at least one address, or for the widget origins, or api = true; \
                           a host that only listens has [NAME.webhook] with service = true";
            reader.error("redirect_addresses", message);
        }
        Some(webhook) if !client.has_door() && !webhook.is_of_service => {
            let message = "needed to be true: without addresses, origins and api the client has \
                           no verifications of its own to be told of";
            reader.error("webhook.service", message);
        }
        Some(webhook) if webhook.is_told_numbers && !client.is_told_numbers => {
            let message = "the client itself is not told numbers";
            reader.error("webhook.phone_number", message);
        }
        _ => {}
    }
}

fn is_id(id: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=ID_LENGTH).contains(&id.len()) && id.chars().all(fits)
}

fn name(reader: &mut TableReader<'_>) -> String {
    let name = reader.text("name").unwrap_or_default();
    let length = name.chars().count();
    if !(1..=NAME_LENGTH).contains(&length) || name.chars().any(char::is_control) {
        let message = format!("needed: what people call it, 1 to {NAME_LENGTH} characters");
        reader.error("name", message);
    }
    name.to_owned()
}

fn logo(reader: &mut TableReader<'_>, context: TableContext<'_>) -> Option<Logo> {
    let path = reader.text("logo")?;
    match Logo::read(&context.path(path)) {
        Ok(logo) => Some(logo),
        Err(error) => {
            reader.error("logo", error);
            None
        }
    }
}

/// Texts that each pass a check.
fn checked<E: ToString>(
    reader: &mut TableReader<'_>,
    key: &'static str,
    check: impl Fn(&str) -> Result<(), E>,
) -> Vec<String> {
    let texts = reader.texts(key);
    for error in texts.iter().filter_map(|text| check(text).err()) {
        reader.error(key, error);
    }
    texts.into_iter().map(str::to_owned).collect()
}

fn purposes(reader: &mut TableReader<'_>) -> Vec<Purpose> {
    match reader.choices("purposes", &PURPOSES) {
        none if none.is_empty() => vec![Purpose::SignUp],
        purposes => purposes,
    }
}

/// The credentials; a client that only listens needs none.
fn authentication(reader: &mut TableReader<'_>, only_listens: bool) -> ClientAuthentication {
    if only_listens && CREDENTIALS.iter().all(|key| reader.value(key).is_none()) {
        return ClientAuthentication::None;
    }
    let method = reader.choice("authentication", &METHODS);
    let hashes = secret_hashes(reader);
    let keys = public_keys(reader);
    let uses_secret = matches!(method, Some(Method::SecretBasic | Method::SecretPost));
    let uses_keys = method == Some(Method::PrivateKeyJwt);
    for (key, uses, is_there) in [
        ("secret_hashes", uses_secret, !hashes.is_empty()),
        ("public_keys", uses_keys, !keys.is_empty()),
    ] {
        let message = match (method, uses, is_there) {
            (Some(_), true, false) => "needed for this authentication",
            (Some(_), false, true) => "not used by this authentication: leave it out",
            _ => continue,
        };
        reader.error(key, message);
    }
    match method {
        Some(Method::SecretBasic) => ClientAuthentication::SecretBasic(hashes),
        Some(Method::SecretPost) => ClientAuthentication::SecretPost(hashes),
        Some(Method::PrivateKeyJwt) => ClientAuthentication::PrivateKeyJwt(keys),
        Some(Method::None) | None => ClientAuthentication::None,
    }
}

fn secret_hashes(reader: &mut TableReader<'_>) -> Vec<SecretHash> {
    let texts = reader.texts("secret_hashes");
    let hashes: Vec<_> = texts
        .iter()
        .filter_map(|text| SecretHash::parse(text))
        .collect();
    if hashes.len() < texts.len() {
        let message =
            "43 letters each, as `ringcode client new` prints them: never a secret itself";
        reader.error("secret_hashes", message);
    }
    hashes
}

fn public_keys(reader: &mut TableReader<'_>) -> Vec<PublicKey> {
    let Some(value) = reader.value("public_keys") else {
        return Vec::new();
    };
    let jwks = Vec::<PublicJwk>::deserialize(value.clone());
    let keys = jwks
        .ok()
        .and_then(|jwks| jwks.iter().map(PublicKey::from_jwk).collect());
    keys.unwrap_or_else(|| {
        let message =
            "JSON Web Keys such as { kty = \"EC\", crv = \"P-256\", x = \"…\", y = \"…\" }, or RSA";
        reader.error("public_keys", message);
        Vec::new()
    })
}
