//! Every given setting is in force, or reported.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fs, process};

use ringcode::config::sections::keys;
use ringcode::config::{Environment, SettingKey, Settings, ValueKind};

use crate::{SECRET, lines, problems};

/// A folder of one test, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("ringcode-{name}-{}", process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.0.join(name);
        fs::write(&path, content).unwrap();
        path.display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        _ = fs::remove_dir_all(&self.0);
    }
}

/// A value that the key may have and that is not its default.
fn other_value(key: &SettingKey) -> &'static str {
    match (key.kind, key.name) {
        (ValueKind::Secret, "url") => "redis://redis.example.com",
        (ValueKind::Secret, _) => SECRET,
        (ValueKind::Address, _) => "https://verify.example.com",
        (ValueKind::Number { .. }, _) => "5",
        (ValueKind::Numbers { .. }, _) => "40, 50",
        (ValueKind::PerCountry, _) => "*=7",
        (ValueKind::Sender, _) => "14155550100",
        (ValueKind::Senders, _) => "*=14155550100",
        (ValueKind::Callers, _) => "GB=14155550100",
        (ValueKind::Texts, _) => "GB=Your code is {code}",
        (ValueKind::Text, "dlt_entity_id" | "dlt_template_id") => "1201159178492032504",
        (ValueKind::Text, "dlt_template_category") => "transactional",
        (ValueKind::Limits, _) => "sends_per_block",
        (ValueKind::Flag, _) => "true",
        (ValueKind::Networks, _) => "10.0.0.0/8",
        (ValueKind::Header, _) => "cf-ipcountry",
        (ValueKind::LogFilter, _) => "debug",
        (ValueKind::SocketAddress, _) => "127.0.0.1:4000",
        (ValueKind::Mode, _) => "development",
        _ => "other",
    }
}

#[test]
fn any_setting_can_come_from_a_file() {
    let folder = Folder::new("in-force");
    for key in keys() {
        let value = other_value(key);
        let file = folder.file(key.env, format!("{value}\n"));
        let read = |name: &str, value: &str| {
            let environment = Environment::from_iter([(name, value)]);
            match Settings::from_parts("", &environment) {
                Ok(settings) => {
                    let line = format!("{} = ", key.path());
                    let report = settings.report();
                    let found = report.lines().find(|shown| shown.starts_with(&line));
                    found.unwrap().replace(name, "VARIABLE")
                }
                Err(problems) => problems.to_string(),
            }
        };
        let direct = read(key.env, value);
        assert_eq!(
            read(&format!("{}_FILE", key.env), &file),
            direct,
            "{}",
            key.env
        );
        assert!(!direct.ends_with("(default)"), "{direct}");
    }
}

#[test]
fn a_file_without_a_value_is_an_error() {
    let folder = Folder::new("no-value");
    let (here, long) = (folder.0.display().to_string(), "x".repeat(70_000));
    for (path, told) in [
        ("/no/such/file".to_owned(), "cannot be read: No such file"),
        (here, "cannot be read: Is a directory"),
        (folder.file("empty", ""), "is empty"),
        (folder.file("blank", " \n\n"), "is empty"),
        (folder.file("mark", "\u{feff}\n"), "is empty"),
        (folder.file("bytes", b"\xff\xfeA\0c\0"), "is not UTF-8"),
        (folder.file("long", long), "is longer than 65536 bytes"),
        (
            folder.file("lines", "one\ntwo\n"),
            "there is a line break in it",
        ),
    ] {
        for (setting, variable) in [
            (
                "verification.brand (RINGCODE_BRAND): ",
                "RINGCODE_BRAND_FILE",
            ),
            ("store.secret (RINGCODE_SECRET): ", "RINGCODE_SECRET_FILE"),
        ] {
            let said = problems("", [(variable, &path)]).to_string();
            let line = said.lines().find(|line| line.contains(told));
            let line = line.unwrap_or_else(|| panic!("{told} in {said}"));
            assert!(line.starts_with(setting), "{line}");
            assert!(
                line.contains(&path) || told.contains("line break"),
                "{line}"
            );
        }
    }
    let marked = folder.file("marked", "\u{feff}Acme\r\n");
    let environment = Environment::from_iter([("RINGCODE_BRAND_FILE", &*marked)]);
    assert_eq!(
        Settings::from_parts("", &environment)
            .unwrap()
            .verification
            .brand,
        "Acme"
    );
}

