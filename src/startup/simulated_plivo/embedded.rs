//! The simulator in Plivo's place, in a build that has it. What stands here has its
//! counterpart, for builds without, in `absent.rs`.

use std::error::Error;

use axum::Router;
use plivo_simulator::{Options, Simulator, serve};
use secrecy::SecretString;
use tokio::net::TcpListener;
use tracing::info;

use crate::config::PlivoSettings;
use crate::startup::error::StartupError;

pub use plivo_simulator::{Args as SimulatorArgs, run};

/// Whether this build lacks the simulator.
pub const IS_ABSENT: bool = false;

/// The simulator that replaces Plivo in this process. Clones share it.
#[derive(Clone)]
pub struct SimulatedPlivo(Simulator);

impl SimulatedPlivo {
    /// Starts it on a free port of this machine, and returns `plivo` with the account there.
    ///
    /// # Errors
    /// [`StartupError::Simulator`] when the client or the listener cannot start.
    pub async fn start(plivo: &PlivoSettings) -> Result<(Self, PlivoSettings), StartupError> {
        let failed = |error: &dyn Error| {
            let causes = std::iter::successors(Some(error), |error| (*error).source());
            let causes: Vec<_> = causes.map(ToString::to_string).collect();
            StartupError::Simulator(causes.join(": "))
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
