//! The program: carries out its command line. By default that is the server: it reads its
//! settings, starts logging, builds the application, serves and stops.

#![warn(clippy::unwrap_used, clippy::expect_used)]

use std::io::{self, stdin};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::SystemTime;

use clap::Parser;
use ringcode::cli::doctor::{self, Severity};
use ringcode::cli::rehearse::RehearseArgs;
use ringcode::cli::webhooks::{QueueCommand, WebhooksCommand};
use ringcode::cli::{
    ClientCommand, Command, CommandLine, KeyCommand, clients, connect, fingerprint, health,
    metrics_reference, operator_password, rehearse, settings_reference, webhook_key, webhooks,
};
use ringcode::clients::{Clients, ClientsSource};
use ringcode::config::{ConfigErrors, Settings, clients_file_from_env, listen_address_from_env};
use ringcode::signals::Signals;
use ringcode::startup::simulated_plivo::{self, SimulatorArgs};
use ringcode::telemetry::LogGuard;
use ringcode::web::{AppState, raise_open_files_limit, router, serve};
use ringcode::{operator, startup, telemetry};
use secrecy::ExposeSecret;
use tikv_jemallocator::Jemalloc;
use tokio::net::TcpListener;

/// jemalloc returns memory after load peaks; glibc retained about 25 % more. Its options are in
/// `.cargo/config.toml`.
#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

/// Runs on a thread that only accepts connections; threads of their own serve them.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let line = match CommandLine::try_parse() {
        Ok(line) => line,
        // Help and version come this way, too.
        Err(told) => {
            _ = told.print();
            return if told.use_stderr() {
                ExitCode::FAILURE
            } else {
                ExitCode::SUCCESS
            };
        }
    };
    let done = match line.command {
        Some(Command::Doctor) => examine().await,
        Some(Command::Health) => ask_health().await,
        Some(Command::Fingerprint { number }) => print_fingerprints(&number.join(" ")),
        Some(Command::Simulator(args)) => simulate(args).await,
        Some(Command::Client(ClientCommand::New { name })) => {
            print!("{}", clients::new_client(&name));
            Ok(())
        }
        Some(Command::Key(KeyCommand::New)) => clients::new_key().map_err(Into::into).map(|key| {
            print!("{}", key.pem);
            eprint!("{}", key.advice);
        }),
        Some(Command::Webhooks(WebhooksCommand::Key { ed25519 })) => print_webhook_key(ed25519),
        Some(Command::Webhooks(WebhooksCommand::Queue(command))) => {
            look_after_queue(&command).await
        }
        Some(Command::Rehearse(args)) => rehearse_settings(&args).await,
        Some(Command::OperatorPassword) => operator_password::read_and_hash(stdin().lock())
            .map_err(Into::into)
            .map(|hash| println!("{hash}")),
        Some(Command::Settings) => {
            print!("{}", settings_reference::markdown());
            Ok(())
        }
        Some(Command::Metrics) => {
            print!("{}", metrics_reference::markdown());
            Ok(())
        }
        None if line.check => check(line.connect).await,
        None => run().await,
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

/// Serves until it is told to stop; before it serves, there is no request to wait for.
#[expect(
    clippy::disallowed_methods,
    reason = "an operator's session ends also while the store is away"
)]
async fn run() -> Done {
    let signals = Signals::listen()?;
    let (listeners, app, _logs) = tokio::select! {
        biased;
        begun = begin() => begun?,
        () = signals.stop_requested() => return Ok(()),
    };
    let router = router(&app);
    tokio::spawn(reload_on_request(app.clone(), signals.clone()));
    tokio::select! {
        () = serve(&app, router, listeners.public, signals.stop_requested()) => {}
        // Has no end of its own, so the metrics can be read until the last request is finished.
        () = operator::serve(&app, listeners.operator, SystemTime::now) => {}
    }
    Ok(())
}

async fn reload_on_request(app: AppState, signals: Signals) {
    loop {
        signals.reload_requested().await;
        app.clients.reload();
    }
}

/// The two addresses that the server answers at.
struct Listeners {
    public: TcpListener,
    operator: TcpListener,
}

