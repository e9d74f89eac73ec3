//! The server: reads its settings, starts logging, builds, serves, stops.

#![warn(clippy::unwrap_used, clippy::expect_used)]

use std::process::ExitCode;

use ringcode::server::app::App;
use ringcode::server::command::{self, Command};
use ringcode::server::config::Settings;
use ringcode::server::signals::Stop;
use ringcode::server::stand_in::Asked;
use ringcode::server::telemetry::Logs;
use ringcode::server::{open_files, router, serve, stand_in, telemetry};
use tikv_jemallocator::Jemalloc;
use tokio::net::TcpListener;

/// Gives back what a rush took, where the system's keeps a quarter more; set up in
/// `.cargo/config.toml`.
#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

/// This thread accepts connections; those are served by threads of their own.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let done = match Command::of_this_process() {
        Ok(Command::Serve) => run().await,
        Ok(Command::Check) => check(),
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

/// Whoever tells it to stop before it serves has no request to wait for.
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

async fn begin() -> Result<(TcpListener, App, Logs), Box<dyn std::error::Error>> {
    let mut settings = Settings::of_this_process()?;
    let logs = telemetry::start(&settings.log, settings.log_json);
    for warning in &settings.warnings.0 {
        tracing::warn!("{warning}");
    }
    settings.capacity.connections = open_files::make_room(settings.capacity.connections);
    let address = settings.address();
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| format!("{address}: {error}"))?;
    let app = App::build(settings).await?;
    tracing::info!(address = %listener.local_addr()?, "listening");
    Ok((listener, app, logs))
}

async fn simulate(asked: Asked) -> Done {
    let stop = Stop::listen()?;
    tokio::select! {
        ended = stand_in::run(asked) => Ok(ended?),
        () = stop.told() => Ok(()),
    }
}

fn check() -> Done {
    let settings = Settings::of_this_process()?;
    print!("{}", settings.report());
    for warning in &settings.warnings.0 {
        println!("warning: {warning}");
    }
    Ok(())
}
