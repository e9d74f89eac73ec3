//! Debts of sources, and what follows from them.
//!
//! An attempt that nobody has verified is a debt of its source: of the client, of its network and
//! of the network's range. A source with debts leaves a part of every shared limit to those
//! without. `docs/operate/abuse.md` tells who can stop whom by that, and at what price.
#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use crate::domain::Channel;
use crate::rate_limit::charge::used;
use crate::rate_limit::{LimitKind, Quotas, Source, SubjectCharges};

/// A debt that was taken on for an attempt that may be made.
#[derive(Clone, Debug)]
#[must_use]
pub struct Debt {
    /// The number of the decision that took it, where decisions are logged.
    pub(super) id: u64,
    pub(super) source: Source,
    standing: DebtStanding,
    /// The standing for another channel than the first, which may follow an attempt by that: the
    /// earlier attempt is no debt then.
    standing_for_other: DebtStanding,
    /// The factor by which an attempt weighs more in the client's own limits.
    pub(super) weight: u32,
    /// Whether this is the client's first try in the interval of the lottery.
    pub(super) is_first_try: bool,
    pub(super) charges: Vec<SubjectCharges>,
}

/// The standing of a source by its debts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DebtStanding {
    /// No debt of the client, and little of its surroundings.
    Clear,
    /// Some debt.
    Indebted,
    /// Much debt.
    DeepInDebt,
}

impl Debt {
    /// Assesses a source by the debt charges that were just taken, the client's first, then
    /// those of what surrounds it.
    pub(super) fn new(source: Source, charges: Vec<SubjectCharges>, quotas: &Quotas) -> Self {
        let mut before = charges
            .iter()
            .flat_map(|subject| &subject.charges)
            .filter(|charge| charge.limit == LimitKind::DebtPerSource)
            .map(|charge| charge.used.saturating_sub(charge.amount.into()));
        let of_client = before.next().unwrap_or_default();
        let unverified = u64::from(quotas.unverified.limit());
        let little = [unverified / 50, unverified / 12];
        let surroundings = before.zip(little).any(|(debt, little)| debt > little);
        let limit = u64::from(quotas.debts.client.limit());
        let standing = |debt| DebtStanding::new(debt, limit, surroundings);
        Self {
            id: 0,
            source,
            standing: standing(of_client),
            standing_for_other: standing(of_client.saturating_sub(1)),
            weight: weight(of_client, limit),
            is_first_try: used(&charges, LimitKind::TriesPerClient) == Some(1),
            charges,
        }
    }

    /// The same debt, taken by the decision of this number.
    pub(super) fn numbered(self, id: u64) -> Self {
        Self { id, ..self }
    }

    /// Whether the source or its surroundings have debts, beside that of this attempt.
    pub(super) fn is_indebted(&self) -> bool {
        self.standing != DebtStanding::Clear
    }

    /// Whether the source draws in the lottery: it has debts, and has not tried yet.
    pub(super) fn may_draw(&self) -> bool {
        self.is_first_try && self.is_indebted()
    }

    /// The standing of the source for an attempt by this channel.
    pub(super) fn standing(&self, channel: Channel) -> DebtStanding {
        match channel {
            Channel::FIRST => self.standing,
            _ => self.standing_for_other,
        }
    }
}

/// One to five, in proportion to the debt.
fn weight(debt: u64, limit: u64) -> u32 {
    let quarters = debt.saturating_mul(4).checked_div(limit);
    let quarters = u32::try_from(quarters.unwrap_or_default()).unwrap_or(u32::MAX);
    quarters.min(4).saturating_add(1)
}

impl DebtStanding {
    fn new(debt: u64, limit: u64, surroundings_owe: bool) -> Self {
        match debt {
            debt if debt > limit / 4 => Self::DeepInDebt,
            0 if !surroundings_owe => Self::Clear,
            _ => Self::Indebted,
        }
    }

    /// The amount of a shared limit that must be left to others, with a chance in the lottery or
    /// without.
    pub(super) fn reserve(self, limit: u32, has_chance: bool) -> u32 {
        let share = match self {
            Self::Clear => return 0,
            Self::Indebted => limit.saturating_sub(limit / 2),
            Self::DeepInDebt => (limit / 4).max(1),
        };
        let drawn_for = if has_chance { 0 } else { share / 4 };
        limit.saturating_sub(share.saturating_sub(drawn_for))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_owes_something_leaves_a_share_to_others() {
        use DebtStanding::{Clear, DeepInDebt, Indebted};
        for (standing, limit, chance, reserve) in [
            (Clear, 50, false, 0),
            (Clear, 1, false, 0),
            (Indebted, 50, true, 25),
            (Indebted, 50, false, 31),
            (Indebted, 5, true, 2),
            (Indebted, 5, false, 2),
            (Indebted, 2, false, 1),
            (Indebted, 1, false, 0),
            (DeepInDebt, 50, true, 38),
            (DeepInDebt, 50, false, 41),
            (DeepInDebt, 3, false, 2),
            (DeepInDebt, 1, false, 0),
        ] {
            let left = standing.reserve(limit, chance);
            assert_eq!(left, reserve, "{standing:?} of {limit}, {chance}");
            assert!(left < limit, "a share of nothing would never be there");
        }
    }
}
