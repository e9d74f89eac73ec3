//! Real Redis servers for tests: one server, a Sentinel with two, a Cluster of three.
//!
//! Each listens on 127.0.0.1 on a free port, keeps nothing on disk, and is ended by its
//! process id when the test is over.

mod certificate;
pub mod clock;
mod cluster;
mod directory;
mod monitor;
mod sentinel;

use std::{
    fs,
    process::{Child, Command, Stdio},
    sync::Arc,
    thread::sleep,
    time::{Duration, Instant},
};

pub use certificate::Certificate;
pub use cluster::Cluster;
use directory::Directory;
pub use monitor::Monitor;
pub use sentinel::Sentinel;

use crate::ReservedPort;

/// A running `redis-server`.
pub struct Server {
    /// The port it listens on, for TLS when it was started so.
    pub port: u16,
    _reservation: ReservedPort,
    certificate: Option<Arc<Certificate>>,
    directory: Directory,
    process: Child,
}

impl Server {
    /// A server that answers.
    pub fn start() -> Self {
        Self::start_with("")
    }

    /// A server with these lines in its configuration.
    pub fn start_with(lines: &str) -> Self {
        Self::launch(lines, None, Directory::new())
    }

    /// A server whose clock is so many seconds off, and can be set.
    pub fn start_on_clock(lines: &str, offset: &str) -> Self {
        let directory = Directory::new();
        clock::set(&directory, offset);
        Self::launch(lines, None, directory)
    }

    /// A server that accepts only TLS, and the certificate it shows, in PEM form.
    pub fn start_with_tls() -> (Self, Vec<u8>) {
        let certificate = Arc::new(Certificate::generate());
        let pem = certificate.pem();
        (Self::start_certified("", &certificate), pem)
    }

    /// The same, where whoever connects has to show that certificate too.
    pub fn start_with_tls_for_clients() -> (Self, Arc<Certificate>) {
        let certificate = Arc::new(Certificate::generate());
        let server = Self::start_certified("tls-auth-clients yes", &certificate);
        (server, certificate)
    }

    fn start_certified(lines: &str, certificate: &Arc<Certificate>) -> Self {
        Self::launch(lines, Some(certificate.clone()), Directory::new())
    }

    /// Sets the clock of a server that was started on one.
    pub fn set_clock(&self, offset: &str) {
        clock::set(&self.directory, offset);
    }

    /// The address of this server for a client that needs no password.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// A path in the directory in which this server runs.
    pub fn path(&self, name: &str) -> String {
        self.directory.path(name)
    }

    /// The output of `redis-cli` for a command, given in words.
    pub fn cli(&self, command: &str) -> String {
        self.cli_with(&words(command))
    }

    /// Waits until so many replicas have what was written here. One that is said to be
    /// online, by itself or by its master, gets nothing before it has asked for more.
    pub fn wait_for_replicas(&self, count: usize) {
        let replication = || self.cli("info replication");
        wait_for("the replicas", || {
            replication().matches("state=online").count() == count
        });
        // A write that needs no key.
        self.cli("function flush");
        wait_for("the replicas to follow", || {
            let told = replication();
            let mut lines = told.lines();
            let offset = lines.find_map(|line| line.strip_prefix("master_repl_offset:"));
            let offset = offset.map_or("none", str::trim);
            let follows = format!("state=online,offset={offset},");
            told.matches(&follows).count() == count
        });
    }

    /// Asserts that something is in this server, and nothing that lives for ever.
    pub fn assert_everything_ends(&self) {
        assert_ne!(self.cli("dbsize"), "0", "no key to look at");
        let immortal = "for _, key in ipairs(redis.call('KEYS', '*')) do
            if redis.call('PTTL', key) == -1 then return key end end return 'none'";
        assert_eq!(
            self.cli_with(&["eval", immortal, "0"]),
            "none",
            "a key without an end"
        );
    }

    /// Ends the process at once, as a crash would.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Starts it again on the same port, empty.
    pub fn start_again(&mut self) {
        self.process = spawn(&self.directory);
        self.wait_until_ready();
    }

