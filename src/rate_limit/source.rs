//! Sources: where requests come from, what they owe, and what follows from that.
//!
//! A message that nobody has verified is a debt of whoever asked for it: of the client, of its
//! network and of the network's range. Who owes something leaves a part of every limit that is
//! shared to those who owe nothing. Beside that, while a shared limit is scarce, who owes
//! something has one chance in each short interval, at a moment that is drawn anew for each
//! client and interval: asking more often does not help, nor does asking first.
//! `docs/operate/abuse.md` tells who can block whom, and at what price.
#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use std::time::Duration;

use crate::domain::channel::Channel;
use crate::domain::time::{Millis, after};
use crate::rate_limit::claims::Holding;
use crate::rate_limit::client_ip::ClientIp;
use crate::rate_limit::quotas::Quotas;
use crate::rate_limit::{Denial, Limit, Limits};
use crate::repository::records::Fault;

/// An interval in which a source that owes something has one chance.
pub(super) const INTERVAL: Duration = Duration::from_millis(INTERVAL_MILLIS);
const INTERVAL_MILLIS: Millis = 30_000;

/// How long the drawn moment lasts: enough for a person who was told the second.
const MOMENT: Millis = 6_000;

/// How a source stands, by what it owes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It owes nothing, and its surroundings little.
    Clear,
    /// It owes something.
    Indebted,
    /// It owes much.
    DeepInDebt,
}

/// A debt that was taken on for a message that may be sent.
#[derive(Clone, Debug)]
#[must_use]
pub struct Debt {
    pub(super) client: ClientIp,
    standing: Standing,
    /// The standing of whoever wants to be called: the text that a call follows is no debt then.
    standing_of_caller: Standing,
    /// How many times as much as usual a message costs the client's own limits.
    pub(super) weight: u32,
    /// Whether this is the client's first try in the interval.
    first: bool,
    holdings: Vec<Holding>,
}

impl Limits {
    /// Has the client, its network and its range owe one more message.
    ///
    /// # Errors
    /// A [`Fault`] when the store does not answer.
    pub async fn take_debt(&self, client: ClientIp) -> Result<Result<Debt, Denial>, Fault> {
        let taken = self.take(self.quotas.of_debt(client)).await?;
        Ok(taken.map(|holdings| Debt::of(client, holdings, &self.quotas)))
    }

    /// Takes a debt back: its message is not sent. The try stays counted.
    pub async fn forgive(&self, debt: Debt) {
        let owed = debt.holdings.into_iter().map(|mut holding| {
            holding
                .claims
                .retain(|claim| claim.limit == Limit::DebtOfSource);
            holding
        });
        self.give_back(owed).await;
    }

    /// Whether the client has its chance at `now`: on its first try in the interval, in the
    /// moment that was drawn for it.
    pub(super) fn has_chance(&self, debt: &Debt, now: Millis) -> bool {
        // Drawn only for whoever can use it: most owe nothing.
        debt.first && debt.standing != Standing::Clear && {
            let began = self.moment(debt.client, now);
            (began..began.saturating_add(MOMENT)).contains(&now)
        }
    }

    /// How long to wait for a shared limit that denied: until a moment that is drawn for the
    /// client, at or after the time at which there will be something to take, in an interval in
    /// which it has not tried yet.
    pub(super) fn shared_wait(&self, client: ClientIp, wait: Duration, now: Millis) -> Duration {
        let there = after(now, wait);
        let next = now.saturating_add(INTERVAL_MILLIS.saturating_sub(now % INTERVAL_MILLIS));
        let from = there.max(next);
        let of_this = self.moment(client, from);
        let moment = match of_this.saturating_add(MOMENT / 2) >= from {
            true => of_this,
            false => self.moment(client, from.saturating_add(INTERVAL_MILLIS)),
        };
        Duration::from_millis(moment.max(from).saturating_sub(now))
    }

    /// When the client's moment begins in the interval that `now` is in.
    fn moment(&self, client: ClientIp, now: Millis) -> Millis {
        let nth = now / INTERVAL_MILLIS;
        let drawn = self
            .names
            .draw("moment", format!("{} {nth}", client.rate_limit_prefix()));
        let into = drawn % (INTERVAL_MILLIS - MOMENT);
        nth.saturating_mul(INTERVAL_MILLIS).saturating_add(into)
    }
}

impl Debt {
    fn of(client: ClientIp, holdings: Vec<Holding>, quotas: &Quotas) -> Self {
        let claims = || holdings.iter().flat_map(|holding| &holding.claims);
        let first = claims().any(|claim| claim.limit == Limit::Tries && claim.used == 1);
        // What each owed before this message, the client first, then what surrounds it.
        let mut owed = claims()
            .filter(|claim| claim.limit == Limit::DebtOfSource)
            .map(|claim| claim.used.saturating_sub(1));
        let before = owed.next().unwrap_or_default();
        let unverified = u64::from(quotas.unverified.limit());
        let little = [unverified / 50, unverified / 12];
        let surroundings = owed.zip(little).any(|(owed, little)| owed > little);
        let most = u64::from(quotas.debts.client.limit());
        let standing = |before| match before {
            before if before > most / 4 => Standing::DeepInDebt,
            0 if !surroundings => Standing::Clear,
            _ => Standing::Indebted,
        };
        let grown = before
            .saturating_mul(4)
            .checked_div(most)
            .unwrap_or_default();
        let weight = u32::try_from(grown)
            .unwrap_or(u32::MAX)
            .min(4)
            .saturating_add(1);
        Self {
            client,
            standing: standing(before),
            standing_of_caller: standing(before.saturating_sub(1)),
            weight,
            first,
            holdings,
        }
    }

    /// The standing of the source for a message of this channel.
    pub(super) fn standing(&self, channel: Channel) -> Standing {
        match channel {
            Channel::Text => self.standing,
            Channel::Call => self.standing_of_caller,
        }
    }
}

impl Standing {
    /// How much of a shared limit of `most` has to be left to others, with a chance or without.
    pub(super) fn leaves(self, most: u32, chance: bool) -> u32 {
        let share = match self {
            Self::Clear => return 0,
            Self::Indebted => most.saturating_sub(most / 2),
            Self::DeepInDebt => (most / 4).max(1),
        };
        let drawn_for = if chance { 0 } else { share / 4 };
        most.saturating_sub(share.saturating_sub(drawn_for))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_owes_something_leaves_a_share_to_others() {
        use Standing::{Clear, DeepInDebt, Indebted};
        for (standing, most, chance, leaves) in [
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
            let left = standing.leaves(most, chance);
            assert_eq!(left, leaves, "{standing:?} of {most}, {chance}");
            assert!(left < most, "a share of nothing would never be there");
        }
    }
}
