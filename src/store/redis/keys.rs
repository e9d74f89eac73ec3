//! The names of our keys in Redis. All begin with `ringcode:`.

/// The key that identifies the data set: it holds random bytes that [`HealthMonitor`] compares.
///
/// [`HealthMonitor`]: super::health::HealthMonitor
pub(super) const DATA_SET: &str = "ringcode:mark";

/// The key of a record.
pub(super) fn record(key: &str) -> String {
    format!("ringcode:record:{key}")
}

/// The key of the hash with all buckets of a subject.
pub(super) fn buckets(subject: &str) -> String {
    format!("ringcode:buckets:{subject}")
}
