//! Reads the log from the store.

use std::collections::BTreeSet;
use std::time::Duration;

use thiserror::Error;

use super::records::{ChunkRecord, InstanceLog, LIFE, LogHourRecord};
use crate::domain::{DAY, HOUR, Timestamp};
use crate::rate_limit::decision::LimiterEvent;
use crate::repository::{Repository, RepositoryError};
use crate::rfc3339;

/// The time before a rehearsal that is replayed as well, so that buckets of a day are known.
pub const WARM_UP: Duration = DAY.saturating_add(HOUR);

/// The longest pause between two writes of an instance that is there, and a little more.
const LONGEST_PAUSE: Duration = Duration::from_secs(2 * 60);

/// Events of a time, and what is known to be missing among them.
#[derive(Clone, Debug)]
pub struct LogExtract {
    /// The events, each with the instance that took it down.
    pub events: Vec<(u64, LimiterEvent)>,
    /// The beginning of the time that is asked about.
    pub since: Timestamp,
    /// The time of reading.
    pub until: Timestamp,
    /// The beginning of the log, as far as it was read: buckets are empty then.
    pub begins: Timestamp,
    /// The number of instances.
    pub instances: usize,
    /// Events that were not kept.
    pub missing: u64,
    /// Chunks that are listed, and are not there or cannot be read.
    pub lost_chunks: u32,
    /// Times in which nobody took anything down.
    pub gaps: Vec<(Timestamp, Timestamp)>,
    /// Bytes of the log, before encryption.
    pub bytes: u64,
}

/// The reason why there is nothing to rehearse with.
#[derive(Debug, Error)]
pub enum LoadError {
    /// The store failed.
    #[error(transparent)]
    Repository(#[from] RepositoryError),
    /// The store holds records of another secret.
    #[error(
        "store.secret (RINGCODE_SECRET): another one than that of the servers: their log cannot \
         be read with it"
    )]
    OtherSecret,
    /// The log goes back no further than its records live.
    #[error("the log goes back 8 days at most")]
    TooLongAgo,
    /// There is no log.
    #[error(
        "no decision is in the log since {0}: set limits.decision_log (RINGCODE_DECISION_LOG) on \
         every server, and come back later"
    )]
    Empty(String),
}

/// Reads the log: from `since`, which is computed from the store's time, and from [`WARM_UP`]
/// before it.
///
/// # Errors
/// [`LoadError`] when the store fails, holds another secret's records or no decisions.
pub async fn load(
    records: &Repository,
    since: impl FnOnce(Timestamp) -> Timestamp,
) -> Result<LogExtract, LoadError> {
    let is_foreign = records.has_foreign_marker().await;
    if is_foreign.map_err(RepositoryError::from)? {
        return Err(LoadError::OtherSecret);
    }
    let epoch = LogHourRecord::identity(Timestamp::EPOCH);
    let now = records.find::<LogHourRecord>(&epoch).await?.now();
    let since = since(now);
    if now.since(since) > LIFE {
        return Err(LoadError::TooLongAgo);
    }
    let first = since - WARM_UP.min(LIFE.saturating_sub(now.since(since)));
    let mut log = LogExtract {
        events: Vec::new(),
        since,
        until: now,
        begins: now,
        instances: 0,
        missing: 0,
        lost_chunks: 0,
        gaps: Vec::new(),
        bytes: 0,
    };
    let mut parts = Vec::new();
    let mut hour = first.round_down(HOUR);
    while hour <= now {
        let identity = LogHourRecord::identity(hour);
        let list = records.find::<LogHourRecord>(&identity).await?.record;
        for part in list.into_iter().flat_map(|list| list.instances) {
            log.read(records, hour, &part).await?;
            parts.push(part);
        }
        hour += HOUR;
    }
    let instances: BTreeSet<_> = parts.iter().map(|part| part.instance).collect();
    log.instances = instances.len();
    let covered: Vec<_> = parts.iter().map(|part| (part.from, part.until)).collect();
    log.begins = covered.iter().map(|(from, _)| *from).min().unwrap_or(now);
    log.gaps = gaps(covered, since, now);
    let is_asked_about = |(_, event): &(u64, LimiterEvent)| match event {
        LimiterEvent::Decided(decision) => decision.at / 1_000 >= since.as_millis(),
        _ => false,
    };
    match log.events.iter().any(is_asked_about) {
        true => Ok(log),
        false => Err(LoadError::Empty(rfc3339::text_in_seconds(since))),
    }
}

impl LogExtract {
    /// Reads what one instance wrote in one hour.
    async fn read(
        &mut self,
        records: &Repository,
        hour: Timestamp,
        part: &InstanceLog,
    ) -> Result<(), RepositoryError> {
        self.missing = self.missing.saturating_add(part.missing);
        self.bytes = self.bytes.saturating_add(part.bytes);
        for nth in 0..part.chunks {
            let identity = ChunkRecord::identity(hour, part.instance, nth);
            let chunk = records.find::<ChunkRecord>(&identity).await?.record;
            self.lost_chunks += u32::from(chunk.is_none());
            let events = chunk.iter().flat_map(ChunkRecord::events);
            self.events
                .extend(events.map(|event| (part.instance, event)));
        }
        Ok(())
    }
}

/// The times from `since` to `until` in which nobody took anything down.
fn gaps(
    mut covered: Vec<(Timestamp, Timestamp)>,
    since: Timestamp,
    until: Timestamp,
) -> Vec<(Timestamp, Timestamp)> {
    covered.sort_unstable();
    let (mut gaps, mut reached) = (Vec::new(), since);
    for (from, to) in covered.into_iter().chain([(until, until)]) {
        if from > reached.saturating_add(LONGEST_PAUSE) {
            gaps.push((reached, from));
        }
        reached = reached.max(to);
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_without_an_instance_is_a_gap() {
        let at = |minutes| Timestamp::EPOCH + Duration::from_mins(minutes);
        let gaps = |covered: &[(u64, u64)]| {
            let covered = covered.iter().map(|(from, to)| (at(*from), at(*to)));
            let gaps = gaps(covered.collect(), at(60), at(240));
            let minutes = |at: Timestamp| at.as_millis() / 60_000;
            let gaps = gaps
                .into_iter()
                .map(|(from, to)| (minutes(from), minutes(to)));
            gaps.collect::<Vec<_>>()
        };
        assert_eq!(gaps(&[(0, 119), (120, 179), (180, 239)]), []);
        assert_eq!(gaps(&[(120, 200), (0, 100)]), [(100, 120), (200, 240)]);
        assert_eq!(gaps(&[(70, 240), (100, 110)]), [(60, 70)]);
        assert_eq!(gaps(&[]), [(60, 240)]);
    }
}
