//! Everything that a server is asked.

use std::{
    fs::{self, File},
    process::{Child, Command, Stdio},
};

use super::{Server, wait_for};

/// A `redis-cli monitor` on a server, from its start on.
pub struct Monitor<'a> {
    server: &'a Server,
    child: Child,
    file: String,
}

impl Server {
    /// Starts to write down every command.
    pub fn monitor(&self) -> Monitor<'_> {
        let file = self.path("monitor");
        let child = Command::new("redis-cli")
            .args(["-p", &self.port.to_string(), "monitor"])
            .stdout(File::create(&file).unwrap())
            .stderr(Stdio::null())
            .spawn();
        let monitor = Monitor {
            server: self,
            child: child.unwrap(),
            file,
        };
        wait_for("the monitor", || !monitor.read().is_empty());
        monitor
    }
}

impl Monitor<'_> {
    /// The commands so far, a line each, as `redis-cli` writes them.
    pub fn commands(&self) -> Vec<String> {
        // Lines come in order: once our own is there, so is everything before it.
        let marker = format!("end-{}", self.read().len());
        self.server.cli(&format!("echo {marker}"));
        wait_for("the commands", || self.read().contains(&marker));
        self.read().lines().map(str::to_owned).collect()
    }

    fn read(&self) -> String {
        let bytes = fs::read(&self.file).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Drop for Monitor<'_> {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}
