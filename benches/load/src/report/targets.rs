//! The targets that a run has to meet.

use serde::Serialize;

use super::{Report, tokens};
use crate::series::Finding;

/// One promise.
#[derive(Serialize)]
pub(super) struct Target {
    pub what: &'static str,
    pub measured: f64,
    pub bound: Bound,
}

#[derive(Serialize)]
pub(super) enum Bound {
    AtLeast(f64),
    AtMost(f64),
}

/// The factor by which a target may be missed before the run fails: machines and runs differ.
pub(super) const TOLERANCE: f64 = 1.1;

impl Target {
    /// The result as a multiple of the bound; below one it is missed.
    pub fn kept(&self) -> f64 {
        match self.bound {
            Bound::AtLeast(least) => self.measured / least,
            // Of none, none is all of it.
            Bound::AtMost(most) => most.max(1e-9) / self.measured.max(1e-9),
        }
    }
}

impl Report {
    pub(super) fn targets(&self) -> Vec<Target> {
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
        let rate = |server, action| self.rate(server, action);
        let verify = |than| rate("ringcode", "verify") / rate(than, "verify");
        let send = |than| rate("ringcode", "send") / rate(than, "send");
        let p99 = |server| {
            self.find(server, "verify")
                .map_or(f64::NAN, |found| found.p99)
        };
        let kib = |name: &str| self.size(name) / 1000.0;
        let seen = |name: &str| self.browser[name].as_f64().unwrap_or(f64::NAN);
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
                "token of ES256 against a verification, processor time",
                tokens::share(&self.findings, "ES256"),
                0.1,
            ),
            at_most(
                "server memory after many verifications, MB",
                self.memory.after as f64 * 1024.0 / 1e6,
                30.0,
            ),
            at_most(
                "Redis bytes of a live verification",
                self.memory.bytes_per_verification,
                1024.0,
            ),
            at_most("WASM + JS, brotli, kB", kib("WASM + JS"), 65.0),
            at_most("first page, brotli, kB", kib("first page"), 100.0),
            at_most(
                "interactive on the slow profile, ms",
                seen("interactive_ms"),
                2500.0,
            ),
            at_most(
                "interaction to next paint, 4x slower, ms",
                seen("inp_ms"),
                50.0,
            ),
            at_most("cumulative layout shift", seen("cls"), 0.0),
            at_least(
                "texts to one number through two processes",
                self.exact as f64,
                3.0,
            ),
            at_most("no more than one number may get", self.exact as f64, 3.0),
        ]
    }

    fn find(&self, server: &str, action: &str) -> Option<&Finding> {
        let mut found = self.findings.iter();
        found.find(|found| {
            (found.server, found.action, found.connections, found.note) == (server, action, 16, "")
        })
    }

    fn rate(&self, server: &str, action: &str) -> f64 {
        self.find(server, action)
            .map_or(f64::NAN, |found| found.rate)
    }

    fn size(&self, name: &str) -> f64 {
        let found = self.sizes.iter().find(|size| size.name == name);
        found.map_or(f64::NAN, |size| size.brotli as f64)
    }
}
