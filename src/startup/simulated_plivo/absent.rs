//! Nothing in Plivo's place: a build for production has no simulator.

use std::convert::Infallible;
use std::io;

use axum::Router;

use crate::config::PlivoSettings;
use crate::startup::error::StartupError;

/// Whether this build lacks the simulator.
pub const IS_ABSENT: bool = true;

/// Options of `ringcode simulator`, which are not looked at.
#[derive(Debug, clap::Args)]
pub struct SimulatorArgs {
    #[arg(hide = true, trailing_var_arg = true, allow_hyphen_values = true)]
    _ignored: Vec<String>,
}

/// A simulator that cannot exist.
#[derive(Clone)]
pub struct SimulatedPlivo(Infallible);

impl SimulatedPlivo {
    /// Fails.
    ///
    /// # Errors
    /// [`StartupError::NoSimulator`], always.
    pub async fn start(_: &PlivoSettings) -> Result<(Self, PlivoSettings), StartupError> {
        Err(StartupError::NoSimulator)
    }

    /// Never called.
    pub fn handset(&self) -> Router {
        match self.0 {}
    }
}

/// Fails.
///
/// # Errors
/// Always: that this build has no simulator.
pub async fn run(_: SimulatorArgs) -> io::Result<()> {
    Err(io::Error::other("simulator: not in this build"))
}
