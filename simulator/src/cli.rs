//! The command line.

use std::io::{self, Write};
use std::net::SocketAddr;

use clap::builder::BoolishValueParser;
use clap::{ArgAction, CommandFactory, Parser};
use tokio::net::TcpListener;

use crate::options::{DEFAULT_AUTH_ID, DEFAULT_AUTH_TOKEN, Options};
use crate::reference;
use crate::server::serve;
use crate::simulator::Simulator;

/// The options of the command line.
#[derive(Clone, Debug, Parser)]
#[command(version, about)]
pub struct Args {
    /// Address to listen on; port 0 picks a free port
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:4010")]
    pub addr: SocketAddr,
    /// Auth ID of the account: MA and 18 letters or digits
    #[arg(long, value_name = "ID", default_value = DEFAULT_AUTH_ID)]
    pub auth_id: String,
    /// Auth token of the account, the key of all signatures
    #[arg(long, value_name = "TOKEN", default_value = DEFAULT_AUTH_TOKEN)]
    pub auth_token: String,
    /// Factor for all waits, from 0.001 to 10: 0.1 makes carriers and people ten times as fast
    #[arg(long = "pace", value_name = "FACTOR", default_value = "1.0", value_parser = parse_time_scale)]
    pub time_scale: f64,
    /// Refuse more than 300 requests in 5 s with 429, as Plivo does
    #[arg(
        long,
        value_name = "on|off",
        default_value = "on",
        action = ArgAction::Set,
        hide_possible_values = true,
        value_parser = BoolishValueParser::new()
    )]
    pub rate_limit: bool,
    /// Print magic numbers and options as Markdown, and exit
    #[arg(long)]
    pub reference: bool,
}

/// A time scale that is not a number from 0.001 to 10.
#[derive(Debug, thiserror::Error)]
#[error("a number from 0.001 to 10 is needed")]
struct InvalidTimeScale;

fn parse_time_scale(text: &str) -> Result<f64, InvalidTimeScale> {
    let scale = text.parse().ok();
    let scale = scale.filter(|scale| (0.001..=10.0).contains(scale));
    scale.ok_or(InvalidTimeScale)
}

impl Args {
    /// The options of the simulator that is asked for.
    fn options(&self) -> Options {
        Options {
            auth_id: self.auth_id.clone(),
            auth_token: self.auth_token.clone(),
            time_scale: self.time_scale,
            rate_limit: self.rate_limit,
            ..Options::default()
        }
    }
}

/// Carries out a command line: binds, prints `listening on http://…` as the first line, and
/// serves until the listener fails.
///
/// # Errors
/// Those of the client for callbacks, the listener and standard output.
pub async fn run(args: Args) -> io::Result<()> {
    if args.reference {
        return io::stdout().write_all(reference::markdown(&Args::command()).as_bytes());
    }
    let simulator = Simulator::new(args.options()).map_err(io::Error::other)?;
    let listener = TcpListener::bind(args.addr).await?;
    announce(listener.local_addr()?, simulator.options())?;
    serve(simulator, listener).await
}

fn announce(address: SocketAddr, options: &Options) -> io::Result<()> {
    let (auth_id, auth_token) = (&options.auth_id, &options.auth_token);
    let mut out = io::stdout().lock();
    writeln!(out, "listening on http://{address}")?;
    writeln!(out, "handset http://{address}/handset")?;
    writeln!(out, "auth id {auth_id}, auth token {auth_token}")?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Args, clap::Error> {
        Args::try_parse_from(
            ["plivo-simulator"]
                .into_iter()
                .chain(line.split_whitespace()),
        )
    }

    #[test]
    fn its_options_are_read() {
        let args = parse("--addr 127.0.0.1:0 --pace 0.1 --rate-limit off").unwrap();
        let options = args.options();
        assert_eq!((args.addr.port(), options.time_scale), (0, 0.1));
        assert!(!options.rate_limit);
        assert!(parse("").unwrap().options().rate_limit);
        for wrong in ["--rate-limit 5", "--pace 11", "--pace fast", "--addr home"] {
            let option = wrong.split(' ').next().unwrap();
            assert!(parse(wrong).is_err_and(|error| error.to_string().contains(option)));
        }
    }
}