#[test]
fn a_setting_in_two_places_is_an_error() {
    let folder = Folder::new("twice");
    let file = folder.file("brand", "Acme");
    let said = problems(
        "",
        [("RINGCODE_BRAND", "Acme"), ("RINGCODE_BRAND_FILE", &file)],
    );
    let told = "verification.brand: RINGCODE_BRAND and RINGCODE_BRAND_FILE are both set";
    assert!(lines(&said).starts_with(told), "{said}");
    // A secret in the file is one too many, wherever else it is set.
    let said = problems("[store]\nsecret = \"x\"\n", [("RINGCODE_SECRET", SECRET)]);
    assert!(
        lines(&said).starts_with("store.secret: a secret: set"),
        "{said}"
    );
}

#[test]
fn a_value_that_is_not_utf_8_is_an_error() {
    let garbled = OsStr::from_bytes(b"Stra\xdfe");
    for key in keys() {
        for variable in [key.env.to_owned(), format!("{}_FILE", key.env)] {
            let environment: Environment =
                [(OsString::from(&variable), garbled)].into_iter().collect();
            let said = Settings::from_parts("", &environment).unwrap_err();
            let told = format!(
                "{} ({}): the value of {variable} is not UTF-8",
                key.path(),
                key.env
            );
            assert!(said.to_string().contains(&told), "{said}");
        }
    }
    let name = OsStr::from_bytes(b"RINGCODE_\xff");
    let environment: Environment = [(name, "1")].into_iter().collect();
    let said = Settings::from_parts("", &environment).unwrap_err();
    assert!(said.to_string().contains("no such setting"), "{said}");
    // Nobody else's is our business.
    let environment: Environment = [("LS_COLORS", garbled)].into_iter().collect();
    assert!(Settings::from_parts("", &environment).is_ok());
}

