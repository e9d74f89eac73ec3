//! [`Compared`]: two hours beside those before them.

use std::time::Duration;

use crate::domain::{DAY, HOUR, Timestamp};
use crate::findings::words::time_of_day;
use crate::statistics::{DestinationTotals, HourTotals};

/// Hours that are compared with those before: of the last two, one has just begun perhaps.
const RECENT: usize = 2;

/// Hours before them that are the measure: a day.
const MEASURE: usize = 24;

/// All of them.
pub const COMPARED_HOURS: usize = RECENT + MEASURE;

/// The part of an hour that says little.
const TOO_LITTLE: Duration = Duration::from_mins(15);

/// Two hours, and those before them.
pub struct Compared<'a> {
    /// All of them, the oldest first.
    pub hours: &'a [(Timestamp, HourTotals)],
    /// The time.
    pub now: Timestamp,
    /// The totals of the two.
    pub recent: HourTotals,
    /// The totals of those before.
    pub earlier: HourTotals,
    /// The number of hours in `earlier`.
    pub earlier_hours: u64,
    /// Whether the two are those up to now.
    is_current: bool,
}

/// The time in which something is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spell {
    /// Its beginning.
    pub began: Timestamp,
    /// Its end; `None` while it lasts.
    pub ended: Option<Timestamp>,
}

impl<'a> Compared<'a> {
    /// Compares the last two of all hours but the `back` newest with the day before them.
    pub fn new(hours: &'a [(Timestamp, HourTotals)], back: usize, now: Timestamp) -> Self {
        let hours = hours.split_at(hours.len().saturating_sub(back)).0;
        let first = hours.len().saturating_sub(COMPARED_HOURS);
        let hours = hours.split_at(first).1;
        let (earlier, recent) = hours.split_at(hours.len().saturating_sub(RECENT));
        Self {
            hours,
            now,
            recent: merged(recent),
            earlier: merged(earlier),
            earlier_hours: earlier.len() as u64,
            is_current: back == 0,
        }
    }

    /// The time up to now, or nearly so, in which it is so without a break, in hours where `is_so`
    /// can tell.
    pub fn spell(&self, is_so: impl Fn(&HourTotals) -> Option<bool>) -> Spell {
        let recent = self.hours.len().saturating_sub(RECENT);
        let is_so = |nth, totals| match is_so(totals) {
            Some(false) if self.has_just_begun(nth) => None,
            told => told,
        };
        let mut hours = self.hours.iter().enumerate().rev();
        // The newest hour in which it is so is one of the two, or it cannot be told.
        let newest = hours
            .by_ref()
            .take_while(|(nth, _)| *nth >= recent)
            .find(|(nth, (_, totals))| is_so(*nth, totals) == Some(true));
        let Some((newest, &(mut began, _))) = newest else {
            let began = self.hours.get(recent).map_or(self.now, |(at, _)| *at);
            let end = self.hours.last().map(|(at, _)| *at + HOUR);
            let ended = end.filter(|_| !self.is_current);
            return Spell { began, ended };
        };
        let ended = began + HOUR;
        for (nth, (at, totals)) in hours {
            match is_so(nth, totals) {
                Some(true) => began = *at,
                Some(false) => break,
                None => {}
            }
        }
        let mut later = self.hours.iter().enumerate().skip(newest + 1);
        let is_over = later.any(|(nth, (_, totals))| is_so(nth, totals) == Some(false));
        let ended = (is_over || !self.is_current).then_some(ended);
        Spell { began, ended }
    }

    /// Whether it is this hour, of which there is too little to say that something is over.
    fn has_just_begun(&self, nth: usize) -> bool {
        let is_last = self.is_current && nth + 1 == self.hours.len();
        let begin = self.hours.get(nth).map(|(at, _)| *at);
        is_last && begin.is_some_and(|begin| self.now.since(begin) < TOO_LITTLE)
    }

    /// The totals of a time.
    pub fn within(&self, spell: Spell) -> HourTotals {
        let mut all = HourTotals::default();
        let hours = self.hours.iter();
        for (_, totals) in hours.filter(|(at, _)| spell.includes(*at)) {
            all.merge(totals);
        }
        all
    }

    /// The totals of the hours before a time.
    pub fn before(&self, spell: Spell) -> HourTotals {
        merged(self.hours_before(spell))
    }

    /// The hours before a time.
    pub fn hours_before(&self, spell: Spell) -> &'a [(Timestamp, HourTotals)] {
        let before = self.hours.partition_point(|(at, _)| *at < spell.began);
        self.hours.split_at(before).0
    }

    /// The hours before the two.
    pub fn earlier_hours(&self) -> &'a [(Timestamp, HourTotals)] {
        let before = self.hours.len().saturating_sub(RECENT);
        self.hours.split_at(before).0
    }

    /// The mean of an hour before a time.
    pub fn mean_before(&self, spell: Spell, of: impl Fn(&HourTotals) -> u64) -> u64 {
        let before = self.hours.iter().filter(|(at, _)| *at < spell.began);
        let (sum, hours) = before.fold((0, 0), |(sum, hours), (_, totals)| {
            (sum + of(totals), hours + 1)
        });
        u64::checked_div(sum, hours).unwrap_or(0)
    }

    /// A time as the sentences tell it.
    pub fn when(&self, spell: Spell) -> String {
        let began = time_of_day(spell.began, self.now);
        match spell.ended {
            None => format!("since {began}"),
            Some(ended) => {
                let is_same_day = ended.round_down(DAY) == spell.began.round_down(DAY);
                let day = if is_same_day { ended } else { self.now };
                format!("from {began} to {}", time_of_day(ended, day))
            }
        }
    }
}

impl Spell {
    fn includes(self, at: Timestamp) -> bool {
        self.began <= at && self.ended.is_none_or(|ended| at < ended)
    }

    /// Whether the two have an hour in common, or nothing between them.
    pub fn touches(self, other: Self) -> bool {
        let reaches = |one: Self, other: Self| one.ended.is_none_or(|end| end >= other.began);
        reaches(self, other) && reaches(other, self)
    }
}

/// Adds up hours.
pub fn merged(hours: &[(Timestamp, HourTotals)]) -> HourTotals {
    let mut all = HourTotals::default();
    for (_, totals) in hours {
        all.merge(totals);
    }
    all
}

/// The sum over the destinations of a country.
pub fn sum(totals: &HourTotals, country: &str, of: impl Fn(&DestinationTotals) -> u64) -> u64 {
    let destinations = totals.destinations.iter();
    let own = destinations.filter(|(to, _)| to.country == country);
    own.map(|(_, totals)| of(totals)).sum()
}

/// The name that is counted most often.
pub fn most<'a>(counts: impl IntoIterator<Item = (&'a String, &'a u64)>) -> Option<&'a str> {
    let most = counts.into_iter().max_by_key(|(_, count)| **count);
    most.map(|(name, _)| name.as_str())
}
