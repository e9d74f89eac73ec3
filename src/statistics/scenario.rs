//! The scenario of a bad evening, as tables. Its clock stops at 23:00.
//!
//! Four things go wrong, each to be found in the numbers: somebody pumps texts to a block of
//! Indonesian numbers, texts to Brazil fail for an hour, the store fails over, and a deployment
//! breaks the check of codes for twenty minutes.

use crate::domain::Channel::{self, Call, Text};

/// The end of the scenario, in minutes since its midnight.
pub const END: u32 = at(23, 0);

/// People who post a number to one destination.
pub struct Traffic {
    /// The minutes in which they come.
    pub when: Interval,
    /// ISO 3166-1 code of their country.
    pub country: &'static str,
    /// The hours by which their clock is ahead of the scenario's, whose days they follow; `None`
    /// for programs, which do not sleep and open no page.
    pub ahead: Option<i32>,
    /// The channel.
    pub channel: Channel,
    /// The number of them in the busiest hour.
    pub people: u32,
    /// Percent of the attempts that the provider accepted which arrive.
    pub delivered: u32,
    /// Percent of those who typed a code that are verified.
    pub verified: u32,
    /// The price of an attempt, in parts.
    pub price: u32,
    /// The usual seconds until an attempt arrives.
    pub delivery: u32,
    /// The usual seconds until a person is verified.
    pub verification: u32,
}

/// Something that is not as usual for a while.
pub struct Disturbance {
    /// The minutes in which it is so.
    pub when: Interval,
    /// ISO 3166-1 code of the country that it concerns; empty for every country.
    pub country: &'static str,
    /// The way in which it is.
    pub deviation: Deviation,
}

/// The way in which something is not as usual.
#[derive(Clone, Copy)]
pub enum Deviation {
    /// Percent of the people who come nevertheless.
    People(u32),
    /// Percent of the texts that arrive, and the error code of those that do not.
    Delivered(u32, &'static str),
    /// Percent of those who typed a code that are verified.
    Verified(u32),
    /// A limit's denials in an hour, and the number of phones that they concern.
    Denied(&'static str, u32, usize),
    /// Errors in an hour, by their source.
    Errors(&'static str, u32),
}

/// Minutes since midnight: from the first, until the second.
pub type Interval = (u32, u32);

const DAY: Interval = (0, at(24, 0));

/// Percent of the people in the busiest hour that come in each hour of their day.
pub const HOURS: [u32; 24] = [
    14, 9, 6, 5, 6, 10, 20, 36, 55, 70, 78, 82, 84, 80, 78, 80, 84, 90, 96, 100, 94, 78, 52, 28,
];

/// The usual error code of a text that fails: the phone is off.
pub const USUAL_FAILURE: &str = "80";

/// Everybody who comes. The numbers are people, delivered, verified, price, delivery and
/// verification.
pub const TRAFFIC: &[Traffic] = &[
    people("US", -5, Text, [150, 97, 90, 77, 3, 24]),
    people("US", -5, Call, [12, 91, 82, 100, 18, 58]),
    people("GB", 0, Text, [110, 97, 91, 400, 3, 22]),
    people("GB", 0, Call, [6, 92, 84, 130, 17, 55]),
    people("DE", 1, Text, [90, 98, 92, 750, 4, 23]),
    people("DE", 1, Call, [5, 93, 85, 160, 16, 52]),
    people("ES", 1, Text, [70, 96, 90, 610, 4, 25]),
    people("BR", -3, Text, [60, 94, 88, 480, 6, 28]),
    people("BR", -3, Call, [6, 88, 80, 320, 20, 62]),
    people("ID", 7, Text, [18, 93, 86, 2_900, 7, 31]),
    // Pumping: no page is opened, and nobody types the code.
    Traffic {
        when: (at(19, 0), at(21, 0)),
        ahead: None,
        ..people("ID", 0, Text, [520, 96, 0, 2_900, 7, 31])
    },
    // Those whose texts failed ask for a call.
    Traffic {
        when: (at(14, 5), at(15, 5)),
        ..people("BR", -3, Call, [40, 88, 80, 320, 20, 62])
    },
];

/// Everything that is not as usual.
pub const DISTURBANCES: &[Disturbance] = &[
    every_day(Deviation::Denied("posts of a client", 3, 4)),
    every_day(Deviation::Denied("sends to a number", 5, 5)),
    every_day(Deviation::Denied("same origin", 1, 0)),
    // Pumping: the limit on the block holds most of it back.
    within(
        at(19, 10),
        at(21, 0),
        "ID",
        Deviation::Denied("sends to a block", 1_400, 3),
    ),
    // A carrier: no route is available.
    within(at(14, 0), at(15, 0), "BR", Deviation::Delivered(9, "90")),
    // A failover of the store.
    within(
        at(16, 42),
        at(16, 44),
        "",
        Deviation::Errors("store", 2_700),
    ),
    within(at(16, 42), at(16, 44), "", Deviation::People(20)),
    // A deployment that breaks the check of codes, until it is rolled back.
    within(at(11, 20), at(11, 40), "", Deviation::Errors("server", 900)),
    within(at(11, 20), at(11, 40), "", Deviation::Verified(4)),
];

const fn at(hour: u32, minute: u32) -> u32 {
    hour * 60 + minute
}

const fn people(country: &'static str, ahead: i32, channel: Channel, numbers: [u32; 6]) -> Traffic {
    let [people, delivered, verified, price, delivery, verification] = numbers;
    Traffic {
        when: DAY,
        country,
        ahead: Some(ahead),
        channel,
        people,
        delivered,
        verified,
        price,
        delivery,
        verification,
    }
}

const fn within(from: u32, until: u32, country: &'static str, deviation: Deviation) -> Disturbance {
    Disturbance {
        when: (from, until),
        country,
        deviation,
    }
}

const fn every_day(deviation: Deviation) -> Disturbance {
    Disturbance {
        when: DAY,
        country: "",
        deviation,
    }
}
