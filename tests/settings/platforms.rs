//! Distinguishes our settings from variables that platforms add to the environment.

use ringcode::config::sections::keys;
use ringcode::config::{Environment, LEPTOS_TABLE, Settings};

use crate::problems;

/// Variables that Kubernetes adds for a Service, and Docker for a link.
const LINKS: [(&str, &str); 15] = [
    ("SERVICE_HOST", "10.96.17.4"),
    ("SERVICE_PORT", "80"),
    ("SERVICE_PORT_HTTP", "80"),
    ("SERVICE_PORT_HTTP_ADMIN", "8080"),
    ("PORT", "tcp://10.96.17.4:80"),
    ("PORT_80_TCP", "tcp://10.96.17.4:80"),
    ("PORT_80_TCP_PROTO", "tcp"),
    ("PORT_80_TCP_PORT", "80"),
    ("PORT_80_TCP_ADDR", "10.96.17.4"),
    ("PORT_53_UDP", "udp://10.96.17.4:53"),
    ("PORT_53_UDP_PROTO", "udp"),
    ("PORT_9_SCTP", "sctp://10.96.17.4:9"),
    ("NAME", "/web/ringcode"),
    ("ENV_RINGCODE_BRAND", "Acme"),
    ("ENV_PATH", "/usr/bin:/bin"),
];

const LINKS_IN_IPV6: [(&str, &str); 4] = [
    ("SERVICE_HOST", "fd00::4"),
    ("PORT", "tcp://[fd00::4]:80"),
    ("PORT_80_TCP", "tcp://fd00::4:80"),
    ("PORT_80_TCP_ADDR", "fd00::4"),
];

#[test]
fn variables_of_platform_services_are_no_settings() {
    for service in [
        "RINGCODE",
        "PLIVO",
        "REDIS",
        "LEPTOS",
        "RUST",
        "RINGCODE_WEB",
        "PLIVO_API",
        "RINGCODE_SERVICE",
    ] {
        let set = LINKS.iter().chain(&LINKS_IN_IPV6).filter(|(name, _)| {
            // Only a container of one word can be linked so.
            !name.starts_with("ENV") || !service.contains('_')
        });
        for (name, value) in set {
            let name = format!("{service}_{name}");
            let link = format!("{service}_NAME");
            let environment: Environment = [(&*link, "/web/alias"), (&*name, *value)]
                .into_iter()
                .collect();
            let read = Settings::from_parts("", &environment);
            assert!(read.is_ok(), "{name}={value}: {}", read.unwrap_err());
        }
    }
}

/// The shape of the value counts as well.
#[test]
fn a_variable_that_only_resembles_a_service_is_an_error() {
    for (name, value) in [
        ("RINGCODE_PORT", "3000"),
        ("RINGCODE_PORT", "http://10.0.0.1:80"),
        ("RINGCODE_PORT", "tcp://ringcode:80"),
        ("RINGCODE_SERVICE_HOST", "verify.example.com"),
        ("RINGCODE_SERVICE_PORT", "http"),
        ("RINGCODE_PORT_80_TCP_PROTO", "http"),
        ("RINGCODE_PORT_80_TCP_PORT", "70000"),
        ("RINGCODE_NAME", "Acme"),
        ("RINGCODE_ENV_BRAND", "Acme"),
        ("RINGCODE_HOST", "10.96.17.4"),
        ("PLIVO_PORT_80", "tcp://10.96.17.4:80"),
    ] {
        let said = problems("", [(name, value)]).to_string();
        assert!(
            said.starts_with(&format!("{name}: no such setting")),
            "{value}: {said}"
        );
    }
}

#[test]
fn no_setting_has_the_name_of_a_platform_service() {
    for key in keys().filter(|key| key.table != LEPTOS_TABLE) {
        for (link, _) in LINKS {
            assert!(!key.env.ends_with(&format!("_{link}")), "{}", key.env);
        }
        assert!(!key.env.contains("_SERVICE_PORT"), "{}", key.env);
    }
}
