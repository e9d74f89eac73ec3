//! Errors in settings are named, all at once.

use ringcode::config::sections::keys;
use ringcode::config::{Environment, Settings, ValueKind};

use crate::{TOKEN, lines, problems};

#[test]
fn errors_in_the_file_are_named() {
    for (file, told) in [
        (
            "[verification]\naccent = \"#ffcc00\"\naccent_dark = \"#ffcc00\"",
            "verification.accent: #ffcc00 has a contrast of 1.",
        ),
        (
            "[verification]\naccent = \"#3050d6\"",
            "verification.accent_dark: needed with verification.accent",
        ),
        (
            "[verification]\naccent_dark = \"#8ea6ff\"",
            "verification.accent: needed with verification.accent_dark",
        ),
        (
            "[verification]\naccent = \"#3050d6\"\naccent_dark = \"blue\"",
            "verification.accent_dark: \"blue\" is no colour",
        ),
        (
            "[server]\npublic_url = \"https://me:hunter2@a.example\"",
            "server.public_url: an http:// or https:// address without a user",
        ),
        (
            "[server]\ngrace = \"1h\"",
            "server.grace: a whole number from 0 to 60, not \"1h\"",
        ),
        (
            "[verification]\nlogo = \"Cargo.toml\"",
            "verification.logo: an .svg, .png or .webp file",
        ),
        (
            "[verification]\nlogo = \"nowhere.svg\"",
            "verification.logo: nowhere.svg cannot be read",
        ),
        (
            "[verification]\nsupport = \"javascript:alert(1)\"",
            "verification.support: an http:// or https:// address",
        ),
        (
            "[limits]\ncode_life = 1",
            "limits.code_life: a whole number from 120 to 600",
        ),
        (
            "[limits]\ncode_life = true",
            "limits.code_life: a whole number from 120 to 600",
        ),
        (
            "[limits]\nguesses_per_code = -5",
            "limits.guesses_per_code: a whole number",
        ),
        (
            "[limits]\nresend_waits = []",
            "limits.resend_waits: whole numbers from 0 to 3600",
        ),
        (
            "[limits]\nresend_waits = [30, 4000]",
            "limits.resend_waits: whole numbers",
        ),
        (
            "[limits]\ncode_lief = 300",
            "limits.code_lief: no such setting",
        ),
        (
            "[limit]\ncode_life = 300",
            "limit: no such table in Leptos.toml",
        ),
        (
            "[store]\nin_process = \"maybe\"",
            "store.in_process: true or false",
        ),
        (
            "[store]\nauthority = \"/no/such\"",
            "store.authority: /no/such cannot be read",
        ),
        (
            "[store]\nclient_certificate = \"Cargo.toml\"",
            "store.client_certificate: needs store.client_key",
        ),
        (
            "[store]\nclient_key = \"Cargo.toml\"",
            "store.client_key: needs store.client_certificate",
        ),
        (
            "[store]\nclient_certificate = \"/no/such\"\nclient_key = \"/no/such\"",
            "store.client_key: /no/such cannot be read",
        ),
        (
            "[store]\nclient_certificate = \"Cargo.toml\"\nclient_key = \"Cargo.toml\"",
            "store.client_certificate: not a certificate in PEM form",
        ),
        (
            "[store]\nauthority = \"Cargo.toml\"",
            "store.authority: not a certificate in PEM form",
        ),
        (
            "[store]\nsentinel_user = \"watcher\"",
            "store.sentinel_user: needs store.sentinel_password",
        ),
        (
            "[store]\nsecret = \"mine\"",
            "store.secret: a secret: set RINGCODE_SECRET or",
        ),
        (
            "[server]\noperator_password_hash = \"hunter2\"",
            "server.operator_password_hash: a secret: set RINGCODE_OPERATOR_PASSWORD_HASH or",
        ),
        (
            "[server]\noperator_header = \"Cookie\"",
            "server.operator_header: one that every request may have",
        ),
        (
            "[server]\npublic_url = \"ftp://a.example\"",
            "server.public_url: an http:// or",
        ),
        (
            "[server]\npublic_url = \"https://a.example/b\"",
            "server.public_url: only scheme",
        ),
        (
            "[verification]\nbrand = \"Ключ 1234\"",
            "verification.brand: \"Ключ 1234\" has 4 digits in a row",
        ),
        (
            "[server]\npublic_url = \"http://[2001:db8::1]:3000\"",
            "server.public_url: the host \"[2001:db8::1]\" is not a plain",
        ),
        (
            "[server]\npublic_url = \"http://shop123456.example\"",
            "server.public_url: \"shop123456.example\" has 4 digits",
        ),
        (
            "[package.metadata.leptos]\nsite-addr = \"[2001:db8::1]:3000\"",
            "server.public_url: needed, as \"[2001:db8::1]:3000\" (LEPTOS_SITE_ADDR) has no host name",
        ),
        (
            "[verification]\nbrand = \"a\\u0007\"",
            "verification.brand: text without control",
        ),
        (
            "[verification]\ndefault_country = \"XX\"",
            "verification.default_country: an ISO",
        ),
        (
            "[plivo]\nphlo_id = \"b6dc-1\"",
            "plivo.phlo_id: is set, but plivo.auth_id is not",
        ),
        (
            "[plivo]\nauth_id = \"XX\"",
            "plivo.auth_id: the auth id is MA or SA",
        ),
        (
            "[plivo]\nauth_id = \"XX\"",
            "plivo.auth_token: needed with plivo.auth_id",
        ),
        (
            "[plivo]\nauth_id = \"XX\"\nsender = \"Acme\"",
            "plivo.callers: no country can be called",
        ),
        (
            "[plivo]\nsender = \"Acme Bank\"",
            "plivo.sender: \"Acme Bank\" is no sender",
        ),
        (
            "[plivo]\nsenders = { GB = \"ACME\", XX = \"ACME\" }",
            "plivo.senders: \"XX\" is no ISO 3166-1 code",
        ),
        (
            "[plivo]\ncallers = { GB = \"ACME\" }",
            "plivo.callers: GB: \"ACME\" cannot call",
        ),
        (
            "[plivo]\ntexts = { IN = \"Your OTP is {#var#}\", FR = \"Votre code\" }",
            "plivo.texts: FR: the text has no place for the code, {code}; IN: {#var#} is nothing",
        ),
        (
            "[plivo]\ndlt_entity_id = \"E1\"",
            "plivo.dlt_entity_id: \"E1\" is no DLT id",
        ),
        (
            "[plivo]\ndlt_template_category = \"otp\"",
            "plivo.dlt_template_category: \"otp\" is no category",
        ),
        (
            "[plivo]\nauth_id = \"XX\"\nphlo_id = \"/\"",
            "plivo.phlo_id: the PHLO id",
        ),
        (
            "[verification]\nauto_submit = \"sometimes\"",
            "verification.auto_submit: true or false",
        ),
        (
            "[server]\ncountry_header = \"two words\"",
            "server.country_header: the name of an HTTP header",
        ),
        (
            "[server]\ncountry_header = \"cf-ipcountry\"",
            "server.country_header: needs server.trusted_proxies",
        ),
        (
            "[server]\ntrusted_proxies = \"10.0.0.1/8\"",
            "server.trusted_proxies: 10.0.0.1/8 is not the start of its network",
        ),
        (
            "[server]\ntrusted_proxies = [\"10.0.0.0/8\", \"everybody\"]",
            "server.trusted_proxies: \"everybody\" is no network",
        ),
        (
            "[limits]\ncountries = [\"US\", \"XX\"]",
            "limits.countries: \"XX\" is no ISO 3166-1 code",
        ),
        (
            "[limits]\ncountries = \"US, gb\"",
            "limits.countries: \"gb\" is no ISO 3166-1 code",
        ),
        (
            "[limits]\ncountries = \"US, *\"",
            "limits.countries: \"*\" is no ISO 3166-1 code",
        ),
        (
            "[limits]\ntext_prices = { US = 0.0077 }",
            "limits.text_prices: * is missing",
        ),
        (
            "[limits]\ntext_prices = { \"*\" = \"dear\" }",
            "limits.text_prices: *: \"dear\" is no number",
        ),
        (
            "[limits]\nsends_per_country_hour = 5",
            "limits.sends_per_country_hour: \"5\" is not of the form",
        ),
        ("limits = [", "Leptos.toml: not TOML"),
    ] {
        let problems = lines(&problems(file, []));
        let found = problems.lines().any(|line| line.starts_with(told));
        assert!(found, "{file}: {problems}");
    }
}

