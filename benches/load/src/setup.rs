//! Starts everything that takes part: Redis, the simulator, the servers.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::Done;
use crate::baseline::{Plivo, Shape};
use crate::process::{Process, free_port};
use crate::target::{Kind, Target};

/// The folders and programs of a run.
#[derive(Clone, Debug)]
pub struct Places {
    /// The server.
    pub server: PathBuf,
    /// The program `plivo-simulator`.
    pub simulator: PathBuf,
    /// The files for the browser.
    pub site: PathBuf,
    /// The script that looks at the page in a browser.
    pub browser: PathBuf,
    /// The peers, installed.
    pub peers: PathBuf,
    /// The folder for logs and databases of this run.
    pub folder: PathBuf,
}

/// A running server.
pub struct Server {
    pub process: Process,
    pub target: Target,
    /// The port of the operator's listener, if it is known.
    pub operator_port: Option<u16>,
}

/// A simulator in its own process.
pub struct Simulator {
    _process: Process,
    pub port: u16,
}

/// The differences between the servers of ours in one run.
#[derive(Clone, Copy)]
pub struct Setup<'a> {
    pub redis: &'a str,
    pub simulator: &'a Simulator,
    /// Threads that the server may work with; `None`: as many as cores.
    pub threads: Option<usize>,
    /// The requests it works on before it answers 503; `None`: more than are asked.
    pub requests: Option<usize>,
    /// Limits other than those that are delivered.
    pub limits: &'a [(&'a str, &'a str)],
    /// The file of the host applications; `None`: those of development.
    pub clients: Option<&'a Path>,
    /// Whether the operator's listener has a port that is known. Old builds have none, and refuse
    /// its setting.
    pub is_operated: bool,
}

/// The account that the simulator knows.
const AUTH_ID: &str = "MARINGCODEDEVELOPER0";
const AUTH_TOKEN: &str = "ringcode-development-only-auth-token-000";

/// Limits of everybody, raised so that a whole run passes; what one number, one verification and one
/// client may stays as it is delivered, since everyone in the run has their own.
const ROOM: &[(&str, &str)] = &[
    ("RINGCODE_SENDS_PER_THOUSAND_10_MINUTES", "10000000"),
    ("RINGCODE_SENDS_PER_TEN_THOUSAND_HOUR", "*=10000000"),
    ("RINGCODE_SENDS_PER_COUNTRY_HOUR", "*=10000000"),
    ("RINGCODE_SENDS_PER_SERVICE_HOUR", "10000000"),
    ("RINGCODE_UNVERIFIED_PER_HOUR", "10000000"),
    ("RINGCODE_SPEND_HOUR", "400000"),
    ("RINGCODE_SPEND_DAY", "400000"),
    ("RINGCODE_WRONG_GUESSES_PER_DAY", "10000000"),
    ("RINGCODE_SENDS_PER_INSTANCE_SECOND", "10000000"),
    ("PLIVO_TEXTS_PER_SECOND", "10000000"),
    ("RINGCODE_CONNECTIONS", "40000"),
    ("RINGCODE_CONNECTIONS_PER_ADDRESS", "40000"),
    ("RINGCODE_TRUSTED_PROXIES", "127.0.0.1"),
];

impl<'a> Setup<'a> {
    /// A server with as many threads as cores, and as many requests as are asked.
    pub fn of(redis: &'a str, simulator: &'a Simulator) -> Self {
        Self {
            redis,
            simulator,
            threads: None,
            requests: None,
            limits: ROOM,
            clients: None,
            is_operated: false,
        }
    }
}

