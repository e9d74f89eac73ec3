//! The program as it is shipped, in a process of its own.

use std::fs::{File, read_to_string, remove_file};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU16, Ordering::Relaxed};
use std::time::Duration;

use ringcode_test_support::{ReservedPort, until};

/// The log's words for a post that another site made a browser send.
const REFUSED: &str = "same origin";

/// A store on a busy machine may take its time.
const PATIENCE: (&str, &str) = ("RINGCODE_STORE_ANSWER_TIMEOUT", "10000");

/// A running server, its state and its Plivo in the process.
pub struct Process {
    pub url: String,
    child: Child,
    log: PathBuf,
    _reservation: ReservedPort,
}

impl Process {
    /// Starts one and waits until it answers.
    pub async fn start(environment: &[(&str, &str)]) -> Self {
        Self::start_with(environment, |log| File::create(log).unwrap().into()).await
    }

    /// Starts one in a shell that has carried out `first`.
    pub async fn start_under(first: &str, environment: &[(&str, &str)]) -> Self {
        let mut shell = Command::new("sh");
        let program = env!("CARGO_BIN_EXE_ringcode");
        shell.args(["-c", &format!("{first} && exec {program}")]);
        let log_to = |log: &PathBuf| File::create(log).unwrap().into();
        Self::start_as(shell, environment, log_to).await
    }

    /// Starts one whose log goes into a pipe that nobody reads.
    pub async fn start_unread(environment: &[(&str, &str)]) -> Self {
        Self::start_with(environment, |_| Stdio::piped()).await
    }

    async fn start_with(
        environment: &[(&str, &str)],
        log_to: impl FnOnce(&PathBuf) -> Stdio,
    ) -> Self {
        Self::start_as(program(), environment, log_to).await
    }

    async fn start_as(
        mut program: Command,
        environment: &[(&str, &str)],
        log_to: impl FnOnce(&PathBuf) -> Stdio,
    ) -> Self {
        let reservation = ReservedPort::draw();
        let address = reservation.address();
        let log = std::env::temp_dir().join(format!("ringcode-{}", address.replace(':', "-")));
        let child = program
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .env("LEPTOS_SITE_ADDR", &address)
            .envs([PATIENCE])
            .envs(environment.iter().copied())
            .stderr(log_to(&log))
            .spawn()
            .unwrap();
        let url = format!("http://{address}");
        let (http, alive) = (client(), format!("{url}/livez"));
        until(async || http.get(&alive).send().await.ok().map(drop)).await;
        Self {
            url,
            child,
            log,
            _reservation: reservation,
        }
    }

    /// The process's id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends SIGTERM.
    pub fn is_told_to_stop(&self) {
        self.is_sent("TERM");
    }

    /// Sends a signal.
    pub fn is_sent(&self, signal: &str) {
        send(signal, self.child.id());
    }

    /// Waits for its end, and returns its status.
    pub async fn end(&mut self) -> ExitStatus {
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The log as it is now.
    pub fn log_now(&self) -> String {
        read_to_string(&self.log).unwrap()
    }

    /// The log up to this call.
    ///
    /// Lines are written in order, but after the answers: a request of our own leaves one, and once
    /// that is there, so is everything before it. It is not part of the result. It comes from an
    /// address of its own, since of repeated denials of one client only the first is logged.
    pub async fn log(&self) -> String {
        let lines = self.log_now().lines().count();
        static COUNT: AtomicU16 = AtomicU16::new(0);
        let [high, low] = COUNT.fetch_add(1, Relaxed).to_be_bytes();
        let stranger = reqwest::Client::builder()
            .no_proxy()
            .local_address(IpAddr::from([127, 77, high, low]));
        let refused = stranger.build().unwrap();
        let refused = refused
            .post(format!("{}/api/call_me", self.url))
            .header("sec-fetch-site", "cross-site");
        if refused.send().await.is_err() {
            // It has ended, and has written down all.
            return self.log_now();
        }
        until(async || {
            let log = self.log_now();
            let later = log.lines().skip(lines);
            let own = later.filter(|line| line.contains(REFUSED)).last()?;
            Some(log[..log.rfind(own)?].to_owned())
        })
        .await
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
        _ = remove_file(&self.log);
    }
}

/// Sends a signal to a process.
pub fn send(signal: &str, id: u32) {
    let mut kill = Command::new("kill");
    let sent = kill.args([&format!("-{signal}"), &id.to_string()]).status();
    assert!(sent.unwrap().success());
}

/// Starts the program where it cannot serve: whether it failed, and its output.
pub fn fails(words: &[&str], environment: &[(&str, &str)]) -> (bool, String) {
    fails_from(
        Path::new(env!("CARGO_BIN_EXE_ringcode")),
        Path::new("."),
        words,
        environment,
    )
}

/// The same for a copy of the program, in another working directory.
pub fn fails_from(
    program: &Path,
    folder: &Path,
    words: &[&str],
    environment: &[(&str, &str)],
) -> (bool, String) {
    let mut program = Command::new(program);
    let done = program
        .stdin(Stdio::null())
        .current_dir(folder)
        .args(words)
        .envs([PATIENCE])
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    let said = [done.stdout, done.stderr].concat();
    (!done.status.success(), String::from_utf8(said).unwrap())
}

/// A browser as far as headers go.
pub fn client() -> reqwest::Client {
    // An error only says that a provider is installed already.
    drop(rustls::crypto::ring::default_provider().install_default());
    let headers = [(
        "sec-fetch-site".parse().unwrap(),
        "same-origin".parse().unwrap(),
    )];
    let redirects = reqwest::redirect::Policy::none();
    let client = reqwest::Client::builder().no_proxy().redirect(redirects);
    client
        .default_headers(headers.into_iter().collect())
        .build()
        .unwrap()
}

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_ringcode"))
}