#[test]
fn errors_in_the_environment_are_named() {
    for (name, value, told) in [
        ("REDIS_URL", "http://redis", "store.url: "),
        (
            "RINGCODE_SECRET",
            "short",
            "store.secret: 32 characters at least",
        ),
        (
            "RINGCODE_PREVIOUS_SECRET",
            "short",
            "store.previous_secret: 32 characters",
        ),
        (
            "RINGCODE_SECRET_FILE",
            "/no/such",
            "store.secret: /no/such cannot be read",
        ),
        (
            "RINGCODE_OPERATOR_PASSWORD_HASH",
            "hunter2",
            "server.operator_password_hash: a hash such as $argon2id$v=19$m=19456,t=2,p=1$…$…, as",
        ),
        (
            "RINGCODE_OPERATOR_PASSWORD_HASH",
            "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$kEcGIX6sx1T6bB8YbdKfWmSFFYPpHrDk",
            "server.operator_password_hash: too cheap to guess: m=19456",
        ),
        (
            "RINGCODE_GUESSES_PER_CODE",
            "11",
            "limits.guesses_per_code: a whole number",
        ),
        (
            "RINGCODE_RESEND_WAITS",
            "30,,60",
            "limits.resend_waits: whole numbers",
        ),
        (
            "RINGCODE_BRANDS",
            "Acme",
            "RINGCODE_BRANDS: no such setting",
        ),
        (
            "PLIVO_TIMEOUT",
            "9",
            "plivo.timeout: a whole number from 1 to 8",
        ),
        (
            "PLIVO_AUTH_TOKEN",
            TOKEN,
            "plivo.auth_token: is set, but plivo.auth_id is not",
        ),
    ] {
        let problems = lines(&problems("", [(name, value)]));
        assert_eq!(problems.lines().count(), 1, "{problems}");
        assert!(problems.starts_with(told), "{name}: {problems}");
    }
}

