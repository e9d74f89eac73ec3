//! The findings of a run: the table, the JSON, and whether the targets hold.

mod targets;
pub mod tokens;

use std::fmt::Write;

use serde::Serialize;
use serde_json::{Value, json};

use crate::baseline::Shape;
use crate::series::Finding;
use crate::sizes::Size;
use targets::{Bound, TOLERANCE, Target};

/// Everything a run found.
#[derive(Serialize)]
pub struct Report {
    pub findings: Vec<Finding>,
    pub shapes: Shapes,
    /// Milliseconds from the start of the process to its first page.
    pub cold_start: f64,
    pub memory: Memory,
    /// The peers' memory in KiB at the end of the run.
    pub peers: [(&'static str, u64); 3],
    pub sizes: Vec<Size>,
    pub browser: Value,
    /// The number sent of 60 texts to one number at once through two processes.
    pub exact: usize,
}

/// The commands to Redis of each action.
#[derive(Clone, Copy, Serialize)]
pub struct Shapes {
    pub page: Shape,
    pub send: Shape,
    pub verify: Shape,
    pub wrong: Shape,
}

/// Memory of our server in KiB, and what one verification that waits for its code holds in Redis.
#[derive(Default, Serialize)]
pub struct Memory {
    pub idle: u64,
    /// Numbers of verifications, and the memory after each.
    pub after_verifications: Vec<(usize, u64)>,
    /// The memory at rest after all of them.
    pub after: u64,
    /// The memory after 256 connections sent at once.
    pub crowded: u64,
    pub bytes_per_verification: f64,
    pub keys_per_verification: f64,
}

impl Report {
    /// Whether every target is kept, or missed by little.
    pub fn holds(&self) -> bool {
        let errors: usize = self.findings.iter().map(|found| found.errors).sum();
        errors == 0
            && self
                .targets()
                .iter()
                .all(|target| target.kept() * TOLERANCE >= 1.0)
    }

    /// All of it, with the targets.
    pub fn json(&self) -> Value {
        json!({ "found": self, "targets": self.targets() })
    }

    /// The table that is printed.
    pub fn table(&self) -> String {
        let mut text = String::new();
        _ = self.write(&mut text);
        text
    }

    fn write(&self, text: &mut String) -> std::fmt::Result {
        write_findings(&self.findings, text)?;
        self.write_redis(text)?;
        self.write_memory(text)?;
        writeln!(
            text,
            "\n| bytes | raw | gzip | brotli |\n| --- | ---: | ---: | ---: |"
        )?;
        for size in &self.sizes {
            let Size {
                name,
                raw,
                gzip,
                brotli,
            } = size;
            writeln!(text, "| {name} | {raw} | {gzip} | {brotli} |")?;
        }
        writeln!(
            text,
            "\nbrowser, 4x slower, 1.6 Mbit/s, 150 ms: {}",
            self.browser
        )?;
        writeln!(
            text,
            "\n| target | measured | bound | |\n| --- | ---: | ---: | --- |"
        )?;
        for target in self.targets() {
            let bound = match target.bound {
                Bound::AtLeast(least) => format!("≥ {least}"),
                Bound::AtMost(most) => format!("≤ {most}"),
            };
            let kept = if target.kept() >= 1.0 {
                "kept"
            } else {
                "missed"
            };
            let Target { what, measured, .. } = target;
            writeln!(text, "| {what} | {measured:.2} | {bound} | {kept} |")?;
        }
        Ok(())
    }

    fn write_redis(&self, text: &mut String) -> std::fmt::Result {
        writeln!(
            text,
            "\n| Redis | commands | waits |\n| --- | ---: | ---: |"
        )?;
        let Shapes {
            page,
            send,
            verify,
            wrong,
        } = self.shapes;
        for (action, shape) in [
            ("page", page),
            ("send", send),
            ("verify", verify),
            ("wrong guess", wrong),
        ] {
            writeln!(
                text,
                "| {action} | {} | {} |",
                shape.commands, shape.flights
            )?;
        }
        Ok(())
    }

    fn write_memory(&self, text: &mut String) -> std::fmt::Result {
        let memory = &self.memory;
        writeln!(
            text,
            "\ncold start to first page: {:.0} ms",
            self.cold_start
        )?;
        writeln!(
            text,
            "memory: {} KiB idle, {} after all verifications, {} after 256 connections at once; by verifications: {:?}; peers: {:?}",
            memory.idle, memory.after, memory.crowded, memory.after_verifications, self.peers
        )?;
        writeln!(
            text,
            "Redis: {:.0} bytes in {:.1} keys for a live verification whose client is its own",
            memory.bytes_per_verification, memory.keys_per_verification
        )?;
        writeln!(
            text,
            "60 texts to one number at once, through two processes: {} sent",
            self.exact
        )
    }
}

/// Writes the table of what was measured, and the first error of each row.
pub fn write_findings(findings: &[Finding], text: &mut String) -> std::fmt::Result {
    writeln!(
        text,
        "| action | connections | server | requests/s | p50 ms | p99 ms | p99.9 ms | server CPU µs | Redis CPU µs | errors |\n\
         | --- | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    )?;
    for found in findings {
        let note = match found.note {
            "" => String::new(),
            note => format!(", {note}"),
        };
        writeln!(
            text,
            "| {}{note} | {} | {} | {:.0} | {:.2} | {:.2} | {:.2} | {:.0} | {:.0} | {} |",
            found.action,
            found.connections,
            found.server,
            found.rate,
            found.p50,
            found.p99,
            found.p999,
            found.server_cpu,
            found.redis_cpu,
            found.errors
        )?;
    }
    for found in findings {
        if let Some(complaint) = &found.complaint {
            writeln!(text, "{} {}: {complaint}", found.server, found.action)?;
        }
    }
    Ok(())
}
