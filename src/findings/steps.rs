//! Findings about the way of people: a step at which many more than before give up, as after a
//! deployment that went wrong.

use super::compared::Compared;
use super::finding_place::FindingPlace;
use super::operator_finding::{OperatorFinding, Urgency};
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

/// Steps that far fewer people get beyond than before. Where texts do not arrive, nobody can type a
/// code, which is no finding of its own.
pub(super) fn given_up(compared: &Compared<'_>, texts_fail: bool) -> Vec<OperatorFinding> {
    let explained = |step: &Step| texts_fail && *step == Step::CodeTyped;
    let ways = WAYS.iter().filter(|(_, to, _)| !explained(to));
    let found = ways.filter_map(|(from, to, what)| {
        let of = |totals: &HourTotals| Passage {
            came: totals.steps[*from],
            went_on: totals.steps[*to],
        };
        let (now, before) = (of(&compared.recent), of(&compared.earlier));
        let is_known = now.came >= ENOUGH && before.came >= ENOUGH_EARLIER;
        if !is_known || !now.has_broken_down(before) {
            return None;
        }
        let spell = compared.spell(|hour| {
            let hour = of(hour);
            (hour.came >= ENOUGH_IN_AN_HOUR).then(|| hour.has_broken_down(before))
        });
        let when = compared.when(spell);
        let passages = [compared.within(spell), compared.before(spell)];
        let [now, before] = passages.map(|totals| {
            let passage = of(&totals);
            percent(passage.went_on, passage.came)
        });
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

/// The people at a step, and those of them who reached the next.
#[derive(Clone, Copy)]
struct Passage {
    came: u64,
    went_on: u64,
}

impl Passage {
    /// Whether fewer than half as many go on, and twenty of a hundred fewer.
    fn has_broken_down(self, before: Self) -> bool {
        let (now, then) = (self.share(), before.share());
        2 * now < then && now + 20 <= then
    }

    /// In percent.
    fn share(self) -> u64 {
        self.went_on
            .saturating_mul(100)
            .checked_div(self.came)
            .unwrap_or(0)
    }
}