#[test]
fn all_errors_are_reported_at_once() {
    let file = "[limits]\ncode_life = 1\ncalls_per_flow = 9\n[colours]\nfront = 1\n";
    let problems = problems(file, [("RINGCODE_X", "1"), ("PLIVO_TIMEOUT", "0")]);
    let places: Vec<&str> = problems.0.iter().map(|error| &*error.place).collect();
    for place in [
        "limits.code_life",
        "limits.calls_per_flow",
        "colours",
        "RINGCODE_X",
        "plivo.timeout",
    ] {
        assert!(places.contains(&place), "{place} in {places:?}");
    }
    assert_eq!(places.len(), 5, "{places:?}");
}

#[test]
fn every_range_is_enforced_at_both_ends() {
    for key in keys() {
        let (ValueKind::Number { least, most } | ValueKind::Numbers { least, most }) = key.kind
        else {
            continue;
        };
        for (value, fits) in [
            (least.checked_sub(1), false),
            (Some(least), true),
            (Some(most), true),
            (Some(most + 1), false),
        ] {
            let Some(value) = value else { continue };
            let environment = Environment::from_iter([(key.env, &*value.to_string())]);
            let loaded = Settings::from_parts("", &environment);
            assert_eq!(loaded.is_ok(), fits, "{} = {value}", key.env);
        }
    }
}
