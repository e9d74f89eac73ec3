//! The simulator in Plivo's place, in builds that have it.

#[cfg(not(any(feature = "simulator", debug_assertions)))]
mod absent;
#[cfg(any(feature = "simulator", debug_assertions))]
mod embedded;

#[cfg(not(any(feature = "simulator", debug_assertions)))]
pub use absent::*;
#[cfg(any(feature = "simulator", debug_assertions))]
pub use embedded::*;
