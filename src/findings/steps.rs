//! Findings about the way of people: a step at which many more than before give up, as after a
//! deployment that went wrong.

use super::compared::{Compared, merged};
use super::finding_place::FindingPlace;
use super::operator_finding::{OperatorFinding, Urgency};
use crate::domain::Timestamp;
use crate::findings::words::percent;
use crate::statistics::{HourTotals, Step};

/// Fewer people than this say nothing.
const ENOUGH: u64 = 30;

/// Fewer earlier ones are no measure.
const ENOUGH_EARLIER: u64 = 60;

/// Fewer than this say nothing of one hour.
const ENOUGH_IN_AN_HOUR: u64 = 10;

/// Two steps that follow each other, and what those do who get from one to the other.
const WAYS: [(Step, Step, &str); 4] = [
    (
        Step::NumberShown,
        Step::NumberSent,
        "of those who see the form post a number",
    ),
    (
        Step::NumberSent,
        Step::CodeShown,
        "of those who post a number are sent a code",
    ),
    (
        Step::CodeShown,
        Step::CodeTyped,
        "of those who are sent a code type one",
    ),
    (
        Step::CodeTyped,
        Step::Verified,
        "of those who type a code are verified",
    ),
];

/// The causes that other findings tell already, so that they are no findings of their own.
pub(super) struct ToldAlready {
    /// Whether codes are not typed since texts do not arrive, or a country has them sent for nobody.
    pub is_nothing_typed: bool,
    /// Whether limits deny far more than before.
    pub has_surge: bool,
}

impl ToldAlready {
    /// Whether it is why people do not come to a step; most of them are denied, if limits are why.
    fn explains(&self, step: Step, missing: u64, recent: &HourTotals) -> bool {
        let denials = recent.denials.values();
        let denied: u64 = denials.map(|denials| denials.denied).sum();
        match step {
            Step::CodeTyped => self.is_nothing_typed,
            Step::CodeShown => self.has_surge && 2 * denied >= missing,
            _ => false,
        }
    }
}

/// Steps that far fewer people get beyond than before.
pub(super) fn given_up(compared: &Compared<'_>, told: &ToldAlready) -> Vec<OperatorFinding> {
    let found = WAYS.iter().filter_map(|(from, to, what)| {
        let of = |totals: &HourTotals| Passage {
            came: totals.steps[*from],
            went_on: totals.steps[*to],
        };
        let now = of(&compared.recent);
        let is_known = now.came >= ENOUGH && of(&compared.earlier).came >= ENOUGH_EARLIER;
        let before = usual(compared.earlier_hours(), of);
        let missing = now.came.saturating_sub(now.went_on);
        let is_told = told.explains(*to, missing, &compared.recent);
        if !is_known || is_told || !now.has_broken_down(before) {
            return None;
        }
        let spell = compared.spell(|hour| {
            let hour = of(hour);
            (hour.came >= ENOUGH_IN_AN_HOUR).then(|| hour.has_broken_down(before))
        });
        let when = compared.when(spell);
        let passages = [
            of(&compared.within(spell)),
            usual(compared.hours_before(spell), of),
        ];
        let [now, before] = passages.map(|passage| percent(passage.went_on, passage.came));
        Some(OperatorFinding {
            urgency: Urgency::Now,
            sentence: format!("Only {now} {what} {when}, {before} before"),
            place: FindingPlace::Step(*to),
            spell: Some(spell),
            cost: None,
            advice: "Try it yourself in a private window; if it began with a deployment, go back.",
            entry: "People give up at one step",
            section: "steps",
        })
    });
    found.collect()
}

/// The passage of the middle one of the hours that say something, so that an hour in which something
/// else was wrong is no measure; of all hours together where few people came in each.
fn usual(hours: &[(Timestamp, HourTotals)], of: impl Fn(&HourTotals) -> Passage) -> Passage {
    let passages = hours.iter().map(|(_, totals)| of(totals));
    let mut passages: Vec<_> = passages
        .filter(|passage| passage.came >= ENOUGH_IN_AN_HOUR)
        .collect();
    passages.sort_by_key(|passage| passage.share());
    let middle = passages.get(passages.len() / 2).copied();
    middle.unwrap_or_else(|| of(&merged(hours)))
}

/// The people at a step, and those of them who reached the next.
#[derive(Clone, Copy)]
struct Passage {
    came: u64,
    went_on: u64,
}

impl Passage {
    /// Whether fewer than two thirds as many go on, and twenty of a hundred fewer. It is half where one
    /// of two instances fails.
    fn has_broken_down(self, before: Self) -> bool {
        let (now, then) = (self.share(), before.share());
        3 * now < 2 * then && now + 20 <= then
    }

    /// The share of those who went on, in percent.
    fn share(self) -> u64 {
        self.went_on
            .saturating_mul(100)
            .checked_div(self.came)
            .unwrap_or(0)
    }
}
