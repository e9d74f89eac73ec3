//! Names that look like settings of ours and are none, and which setting was meant.

use std::net::{IpAddr, SocketAddr};

use toml::Table;

use crate::config::config_file::CONFIG_FILE;
use crate::config::{ConfigErrors, Environment, LEPTOS_TABLE, SettingKey, config_file};

/// Beginnings of names that are reserved for our variables.
const PREFIXES: [&str; 2] = ["RINGCODE", "PLIVO"];

/// The known keys.
type Keys<'a> = &'a [&'static SettingKey];

/// Adds an error for each variable that looks like a setting of ours and is none.
pub(super) fn report_in_environment(
    keys: Keys<'_>,
    environment: &Environment,
    errors: &mut ConfigErrors,
) {
    for (name, value) in environment.all() {
        if is_known(keys, name) || is_service_link(environment, name, value) {
            continue;
        }
        let upper = name.to_ascii_uppercase();
        if has_our_prefix(&upper) {
            let files = keys.iter().map(|key| format!("{}_FILE", key.env));
            let known = keys.iter().map(|key| key.env.to_owned());
            let known: Vec<_> = known.chain(files).collect();
            let near = || find_meant(&upper, known.iter().map(String::as_str));
            let meant = named_by_key(keys, &upper).or_else(near);
            errors.add(name, no_such_setting(meant));
        } else if let Some(meant) = misspelt(keys, &upper)
            && environment.get(meant).is_none()
        {
            errors.add(name, no_such_setting(Some(meant)));
        }
    }
}

/// Adds an error for each table and key of the file that is none of ours.
pub(super) fn report_in_file(keys: Keys<'_>, file: &Table, errors: &mut ConfigErrors) {
    let ours = || keys.iter().filter(|key| key.table != LEPTOS_TABLE);
    for (table, content) in file.iter().filter(|(table, _)| *table != "package") {
        let is_known = ours().any(|key| key.table == table);
        match content.as_table().filter(|_| is_known) {
            Some(content) => report_in_table(keys, table, content, errors),
            None if is_known => {
                let message = format!("one table in {CONFIG_FILE}, which begins with [{table}]");
                errors.add(table, message);
            }
            None => {
                let meant = find_meant(table, ours().map(|key| key.table));
                let message = format!("no such table in {CONFIG_FILE}{}", hint(meant));
                errors.add(table, message);
            }
        }
    }
    report_in_leptos_table(keys, file, errors);
}

fn report_in_table(keys: Keys<'_>, table: &str, content: &Table, errors: &mut ConfigErrors) {
    let of_table = || keys.iter().filter(|key| key.table == table);
    let is_unknown = |name: &&String| of_table().all(|key| key.name != **name);
    for name in content.keys().filter(is_unknown) {
        // The same name in another table, or the variable's, else a near one.
        let is_elsewhere = |key: &&&SettingKey| key.name == name || key.env == name;
        let elsewhere = keys.iter().find(is_elsewhere).map(|key| key.path());
        let near = || find_meant(name, of_table().map(|key| key.name));
        let meant = elsewhere.or_else(|| Some(format!("{table}.{}", near()?)));
        errors.add(format!("{table}.{name}"), no_such_setting(meant.as_deref()));
    }
}

/// Most names in this table are cargo-leptos', for building: only near misses are reported.
fn report_in_leptos_table(keys: Keys<'_>, file: &Table, errors: &mut ConfigErrors) {
    let known = || keys.iter().filter(|key| key.table == LEPTOS_TABLE);
    let content = config_file::table(file, LEPTOS_TABLE);
    for name in content.into_iter().flat_map(Table::keys) {
        let near = known().find(|key| is_near(name, key.name, 2));
        if let Some(key) = near.filter(|_| known().all(|key| key.name != name)) {
            let message = no_such_setting(Some(&key.path()));
            errors.add(format!("{LEPTOS_TABLE}.{name}"), message);
        }
    }
}

fn has_our_prefix(upper: &str) -> bool {
    PREFIXES.iter().any(|prefix| {
        let rest = upper.strip_prefix(prefix);
        rest.is_some_and(|rest| rest.starts_with(|c: char| !c.is_ascii_alphanumeric()))
    })
}

fn is_known(keys: Keys<'_>, name: &str) -> bool {
    let variable = name.strip_suffix("_FILE").unwrap_or(name);
    let mut known = keys.iter().map(|key| key.env);
    known.any(|known| known == name || known == variable)
}

fn no_such_setting(meant: Option<&str>) -> String {
    format!("no such setting{}", hint(meant))
}

fn hint(meant: Option<&str>) -> String {
    meant.map_or_else(
        || "; `ringcode --help` lists them all".to_owned(),
        |meant| format!("; did you mean {meant}?"),
    )
}

/// The variable with another prefix than [`PREFIXES`] that is spelt almost like `upper`.
fn misspelt(keys: Keys<'_>, upper: &str) -> Option<&'static str> {
    let apart = if upper.starts_with("LEPTOS_") { 3 } else { 1 };
    let known = keys.iter().map(|key| key.env);
    known
        .filter(|known| !PREFIXES.iter().any(|prefix| known.starts_with(prefix)))
        .find(|known| is_near(upper, known, apart))
}

/// The variable of the setting whose own name stands behind the prefix, such as `server.log` for
/// `RINGCODE_LOG`.
fn named_by_key(keys: Keys<'_>, upper: &str) -> Option<&'static str> {
    let (_, bare) = upper.split_once('_')?;
    let is_meant = |key: &&&SettingKey| key.name.replace('-', "_").eq_ignore_ascii_case(bare);
    keys.iter().find(is_meant).map(|key| key.env)
}

/// The known name that was meant: one that is spelt almost the same, else the longest with which
/// `name` begins, else the nearest, else the shortest with the same words and more, else one that
/// is the end of `name`.
pub(super) fn find_meant<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let known: Vec<_> = known.collect();
    let bare = name.split_once('_').map_or(name, |(_, bare)| bare);
    let apart = (bare.len() / 3).max(1);
    let near = |apart| {
        let near = known.iter().filter(|known| is_near(name, known, apart));
        near.min_by_key(|known| strsim::osa_distance(name, known))
    };
    let begins = |known: &&&str| {
        let rest = name.strip_prefix(**known);
        rest.is_some_and(|rest| rest.starts_with('_'))
    };
    let begun = || known.iter().filter(begins).max_by_key(|known| known.len());
    let words = |text: &'a str| text.split('_');
    let wider = known.iter().filter(|known| {
        let has = |word| words(known).any(|other| other == word);
        name.split('_').all(has)
    });
    let wider = || wider.min_by_key(|known| known.len());
    let at_the_end = || known.iter().find(|known| bare == **known);
    let meant = near(apart.min(2)).or_else(begun).or_else(|| near(apart));
    meant.or_else(wider).or_else(at_the_end).copied()
}

fn is_near(name: &str, known: &str, apart: usize) -> bool {
    strsim::osa_distance(name, known) <= apart
}

/// Whether Kubernetes or a Docker link adds a variable of this name and value for a service
/// with our name: `RINGCODE_PORT=tcp://…`, `RINGCODE_WEB_SERVICE_HOST=…` and so on. Both name
/// and value must have that form.
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
        // `is_url` is for a service whose own name ends in `SERVICE`.
        [_, ref rest @ ..] if names_service(rest) => is_port(value) || is_url(),
        [_, .., "PORT"] => is_url(),
        [_, .., "NAME"] => is_path(value),
        // From the linked container's own environment.
        [alias, "ENV", ..] => {
            let link = environment.get(&format!("{alias}_NAME"));
            link.is_some_and(is_path)
        }
        _ => false,
    }
}

/// Whether `text` is an IP address and a port; IPv6 may lack its brackets.
fn is_address(text: &str) -> bool {
    let loose = || {
        let (ip, port) = text.rsplit_once(':')?;
        Some(ip.parse::<IpAddr>().is_ok() && port.parse::<u16>().is_ok())
    };
    text.parse::<SocketAddr>().is_ok() || loose().unwrap_or(false)
}

/// Whether `value` has the form `/container/alias`, the name of a Docker link.
fn is_path(value: &str) -> bool {
    value.starts_with('/') && value.matches('/').count() == 2
}