#[test]
fn an_unknown_name_is_an_error_with_a_suggestion() {
    for (name, meant) in [
        ("PLIVO_SENDER_ID", "PLIVO_SENDER"),
        ("PLIVO_TOKEN", "PLIVO_AUTH_TOKEN"),
        ("PLIVO_AUTHTOKEN", "PLIVO_AUTH_TOKEN"),
        ("PLIVO_AUTH_TOKEN_FIL", "PLIVO_AUTH_TOKEN_FILE"),
        ("RINGCODE_BRANDS", "RINGCODE_BRAND"),
        ("RINGCODE_BRAND_NAME", "RINGCODE_BRAND"),
        ("RINGCODE_SECRET_KEY", "RINGCODE_SECRET"),
        ("RINGCODE_LOG", "RUST_LOG"),
        ("RINGCODE_ENV", "LEPTOS_ENV"),
        ("RINGCODE_SITE_ADDR", "LEPTOS_SITE_ADDR"),
        ("RINGCODE_SENDER", "PLIVO_SENDER"),
        ("RINGCODE_BRAND_FILES", "RINGCODE_BRAND_FILE"),
        ("RINGCODE_PROXIES", "RINGCODE_TRUSTED_PROXIES"),
        ("RINGCODE_TRUSTED_PROXY", "RINGCODE_TRUSTED_PROXIES"),
        ("RINGCODE_REDIS_URL", "REDIS_URL"),
        ("ringcode_brand", "RINGCODE_BRAND"),
        ("Plivo_Auth_Id", "PLIVO_AUTH_ID"),
        ("RINGCODE-BRAND", "RINGCODE_BRAND"),
        ("RINGCODE.BRAND", "RINGCODE_BRAND"),
        ("RINGCODE__BRAND", "RINGCODE_BRAND"),
        ("REDIS_URI", "REDIS_URL"),
        ("REDIS_URLS", "REDIS_URL"),
        ("RUST_LOGS", "RUST_LOG"),
        ("LEPTOS_SITE_ADDRESS", "LEPTOS_SITE_ADDR"),
        ("LEPTOS_ENVS", "LEPTOS_ENV"),
    ] {
        let said = problems("", [(name, "x")]).to_string();
        let told = format!("{name}: no such setting; did you mean {meant}?\n");
        assert_eq!(said, told);
    }
    for (name, told) in [
        ("RINGCODE_X", "`ringcode --help` lists them all"),
        ("PLIVO_", "`ringcode --help` lists them all"),
    ] {
        let said = problems("", [(name, "x")]).to_string();
        assert_eq!(said, format!("{name}: no such setting; {told}\n"));
    }
    for (name, value) in [
        ("PATH", "/bin"),
        ("RINGCODES", "x"),
        ("REDIS_HOST", "x"),
        ("REDIS_PASSWORD", "x"),
        ("RUST_BACKTRACE", "1"),
        ("LEPTOS_LIB_DIR", "x"),
        ("LEPTOS_BIN_DIR", "x"),
        ("LEPTOS_HASH_FILES", "false"),
        ("LEPTOS_WATCH", "true"),
    ] {
        let environment = Environment::from_iter([(name, value)]);
        assert!(Settings::from_parts("", &environment).is_ok(), "{name}");
    }
    let both = Environment::from_iter([("REDIS_URI", "x"), ("REDIS_URL", "redis://a")]);
    assert!(
        Settings::from_parts("", &both).is_ok(),
        "it is another program's"
    );
}

#[test]
fn an_unknown_name_in_the_file_is_an_error() {
    for (file, told) in [
        (
            "[verifications]\n",
            "verifications: no such table in Leptos.toml; did you mean verification?",
        ),
        (
            "[Store]\n",
            "Store: no such table in Leptos.toml; did you mean store?",
        ),
        (
            "[[store]]\nreplicas = 1",
            "store: one table in Leptos.toml, which begins with [store]",
        ),
        (
            "server = 3000",
            "server: one table in Leptos.toml, which begins with [server]",
        ),
        (
            "brand = \"Acme\"\n",
            "brand: no such table in Leptos.toml; ",
        ),
        (
            "[verification]\nbrnd = \"x\"\n",
            "verification.brnd: no such setting; did you mean verification.brand?",
        ),
        (
            "[server]\nbrand = \"x\"\n",
            "server.brand: no such setting; did you mean verification.brand?",
        ),
        (
            "[server]\ntrusted-proxies = \"x\"\n",
            "server.trusted-proxies: no such setting; did you mean server.trusted_proxies?",
        ),
        (
            "[plivo]\nPLIVO_SENDER = \"x\"\n",
            "plivo.PLIVO_SENDER: no such setting; did you mean plivo.sender?",
        ),
        (
            "[package.metadata.leptos]\nsite_addr = \"x\"\n",
            "package.metadata.leptos.site_addr: no such setting; did you mean package.metadata.leptos.site-addr?",
        ),
        (
            "[package.metadata.leptos]\nenv = \"PRODUCT\"\n",
            "package.metadata.leptos.env: PROD or DEV",
        ),
        (
            "[package.metadata.leptos]\nsite-addr = \"localhost:3000\"\n",
            "package.metadata.leptos.site-addr: an IP address and a port",
        ),
    ] {
        let said = lines(&problems(file, []));
        assert!(said.starts_with(told), "{file}: {said}");
    }
}

