//! `[NAME.webhook]` in `clients.toml`: what is in force, and what is refused.

use std::path::Path;

use ringcode::clients::{Clients, ClientsSource, SecretHash};
use ringcode::webhooks::EventType;

/// The folder with the keys of this test.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/openid");

/// The key of `keys/webhook.key`, and an Ed25519 key.
const KEY: &str = "whsec_dGVzdC13ZWJob29rLWtleS1vZi0zMi1ieXRlcy1vbmx5";
const PRIVATE: &str = "whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=";

/// A client with the JSON API, and a webhook of these lines.
fn shop(webhook: &str) -> String {
    let hash = SecretHash::new("secret").written();
    format!(
        "[shop]\nname = \"Shop\"\napi = true\nsecret_hashes = [\"{hash}\"]\n[shop.webhook]\n{webhook}\n"
    )
}

/// The same, with an address and a key that are right.
fn shop_with(more: &str) -> String {
    shop(&format!(
        "url = \"https://shop.example/hooks\"\nkeys = [\"keys/webhook.key\"]\n{more}"
    ))
}

/// A client that has nothing but a webhook.
fn listener(more: &str) -> String {
    let table = shop_with(more);
    let (_, webhook) = table.split_once("[shop.webhook]").unwrap();
    format!("[shop]\nname = \"Shop\"\n[shop.webhook]{webhook}")
}

fn load(text: &str, is_production: bool) -> Result<Clients, String> {
    Clients::parse(text, Path::new(FOLDER), is_production).map_err(|errors| errors.to_string())
}

#[test]
fn a_webhook_is_told_everything_about_its_client_unless_it_says_otherwise() {
    let clients = load(&shop_with(""), true).unwrap();
    let webhook = clients.get("shop").unwrap().webhook.as_ref().unwrap();
    assert_eq!(webhook.url.as_str(), "https://shop.example/hooks");
    assert!(!webhook.is_told_numbers && !webhook.allows_private_addresses);
    assert!(!webhook.is_of_service);
    for event_type in EventType::all() {
        let expected = !["provider.degraded", "operator.alert"].contains(&event_type.name());
        assert_eq!(webhook.is_told(event_type), expected, "{event_type:?}");
    }
}

#[test]
fn a_webhook_is_what_its_table_says() {
    let lines = format!(
        "url = \"http://10.0.0.7:8080/hooks\"\nkeys = [\"keys/webhook.key\", \"{PRIVATE}\"]\n\
         events = [\"verification.approved\", \"provider.degraded\"]\nphone_number = true\n\
         private_addresses = true\nservice = true"
    );
    let clients = load(&shop(&lines), false).unwrap();
    let webhook = clients.get("shop").unwrap().webhook.as_ref().unwrap();
    assert!(webhook.is_told_numbers && webhook.allows_private_addresses && webhook.is_of_service);
    let told = [EventType::VerificationApproved, EventType::ProviderDegraded];
    assert_eq!(webhook.events, told);
    let signature = webhook.keys.signature("a", 1, b"");
    let versions = signature
        .split(' ')
        .map(|each| each.split_once(',').unwrap().0);
    assert_eq!(versions.collect::<Vec<_>>(), ["v1", "v1a"]);
}

/// The operator's own system, which starts no verification and so has nothing to prove.
#[test]
fn a_client_may_have_nothing_but_a_webhook_of_the_service() {
    let clients = load(&listener("service = true"), true).unwrap();
    let client = clients.get("shop").unwrap();
    assert!(!client.has_door() && client.webhook.is_some());
    assert_eq!(clients.with_secret("secret").len(), 0);
    let events = &client.webhook.as_ref().unwrap().events;
    assert_eq!(*events, EventType::all());
}

#[test]
fn the_example_listens_to_its_server() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/listen/clients.toml");
    let source = ClientsSource {
        path: Some(path.into()),
        is_production: false,
    };
    let clients = Clients::load(&source).unwrap();
    let client = clients.get("example-listen").unwrap();
    assert!(!client.has_door() && client.webhook.as_ref().unwrap().is_of_service);
    assert!(clients.get("example-screens").unwrap().may_use_api);
}

