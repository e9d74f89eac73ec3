//! Names that are set and are none of ours: what was meant, and what a platform put there.

use std::net::{IpAddr, SocketAddr};

use crate::config::environment::Environment;
use crate::config::keys::{KEYS, Key, LEPTOS};
use crate::config::problem::Problems;

/// What the names of our variables begin with.
const OURS: [&str; 2] = ["RINGCODE", "PLIVO"];

/// Reports variables that look like settings of ours and are none.
pub(super) fn report_variables(environment: &Environment, problems: &mut Problems) {
    for (name, value) in environment.all() {
        if is_known(name) || is_service_link(environment, name, value) {
            continue;
        }
        let upper = name.to_ascii_uppercase();
        let is_ours = OURS.iter().any(|prefix| {
            let rest = upper.strip_prefix(prefix);
            rest.is_some_and(|rest| rest.starts_with(|c: char| !c.is_ascii_alphanumeric()))
        });
        if is_ours {
            let files = variables().map(|name| format!("{name}_FILE"));
            let known: Vec<_> = variables().map(str::to_owned).chain(files).collect();
            let meant = meant(&upper, known.iter().map(String::as_str));
            problems.add(name, format!("no such setting{}", hint(meant)));
        } else if let Some(meant) = misspelt(&upper)
            && environment.get(meant).is_none()
        {
            problems.add(name, format!("no such setting{}", hint(Some(meant))));
        }
    }
}

/// Reports tables and keys of the file that are none of ours.
pub(super) fn report_keys(file: &str, tables: &toml::Table, problems: &mut Problems) {
    for (table, content) in tables.iter().filter(|(table, _)| *table != "package") {
        let Some(content) = content.as_table().filter(|_| is_table(table)) else {
            let meant = meant(table, KEYS.iter().map(|key| key.table));
            problems.add(table, format!("no such table in {file}{}", hint(meant)));
            continue;
        };
        let of_table = || KEYS.iter().filter(|key| key.table == table);
        let strange = |name: &&String| of_table().all(|key| key.name != **name);
        for name in content.keys().filter(strange) {
            // The same name in another table, or the variable's, else a near one.
            let elsewhere = |key: &&Key| key.name == name || key.env == name;
            let same = KEYS.iter().find(elsewhere).map(Key::path);
            let near = || meant(name, of_table().map(|key| key.name));
            let meant = same.or_else(|| Some(format!("{table}.{}", near()?)));
            let what = format!("no such setting{}", hint(meant.as_deref()));
            problems.add(format!("{table}.{name}"), what);
        }
    }
    for name in leptos_section(tables)
        .into_iter()
        .flat_map(toml::Table::keys)
    {
        let is_leptos = LEPTOS.iter().any(|key| key.name == name);
        let near = LEPTOS.iter().find(|key| is_near(name, key.name, 2));
        // What else stands there is cargo-leptos', for building.
        if let Some(key) = near.filter(|_| !is_leptos) {
            let what = format!("no such setting{}", hint(Some(&key.path())));
            problems.add(format!("{}.{name}", key.table), what);
        }
    }
}

/// Leptos' own section of the file.
pub(super) fn leptos_section(tables: &toml::Table) -> Option<&toml::Table> {
    let package = tables.get("package")?.as_table()?;
    package.get("metadata")?.get("leptos")?.as_table()
}

fn is_table(name: &str) -> bool {
    KEYS.iter().any(|key| key.table == name)
}

fn variables() -> impl Iterator<Item = &'static str> {
    KEYS.iter().chain(LEPTOS).map(|key| key.env)
}

fn is_known(name: &str) -> bool {
    let setting = name.strip_suffix("_FILE").unwrap_or(name);
    variables().any(|known| known == name || known == setting)
}

fn hint(meant: Option<&str>) -> String {
    meant.map_or_else(
        || "; `ringcode --help` lists them all".to_owned(),
        |meant| format!("; did you mean {meant}?"),
    )
}

