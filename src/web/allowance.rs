//! The limits of a client, as the rate limiter takes them.

use crate::clients::Client;
use crate::rate_limit::{ClientAllowance, ClientId};

/// The limits of a client.
pub fn allowance(client: &Client) -> ClientAllowance {
    ClientAllowance {
        id: ClientId(client.id.as_str().into()),
        sends_per_hour: client.limits.sends_per_hour,
        spend_per_day: client.limits.spend_per_day,
    }
}