#[test]
fn what_is_wrong_with_a_webhook_is_named() {
    let with_url = |url: &str| shop(&format!("url = \"{url}\"\nkeys = [\"{KEY}\"]"));
    let with_keys = |keys: &str| {
        shop(&format!(
            "url = \"https://shop.example/hooks\"\nkeys = {keys}"
        ))
    };
    for (text, told) in [
        (shop(""), "shop.webhook.url: needed"),
        (shop(""), "shop.webhook.keys: needed: a file"),
        (shop("url = 1"), "shop.webhook.url: a text in quotes"),
        (with_url("shop.example"), "shop.webhook.url: needed"),
        (with_url("ftp://shop.example"), "shop.webhook.url: https"),
        (
            with_url("https://127.0.0.1/"),
            "127.0.0.1 is not public (loopback, RFC 1122)",
        ),
        (
            with_url("https://0x7f.1:8443/"),
            "127.0.0.1 is not public (loopback, RFC 1122)",
        ),
        (
            with_url("https://shop.example:22/"),
            "port 443, 80, or 1024",
        ),
        (with_keys("[]"), "shop.webhook.keys: needed"),
        (
            with_keys("\"a.key\""),
            "shop.webhook.keys: texts in brackets",
        ),
        (
            with_keys("[\"keys/webhook.key\", \"keys/none.key\"]"),
            "shop.webhook.keys[1]: no file that can be read, from the folder ",
        ),
        (
            with_keys("[\"keys/es256.pem\"]"),
            "shop.webhook.keys[0]: not a key: whsec_… or whsk_…",
        ),
        (
            with_keys("[\"whsec_AAAA\"]"),
            "shop.webhook.keys[0]: 24 to 64 bytes in base64 behind whsec_, not 3",
        ),
        (with_keys("[\"whpk_AAAA\"]"), "is the receiver's half"),
        (
            shop_with("events = [\"verification.aproved\"]"),
            "shop.webhook.events: verification.pending, verification.approved,",
        ),
        (
            shop_with("events = []"),
            "shop.webhook.events: one at least; leave it out for all",
        ),
        (
            shop_with("events = [\"message.sent\", \"provider.degraded\"]"),
            "shop.webhook.events: provider.degraded needs service = true",
        ),
        (
            shop_with("event = [\"message.sent\"]"),
            "shop.webhook.event: no such key; did you mean events?",
        ),
        (
            shop_with("phone_number = 1"),
            "shop.webhook.phone_number: true or false",
        ),
        (
            shop_with("phone_number = true")
                .replace("api = true", "api = true\nphone_number = false"),
            "shop.webhook.phone_number: the client itself is not told numbers",
        ),
        (
            listener(""),
            "shop.webhook.service: needed to be true: without addresses, origins and api",
        ),
        (
            shop_with("").replace("[shop.webhook]", "[shop.webhooks]"),
            "shop.webhooks: no such key; did you mean webhook?",
        ),
        (
            shop_with("").replace("[shop.webhook]", "webhook = 1\n[other]"),
            "shop.webhook: a table of its own: [shop.webhook]",
        ),
    ] {
        let errors = load(&text, false).unwrap_err();
        assert!(errors.contains(told), "{text}\n{errors}");
    }
}

#[test]
fn all_that_is_wrong_with_a_webhook_is_named_at_once() {
    let lines = "url = \"gopher://shop.example\"\nkeys = [\"no.key\", \"whsk_\"]\nevents = [\"all\"]\nservice = 1\nkey = 1";
    let errors = load(&shop(lines), true).unwrap_err();
    assert_eq!(errors.lines().count(), 6, "{errors}");
}

#[test]
fn a_client_that_only_listens_lacks_one_thing_at_most() {
    let errors = load(&listener(""), true).unwrap_err();
    assert_eq!(errors.lines().count(), 1, "{errors}");
}

#[test]
fn a_key_in_the_table_is_for_development_and_is_never_repeated() {
    for (keys, is_production, told) in [
        (KEY, true, "keys[0]: a key itself is for development"),
        (PRIVATE, true, "keys[0]: a key itself is for development"),
        (&*format!("v1,{KEY}"), false, "keys[0]: not a key"),
        (&*format!("{KEY}="), false, "keys[0]: not base64"),
        (&KEY[6..], false, "keys[0]: no file that can be read"),
        (&PRIVATE[5..], true, "keys[0]: no file that can be read"),
    ] {
        let lines = format!("url = \"https://shop.example/\"\nkeys = [\"{keys}\"]");
        let errors = load(&shop(&lines), is_production).unwrap_err();
        assert!(errors.contains(told), "{errors}");
        for secret in [&KEY[6..], &PRIVATE[5..]] {
            assert!(!errors.contains(secret), "{errors}");
        }
    }
    let lines = format!("url = \"https://shop.example/\"\nkeys = [\"{KEY}\"]");
    let clients = load(&shop(&lines), false).unwrap();
    assert!(!format!("{clients:?}").contains(&KEY[6..]));
}

#[test]
fn production_posts_over_tls_to_public_addresses_unless_private_ones_are_allowed() {
    let at = |url: &str, more: &str| {
        let lines = format!("url = \"{url}\"\nkeys = [\"keys/webhook.key\"]\n{more}");
        load(&shop(&lines), true)
    };
    for url in [
        "http://shop.example/",
        "http://10.0.0.7:8080/",
        "https://10.0.0.7/",
        "https://localhost/",
        "https://[fd00::1]/",
    ] {
        assert!(at(url, "").is_err(), "{url}");
        assert!(at(url, "private_addresses = true").is_ok(), "{url}");
    }
    assert!(at("https://shop.example/", "").is_ok());
}
