//! The settings loader.

use ringcode::config::sections::keys;
use ringcode::config::{Environment, Settings};

use crate::generators::{Dice, cases};

const PIECES: [&str; 36] = [
    "[limits]\n",
    "[store]\n",
    "[plivo]\n",
    "[server]\n",
    "[verification]\n",
    "[package.metadata.leptos]\n",
    "[[limits]]\n",
    "code_life",
    "guesses_per_code",
    "resend_waits",
    "brand",
    "public_url",
    "url",
    "secret",
    " = ",
    "=",
    "\n",
    "600",
    "-1",
    "1e9",
    "0x10",
    "99999999999999999999",
    "[30, 60]",
    "[]",
    "\"text\"",
    "\"\"",
    "'",
    "\"\"\"",
    "true",
    "#",
    ".",
    "output-name = \"ringcode\"\n",
    "env = \"PROD\"\n",
    "site-addr = \"127.0.0.1:0\"\n",
    "{",
    "\0",
];

const VALUES: [&str; 26] = [
    "",
    "0",
    "1",
    "5",
    "600",
    "-1",
    "true",
    "false",
    "http://",
    "https://verify.example.com",
    "/",
    "redis://",
    "redis-cluster://a:1,b:2",
    "redis-sentinel://a/",
    "unix:///",
    "@",
    ":",
    "30, 60",
    ",",
    "MARINGCODEDEVELOPER0",
    "+14155550100",
    "GB",
    "é",
    "{",
    "%",
    "info",
];

/// Marks what must not be repeated.
const SECRET: &str = "hunter2";

fn environment(dice: &mut Dice) -> Environment {
    let keys: Vec<_> = keys().collect();
    let mut variable = || {
        let name = keys[dice.below(keys.len())].env;
        let secret = matches!(name, "RINGCODE_SECRET" | "PLIVO_AUTH_TOKEN" | "REDIS_URL");
        let mark = if secret { SECRET } else { "" };
        (name, format!("{mark}{}", dice.text(&VALUES, 3)))
    };
    let drawn = [(); 6].map(|()| variable());
    Environment::from_iter(
        drawn
            .each_ref()
            .map(|(name, value)| (*name, value.as_str())),
    )
}

#[test]
fn settings_are_loaded_or_refused_without_showing_a_secret() {
    cases("settings", 300, |dice| {
        let (file, environment) = (dice.text(&PIECES, 30), environment(dice));
        let told = match Settings::from_parts(&file, &environment) {
            Ok(settings) => settings.report() + &format!("{settings:?}"),
            Err(problems) => problems.to_string() + &format!("{problems:?}"),
        };
        assert!(!told.contains(SECRET), "{told}");
    });
}