    /// Stops the process in its tracks: its port stays open, nothing answers.
    pub fn freeze(&self) {
        run(Command::new("kill").args(["-STOP", &self.process.id().to_string()]));
    }

    /// Lets it go on.
    pub fn thaw(&self) {
        run(Command::new("kill").args(["-CONT", &self.process.id().to_string()]));
    }

    /// Lets no file of the server's grow, as a full disk would.
    pub fn fill_the_disk(&self) {
        self.limit_files("0:unlimited");
    }

    /// Lets them grow again.
    pub fn free_the_disk(&self) {
        self.limit_files("unlimited");
    }

    fn limit_files(&self, size: &str) {
        let id = self.process.id().to_string();
        run(Command::new("prlimit").args(["--pid", &id, &format!("--fsize={size}")]));
    }

    fn launch(lines: &str, certificate: Option<Arc<Certificate>>, directory: Directory) -> Self {
        let reservation = ReservedPort::draw();
        let port = reservation.port;
        let listens = match &certificate {
            Some(certificate) => certificate.lines(port),
            None => format!("port {port}\n"),
        };
        // A Sentinel has nothing to save, and refuses the line.
        let saves = if lines.contains(WATCHES) {
            ""
        } else {
            "save \"\"\n"
        };
        let common = format!("bind 127.0.0.1\ndir {}\n", directory.path(""));
        let all = [&common, &listens, saves, lines].concat();
        fs::write(directory.path(CONFIGURATION), all).unwrap();
        let process = spawn(&directory);
        let server = Self {
            port,
            _reservation: reservation,
            certificate,
            directory,
            process,
        };
        server.wait_until_ready();
        server
    }

    /// Any answer will do, an error too.
    fn wait_until_ready(&self) {
        wait_for("redis-server to answer", || !self.cli("ping").is_empty());
    }

    /// The output of `redis-cli` for many commands, a line each, as the bytes that they are.
    pub fn cli_all(&self, commands: &str) -> Vec<u8> {
        let file = self.path("commands");
        fs::write(&file, commands).unwrap();
        let mut cli = self.client();
        let output = cli.stdin(fs::File::open(file).unwrap()).output();
        output
            .unwrap_or_else(|error| missing("redis-cli", &error))
            .stdout
    }

    /// The same as [`cli`](Self::cli), where a word may hold spaces.
    pub fn cli_with(&self, command: &[&str]) -> String {
        run(self.client().args(command))
    }

    fn client(&self) -> Command {
        let mut cli = Command::new("redis-cli");
        cli.args(["-h", "127.0.0.1", "-p", &self.port.to_string()]);
        if let Some(certificate) = &self.certificate {
            cli.args(["--tls", "--cacert", &certificate.path()]);
            cli.args([
                "--cert",
                &certificate.path(),
                "--key",
                &certificate.key_path(),
            ]);
        }
        cli
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

const CONFIGURATION: &str = "redis.conf";

/// The arguments that make a server a Sentinel.
const WATCHES: &str = "sentinel monitor";

/// A configuration that watches others makes the server a Sentinel.
fn spawn(directory: &Directory) -> Child {
    let file = directory.path(CONFIGURATION);
    // A file that may not grow is an error of the write then, as on a full disk, and no signal.
    let mut command = Command::new("env");
    command.args(["--ignore-signal=XFSZ", "redis-server", &file]);
    command.stdout(Stdio::null());
    if fs::read_to_string(&file).unwrap().contains(WATCHES) {
        command.arg("--sentinel");
    }
    clock::put_on(directory, &mut command);
    command
        .spawn()
        .unwrap_or_else(|error| missing("redis-server", &error))
}

/// Runs a program to its end; what it printed.
fn run(command: &mut Command) -> String {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command
        .output()
        .unwrap_or_else(|error| missing(&name, &error));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn missing(program: &str, error: &std::io::Error) -> ! {
    panic!("this test needs {program} in the PATH (Debian: redis-server, openssl): {error}")
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

/// Waits until something is there, a minute at most.
pub fn wait_for(what: &str, mut is_there: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_there() {
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "waited in vain for {what}"
        );
        sleep(Duration::from_millis(20));
    }
}
