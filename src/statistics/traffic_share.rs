//! [`Share`]: traffic of the scenario as it is in a few of its minutes.

use super::scenario::{DISTURBANCES, Deviation, HOURS, Interval, Traffic, USUAL_FAILURE};
use super::totals::SLOTS;
use crate::domain::Channel;

/// Traffic as it is in one slot.
pub(super) struct Share {
    /// The people who come.
    pub people: f64,
    /// The part of the accepted attempts that arrives, from 0 to 1.
    pub delivered: f64,
    /// The part of those who typed a code that is verified, from 0 to 1.
    pub verified: f64,
    /// The error code of the attempts that fail.
    pub failure: &'static str,
}

impl Share {
    /// The share of this traffic that comes in these minutes of the scenario, as it is disturbed then.
    pub fn new(traffic: &Traffic, minutes: Interval) -> Self {
        let hourly = match traffic.ahead {
            Some(ahead) => traffic.people as f64 * percent(HOURS[local_hour(minutes.0, ahead)]),
            None => traffic.people as f64,
        };
        let mut share = Self {
            people: hourly / SLOTS as f64 * overlap(traffic.when, minutes),
            delivered: percent(traffic.delivered),
            verified: percent(traffic.verified),
            failure: USUAL_FAILURE,
        };
        let concerns = |country: &str| country.is_empty() || country == traffic.country;
        for disturbance in DISTURBANCES.iter().filter(|one| concerns(one.country)) {
            let lasts = overlap(disturbance.when, minutes);
            let mix = |usual: f64, now: u32| usual + (percent(now) - usual) * lasts;
            match disturbance.deviation {
                Deviation::People(now) => share.people *= mix(1.0, now),
                Deviation::Delivered(now, code)
                    if lasts > 0.0 && traffic.channel == Channel::Text =>
                {
                    share.delivered = mix(share.delivered, now);
                    share.failure = code;
                }
                // Nobody is verified who would not be otherwise.
                Deviation::Verified(now) if traffic.verified > 0 => {
                    share.verified = mix(share.verified, now);
                }
                _ => {}
            }
        }
        share
    }
}

/// The part of `minutes` that lies in `when`, from 0 to 1.
pub(super) fn overlap(when: Interval, minutes: Interval) -> f64 {
    let common = minutes.1.min(when.1).saturating_sub(minutes.0.max(when.0));
    f64::from(common) / f64::from(minutes.1 - minutes.0)
}

/// The hour of the day where the clock is so many hours ahead.
fn local_hour(minute: u32, ahead: i32) -> usize {
    (minute / 60).saturating_add_signed(ahead + 24) as usize % HOURS.len()
}

fn percent(value: u32) -> f64 {
    f64::from(value) / 100.0
}
