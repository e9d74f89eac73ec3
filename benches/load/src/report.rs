//! What a run found: the table, the JSON, and whether the targets hold.

use std::fmt::Write;

use serde::Serialize;
use serde_json::{Value, json};

use crate::bare::Shape;
use crate::series::Finding;
use crate::sizes::Size;

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
    /// Of 60 texts to one number at once through two processes, so many were sent.
    pub exact: usize,
}

/// How often each act asks Redis.
#[derive(Clone, Copy, Serialize)]
pub struct Shapes {
    pub page: Shape,
    pub send: Shape,
    pub verify: Shape,
    pub wrong: Shape,
}

/// Memory of our server in KiB, and what one flow that waits for its code holds in Redis.
#[derive(Default, Serialize)]
pub struct Memory {
    pub idle: u64,
    /// After so many flows, so much.
    pub after_flows: Vec<(usize, u64)>,
    /// At rest after all of them.
    pub after: u64,
    /// After 256 connections sent at once.
    pub crowded: u64,
    pub bytes_per_flow: f64,
    pub keys_per_flow: f64,
}

/// One promise.
#[derive(Serialize)]
struct Target {
    what: &'static str,
    measured: f64,
    bound: Bound,
}

#[derive(Serialize)]
enum Bound {
    AtLeast(f64),
    AtMost(f64),
}

/// How far a target may be missed before the run fails: machines and runs differ.
const TOLERANCE: f64 = 1.1;

impl Target {
    /// How much of the bound is kept to; below one it is missed.
    fn kept(&self) -> f64 {
        match self.bound {
            Bound::AtLeast(least) => self.measured / least,
            Bound::AtMost(most) => most / self.measured.max(1e-9),
        }
    }
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
        self.write_findings(text)?;
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

    fn write_findings(&self, text: &mut String) -> std::fmt::Result {
        writeln!(
            text,
            "| act | connections | server | requests/s | p50 ms | p99 ms | p99.9 ms | server CPU µs | Redis CPU µs | errors |\n\
             | --- | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
        )?;
        for found in &self.findings {
            let note = match found.note {
                "" => String::new(),
                note => format!(", {note}"),
            };
            writeln!(
                text,
                "| {}{note} | {} | {} | {:.0} | {:.2} | {:.2} | {:.2} | {:.0} | {:.0} | {} |",
                found.act,
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
        for found in &self.findings {
            if let Some(complaint) = &found.complaint {
                writeln!(text, "{} {}: {complaint}", found.server, found.act)?;
            }
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
        for (act, shape) in [
            ("page", page),
            ("send", send),
            ("verify", verify),
            ("wrong guess", wrong),
        ] {
            writeln!(text, "| {act} | {} | {} |", shape.commands, shape.flights)?;
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
            "memory: {} KiB idle, {} after all flows, {} after 256 connections at once; by flows: {:?}; peers: {:?}",
            memory.idle, memory.after, memory.crowded, memory.after_flows, self.peers
        )?;
        writeln!(
            text,
            "Redis: {:.0} bytes in {:.1} keys for a live flow whose client is its own",
            memory.bytes_per_flow, memory.keys_per_flow
        )?;
        writeln!(
            text,
            "60 texts to one number at once, through two processes: {} sent",
            self.exact
        )
    }

    fn targets(&self) -> Vec<Target> {
        let at_least = |what, measured, least| Target {
            what,
            measured,
            bound: Bound::AtLeast(least),
        };
        let at_most = |what, measured, most| Target {
            what,
            measured,
            bound: Bound::AtMost(most),
        };
        let rate = |server, act| self.rate(server, act);
        let verify = |than| rate("ringcode", "verify") / rate(than, "verify");
        let send = |than| rate("ringcode", "send") / rate(than, "send");
        let p99 = |server| {
            self.find(server, "verify")
                .map_or(f64::NAN, |found| found.p99)
        };
        let kib = |name: &str| self.size(name) / 1000.0;
        let ready = self.browser["interactive_ms"].as_f64().unwrap_or(f64::NAN);
        vec![
            at_least("verify against the bare route", verify("bare route"), 0.6),
            at_least("verify against the Node demo", verify("node demo"), 1.5),
            at_least("verify against better-auth", verify("better-auth"), 10.0),
            at_least(
                "verify against django-phone-verify",
                verify("django-phone-verify"),
                10.0,
            ),
            at_least("send against the bare route", send("bare route"), 0.5),
            at_least("send against better-auth", send("better-auth"), 10.0),
            at_least(
                "send against django-phone-verify",
                send("django-phone-verify"),
                10.0,
            ),
            at_least(
                "page against the Node demo's",
                rate("ringcode", "page") / rate("node demo", "page"),
                2.0,
            ),
            at_most(
                "verify p99 against the bare route's",
                p99("ringcode") / p99("bare route"),
                1.5,
            ),
            at_most(
                "server memory after many flows, MB",
                self.memory.after as f64 * 1024.0 / 1e6,
                30.0,
            ),
            at_most(
                "Redis bytes of a live flow",
                self.memory.bytes_per_flow,
                1024.0,
            ),
            at_most("WASM + JS, brotli, kB", kib("WASM + JS"), 65.0),
            at_most("first page, brotli, kB", kib("first page"), 100.0),
            at_most("interactive on the slow profile, ms", ready, 2500.0),
            at_least(
                "texts to one number through two processes",
                self.exact as f64,
                3.0,
            ),
            at_most("no more than one number may get", self.exact as f64, 3.0),
        ]
    }

    fn find(&self, server: &str, act: &str) -> Option<&Finding> {
        let mut found = self.findings.iter();
        found.find(|found| {
            (found.server, found.act, found.connections, found.note) == (server, act, 16, "")
        })
    }

    fn rate(&self, server: &str, act: &str) -> f64 {
        self.find(server, act).map_or(f64::NAN, |found| found.rate)
    }

    fn size(&self, name: &str) -> f64 {
        let found = self.sizes.iter().find(|size| size.name == name);
        found.map_or(f64::NAN, |size| size.brotli as f64)
    }
}
