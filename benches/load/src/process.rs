//! A process that is measured: started, waited for, watched through `/proc`, ended.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::Done;

/// The time that anything may take to start.
const START: Duration = Duration::from_secs(30);

/// Ticks of `/proc/PID/stat` in a second, as Linux has it everywhere.
const TICKS: f64 = 100.0;

/// A running program and its children; ended when dropped.
pub struct Process {
    child: Child,
    began: Instant,
}

/// Waits until the port of a process answers.
pub fn free_port() -> Done<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?
        .local_addr()?
        .port())
}

impl Process {
    /// Starts `command`; what it prints goes to `log`.
    pub fn start(mut command: Command, log: &Path) -> Done<Self> {
        let log = File::options().create(true).append(true).open(log)?;
        command.stdin(Stdio::null());
        command.stdout(log.try_clone()?).stderr(log);
        let began = Instant::now();
        let child = command
            .spawn()
            .map_err(|error| format!("{command:?}: {error}"))?;
        Ok(Self { child, began })
    }

    /// Waits until the port accepts; the time since the start.
    pub async fn listens(&mut self, port: u16) -> Done<Duration> {
        while self.began.elapsed() < START {
            if tokio::net::TcpStream::connect(("127.0.0.1", port))
                .await
                .is_ok()
            {
                return Ok(self.began.elapsed());
            }
            if let Some(status) = self.child.try_wait()? {
                return Err(format!("a process ended before it listened: {status}").into());
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        Err("a process does not listen".into())
    }

    /// The time at which it was started.
    pub fn began(&self) -> Instant {
        self.began
    }

    /// Seconds of processor time so far, its children's included.
    pub fn cpu(&self) -> f64 {
        self.family().iter().map(|id| cpu_of(*id)).sum()
    }

    /// Resident memory in KiB, its children's included.
    pub fn memory(&self) -> u64 {
        self.family().iter().map(|id| memory_of(*id)).sum()
    }

    /// Tells it to stop, and waits until it has.
    pub fn stop(mut self) -> Done<()> {
        let id = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status()?;
        self.child.wait()?;
        Ok(())
    }

    fn family(&self) -> Vec<u32> {
        let id = self.child.id();
        let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children"));
        let children = children.unwrap_or_default();
        let children = children.split_whitespace().filter_map(|id| id.parse().ok());
        std::iter::once(id).chain(children).collect()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Children first: gunicorn's workers outlive a parent that is killed.
        for id in self.family().into_iter().skip(1) {
            _ = Command::new("kill").args(["-9", &id.to_string()]).status();
        }
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

fn cpu_of(id: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    // The name in brackets may hold spaces; the fields after it are numbers.
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks = fields.split_whitespace().skip(11).take(2);
    ticks
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum::<f64>()
        / TICKS
}

fn memory_of(id: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.unwrap_or_default()
}
