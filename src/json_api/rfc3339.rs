//! Times in answers: RFC 3339, in UTC, with milliseconds.

use serde::Serializer;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::domain::Timestamp;

/// The time as text; empty for one that has no year of four digits.
pub fn text(at: Timestamp) -> String {
    let nanos = i128::from(at.as_millis()).saturating_mul(1_000_000);
    let at = OffsetDateTime::from_unix_timestamp_nanos(nanos).ok();
    let text = at.and_then(|at| at.format(&Rfc3339).ok());
    text.unwrap_or_default()
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
    #[expect(clippy::ref_option, reason = "serde passes the field by reference")]
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
}
