//! Charges: the amounts that one request takes from the buckets of several subjects.

use crate::rate_limit::LimitKind;
use crate::store::{Charge, Quota};

/// Charges on the buckets of one subject: a client, a block of phone numbers, the service. All
/// of them are one key of the store, and are taken in one step.
#[derive(Clone, Debug)]
pub(super) struct SubjectCharges {
    /// The subject in plain text, such as `client 198.51.100.1/32`. The store sees its blind
    /// index only.
    pub subject: String,
    pub charges: Vec<BucketCharge>,
}

/// An amount to take from one bucket.
#[derive(Clone, Debug)]
pub(super) struct BucketCharge {
    pub limit: LimitKind,
    pub quota: Quota,
    pub amount: u32,
    /// The amount that must be left in the bucket for others.
    pub reserve: u32,
    /// The limit that alerts are about. It is above that of the quota where this charge may use
    /// a share of the bucket only.
    pub alert_limit: u32,
    /// The part of the subject that the bucket is about: a thousand within a block, a country of
    /// the service; empty for the whole.
    pub part: String,
    /// Identity of the thing that is charged once, such as a phone number.
    pub dedup_identity: Option<String>,
    /// The used amount of the bucket, this charge included; set once it was taken.
    pub used: u64,
    /// Whether the limit only records, and would have denied this charge; nothing was taken then.
    pub is_recorded: bool,
}

impl SubjectCharges {
    /// A subject without charges.
    pub fn new(subject: String) -> Self {
        let charges = Vec::new();
        Self { subject, charges }
    }

    /// The same subject with these charges.
    pub fn with(self, charges: impl IntoIterator<Item = BucketCharge>) -> Self {
        let charges = charges.into_iter().collect();
        Self { charges, ..self }
    }

    /// The charges as a store takes them, each with the deduplication key of its identity.
    pub fn to_stored(&self, dedup_key: impl Fn(&String) -> String) -> Vec<Charge> {
        let charges = self.charges.iter().map(|charge| Charge {
            reserve: charge.reserve,
            dedup_key: charge.dedup_identity.as_ref().map(&dedup_key),
            ..Charge::new(charge.bucket_name(), charge.quota, charge.amount)
        });
        charges.collect()
    }

    /// Keeps the charges whose limit fits.
    pub fn retain(mut self, fits: impl Fn(LimitKind) -> bool) -> Self {
        self.charges.retain(|charge| fits(charge.limit));
        self
    }
}

impl BucketCharge {
    /// One unit of what `quota` allows.
    pub fn new(limit: LimitKind, quota: Quota) -> Self {
        Self {
            limit,
            quota,
            amount: 1,
            reserve: 0,
            alert_limit: quota.limit(),
            part: String::new(),
            dedup_identity: None,
            used: 0,
            is_recorded: false,
        }
    }

    /// Sets the amount.
    pub fn with_amount(self, amount: u32) -> Self {
        Self { amount, ..self }
    }

    /// Sets the part of the subject.
    pub fn with_part(self, part: &str) -> Self {
        let part = part.to_owned();
        Self { part, ..self }
    }

    /// Takes nothing and asks only how much is used: the limit only records its denial.
    pub fn record(&mut self) {
        (self.amount, self.is_recorded) = (0, true);
    }

    /// The name of the bucket among those of its subject. It contains the period, so that each
    /// period has a bucket of its own.
    pub fn bucket_name(&self) -> String {
        let (limit, seconds) = (self.limit.bucket_name(), self.quota.period_seconds());
        match &*self.part {
            "" => format!("{limit} {seconds}"),
            part => format!("{limit} {seconds} {part}"),
        }
    }
}

/// The limits whose denials were only recorded as these charges were taken.
pub(super) fn recorded(taken: &[SubjectCharges]) -> impl Iterator<Item = LimitKind> {
    let charges = taken.iter().flat_map(|subject| &subject.charges);
    let recorded = charges.filter(|charge| charge.is_recorded);
    recorded.map(|charge| charge.limit)
}

/// The used amount of the bucket of `limit` among charges that were taken.
pub(super) fn used(taken: &[SubjectCharges], limit: LimitKind) -> Option<u64> {
    let mut charges = taken.iter().flat_map(|subject| &subject.charges);
    let charge = charges.find(|charge| charge.limit == limit)?;
    Some(charge.used)
}
