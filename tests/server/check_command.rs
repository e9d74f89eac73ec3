//! The reports to an operator: of the check command, and of a start.

use ringcode_test_support::{TestPlivo, redis::Server};
use serde_json::Value;

use crate::process::{Process, fails};

const SECRET: (&str, &str) = (
    "RINGCODE_SECRET",
    "the secret of this test, with letters enough",
);

#[test]
fn the_check_command_reports_the_effect_of_the_settings() {
    let (failed, said) = fails(
        &["--check"],
        &[
            ("LEPTOS_SITE_ADDR", "[::]:3210"),
            ("RINGCODE_PUBLIC_URL", "https://verify.lodz-bank.example"),
            ("LEPTOS_SITE_ROOT", "/no/such/folder"),
            ("RINGCODE_BRAND", "Łódź Bank"),
            ("RINGCODE_COUNTRIES", "PL, DE"),
            ("RINGCODE_TRUSTED_PROXIES", "10.0.0.0/8"),
            ("REDIS_URL", "redis-cluster://:hunter2@redis.example.com"),
            SECRET,
        ],
    );
    assert!(!failed, "{said}");
    for told in [
        "verification.brand = Łódź Bank  (RINGCODE_BRAND)\n",
        "package.metadata.leptos.env = DEV  (Leptos.toml)\n",
        "mode: development\n",
        "address: [::]:3210, known as https://verify.lodz-bank.example\n",
        "site folder: /no/such/folder\n",
        "store: redis-cluster\n",
        "proxies: 10.0.0.0/8\n",
        "countries: PL,DE\n",
        "a text costs: ",
        "a call costs: 2 minutes",
        " en 2 segments",
        " ja 2 segments",
        "warning: package.metadata.leptos.site-root (LEPTOS_SITE_ROOT): no site folder",
    ] {
        assert!(said.contains(told), "{told}: {said}");
    }
    assert!(
        !said.contains("hunter2") && !said.contains(SECRET.1),
        "{said}"
    );
    let (_, said) = fails(&["--check"], &[("RINGCODE_BRAND", "Acme")]);
    assert!(said.contains(" en 1 segment,"), "{said}");
    assert!(
        said.contains("store: memory\nproxies: none\ncountries: *\n"),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_check_command_tries_the_store_and_the_account() {
    let redis = Server::start();
    let plivo = TestPlivo::start(0.01).await;
    let url = redis.url();
    let check = |given: &[(&str, &str)]| {
        let usual = [
            SECRET,
            ("REDIS_URL", url.as_str()),
            ("PLIVO_AUTH_ID", &plivo.options.auth_id),
            ("PLIVO_AUTH_TOKEN", &plivo.options.auth_token),
            ("PLIVO_SENDER", "+12025550100"),
            ("PLIVO_API_URL", &plivo.url),
            ("PLIVO_PHLO_URL", &plivo.url),
        ];
        let environment: Vec<_> = usual.into_iter().chain(given.iter().copied()).collect();
        tokio::task::block_in_place(|| fails(&["--check", "--connect"], &environment))
    };
    let (failed, said) = check(&[]);
    assert!(!failed, "{said}");
    assert!(
        said.contains("store: is there, can be read and written\n"),
        "{said}"
    );
    assert!(
        said.contains("plivo: is there and knows the account\n"),
        "{said}"
    );
    assert_eq!(plivo.count(), 1, "one request, which only reads");
    assert_eq!(
        plivo.requests()[0].path,
        format!("/v1/Account/{}/", plivo.options.auth_id)
    );
    let texts = redis.cli("keys *");
    assert!(!texts.contains("buckets"), "{texts}");

    for (name, value, told) in [
        (
            "PLIVO_AUTH_TOKEN",
            "not-the-token",
            "plivo: WRONG: plivo.auth_id or plivo.auth_token is wrong: Plivo answers 401",
        ),
        (
            "PLIVO_AUTH_ID",
            "MAXXXXXXXXXXXXXXXXXX",
            "plivo: WRONG: plivo.auth_id or plivo.auth_token is wrong",
        ),
        (
            "PLIVO_API_URL",
            "http://127.0.0.1:1",
            "plivo: WRONG: plivo.api_url cannot be asked: ",
        ),
        (
            "REDIS_URL",
            "redis://127.0.0.1:1",
            "store: WRONG: store.url (REDIS_URL): the store does not answer: ",
        ),
    ] {
        let (failed, said) = check(&[(name, value)]);
        assert!(failed && said.contains(told), "{name}: {said}");
        assert!(!said.contains(&plivo.options.auth_token), "{said}");
        // The other one is tried and told all the same.
        assert_eq!(said.matches("is there").count(), 2, "{said}");
    }
    assert_eq!(redis.cli("acl setuser default -hgetall"), "OK");
    let (failed, said) = check(&[]);
    assert!(
        failed && said.contains("the user may not run HGETALL"),
        "{said}"
    );
    assert_eq!(redis.cli("config set maxmemory-policy allkeys-lru"), "OK");
    let (failed, said) = check(&[]);
    assert!(
        failed && said.contains("allkeys-lru, not noeviction"),
        "{said}"
    );
}

/// A store over TLS that asks for a certificate, and what is told where one is lacking.
#[test]
fn the_check_command_tries_certificates() {
    let (redis, certificate) = Server::start_with_tls_for_clients();
    let url = format!("rediss://127.0.0.1:{}", redis.port);
    let (pem, key) = (certificate.path(), certificate.key_path());
    let authority = ("RINGCODE_STORE_AUTHORITY", pem.as_str());
    let shown = ("RINGCODE_STORE_CLIENT_CERTIFICATE", pem.as_str());
    let key = ("RINGCODE_STORE_CLIENT_KEY", key.as_str());
    let check = |given: &[(&str, &str)]| {
        let environment = [&[("REDIS_URL", url.as_str())], given].concat();
        fails(&["--check", "--connect"], &environment)
    };
    let (failed, said) = check(&[authority, shown, key]);
    assert!(!failed && said.contains("store: is there"), "{said}");
    let (failed, said) = check(&[authority]);
    assert!(failed && said.contains("store: WRONG"), "{said}");
    let (failed, said) = check(&[shown, key]);
    assert!(failed && said.contains("UnknownIssuer"), "{said}");
    let (failed, said) = check(&[authority, shown]);
    assert!(failed && said.contains("needs store.client_key"), "{said}");
}

#[tokio::test]
async fn a_start_logs_what_it_starts() {
    let process = Process::start(&[
        ("RINGCODE_LOG_JSON", "true"),
        ("RINGCODE_COUNTRIES", "US,GB"),
        ("RINGCODE_TRUSTED_PROXIES", "10.0.0.0/8"),
    ])
    .await;
    let log = process.log().await;
    let lines = log
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let fields = lines.map(|line| line["fields"].clone());
    let start = fields
        .into_iter()
        .find(|fields| fields["message"] == "listening");
    let start = start.unwrap_or_else(|| panic!("{log}"));
    for (name, value) in [
        ("version", env!("CARGO_PKG_VERSION")),
        ("mode", "development"),
        ("store", "memory"),
        ("proxies", "10.0.0.0/8"),
        ("countries", "US,GB"),
        ("address", process.url.trim_start_matches("http://")),
    ] {
        assert_eq!(start[name], value, "{name}: {start}");
    }
}

#[tokio::test]
async fn a_taken_address_is_reported_with_its_setting() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (failed, said) = fails(&[], &[("LEPTOS_SITE_ADDR", &address)]);
    let told = format!("{address} (LEPTOS_SITE_ADDR): Address already in use");
    assert!(failed && said.contains(&told), "{said}");
    let redis = Server::start_with("maxmemory-policy allkeys-lru");
    let free = ("LEPTOS_SITE_ADDR", "127.0.0.1:0");
    let (failed, said) = fails(&[], &[free, ("REDIS_URL", &redis.url())]);
    let told = "store.url (REDIS_URL): the store may forget what it holds";
    assert!(failed && said.contains(told), "{said}");
}
