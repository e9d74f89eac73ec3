//! The version of a record, which every conditional write names.

/// Identifies one content of one record: 128 random bits, drawn anew by every write.
///
/// Versions are random rather than counted, for three reasons. A record that was removed,
/// expired or lost and made anew never carries a version that somebody still holds (no ABA).
/// After a failover that forgot the last writes, two servers cannot have given the same number
/// to different contents. And a write that is sent twice, because the first reply was lost,
/// finds its own version in place and reports success instead of a conflict with itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version(Option<[u8; Version::LENGTH]>);

impl Version {
    /// The version of a key that holds no record.
    pub const ABSENT: Self = Self(None);

    /// Length of a version in bytes.
    pub(super) const LENGTH: usize = 16;

    /// Draws the version of a new content.
    pub(super) fn random() -> Self {
        Self(Some(rand::random()))
    }

    /// The version with these bytes, as [`Version::to_bytes`] returned them.
    pub const fn from_bytes(bytes: [u8; Self::LENGTH]) -> Self {
        Self(Some(bytes))
    }

    /// The version at the beginning of a stored record; `None` when the length is wrong.
    pub(super) fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self::from_bytes)
    }

    /// The bytes of the version; `None` for [`Version::ABSENT`].
    pub const fn to_bytes(self) -> Option<[u8; Self::LENGTH]> {
        self.0
    }

    /// The bytes of the version; empty for [`Version::ABSENT`].
    pub(super) fn as_slice(&self) -> &[u8] {
        self.0.as_ref().map_or(&[], |bytes| bytes)
    }
}
