//! `clients.toml`: what is wrong is named, all of it at once, and changes nothing.

use std::path::Path;

use ringcode::clients::{
    ClientAuthentication, ClientRegistry, Clients, ClientsSource, Purpose, SecretHash,
    SigningAlgorithm,
};

/// The folder with the keys of this test.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/openid");

const KEYS: &str =
    "[[signing_keys]]\nfile = \"keys/rs256.pem\"\ncertificate = \"keys/rs256.crt\"\n";

/// A client that is right, and takes further lines.
fn shop(more: &str) -> String {
    let hash = SecretHash::new("secret").written();
    format!(
        "[shop]\nname = \"Shop\"\nredirect_addresses = [\"https://shop.example/callback\"]\n\
         secret_hashes = [\"{hash}\"]\n{more}"
    )
}

fn load(text: &str, is_production: bool) -> Result<Clients, String> {
    Clients::parse(text, Path::new(FOLDER), is_production).map_err(|errors| errors.to_string())
}

#[test]
fn a_client_has_what_its_table_says() {
    let text = shop(
        "logo = \"../../public/favicon.svg\"\nsigning_algorithm = \"RS256\"\nphone_number = false\n\
         purposes = [\"step-up\"]\nsector = \"shops\"\nsends_per_hour = 100\nspend_per_day = 5\n",
    );
    let clients = load(&format!("{KEYS}{text}"), true).unwrap();
    let shop = clients.get("shop").unwrap();
    assert_eq!(
        (&*shop.id, &*shop.name, &*shop.sector),
        ("shop", "Shop", "shops")
    );
    assert_eq!(shop.logo.as_ref().unwrap().media_type, "image/svg+xml");
    assert_eq!(shop.algorithm, SigningAlgorithm::Rs256);
    assert!(!shop.is_told_numbers && shop.may(Purpose::StepUp) && !shop.may(Purpose::SignUp));
    assert!(shop.authentication.has_secret("secret"));
    assert_eq!(shop.limits.sends_per_hour.unwrap().get(), 100);
    assert!(clients.get("Shop").is_none());
    let jwk = clients.keys.published().remove(0);
    assert!(jwk.x5c.is_some() && jwk.alg.as_deref() == Some("RS256"));
}

#[test]
fn a_redirect_address_is_compared_to_the_last_byte() {
    let clients = load(&shop(""), false).unwrap();
    let shop = clients.get("shop").unwrap();
    assert!(shop.has_redirect_address("https://shop.example/callback"));
    for other in [
        "https://shop.example/callback/",
        "https://shop.example/callback?a=b",
        "https://shop.example/Callback",
        "https://shop.example:443/callback",
        "HTTPS://shop.example/callback",
        "https://shop.example/x/../callback",
        "https://shop.example/callback%20",
        "https://shop.example",
        "https://shop.example.evil.example/callback",
        "",
    ] {
        assert!(!shop.has_redirect_address(other), "{other}");
    }
}

#[test]
fn what_is_wrong_is_named() {
    for (text, told) in [
        ("[shop", "clients.toml: not TOML"),
        ("shop = 1", "shop: a table: [NAME] for a client"),
        ("[Shop]\nname = \"Shop\"", "Shop: 1 to 32 of a-z, 0-9 and -"),
        ("[shop]", "shop.name: needed"),
        ("[shop]\nname = \"\"", "shop.name: needed"),
        ("[shop]\nname = 1", "shop.name: a text in quotes"),
        ("[shop]", "shop.redirect_addresses: needed"),
        (
            "[shop]",
            "shop.secret_hashes: needed for this authentication",
        ),
        (
            "[shop]\nauthentication = \"private_key_jwt\"",
            "shop.public_keys: needed",
        ),
        (
            "[shop]\nauthentication = \"basic\"",
            "client_secret_basic, client_secret_post",
        ),
        (
            "[shop]\npublic_keys = [{ kty = \"oct\", k = \"AAAA\" }]",
            "shop.public_keys: JSON Web Keys",
        ),
        (
            &shop("authentication = \"none\""),
            "shop.secret_hashes: not used",
        ),
        (&shop("signing = \"RS256\""), "shop.signing: no such key"),
        (
            &shop("signing_algorithms = \"RS256\""),
            "did you mean signing_algorithm?",
        ),
        (
            &shop("signing_algorithm = \"none\""),
            "ES256, RS256, not \"none\"",
        ),
        (
            &shop("signing_algorithm = \"RS256\""),
            "there is no RS256 key",
        ),
        (&shop("logo = \"nowhere.svg\""), "shop.logo: "),
        (
            &shop("purposes = [\"marketing\"]"),
            "sign-up, step-up, not \"marketing\"",
        ),
        (
            &shop("phone_number = \"no\""),
            "shop.phone_number: true or false",
        ),
        (
            &shop("sends_per_hour = 0"),
            "shop.sends_per_hour: a whole number above 0",
        ),
        (
            &shop("origins = [\"https://shop.example/\"]"),
            "shop.origins: an origin as browsers write it, https://shop.example, not",
        ),
        (
            &shop("origins = [\"http://shop.example\"]"),
            "shop.origins: https, or in development",
        ),
        (
            &shop("origins = [\"https://*.example\"]"),
            "shop.origins: each origin by itself",
        ),
        (
            &shop("origins = [\"https://shop.example\"]\npurposes = [\"step-up\"]"),
            "shop.origins: the widget needs the purpose sign-up",
        ),
        (
            "[shop]\nauthentication = \"none\"\norigins = [\"https://shop.example\"]",
            "shop.origins: the widget needs client_secret_basic",
        ),
        (
            &shop("origin = \"https://shop.example\""),
            "shop.origin: no such key; did you mean origins?",
        ),
        ("[[signing_keys]]", "signing_keys[0].file: needed"),
        (
            "[[signing_keys]]\nfile = \"keys/none.pem\"",
            "none.pem cannot be read",
        ),
        (
            "[[signing_keys]]\nfile = \"main.rs\"",
            "signing_keys[0].file: no private key in PEM",
        ),
        (
            &format!("{KEYS}signs_from = \"soon\""),
            "signs_from: a day without quotes",
        ),
        (
            &format!("{KEYS}signs_from = 2026-11-30T10:00:00Z"),
            "signs_from: a day without quotes",
        ),
        (
            &format!("{KEYS}{KEYS}"),
            "signing_keys[1].file: the same key is there twice",
        ),
    ] {
        let errors = load(text, false).unwrap_err();
        assert!(errors.contains(told), "{text}\n{errors}");
    }
}

