//! The simulator in Plivo's place, in a build that has it. What stands here has its
//! counterpart, for builds without, in `absent.rs`.

use std::error::Error;
use std::iter;

use axum::Router;
use clap::Parser;
use plivo_simulator::{Args, Options, Simulator, serve};
use secrecy::SecretString;
use tokio::net::TcpListener;
use tracing::info;

use crate::config::PlivoSettings;
use crate::startup::error::StartupError;

/// The usage of the simulator alone.
pub const USAGE: &str = "       \
       ringcode simulator [--addr 127.0.0.1:4010] [--auth-id ID] [--auth-token TOKEN] [--pace 1.0]
                   [--rate-limit on|off]
                                    a Plivo look-alike with a handset page at /handset;
                                    a pace of 0.1 makes carriers ten times as fast
";

/// The simulator that replaces Plivo in this process. Clones share it.
#[derive(Clone)]
pub struct SimulatedPlivo(Simulator);

/// A simulator as the command line asks for it.
#[derive(Debug)]
pub struct SimulatorCommand(Args);

impl SimulatedPlivo {
    /// Starts it on a free port of this machine, and returns `plivo` with the account there.
    ///
    /// # Errors
    /// What could not be started, in words.
    pub async fn start(plivo: &PlivoSettings) -> Result<(Self, PlivoSettings), StartupError> {
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
        tokio::spawn(serve(simulator.clone(), listener));
        let url = format!("http://{address}");
        let plivo = PlivoSettings {
            auth_id: Some(simulator.options().auth_id.clone()),
            auth_token: Some(SecretString::from(simulator.options().auth_token.as_str())),
            // From the range that is kept free for stories and tests.
            sender: "12025550100".to_owned(),
            api_url: url.clone(),
            phlo_url: url,
            ..plivo.clone()
        };
        Ok((Self(simulator), plivo))
    }

    /// The phone in the browser.
    pub fn handset(&self) -> Router {
        self.0.handset()
    }
}

/// Reads the options of `ringcode simulator`.
///
/// # Errors
/// What of them cannot be understood.
pub fn parse(words: impl Iterator<Item = String>) -> Result<SimulatorCommand, String> {
    let words = iter::once("ringcode simulator".to_owned()).chain(words);
    let args = Args::try_parse_from(words);
    args.map(SimulatorCommand)
        .map_err(|error| error.to_string())
}

/// Is Plivo, until its listener fails.
///
/// # Errors
/// Those of the listener, and of the client for callbacks.
pub async fn run(asked: SimulatorCommand) -> std::io::Result<()> {
    plivo_simulator::run(asked.0).await
}
