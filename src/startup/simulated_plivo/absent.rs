//! Nothing in Plivo's place: a build for production has no simulator.

use std::convert::Infallible;

use axum::Router;

use crate::config::PlivoSettings;
use crate::startup::error::StartupError;

/// The usage of a simulator that is not there: empty.
pub const USAGE: &str = "";

/// A simulator that cannot exist.
#[derive(Clone)]
pub struct SimulatedPlivo(Infallible);

/// A simulator as the command line asks for it: it cannot.
#[derive(Debug)]
pub struct SimulatorCommand(Infallible);

impl SimulatedPlivo {
    /// Fails.
    ///
    /// # Errors
    /// Always: that there is an account to give.
    pub async fn start(_: &PlivoSettings) -> Result<(Self, PlivoSettings), StartupError> {
        let what = "plivo.auth_id (PLIVO_AUTH_ID): needed: this build has no simulator";
        Err(StartupError(what.to_owned()))
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
pub fn parse(_: impl Iterator<Item = String>) -> Result<SimulatorCommand, String> {
    Err("simulator: not in this build".to_owned())
}

/// Never called.
///
/// # Errors
/// None.
pub async fn run(asked: SimulatorCommand) -> std::io::Result<()> {
    match asked.0 {}
}