/// The widget signs nothing and returns nobody by OpenID Connect.
#[test]
fn a_client_with_the_widget_alone_needs_neither_address_nor_key() {
    let text = shop("origins = [\"https://shop.example\"]");
    let text = text.replace(
        "redirect_addresses = [\"https://shop.example/callback\"]\n",
        "",
    );
    let clients = load(&text, true).unwrap();
    let shop = clients.get("shop").unwrap();
    assert!(shop.has_origin("https://shop.example"));
    for other in [
        "https://shop.example/",
        "https://shop.example:443",
        "http://shop.example",
        "null",
        "",
    ] {
        assert!(!shop.has_origin(other), "{other}");
    }
    assert!(load(&format!("{text}\nsigning_algorithm = \"RS256\""), false).is_ok());
}

#[test]
fn all_of_it_is_named_at_once() {
    let errors = load("[a]\n[b]\nname = 1\n[[signing_keys]]\n", false).unwrap_err();
    assert_eq!(errors.lines().count(), 8, "{errors}");
}

#[test]
fn a_secret_itself_is_refused_and_not_repeated() {
    let text = "[shop]\nname = \"Shop\"\nsecret_hashes = [\"hunter2-hunter2\"]";
    let errors = load(text, false).unwrap_err();
    assert!(
        errors.contains("never a secret itself") && !errors.contains("hunter2"),
        "{errors}"
    );
}

#[test]
fn nobody_is_returned_over_plain_http_except_in_development() {
    let at = |address: &str, is_production| {
        let text = shop("").replace("https://shop.example/callback", address);
        load(
            &format!("{KEYS}{text}").replace(
                "secret_hashes",
                "signing_algorithm = \"RS256\"\nsecret_hashes",
            ),
            is_production,
        )
    };
    for local in [
        "http://localhost:3000/a",
        "http://127.0.0.1/a",
        "http://[::1]:8080/a?b=c",
    ] {
        assert!(at(local, false).is_ok(), "{local}");
        assert!(at(local, true).is_err(), "{local}");
    }
    for odd in [
        "http://shop.example/a",
        "http://localhost.evil.example/a",
        "ftp://shop.example/a",
        "javascript:alert(1)",
        "shop://callback",
        "https://me@shop.example/a",
        "https://shop.example/a#b",
        "//shop.example/a",
        "/a",
        "",
    ] {
        assert!(at(odd, false).is_err(), "{odd}");
    }
}

#[test]
fn a_file_with_a_problem_leaves_the_one_before_in_force() {
    ringcode_test_support::logs::capture(crate::LOGGED);
    let folder = std::env::temp_dir().join(format!("ringcode-clients-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("clients.toml");
    let write = |text: &str| std::fs::write(&path, text).unwrap();
    write(&shop(""));
    let source = ClientsSource {
        path: Some(path.clone()),
        is_production: false,
    };
    let registry = ClientRegistry::load(source).unwrap();
    write(&shop("phone_number = 1\nsends_per_hour = 0"));
    assert!(!registry.reload() && registry.current().get("shop").is_some());
    let log = ringcode_test_support::logs::captured();
    assert_eq!(
        log.matches("alert: clients.toml has a problem").count(),
        2,
        "{log}"
    );
    assert!(
        log.contains("shop.sends_per_hour: a whole number above 0"),
        "{log}"
    );
    write(&shop("").replace("[shop]", "[store]"));
    assert!(registry.reload());
    let clients = registry.current();
    assert!(clients.get("shop").is_none());
    let store = clients.get("store").unwrap();
    assert!(
        matches!(&store.authentication, ClientAuthentication::SecretBasic(hashes) if hashes.len() == 1)
    );
    std::fs::remove_dir_all(folder).unwrap();
}
