//! Times in answers to host applications: RFC 3339, in UTC.

use std::time::Duration;

use serde::Serializer;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::domain::Timestamp;

/// The time as text, with its milliseconds; empty for one that has no year of four digits.
pub fn text(at: Timestamp) -> String {
    let nanos = i128::from(at.as_millis()).saturating_mul(1_000_000);
    let at = OffsetDateTime::from_unix_timestamp_nanos(nanos).ok();
    let text = at.and_then(|at| at.format(&Rfc3339).ok());
    text.unwrap_or_default()
}

/// The same in whole seconds, such as `2026-11-30T13:05:00Z`.
pub fn text_in_seconds(at: Timestamp) -> String {
    text(at.round_down(Duration::from_secs(1)))
}

/// Serializes a time.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&text(*at))
}

/// The same for a time that may be missing.
pub mod option {
    use super::{Serializer, Timestamp, text};

    /// Serializes a time, or null.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(
        at: &Option<Timestamp>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match at {
            Some(at) => serializer.serialize_some(&text(*at)),
            None => serializer.serialize_none(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_as_rfc_3339_in_utc() {
        for (millis, written) in [
            (0, "1970-01-01T00:00:00Z"),
            (1_800_000_000_000, "2027-01-15T08:00:00Z"),
            (1_800_000_000_250, "2027-01-15T08:00:00.25Z"),
            (u64::MAX, ""),
        ] {
            assert_eq!(text(Timestamp::from_millis(millis)), written);
        }
    }

    #[test]
    fn a_time_is_told_in_utc() {
        for (seconds, told) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (951_868_800, "2000-03-01T00:00:00Z"),
            (1_735_689_599, "2024-12-31T23:59:59Z"),
            (1_735_689_600, "2025-01-01T00:00:00Z"),
            (1_796_043_900, "2026-11-30T13:05:00Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ] {
            let time = Timestamp::EPOCH + Duration::from_secs(seconds);
            assert_eq!(text_in_seconds(time + Duration::from_millis(999)), told);
        }
    }
}
