//! Numbers, times and names as the operator reads them: in English and UTC.

use std::time::Duration;

use time::OffsetDateTime;

use crate::domain::{DAY, MINUTE, Timestamp};
use crate::i18n::Locale;
use crate::rate_limit::PARTS;

/// A count, with commas between thousands.
pub fn count(count: u64) -> String {
    let digits = count.to_string();
    let (head, tail) = digits.split_at(digits.len() % 3);
    let groups = tail.as_bytes().chunks(3).map(String::from_utf8_lossy);
    let parts = Some(head.into()).filter(|head: &std::borrow::Cow<'_, str>| !head.is_empty());
    parts
        .into_iter()
        .chain(groups)
        .collect::<Vec<_>>()
        .join(",")
}

/// A share in whole percent; a dash where there is nothing to have a share of.
pub fn percent(part: u64, whole: u64) -> String {
    match whole {
        0 => "–".to_owned(),
        whole => format!("{}\u{a0}%", rounded(part.saturating_mul(100), whole)),
    }
}

/// An amount of [`PARTS`], in units of the price table.
pub fn money(parts: u64) -> String {
    let cents = rounded(parts.saturating_mul(100), PARTS.into());
    format!("{}.{:02}", count(cents / 100), cents % 100)
}

/// The same for each of `people`, to a thousandth; a dash where there is nobody.
pub fn money_each(parts: u64, people: u64) -> String {
    if people == 0 {
        return "–".to_owned();
    }
    let mills = rounded(parts.saturating_mul(1_000), u64::from(PARTS) * people);
    format!("{}.{:03}", count(mills / 1_000), mills % 1_000)
}

/// A time that something took, or a bound of it.
pub fn duration(span: Duration) -> String {
    match span.as_secs() {
        seconds @ 0..120 => format!("{seconds}\u{a0}s"),
        seconds @ 3_600..172_800 if seconds % 3_600 == 0 => format!("{}\u{a0}h", seconds / 3_600),
        seconds @ 120..7_200 => format!("{}\u{a0}min", rounded(seconds, 60)),
        seconds @ 7_200..172_800 => format!("{}\u{a0}h", rounded(seconds, 3_600)),
        seconds => format!("{}\u{a0}days", rounded(seconds, 86_400)),
    }
}

/// A time of day, such as `19:05`; with the day where that is not the day of `now`.
pub fn time_of_day(at: Timestamp, now: Timestamp) -> String {
    match at.round_down(DAY) == now.round_down(DAY) {
        true => clock(at),
        false => format!("{} {}", day(at), clock(at)),
    }
}

/// A time to the minute, without its day.
pub fn clock(at: Timestamp) -> String {
    let clock = date(at).map(|date| format!("{:02}:{:02}", date.hour(), date.minute()));
    clock.unwrap_or_default()
}

/// A time to the second, with its day.
pub fn moment(at: Timestamp) -> String {
    let seconds = date(at).map_or(0, OffsetDateTime::second);
    format!("{} {}:{seconds:02}", day(at), clock(at))
}

/// A day, such as `1 Dec`.
pub fn day(at: Timestamp) -> String {
    let Some(date) = date(at) else {
        return String::new();
    };
    let month = date.month().to_string();
    let month = month.get(..3).unwrap_or_default();
    format!("{} {month}", date.day())
}

/// The name of a country by its code; the code where there is no such country.
pub fn country(code: &str) -> String {
    match (code, Locale::english().country_name(code)) {
        ("001", _) => "No country".to_owned(),
        (code, name) if name.is_empty() => code.to_owned(),
        (_, name) => name,
    }
}

/// The words for a name of ours, such as `bad_number`, or for the number of an error.
pub fn plain(name: &str) -> String {
    let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
    match is_number {
        true => format!("error {name}"),
        false => name.replace('_', " "),
    }
}

fn rounded(part: u64, whole: u64) -> u64 {
    part.saturating_add(whole / 2)
        .checked_div(whole)
        .unwrap_or(0)
}

fn date(at: Timestamp) -> Option<OffsetDateTime> {
    let seconds = i64::try_from(at.as_millis() / 1_000).ok()?;
    OffsetDateTime::from_unix_timestamp(seconds).ok()
}

/// The minutes from an hour's beginning to `now`, at least one.
pub fn minutes_into(hour: Timestamp, now: Timestamp) -> u64 {
    let minutes = now.since(hour).as_secs() / MINUTE.as_secs();
    minutes.clamp(1, 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_read_them() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(count(number), text);
        }
        assert_eq!(percent(71, 100), "71\u{a0}%");
        assert_eq!(percent(2, 3), "67\u{a0}%");
        assert_eq!(percent(1, 0), "–");
        assert_eq!(money(142_049), "14.20");
        assert_eq!(money(12_345_678_900), "1,234,567.89");
        assert_eq!(money_each(1_540, 2), "0.077");
        assert_eq!(money_each(1_540, 0), "–");
    }

    #[test]
    fn times_are_told_in_utc() {
        let evening = Timestamp::from_millis(1_800_000_000_000);
        assert_eq!(moment(evening), "15 Jan 08:00:00");
        assert_eq!(time_of_day(evening, evening + MINUTE), "08:00");
        assert_eq!(time_of_day(evening, evening + DAY), "15 Jan 08:00");
        for (seconds, text) in [
            (5, "5 s"),
            (119, "119 s"),
            (120, "2 min"),
            (3_600, "1 h"),
            (5_400, "90 min"),
            (7_300, "2 h"),
            (172_800, "2 days"),
        ] {
            assert_eq!(
                duration(Duration::from_secs(seconds)).replace('\u{a0}', " "),
                text
            );
        }
        assert_eq!(minutes_into(evening, evening), 1);
        assert_eq!(minutes_into(evening, evening + 90 * MINUTE), 60);
    }

    #[test]
    fn countries_have_their_names() {
        assert_eq!(country("ES"), "Spain");
        assert_eq!(country("ZZ"), "ZZ");
        assert_eq!(country("001"), "No country");
    }
}
