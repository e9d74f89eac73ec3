//! The server: reads its settings, starts logging, builds, serves, stops.

#![warn(clippy::unwrap_used, clippy::expect_used)]

use std::process::ExitCode;

use ringcode::cli::{Command, connect, fingerprint};
use ringcode::config::{Settings, Summary};
use ringcode::signals::Stop;
use ringcode::startup;
use ringcode::startup::simulated_plivo as stand_in;
use ringcode::startup::simulated_plivo::SimulatorCommand;
use ringcode::telemetry::Logs;
use ringcode::web::listener::{accept as serve, open_files};
use ringcode::web::router;
use ringcode::web::state::AppState;
use ringcode::{cli as command, telemetry};
use tikv_jemallocator::Jemalloc;
use tokio::net::TcpListener;

/// Gives back what a rush took, where the system's keeps a quarter more; set up in
/// `.cargo/config.toml`.
#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

/// This thread accepts connections; those are served by threads of their own.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let done = match Command::from_env() {
        Ok(Command::Serve) => run().await,
        Ok(Command::Check { connect }) => check(connect).await,
        Ok(Command::Fingerprint(number)) => tell_fingerprint(&number),
        Ok(Command::Simulator(asked)) => simulate(asked).await,
        Ok(Command::Say(text)) => {
            print!("{text}");
            Ok(())
        }
        Err(misuse) => Err(format!("{misuse}\n\n{}", command::usage()).into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

type Done = Result<(), Box<dyn std::error::Error>>;

/// A stop before it serves has no request to wait for.
async fn run() -> Done {
    let stop = Stop::listen()?;
    let (listener, app, _logs) = tokio::select! {
        biased;
        begun = begin() => begun?,
        () = stop.told() => return Ok(()),
    };
    let router = router::router(&app);
    serve::serve(&app, router, listener, stop.told()).await?;
    Ok(())
}

async fn begin() -> Result<(TcpListener, AppState, Logs), Box<dyn std::error::Error>> {
    let mut settings = Settings::from_env()?;
    let logs = telemetry::start(&settings.server.log, settings.server.log_json);
    for warning in &settings.warnings.0 {
        tracing::warn!("{warning}");
    }
    settings.capacity.connections = open_files::make_room(settings.capacity.connections);
    let address = settings.address();
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| format!("{address} (LEPTOS_SITE_ADDR): {error}"))?;
    let Summary {
        mode,
        store,
        proxies,
        countries,
    } = settings.summary();
    let app = startup::build(settings).await?;
    let (address, version) = (listener.local_addr()?, env!("CARGO_PKG_VERSION"));
    tracing::info!(%address, version, mode, store, proxies, countries, "listening");
    Ok((listener, app, logs))
}

async fn simulate(asked: SimulatorCommand) -> Done {
    let stop = Stop::listen()?;
    tokio::select! {
        ended = stand_in::run(asked) => Ok(ended?),
        () = stop.told() => Ok(()),
    }
}

async fn check(connect: bool) -> Done {
    let settings = Settings::from_env()?;
    print!("{}", settings.report());
    if !connect {
        return Ok(());
    }
    let tried = connect::try_all(&settings).await;
    print!("{}", tried.report);
    match tried.well {
        true => Ok(()),
        false => Err("not all of it is there".into()),
    }
}

fn tell_fingerprint(number: &str) -> Done {
    let secrets = Settings::secrets_from_env()?;
    print!("{}", fingerprint::fingerprints(number, &secrets)?);
    Ok(())
}
