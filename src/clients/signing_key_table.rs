//! The tables `[[signing_keys]]` of `clients.toml`.

use std::fs;
use std::time::Duration;

use toml::Value;
use toml::value::{Date, Datetime};

use crate::clients::table_reader::{TableContext, TableReader};
use crate::clients::{SigningKey, SigningKeys};
use crate::config::ConfigErrors;
use crate::domain::{DAY, Timestamp};

/// The name of the array of tables; no client can have it.
pub(super) const SIGNING_KEYS: &str = "signing_keys";

/// Reads all keys; those with a problem, which is noted, are left out.
pub(super) fn read_all(
    tables: &[Value],
    context: TableContext<'_>,
    errors: &mut ConfigErrors,
) -> SigningKeys {
    let mut keys: Vec<SigningKey> = Vec::new();
    for (index, value) in tables.iter().enumerate() {
        let Some(table) = value.as_table() else {
            errors.add(SIGNING_KEYS, "a table each: [[signing_keys]]");
            continue;
        };
        let name = format!("{SIGNING_KEYS}[{index}]");
        let mut reader = TableReader::new(&name, table, errors);
        let key = signing_key(&mut reader, context);
        if let Some(key) = key {
            if keys.iter().any(|other| other.kid() == key.kid()) {
                reader.error("file", "the same key is there twice");
            }
            keys.push(key);
        }
        reader.finish();
    }
    SigningKeys(keys)
}

/// Reads one key with its certificates and the day from which it signs.
fn signing_key(reader: &mut TableReader<'_>, context: TableContext<'_>) -> Option<SigningKey> {
    let read = |reader: &mut TableReader<'_>, key: &'static str| -> Option<Vec<u8>> {
        let path = context.path(reader.text(key)?);
        let bytes = fs::read(&path).map_err(|error| format!("{path} cannot be read: {error}"));
        bytes.map_err(|message| reader.error(key, message)).ok()
    };
    let has_file = reader.value("file").is_some();
    if !has_file {
        reader.error(
            "file",
            "needed: the path of a private key, as `ringcode key new` prints it",
        );
    }
    let pem = read(reader, "file");
    let certificates = read(reader, "certificate");
    let signs_from = reader.value("signs_from").map(|value| {
        let day = value.as_datetime().and_then(midnight);
        if day.is_none() {
            reader.error(
                "signs_from",
                "a day without quotes, such as 2026-12-31 (UTC)",
            );
        }
        day.unwrap_or_default()
    });
    let key = SigningKey::from_pem(&pem?)
        .map_err(|error| reader.error("file", error))
        .ok()?;
    let mut key = match certificates {
        None => key,
        Some(pem) => match key.with_certificates(&pem) {
            Some(key) => key,
            None => {
                reader.error("certificate", "no certificate in PEM");
                return None;
            }
        },
    };
    key.signs_from = signs_from.unwrap_or_default();
    Some(key)
}

/// The beginning of a day in UTC; `None` for a time of day, and before 1970.
fn midnight(day: &Datetime) -> Option<Timestamp> {
    let (Some(date), None, None) = (day.date, day.time, day.offset) else {
        return None;
    };
    let days = u32::try_from(days_since_epoch(date)).ok()?;
    let since = DAY.checked_mul(days).unwrap_or(Duration::MAX);
    Some(Timestamp::EPOCH.saturating_add(since))
}

/// Days from 1970-01-01 to a date of the Gregorian calendar, in years that begin in March.
fn days_since_epoch(Date { year, month, day }: Date) -> i64 {
    let (year, month, day) = (i64::from(year), i64::from(month), i64::from(day));
    let (year, month) = match month {
        1 | 2 => (year - 1, month + 9),
        _ => (year, month - 3),
    };
    let leap_days = year / 4 - year / 100 + year / 400;
    year * 365 + leap_days + (month * 153 + 2) / 5 + day - 1 - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_over_leap_years() {
        for (text, days) in [
            ("1970-01-01", 0),
            ("1970-03-01", 59),
            ("2000-02-29", 11_016),
            ("2000-03-01", 11_017),
            ("2026-11-30", 20_787),
            ("2100-03-01", 47_541),
        ] {
            let day: Datetime = text.parse().unwrap();
            let expected = Timestamp::from_millis(days * 86_400_000);
            assert_eq!(midnight(&day), Some(expected), "{text}");
        }
        for odd in [
            "1969-12-31",
            "2026-11-30T00:00:00Z",
            "2026-11-30T00:00:00",
            "12:00:00",
        ] {
            assert_eq!(midnight(&odd.parse().unwrap()), None, "{odd}");
        }
    }
}