/// Leptos finds its section only where a line begins with exactly its name.
#[test]
fn the_mode_is_read_from_every_form_of_its_section() {
    for file in [
        "[package.metadata.leptos]\nenv = \"PROD\"\n",
        "  [ package . metadata . leptos ]\n  env = \"prod\"\n",
        "package.metadata.leptos.env = \"Production\"\n",
        "[package.metadata]\nleptos = { env = \"PROD\" }\n",
        "\u{feff}[package.metadata.leptos]\nenv = \"PROD\"\n",
    ] {
        let said = problems(file, []).to_string();
        assert!(said.contains("in production"), "{file}: {said}");
    }
    let environment = Environment::from_iter([("LEPTOS_ENV", "production")]);
    assert!(Settings::from_parts("", &environment).is_err());
}

#[test]
fn an_error_names_the_setting_and_its_variable() {
    for (variable, value, told) in [
        (
            "RINGCODE_CODE_LIFE",
            "1",
            "limits.code_life (RINGCODE_CODE_LIFE): a whole",
        ),
        (
            "PLIVO_SENDER",
            "?",
            "plivo.sender (PLIVO_SENDER): \"?\" is no sender",
        ),
        (
            "REDIS_URL",
            "?",
            "store.url (REDIS_URL): address of the store: must begin",
        ),
        (
            "RUST_LOG",
            "warning",
            "server.log (RUST_LOG): \"warning\" is neither a level",
        ),
        (
            "LEPTOS_ENV",
            "live",
            "package.metadata.leptos.env (LEPTOS_ENV): PROD or DEV",
        ),
        (
            "LEPTOS_SITE_ADDR",
            "home",
            "package.metadata.leptos.site-addr (LEPTOS_SITE_ADDR): an IP",
        ),
        (
            "RINGCODE_SECRET",
            "two\nlines",
            "store.secret (RINGCODE_SECRET): a secret of one line without control characters: there is a line break in it",
        ),
        (
            "RINGCODE_BRAND",
            "a\tb",
            "verification.brand (RINGCODE_BRAND): text without control characters: there is a tab",
        ),
        (
            "PLIVO_PHLO_ID",
            "a\u{7}",
            "plivo.phlo_id (PLIVO_PHLO_ID): text without control characters: there is the control character U+0007",
        ),
        (
            "RINGCODE_STORE_AUTHORITY",
            "-----BEGIN CERTIFICATE-----\n",
            "store.authority (RINGCODE_STORE_AUTHORITY): the path of a file, not what",
        ),
    ] {
        let said = problems("", [(variable, value)]).to_string();
        let found = said.lines().any(|line| line.starts_with(told));
        assert!(found, "{told} in {said}");
    }
}

#[test]
fn an_error_shows_the_path_of_a_secret_and_not_its_content() {
    let folder = Folder::new("untold");
    let file = folder.file("secret", "hunter2\nhunter3");
    let said = problems("", [("RINGCODE_SECRET_FILE", &file)]).to_string();
    assert!(!said.contains("hunter"), "{said}");
    assert!(Path::new(&file).exists());
}

/// The address that the server listens on is no reason to blame the brand.
#[test]
fn a_local_ipv6_address_gives_a_host_name() {
    for (address, public) in [
        ("[::1]:3210", "http://localhost:3210/"),
        ("[::]:3210", "http://localhost:3210/"),
        ("127.0.0.1:3210", "http://127.0.0.1:3210/"),
    ] {
        let environment = Environment::from_iter([("LEPTOS_SITE_ADDR", address)]);
        let settings = Settings::from_parts("", &environment).unwrap();
        assert_eq!(settings.public_url.as_str(), public);
        assert_eq!(settings.address(), address.parse().unwrap());
    }
}

#[test]
fn the_store_timeout_is_in_force() {
    for (set, waited) in [("", 250), ("50", 50), ("10000", 10_000)] {
        let environment = Environment::from_iter([("RINGCODE_STORE_ANSWER_TIMEOUT", set)]);
        let settings = Settings::from_parts("", &environment).unwrap();
        assert_eq!(settings.store.answer_timeout, Duration::from_millis(waited));
        let line = format!("store.answer_timeout = {waited}  ");
        assert!(settings.report().contains(&line), "{line}");
    }
}
