//! The facts that a server tells about itself by `INFO`, for an operator who wants to know whether
//! it is set up well.

use std::time::Duration;

/// The facts about one server: the one that a single server or Sentinel leads to, or one node of a
/// Cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerReport {
    /// `redis_version`, which Valkey has as well: the version of Redis that it is compatible with.
    pub version: String,
    /// `valkey_version`; `None` for Redis.
    pub valkey_version: Option<String>,
    /// Whether every write is logged to disk (`appendonly`).
    pub appends: bool,
    /// Whether the last snapshot or the last write to the log failed.
    pub saving_failed: bool,
    /// Bytes of memory in use.
    pub used_memory: u64,
    /// `maxmemory` in bytes; 0 for no limit.
    pub max_memory: u64,
    /// Replicas that are connected.
    pub replicas: u32,
    /// Whether `min-replicas-to-write` is set.
    pub requires_replicas: bool,
    /// Difference between its clock and this machine's.
    pub skew: Duration,
}

impl ServerReport {
    /// Reads the reply to `INFO`. A field that is not there counts as 0 or as off.
    pub(super) fn parse(info: &str, skew: Duration) -> Self {
        let field = |name: &str| {
            let mut pairs = info.lines().filter_map(|line| line.split_once(':'));
            pairs
                .find(|(found, _)| *found == name)
                .map(|(_, value)| value.trim())
        };
        let number = |name| {
            field(name)
                .and_then(|value| value.parse().ok())
                .unwrap_or(0)
        };
        let failed = |name| field(name).is_some_and(|status| status != "ok");
        Self {
            version: field("redis_version").unwrap_or_default().to_owned(),
            valkey_version: field("valkey_version").map(str::to_owned),
            appends: field("aof_enabled") == Some("1"),
            saving_failed: failed("rdb_last_bgsave_status") || failed("aof_last_write_status"),
            used_memory: number("used_memory"),
            max_memory: number("maxmemory"),
            replicas: u32::try_from(number("connected_slaves")).unwrap_or(u32::MAX),
            requires_replicas: field("min_slaves_good_slaves").is_some(),
            skew,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_of_valkey_are_read() {
        let info = "# Server\r\nredis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.1.3\r\n\
                    used_memory:2048\r\nmaxmemory:4096\r\naof_enabled:1\r\naof_last_write_status:err\r\n\
                    rdb_last_bgsave_status:ok\r\nconnected_slaves:2\r\nmin_slaves_good_slaves:2\r\n";
        let skew = Duration::from_secs(1);
        let report = ServerReport {
            version: "7.2.4".to_owned(),
            valkey_version: Some("8.1.3".to_owned()),
            appends: true,
            saving_failed: true,
            used_memory: 2048,
            max_memory: 4096,
            replicas: 2,
            requires_replicas: true,
            skew,
        };
        assert_eq!(ServerReport::parse(info, skew), report);
        assert_eq!(
            ServerReport::parse("", Duration::ZERO),
            ServerReport::default()
        );
    }
}
