//! What Ringcode knows, without a clock, randomness or I/O.
//!
//! Everything here is a pure function or a value; the only imports are `std` and `serde`.

pub mod code;
pub mod delivery;
pub mod flow;
pub mod history;
pub mod phone;
pub mod policy;
pub mod step;

/// Whether a field of a record has nothing to tell; such fields are left out of what is stored.
fn unset<T: Default + PartialEq>(field: &T) -> bool {
    *field == T::default()
}
