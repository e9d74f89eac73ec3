//! Encodes charges as the arguments of the scripts `take.lua` and `refund.lua`.
//!
//! The first argument holds the numbers of all charges, [`PACKED_LENGTH`] bytes each, little
//! endian. The scripts unpack it with the format `<BBI8I8I4I4`:
//!
//! | bytes | number |
//! | --- | --- |
//! | 1 | algorithm: 0 GCRA, 1 fixed window |
//! | 1 | 1 with a deduplication key, else 0 |
//! | 8 | GCRA: emission interval; fixed window: period (microseconds) |
//! | 8 | GCRA: time in which an empty bucket becomes full (microseconds); fixed window: limit |
//! | 4 | amount |
//! | 4 | reserve |
//!
//! Then follow names, each an argument of its own: for every charge that of its bucket, and its
//! deduplication key if it has one. Packing spares the server an argument for each number and Lua the
//! parsing of its text, which was a fifth of a take (docs/develop/PERFORMANCE.md).

use crate::store::Charge;
use crate::store::quota::Algorithm;

/// Bytes that the numbers of one charge take.
const PACKED_LENGTH: usize = 26;

/// Packs the numbers of all charges into the first argument.
pub(super) fn pack(charges: &[Charge]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(charges.len() * PACKED_LENGTH);
    for charge in charges {
        let quota = charge.quota;
        let (algorithm, first, second) = match quota.algorithm() {
            Algorithm::Gcra => (0, quota.interval(), quota.depth()),
            Algorithm::FixedWindow => (1, quota.period(), quota.limit().into()),
        };
        packed.extend([algorithm, charge.dedup_key.is_some().into()]);
        packed.extend(first.to_le_bytes());
        packed.extend(second.to_le_bytes());
        packed.extend(charge.amount.to_le_bytes());
        packed.extend(charge.reserve.to_le_bytes());
    }
    packed
}

/// The names of all charges, the arguments behind the first.
pub(super) fn names(charges: &[Charge]) -> impl Iterator<Item = &[u8]> {
    let names = charges
        .iter()
        .flat_map(|charge| [Some(&charge.bucket), charge.dedup_key.as_ref()]);
    names.flatten().map(String::as_bytes)
}

#[cfg(test)]
mod tests {
    use std::{num::NonZeroU32, time::Duration};

    use super::*;
    use crate::store::Quota;

    #[test]
    fn a_charge_is_packed_as_the_scripts_unpack_it() {
        let (four, minute) = (NonZeroU32::new(4).unwrap(), Duration::from_secs(60));
        let charges = [
            Charge::new("even", Quota::gcra(four, minute), 2),
            Charge {
                reserve: 3,
                dedup_key: Some("key".to_owned()),
                ..Charge::new("window", Quota::fixed_window(four, minute), 1)
            },
        ];
        let numbers = |algorithm: u8, keyed: u8, first: u64, second: u64, rest: [u32; 2]| {
            let mut bytes = vec![algorithm, keyed];
            bytes.extend(first.to_le_bytes());
            bytes.extend(second.to_le_bytes());
            bytes.extend(rest.iter().flat_map(|number| number.to_le_bytes()));
            bytes
        };
        let packed = [
            numbers(0, 0, 15_000_000, 60_000_000, [2, 0]),
            numbers(1, 1, 60_000_000, 4, [1, 3]),
        ];
        assert_eq!(pack(&charges), packed.concat());
        assert_eq!(packed[0].len(), PACKED_LENGTH);
        let names: Vec<_> = names(&charges).collect();
        assert_eq!(names, [&b"even"[..], b"window", b"key"]);
    }
}
