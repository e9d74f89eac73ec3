//! One running `ringcode`, in a process and a directory of its own.

use std::{
    fs,
    net::TcpStream,
    path::PathBuf,
    process::{Child, Command},
    sync::atomic::{AtomicU32, Ordering::Relaxed},
    time::{Duration, Instant},
};

use ringcode_test_support::ReservedPort;

/// The log's words for a signal that changes nothing.
const IGNORED: &str = "it has no meaning here";

/// A process; killed by its id when the test is over.
pub struct ServerProcess {
    pub url: String,
    directory: PathBuf,
    environment: Vec<(String, String)>,
    child: Child,
    _reservation: ReservedPort,
}

impl ServerProcess {
    /// Starts one with these settings, `LD_PRELOAD` and the like included.
    pub fn spawn(file: &str, environment: &[(&str, &str)]) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Relaxed);
        let name = format!("ringcode-chaos-{}-{count}", std::process::id());
        let directory = std::env::temp_dir().join(name);
        fs::create_dir_all(&directory).unwrap();
        fs::write(directory.join("Leptos.toml"), file).unwrap();
        let reservation = ReservedPort::draw();
        let address = reservation.address();
        let url = format!("http://{address}");
        let own = [
            ("LEPTOS_SITE_ADDR".to_owned(), address),
            ("RINGCODE_PUBLIC_URL".to_owned(), url.clone()),
        ];
        let given = environment.iter();
        let given = given.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let environment: Vec<_> = given.chain(own).collect();
        let child = run(&directory, &environment);
        Self {
            url,
            directory,
            environment,
            child,
            _reservation: reservation,
        }
    }

    /// Ends it at once, as `kill -9` and a power cut do.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts it again on the same address.
    pub fn start_again(&mut self) {
        self.child = run(&self.directory, &self.environment);
    }

    /// The log so far, over all restarts.
    ///
    /// Lines are written in order, but after the answers: a signal that changes nothing leaves one,
    /// and once that is there, so is everything before it.
    pub fn log(&self) -> String {
        let read = || fs::read_to_string(self.directory.join("log")).unwrap_or_default();
        let before = read().matches(IGNORED).count();
        let address = self.url.trim_start_matches("http://");
        if TcpStream::connect(address).is_err() {
            return read();
        }
        let mut kill = Command::new("kill");
        let sent = kill.args(["-USR1", &self.child.id().to_string()]).status();
        assert!(sent.unwrap().success());
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            let log = read();
            if log.matches(IGNORED).count() > before {
                return log;
            }
            assert!(Instant::now() < deadline, "it is silent: {log}");
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// The port that it listens on.
    pub fn port(&self) -> u16 {
        let (_, port) = self.url.rsplit_once(':').unwrap();
        port.parse().unwrap()
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// Waits until it has ended by itself; whether it called that a success.
    pub fn ends(&mut self) -> bool {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.success();
            }
            assert!(Instant::now() < deadline, "it goes on: {}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn run(directory: &PathBuf, environment: &[(String, String)]) -> Child {
    let log = fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(directory.join("log"));
    let log = log.unwrap();
    Command::new(env!("CARGO_BIN_EXE_ringcode"))
        .current_dir(directory)
        .env_clear()
        .envs(environment.iter().cloned())
        .stdout(log.try_clone().unwrap())
        .stderr(log)
        .spawn()
        .unwrap()
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
        if std::thread::panicking() {
            let log = self.log();
            let from = log.len().saturating_sub(4_000);
            let from = log.ceil_char_boundary(from);
            eprintln!("{} said:\n{}", self.url, &log[from..]);
        }
        _ = fs::remove_dir_all(&self.directory);
    }
}
