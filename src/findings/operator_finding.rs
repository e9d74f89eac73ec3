//! [`OperatorFinding`]: something that an operator has to know of.

use super::compared::Spell;
use super::finding_place::FindingPlace;
use crate::alerts::{FindingAlert, key_of, runbook_address};
use crate::domain::Timestamp;

/// Something an operator has to know of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperatorFinding {
    /// The urgency.
    pub urgency: Urgency,
    /// The finding in words: what, where, and since when.
    pub sentence: String,
    /// The place of it, which tells it from others of its kind.
    pub place: FindingPlace,
    /// The time of it; `None` where it is so at this moment.
    pub spell: Option<Spell>,
    /// The cost in that time, in [`PARTS`](crate::rate_limit::PARTS); `None` where it costs nothing.
    pub cost: Option<u64>,
    /// The advice for the operator.
    pub advice: &'static str,
    /// The heading of its entry in `docs/operate/runbook.md`.
    pub entry: &'static str,
    /// The section of the page with its numbers.
    pub section: &'static str,
}

/// The urgency of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// People cannot verify, or money is lost.
    Now,
    /// It can wait for the morning.
    Soon,
}

impl OperatorFinding {
    /// The address of its entry in the runbook.
    pub fn runbook(&self) -> String {
        runbook_address(self.entry)
    }

    /// The alert that tells of it, at `now`.
    pub fn alert(&self, now: Timestamp) -> FindingAlert {
        FindingAlert {
            name: self.entry.to_owned(),
            is_urgent: self.urgency == Urgency::Now,
            place: self.place.told(),
            text: self.sentence.replace('\u{a0}', " "),
            since: self.spell.map_or(now, |spell| spell.began),
            at: now,
            is_over: false,
        }
    }

    /// The keys of the alerts that hold because it is so: where four fifths are spent, half is.
    pub fn implied_keys(&self) -> impl Iterator<Item = String> {
        let names: &[&str] = match self.entry {
            "RingcodeSpendHigh" => &["RingcodeSpendHalf"],
            "RingcodeSpendCapReached" => &["RingcodeSpendHalf", "RingcodeSpendHigh"],
            "RingcodeCertificateNearlyExpired" => &["RingcodeCertificateExpiring"],
            "RingcodeCertificateRefused" => &[
                "RingcodeCertificateExpiring",
                "RingcodeCertificateNearlyExpired",
            ],
            _ => &[],
        };
        let place = self.place.told();
        names.iter().map(move |name| key_of(name, place.as_ref()))
    }

    /// Whether it is over.
    pub fn is_over(&self) -> bool {
        self.spell.is_some_and(|spell| spell.ended.is_some())
    }

    /// Whether it tells of the same as `other`.
    pub fn is_part_of(&self, other: &Self) -> bool {
        let touch = |one: Spell| other.spell.is_some_and(|other| one.touches(other));
        self.entry == other.entry && self.place == other.place && self.spell.is_some_and(touch)
    }
}
