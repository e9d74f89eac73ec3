//! Judges what the store answers and what it tells about itself. Pure: the next check is one
//! function, and its line in [`CHECKS`].

use std::time::Duration;

use crate::cli::doctor::Finding;
use crate::store::StoreError;
use crate::store::redis::ServerReport;

/// The facts about the store, and what the settings expect of it.
pub struct StoreFacts {
    /// The server's own report, from `INFO`.
    pub report: ServerReport,
    /// `store.replicas`.
    pub awaited_replicas: u32,
}

/// Every check of a store that answers, in the order in which they are told.
pub const CHECKS: [fn(&StoreFacts) -> Finding; 5] = [version, memory, persistence, replicas, clock];

/// The oldest version of Redis that runs the scripts.
const OLDEST_VERSION: u32 = 7;

/// Percentage of its memory above which a store is nearly full.
const NEARLY_FULL: u64 = 80;

/// The difference between two clocks that is ignored.
const TOLERATED_SKEW: Duration = Duration::from_secs(2);

/// Judges whether the store answers and does all that serving asks of it.
pub fn access(answer: &Result<(), StoreError>) -> Finding {
    const NAME: &str = "store";
    let error = match answer {
        Ok(()) => return Finding::fine(NAME, "is there, can be read and written"),
        Err(error) => error,
    };
    let advice = match error.kind() {
        "UNAVAILABLE" => {
            "is Redis running, is REDIS_URL right, does it accept connections from this machine?"
        }
        "EVICTIONENABLED" => {
            "maxmemory-policy noeviction in redis.conf, and at once: CONFIG SET maxmemory-policy \
             noeviction"
        }
        "NOPERM" => "give the user all rights of docs/operate/redis.acl",
        "NOREPLICAS" => "connect as many replicas as store.replicas says, or lower it",
        "OOM" => "raise maxmemory: docs/operate/capacity.md says how much is needed",
        "READONLY" | "MASTERDOWN" => "REDIS_URL leads to a replica: name the master, or Sentinels",
        _ => "docs/operate/redis.md says what Redis has to be like",
    };
    Finding::wrong(NAME, error.to_string(), advice)
}

/// Judges that the server does not tell about itself.
pub fn silence(error: &StoreError) -> Finding {
    Finding::warning(
        "store's state",
        error.to_string(),
        "allow INFO, as docs/operate/redis.acl does: without it nothing below can be examined",
    )
}

fn version(facts: &StoreFacts) -> Finding {
    const NAME: &str = "version";
    let report = &facts.report;
    let told = match &report.valkey_version {
        Some(valkey) => format!("Valkey {valkey}"),
        None => format!("Redis {}", report.version),
    };
    let major = report.version.split('.').next().map(str::parse);
    match major {
        Some(Ok(major)) if u32::ge(&major, &OLDEST_VERSION) => Finding::fine(NAME, told),
        _ => Finding::wrong(NAME, told, "Redis 7 or newer, or Valkey"),
    }
}

fn memory(facts: &StoreFacts) -> Finding {
    const NAME: &str = "memory";
    const MEGABYTE: u64 = 1024 * 1024;
    let (used, most) = (facts.report.used_memory, facts.report.max_memory);
    let used_mb = used / MEGABYTE;
    if most == 0 {
        return Finding::warning(
            NAME,
            format!("{used_mb} MB in use, without a limit"),
            "maxmemory in redis.conf: else the system ends Redis when memory is short",
        );
    }
    let told = format!("{used_mb} MB in use of {} MB", most / MEGABYTE);
    match used.saturating_mul(100) / most {
        percent if percent >= NEARLY_FULL => Finding::warning(
            NAME,
            told,
            "raise maxmemory: a full store refuses every message (docs/operate/capacity.md)",
        ),
        _ => Finding::fine(NAME, told),
    }
}

fn persistence(facts: &StoreFacts) -> Finding {
    const NAME: &str = "persistence";
    let report = &facts.report;
    if report.saving_failed {
        return Finding::wrong(
            NAME,
            "the last write to disk failed",
            "look into Redis' log; most often its disk is full",
        );
    }
    match report.appends {
        true => Finding::fine(NAME, "every write is logged to disk"),
        false => Finding::warning(
            NAME,
            "appendonly is off: a restart of Redis forgets guesses, limits and spending",
            "appendonly yes in redis.conf, with appendfsync everysec",
        ),
    }
}

fn replicas(facts: &StoreFacts) -> Finding {
    const NAME: &str = "replicas";
    let (connected, awaited) = (facts.report.replicas, facts.awaited_replicas);
    let told = format!("{connected} connected, {awaited} awaited (store.replicas)");
    if connected < awaited {
        let advice = "connect more replicas, or lower RINGCODE_STORE_REPLICAS: as it is, nobody can \
                      be told that they are verified";
        return Finding::wrong(NAME, told, advice);
    }
    if connected > 0 && awaited == 0 {
        let advice = "RINGCODE_STORE_REPLICAS=1: else a failover can undo what a person was told";
        return Finding::warning(NAME, told, advice);
    }
    if awaited > 0 && !facts.report.requires_replicas {
        let advice = "min-replicas-to-write 1 in redis.conf: else a master that was cut off goes on \
                      accepting writes";
        return Finding::warning(NAME, format!("{told}, none required"), advice);
    }
    Finding::fine(NAME, told)
}

