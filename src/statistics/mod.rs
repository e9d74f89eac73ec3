//! Statistics for the operator: totals of each hour and the newest events, over all instances.
//!
//! [`Statistics`] counts in memory, and merges what it counted into the store every ten seconds:
//! one record for each hour, one for the trail (decision 92). No event causes a call of the store,
//! and no number, code or address is kept. Start at [`Statistics`]; `totals` and `trail` are what
//! is read, `pending` is what waits in memory.

mod bad_evening;
mod counted;
mod histogram;
mod named_counts;
mod pending;
mod recorder;
mod records;
mod scenario;
mod totals;
mod traffic_share;
mod trail;

pub use counted::{AttemptAnswer, Counted, ErrorSource};
pub use histogram::Histogram;
pub use recorder::Statistics;
pub use totals::{DenialTotals, Destination, DestinationTotals, HourTotals, SlotTotals, Step};
pub use trail::{TrailEntry, TrailNote};
