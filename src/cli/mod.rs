//! The command line.

pub mod connect;
pub mod fingerprint;
pub mod settings_reference;

use std::fmt::Write;

use crate::config::sections;
use crate::startup::simulated_plivo as stand_in;
use crate::startup::simulated_plivo::SimulatorCommand;

/// What can always be asked for.
const HELP: &str = "\
Usage: ringcode                     serve
       ringcode --check             print the settings in force, or what is wrong with them
       ringcode --check --connect   the same, and try the store and the account at Plivo
       ringcode fingerprint NUMBER  what stands for a number (+44 7700 900123) in the log
       ringcode settings            print every setting as Markdown
       ringcode --help              this, and every setting
       ringcode --version
";

/// What was asked for.
#[derive(Debug)]
pub enum Command {
    /// Serve.
    Serve,
    /// Print the settings, and perhaps try what they name.
    Check { connect: bool },
    /// Print what stands for this number in the audit trail.
    Fingerprint(String),
    /// Print this text.
    Say(String),
    /// Be Plivo.
    Simulator(SimulatorCommand),
}

impl Command {
    /// What this process was asked for.
    ///
    /// # Errors
    /// What of it cannot be understood.
    pub fn from_env() -> Result<Self, String> {
        Self::parse(std::env::args().skip(1))
    }

    fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let command = match words.next().as_deref() {
            None => Self::Serve,
            Some("--check") => {
                let rest: Vec<_> = words.collect();
                return match rest.iter().map(String::as_str).collect::<Vec<_>>()[..] {
                    [] => Ok(Self::Check { connect: false }),
                    ["--connect"] => Ok(Self::Check { connect: true }),
                    ["--connect", more, ..] | [more, ..] => Err(format!("{more}: not understood")),
                };
            }
            // A number is often written in several words.
            Some("fingerprint") => {
                let number = words.collect::<Vec<_>>().join(" ");
                return Ok(Self::Fingerprint(number));
            }
            Some("settings") => Self::Say(settings_reference::markdown()),
            Some("--help" | "-h") => Self::Say(help()),
            Some("--version" | "-V") => {
                Self::Say(concat!("ringcode ", env!("CARGO_PKG_VERSION"), "\n").to_owned())
            }
            Some("simulator") => return stand_in::parse(words).map(Self::Simulator),
            Some(other) => return Err(format!("{other}: no such command")),
        };
        words
            .next()
            .map_or(Ok(command), |more| Err(format!("{more}: not understood")))
    }
}

/// What can be asked for.
pub fn usage() -> String {
    format!("{HELP}{}", stand_in::USAGE)
}

fn help() -> String {
    let mut text = format!(
        "{}\nSettings: Leptos.toml, overridden by the environment; any of them also in a file that \
         the variable with _FILE at its end names.\n",
        usage()
    );
    for key in sections::keys() {
        _ = write!(
            text,
            "\n  {}  ({})\n      {}\n      {}",
            key.path(),
            key.env,
            key.help,
            key.kind
        );
        if !key.default.is_empty() {
            _ = write!(text, "; {} unless set", key.default);
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Command, String> {
        Command::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn commands_are_understood() {
        assert!(matches!(parse(""), Ok(Command::Serve)));
        assert!(matches!(
            parse("--check"),
            Ok(Command::Check { connect: false })
        ));
        assert!(matches!(
            parse("--check --connect"),
            Ok(Command::Check { connect: true })
        ));
        let fingerprint = parse("fingerprint +44 7700 900123");
        assert!(
            matches!(fingerprint, Ok(Command::Fingerprint(number)) if number == "+44 7700 900123")
        );
        assert!(matches!(parse("--help"), Ok(Command::Say(text)) if text.contains("REDIS_URL")));
        let simulator = parse("simulator --addr 127.0.0.1:0 --pace 0.1");
        assert!(matches!(simulator, Ok(Command::Simulator(_))));
    }

    #[test]
    fn what_is_not_understood_is_named() {
        for (line, named) in [
            ("--chek", "--chek"),
            ("--check now", "now"),
            ("--check --connect now", "now"),
            ("--connect", "--connect"),
            ("simulator --addr", "--addr"),
            ("simulator --addr home", "home"),
            ("simulator --pace fast", "--pace"),
        ] {
            assert!(
                parse(line).is_err_and(|error| error.contains(named)),
                "{line}"
            );
        }
    }
}
