//! Rehearsals: a log of what the limiter decided, and what it would have decided under other
//! settings.
//!
//! [`Recorder`] takes the decisions down in memory and writes them to the store every few seconds,
//! as encrypted records that end after 8 days: no number and no address is in them. [`load`] reads
//! them again, `rate_limit::simulation` replays them, and [`Comparison`] says what is different.
//! Nothing here decides, and no request waits for it.

mod comparison;
mod loader;
mod recorder;
mod records;
mod report;

pub use comparison::{Comparison, CountryTotals, Difference, LimitTotals};
pub use loader::{LoadError, LogExtract, load};
pub use recorder::Recorder;
pub use records::{ChunkRecord, InstanceLog, LogHourRecord};
pub use report::text;