impl Simulator {
    /// A simulator whose carriers are as fast as `pace` says; its account may ask as often as
    /// it likes.
    pub async fn start(places: &Places, pace: &str) -> Done<Self> {
        let port = free_port()?;
        let mut command = Command::new(&places.simulator);
        let address = format!("127.0.0.1:{port}");
        command.args(["--addr", &address, "--pace", pace, "--rate-limit", "off"]);
        let mut process = Process::start(command, &places.folder.join("simulator.log"))?;
        process.listens(port).await?;
        Ok(Self {
            _process: process,
            port,
        })
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Server {
    /// Ours, built for release, with its log as delivered.
    pub async fn ringcode(places: &Places, setup: Setup<'_>) -> Done<(Self, Duration)> {
        let port = free_port()?;
        let mut command = Command::new(&places.server);
        command
            .env("LEPTOS_SITE_ADDR", format!("127.0.0.1:{port}"))
            .env("LEPTOS_SITE_ROOT", &places.site)
            .env("RINGCODE_PUBLIC_URL", format!("http://127.0.0.1:{port}"))
            .env(
                "RINGCODE_SECRET",
                "a secret for measuring, of more than 32 characters",
            )
            .env("REDIS_URL", setup.redis)
            .env("PLIVO_SENDER", "+12025550100")
            .env("PLIVO_PHLO_URL", setup.simulator.url())
            .envs(setup.limits.iter().copied());
        let requests = setup.requests.unwrap_or(1_024);
        command.env("RINGCODE_REQUESTS", requests.to_string());
        if let Some(threads) = setup.threads {
            command.env("RINGCODE_THREADS", threads.to_string());
        }
        if let Some(clients) = setup.clients {
            command.env("RINGCODE_CLIENTS", clients);
        }
        let operator_port = setup.is_operated.then(free_port).transpose()?;
        if let Some(port) = operator_port {
            command.env("RINGCODE_OPERATOR_ADDR", format!("127.0.0.1:{port}"));
        }
        account(&mut command, setup.simulator);
        let (mut server, started) = Self::start(places, Kind::Ringcode, command, port).await?;
        server.operator_port = operator_port;
        Ok((server, started))
    }

    /// The bare route, with the round trips that ours were seen to make.
    pub async fn baseline(
        places: &Places,
        setup: Setup<'_>,
        [send, verify]: [Shape; 2],
    ) -> Done<Self> {
        let port = free_port()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.args([
            "baseline",
            &port.to_string(),
            setup.redis,
            &setup.simulator.url(),
        ]);
        for number in [send.commands, send.flights, verify.commands, verify.flights] {
            command.arg(number.to_string());
        }
        let started = Self::start(places, Kind::Baseline, command, port).await?;
        Ok(started.0)
    }

    /// Plivo's Node demo, rewritten; `page` is the folder of its static page.
    pub async fn node_demo(
        places: &Places,
        setup: Setup<'_>,
        page: &std::path::Path,
    ) -> Done<Self> {
        let mut command = Command::new("node");
        command.arg("node-demo/server.mjs").env("PAGE", page);
        Self::peer(places, Kind::NodeDemo, command, setup).await
    }

    /// better-auth with its phoneNumber plugin.
    pub async fn better_auth(places: &Places, setup: Setup<'_>) -> Done<Self> {
        let mut command = Command::new("node");
        command.arg("better-auth/server.mjs");
        command.env("DATABASE", places.folder.join("better-auth.sqlite3"));
        Self::peer(places, Kind::BetterAuth, command, setup).await
    }

    /// django-phone-verify under gunicorn, with as many workers as its manual advises.
    pub async fn django(places: &Places, setup: Setup<'_>) -> Done<Self> {
        let folder = places.peers.join("django-phone-verify");
        let database = places.folder.join("django.sqlite3");
        let mut migrate = Command::new(folder.join("venv/bin/python"));
        migrate
            .arg("peer.py")
            .current_dir(&folder)
            .env("DATABASE", &database);
        account(&mut migrate, setup.simulator);
        if !migrate.status()?.success() {
            return Err("django-phone-verify does not migrate".into());
        }
        let cores = std::thread::available_parallelism()?.get();
        let workers = (2 * cores + 1).to_string();
        let mut command = Command::new(folder.join("venv/bin/gunicorn"));
        command.args(["--workers", &workers, "--threads", "2"]);
        command.args(["--chdir", "django-phone-verify", "peer:application"]);
        command.env("DATABASE", &database);
        Self::peer(places, Kind::Django, command, setup).await
    }

    async fn peer(
        places: &Places,
        kind: Kind,
        mut command: Command,
        setup: Setup<'_>,
    ) -> Done<Self> {
        let port = free_port()?;
        command
            .current_dir(&places.peers)
            .env("PORT", port.to_string())
            .env("GUNICORN_CMD_ARGS", format!("--bind 127.0.0.1:{port}"))
            .env("REDIS_URL", setup.redis)
            .env("NODE_ENV", "production");
        account(&mut command, setup.simulator);
        Ok(Self::start(places, kind, command, port).await?.0)
    }

    async fn start(
        places: &Places,
        kind: Kind,
        command: Command,
        port: u16,
    ) -> Done<(Self, Duration)> {
        let log = places
            .folder
            .join(format!("{}.log", kind.name().replace(' ', "-")));
        let mut process = Process::start(command, &log)?;
        let started = process.listens(port).await?;
        let target = Target { kind, port };
        let server = Self {
            process,
            target,
            operator_port: None,
        };
        Ok((server, started))
    }
}

fn account(command: &mut Command, simulator: &Simulator) {
    command
        .env("PLIVO_AUTH_ID", AUTH_ID)
        .env("PLIVO_AUTH_TOKEN", AUTH_TOKEN)
        .env("PLIVO_API_URL", simulator.url());
}

/// The account at the simulator that listens at `url`.
pub fn plivo(url: String) -> Plivo {
    Plivo {
        url,
        auth_id: AUTH_ID.to_owned(),
        auth_token: AUTH_TOKEN.to_owned(),
    }
}