/// The variable that is written almost like a name with another prefix than [`OURS`].
fn misspelt(upper: &str) -> Option<&'static str> {
    let apart = if upper.starts_with("LEPTOS_") { 3 } else { 1 };
    variables()
        .filter(|known| !OURS.iter().any(|prefix| known.starts_with(prefix)))
        .find(|known| is_near(upper, known, apart))
}

/// The known name that was meant: one that is written almost the same, has the same words
/// and more, or stands at the end.
fn meant<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let known: Vec<_> = known.collect();
    let bare = name.split_once('_').map_or(name, |(_, bare)| bare);
    let apart = (bare.len() / 3).max(1);
    let near = known.iter().filter(|known| is_near(name, known, apart));
    let near = near.min_by_key(|known| strsim::osa_distance(name, known));
    let words = |text: &'a str| text.split('_');
    let wider = known.iter().filter(|known| {
        let has = |word| words(known).any(|other| other == word);
        name.split('_').all(has)
    });
    let wider = || wider.min_by_key(|known| known.len());
    let at_the_end = || known.iter().find(|known| bare == **known);
    near.or_else(wider).or_else(at_the_end).copied()
}

fn is_near(name: &str, known: &str, apart: usize) -> bool {
    strsim::osa_distance(name, known) <= apart
}

/// Whether a variable is one of those that Kubernetes (and Docker's links) add for a service
/// that has our name: `RINGCODE_PORT=tcp://…`, `RINGCODE_WEB_SERVICE_HOST=…` and so on. Both
/// name and value have the shape of one.
fn is_service_link(environment: &Environment, name: &str, value: &str) -> bool {
    let words: Vec<_> = name.split('_').collect();
    let is_port = |text: &str| text.parse::<u16>().is_ok();
    let is_protocol = |text: &str| matches!(text, "tcp" | "udp" | "sctp");
    let is_numbered =
        |port: &str, protocol: &str| is_port(port) && is_protocol(&protocol.to_ascii_lowercase());
    let is_url = || {
        let url = value.split_once("://");
        url.is_some_and(|(protocol, at)| is_protocol(protocol) && is_address(at))
    };
    let is_ip = || value.parse::<IpAddr>().is_ok();
    let names_service = |words: &[&str]| words.windows(2).any(|two| two == ["SERVICE", "PORT"]);
    match words[..] {
        [_, .., "PORT", port, protocol, "ADDR"] if is_numbered(port, protocol) => is_ip(),
        [_, .., "PORT", port, protocol, "PORT"] if is_numbered(port, protocol) => is_port(value),
        [_, .., "PORT", port, protocol, "PROTO"] if is_numbered(port, protocol) => {
            is_protocol(value)
        }
        [_, .., "PORT", port, protocol] if is_numbered(port, protocol) => is_url(),
        [_, .., "SERVICE", "HOST"] => is_ip(),
        // The second of these for a service that is itself called one.
        [_, ref rest @ ..] if names_service(rest) => is_port(value) || is_url(),
        [_, .., "PORT"] => is_url(),
        [_, .., "NAME"] => is_path(value),
        // What a linked container had in its own environment.
        [alias, "ENV", ..] => {
            let link = environment.get(&format!("{alias}_NAME"));
            link.is_some_and(is_path)
        }
        _ => false,
    }
}

/// Whether it is an address and a port, also of IPv6 without brackets.
fn is_address(text: &str) -> bool {
    let loose = || {
        let (ip, port) = text.rsplit_once(':')?;
        Some(ip.parse::<IpAddr>().is_ok() && port.parse::<u16>().is_ok())
    };
    text.parse::<SocketAddr>().is_ok() || loose().unwrap_or(false)
}

/// `/container/alias`, as Docker names a link.
fn is_path(value: &str) -> bool {
    value.starts_with('/') && value.matches('/').count() == 2
}