fn clock(facts: &StoreFacts) -> Finding {
    const NAME: &str = "clock";
    let skew = facts.report.skew;
    match skew > TOLERATED_SKEW {
        false => Finding::fine(NAME, "this machine's and the store's agree"),
        true => Finding::warning(
            NAME,
            format!(
                "this machine's and the store's differ by {} s",
                skew.as_secs()
            ),
            "synchronise both (chrony, systemd-timesyncd): certificates, ID tokens and logs need it",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::Severity::{self, Fine, Warning, Wrong};
    use crate::store::Outage;

    /// A store that nothing is wrong with.
    fn sound() -> StoreFacts {
        StoreFacts {
            report: ServerReport {
                version: "7.0.15".to_owned(),
                appends: true,
                used_memory: 100,
                max_memory: 1000,
                replicas: 1,
                requires_replicas: true,
                ..ServerReport::default()
            },
            awaited_replicas: 1,
        }
    }

    #[test]
    fn a_sound_store_asks_for_nothing() {
        for check in CHECKS {
            let finding = check(&sound());
            assert_eq!((finding.severity, finding.advice), (Fine, ""), "{finding}");
        }
    }

    /// A change to a sound store, and the one check that notices it.
    type WrongStore = (fn(&mut StoreFacts), &'static str, Severity, &'static str);

    #[test]
    fn each_error_is_found_by_its_check_alone() {
        let stores: [WrongStore; 11] = [
            (
                |f| f.report.version = "6.2.14".to_owned(),
                "version",
                Wrong,
                "Redis 6.2.14",
            ),
            (
                |f| f.report.version = String::new(),
                "version",
                Wrong,
                "Redis ",
            ),
            (
                |f| f.report.max_memory = 0,
                "memory",
                Warning,
                "without a limit",
            ),
            (
                |f| f.report.used_memory = 800,
                "memory",
                Warning,
                "0 MB in use of 0 MB",
            ),
            (
                |f| f.report.appends = false,
                "persistence",
                Warning,
                "appendonly is off",
            ),
            (
                |f| f.report.saving_failed = true,
                "persistence",
                Wrong,
                "failed",
            ),
            (
                |f| f.report.replicas = 0,
                "replicas",
                Wrong,
                "0 connected, 1 awaited",
            ),
            (
                |f| f.awaited_replicas = 0,
                "replicas",
                Warning,
                "1 connected, 0 awaited",
            ),
            (
                |f| f.report.requires_replicas = false,
                "replicas",
                Warning,
                "none required",
            ),
            (
                |f| f.report.skew = Duration::from_secs(3),
                "clock",
                Warning,
                "by 3 s",
            ),
            (
                |f| f.report.skew = Duration::from_secs(90),
                "clock",
                Warning,
                "by 90 s",
            ),
        ];
        for (spoil, name, severity, told) in stores {
            let mut facts = sound();
            spoil(&mut facts);
            let found = CHECKS.map(|check| check(&facts));
            let found: Vec<_> = found.iter().filter(|found| found.severity > Fine).collect();
            let [finding] = found[..] else {
                panic!("{name}: {found:?}")
            };
            assert_eq!((finding.name, finding.severity), (name, severity));
            assert!(finding.told.contains(told), "{finding}");
            assert_ne!(finding.advice, "", "{finding}");
        }
    }

    #[test]
    fn a_single_server_without_replicas_is_fine() {
        let mut facts = sound();
        (facts.report.replicas, facts.awaited_replicas) = (0, 0);
        facts.report.requires_replicas = false;
        assert_eq!(replicas(&facts).severity, Fine);
        let valkey = Some("8.1.3".to_owned());
        facts.report.valkey_version = valkey;
        assert_eq!(version(&facts).told, "Valkey 8.1.3");
    }

    #[test]
    fn each_error_of_the_store_has_its_advice() {
        for (error, advice) in [
            (StoreError::Unavailable(Outage::TooManyCalls), "REDIS_URL"),
            (
                StoreError::EvictionEnabled("allkeys-lru".to_owned()),
                "noeviction",
            ),
            (StoreError::Refused("NOPERM no".to_owned()), "redis.acl"),
            (
                StoreError::Refused("NOREPLICAS".to_owned()),
                "store.replicas",
            ),
            (StoreError::Refused("OOM".to_owned()), "maxmemory"),
            (StoreError::Refused("READONLY".to_owned()), "master"),
            (StoreError::Corrupt, "redis.md"),
        ] {
            let finding = access(&Err(error));
            assert!(finding.advice.contains(advice), "{finding}");
        }
    }
}
