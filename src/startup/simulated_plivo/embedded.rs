//! The simulator in Plivo's place, in a build that has it. What stands here has its
//! counterpart, for builds without, in `no_stand_in.rs`.

use std::error::Error;
use std::net::SocketAddr;

use axum::Router;
use secrecy::SecretString;
use tokio::net::TcpListener;
use tracing::info;

use crate::config::PlivoSettings;
use crate::simulator::{self, Options, Simulator};
use crate::startup::error::StartupError;

/// How the simulator is started by itself.
pub const USAGE: &str = "       \
       ringcode simulator [--addr 127.0.0.1:4010] [--auth-id ID] [--auth-token TOKEN] [--pace 1.0]
                   [--rate-limit on|off]
                                    a Plivo look-alike with a handset page at /handset;
                                    a pace of 0.1 makes carriers ten times as fast
";

/// Where the simulator listens unless told otherwise.
const ADDRESS: &str = "127.0.0.1:4010";

/// What stands in for Plivo in this process. Clones share it.
#[derive(Clone)]
pub struct StandIn(Simulator);

/// A simulator as the command line asks for it.
#[derive(Debug)]
pub struct Asked {
    address: SocketAddr,
    options: Options,
}

impl StandIn {
    /// Starts it on a free port of this machine; the account to reach it with.
    ///
    /// # Errors
    /// What could not be started, in words.
    pub async fn start() -> Result<(Self, PlivoSettings), StartupError> {
        let failed = |error: &dyn Error| {
            let causes = std::iter::successors(Some(error), |error| (*error).source());
            let causes: Vec<_> = causes.map(ToString::to_string).collect();
            StartupError(format!("simulator: {}", causes.join(": ")))
        };
        let simulator = Simulator::new(Options::default()).map_err(|error| failed(&error))?;
        let listener = TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.map_err(|error| failed(&error))?;
        let address = listener.local_addr().map_err(|error| failed(&error))?;
        info!(%address, "Plivo's simulator stands in for Plivo");
        tokio::spawn(simulator::serve(simulator.clone(), listener));
        let account = account(simulator.options(), &format!("http://{address}"));
        Ok((Self(simulator), account))
    }

    /// The phone in the browser.
    pub fn handset(&self) -> Router {
        self.0.handset()
    }
}

fn account(options: &Options, address: &str) -> PlivoSettings {
    PlivoSettings {
        auth_id: options.auth_id.clone(),
        auth_token: SecretString::from(options.auth_token.as_str()),
        // From the range that is kept free for stories and tests.
        sender: "12025550100".to_owned(),
        phlo_id: None,
        api_url: address.to_owned(),
        phlo_url: address.to_owned(),
    }
}

/// Reads what stands behind `ringcode simulator`.
///
/// # Errors
/// What of it cannot be understood.
pub fn parse(mut words: impl Iterator<Item = String>) -> Result<Asked, String> {
    let mut options = Options::default();
    let mut address = ADDRESS.to_owned();
    while let Some(name) = words.next() {
        let value = words
            .next()
            .ok_or_else(|| format!("{name}: a value is missing"))?;
        match name.as_str() {
            "--addr" => address = value,
            "--auth-id" => options.auth_id = value,
            "--auth-token" => options.auth_token = value,
            "--pace" => {
                options.pace = value
                    .parse()
                    .ok()
                    .filter(|pace| (0.001..=10.0).contains(pace))
                    .ok_or("--pace: a number from 0.001 to 10")?
            }
            "--rate-limit" => {
                options.rate_limit = match value.as_str() {
                    "on" => true,
                    "off" => false,
                    _ => return Err("--rate-limit: on or off".to_owned()),
                }
            }
            _ => return Err(format!("{name}: not understood")),
        }
    }
    let address = address
        .parse()
        .map_err(|_| format!("--addr {address}: an address and a port, such as {ADDRESS}"))?;
    Ok(Asked { address, options })
}

/// Is Plivo, until its listener fails.
///
/// # Errors
/// Those of the listener, and of the client for callbacks.
pub async fn run(asked: Asked) -> std::io::Result<()> {
    simulator::command(asked.address, asked.options).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_options_are_read() {
        let parse = |words: &str| parse(words.split(' ').map(str::to_owned));
        let asked = parse("--addr 127.0.0.1:0 --pace 0.1 --rate-limit off").unwrap();
        assert_eq!((asked.address.port(), asked.options.pace), (0, 0.1));
        assert!(!asked.options.rate_limit);
        assert!(parse("--rate-limit 5").is_err_and(|error| error.contains("--rate-limit")));
    }
}