async fn bind(address: SocketAddr, variable: &str) -> io::Result<TcpListener> {
    let bound = TcpListener::bind(address).await;
    bound.map_err(|error| io::Error::other(format!("{address} ({variable}): {error}")))
}

async fn begin() -> Result<(Listeners, AppState, LogGuard), Box<dyn std::error::Error>> {
    let mut settings = Settings::from_env()?;
    let logs = telemetry::start(&settings.server.log, settings.server.log_json);
    for warning in &settings.warnings.0 {
        tracing::warn!("{warning}");
    }
    settings.server.connections = raise_open_files_limit(settings.server.connections);
    let listeners = Listeners {
        public: bind(settings.address(), "LEPTOS_SITE_ADDR").await?,
        operator: bind(settings.operator_address(), "RINGCODE_OPERATOR_ADDR").await?,
    };
    let summary = settings.summary();
    let app = startup::build(settings).await?;
    let (address, version) = (listeners.public.local_addr()?, env!("CARGO_PKG_VERSION"));
    let operator = listeners.operator.local_addr()?;
    let (mode, store) = (summary.mode, summary.store);
    let (proxies, countries) = (summary.proxies, summary.countries);
    tracing::info!(%address, %operator, version, mode, store, proxies, countries, "listening");
    Ok((listeners, app, logs))
}

async fn simulate(args: SimulatorArgs) -> Done {
    let signals = Signals::listen()?;
    tokio::select! {
        ended = simulated_plivo::run(args) => Ok(ended?),
        () = signals.stop_requested() => Ok(()),
    }
}

async fn look_after_queue(command: &QueueCommand) -> Done {
    let (settings, clients) = load()?;
    print!(
        "{}",
        webhooks::carry_out(command, &settings, &clients).await?
    );
    Ok(())
}

async fn rehearse_settings(args: &RehearseArgs) -> Done {
    let (settings, _) = load()?;
    print!("{}", rehearse::rehearse(args, &settings).await?);
    Ok(())
}

async fn check(connect: bool) -> Done {
    let (settings, clients) = load()?;
    print!("{}{}", settings.report(), clients::report(&clients));
    if !connect {
        return Ok(());
    }
    let report = connect::try_all(&settings).await;
    print!("{}", report.text);
    match report.is_ok {
        true => Ok(()),
        false => Err("not all of it is there".into()),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a certificate is judged also while the store is away"
)]
async fn examine() -> Done {
    let (settings, clients) = load()?;
    let possible = raise_open_files_limit(settings.server.connections);
    let findings = doctor::examine(&settings, &clients, possible, SystemTime::now()).await;
    for finding in &findings {
        print!("{finding}");
    }
    let wrong = findings
        .iter()
        .filter(|one| one.severity == Severity::Wrong);
    match wrong.count() {
        0 => Ok(()),
        count => Err(format!("{count} to be mended before it works").into()),
    }
}

async fn ask_health() -> Done {
    Ok(health::check(listen_address_from_env()?).await?)
}

/// Loads settings and clients.
///
/// # Errors
/// Every mistake in both of them.
fn load() -> Result<(Settings, Clients), Box<dyn std::error::Error>> {
    let (path, is_production) = clients_file_from_env()?;
    let source = ClientsSource {
        path,
        is_production,
    };
    match (Settings::from_env(), Clients::load(&source)) {
        (Ok(settings), Ok(clients)) => {
            startup::check_subject_secret(&settings, &clients)?;
            Ok((settings, clients))
        }
        (settings, clients) => {
            let errors = settings.err().into_iter().chain(clients.err());
            Err(Box::new(ConfigErrors(
                errors.flat_map(|errors| errors.0).collect(),
            )))
        }
    }
}

fn print_webhook_key(is_ed25519: bool) -> Done {
    let key = webhook_key::new_key(is_ed25519)?;
    println!("{}", key.text.expose_secret());
    eprint!("{}", key.advice);
    Ok(())
}

fn print_fingerprints(number: &str) -> Done {
    let secrets = Settings::secrets_from_env()?;
    print!("{}", fingerprint::fingerprints(number, &secrets)?);
    Ok(())
}
