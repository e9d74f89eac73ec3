//! The progress of an attempt on its way to the phone.

use enum_map::Enum;
use serde::{Deserialize, Serialize};

/// The progress of an attempt. It only moves forward: see [`DeliveryStatus::advance`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum, Serialize, Deserialize)]
pub enum DeliveryStatus {
    /// The provider has not answered our request yet.
    Sending,
    /// The provider's answer was lost: it may have accepted the attempt or not.
    Unknown,
    /// The provider accepted it.
    Queued,
    /// Text: handed to the carrier.
    Sent,
    /// Call: the phone rings.
    Ringing,
    /// Call: a person or a machine picked up.
    Answered,
    /// Text: the phone received it.
    Delivered,
    /// Call: it was answered and is over.
    Ended,
    /// Call: the line was busy, or the call was declined.
    Busy,
    /// Call: nobody answered.
    NoAnswer,
    /// Call: a machine answered. No code was read to it.
    Voicemail,
    /// It did not reach the phone and will not.
    Failed,
    /// Call: its key was pressed, and the code is being read.
    Spoken,
    /// Call: it was answered and ended before its key was pressed. No code was read.
    NoKey,
}

impl DeliveryStatus {
    /// Every status.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..Self::LENGTH).map(Self::from_usize)
    }

    /// The name on the page, in the delivery events and in the audit trail.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sending => "sending",
            Self::Unknown => "unknown",
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Ringing => "ringing",
            Self::Answered => "answered",
            Self::Delivered => "delivered",
            Self::Ended => "ended",
            Self::Busy => "busy",
            Self::NoAnswer => "no_answer",
            Self::Voicemail => "voicemail",
            Self::Failed => "failed",
            Self::Spoken => "spoken",
            Self::NoKey => "no_key",
        }
    }

    /// The status after the provider reported `reported`.
    ///
    /// Reports arrive late, twice and in any order: an earlier status never replaces a later
    /// one, and nothing replaces a final one. A call that ends while it waits for its key has
    /// not read the code.
    #[must_use]
    pub fn advance(self, reported: Self) -> Self {
        if (self, reported) == (Self::Answered, Self::Ended) {
            Self::NoKey
        } else if reported.rank() > self.rank() {
            reported
        } else {
            self
        }
    }

    /// Whether it is certain that the person got the code.
    pub fn is_delivered(self) -> bool {
        matches!(self, Self::Delivered | Self::Spoken)
    }

    /// Whether it is certain that the person did not get the code.
    pub fn is_failed(self) -> bool {
        matches!(
            self,
            Self::Failed | Self::Busy | Self::NoAnswer | Self::Voicemail | Self::NoKey
        )
    }

    /// Whether no later report can change it.
    pub fn is_final(self) -> bool {
        self.rank() == FINAL
    }

    fn rank(self) -> u8 {
        match self {
            Self::Sending => 0,
            Self::Unknown => 1,
            Self::Queued => 2,
            Self::Sent | Self::Ringing => 3,
            Self::Answered => 4,
            Self::Spoken => 5,
            Self::Delivered
            | Self::Ended
            | Self::Busy
            | Self::NoAnswer
            | Self::Voicemail
            | Self::NoKey
            | Self::Failed => FINAL,
        }
    }
}

const FINAL: u8 = 6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delivery_never_moves_back_nor_leaves_an_end() {
        for before in DeliveryStatus::all() {
            for reported in DeliveryStatus::all() {
                let after = before.advance(reported);
                assert!(after.rank() >= before.rank());
                assert!(
                    !before.is_final() || after == before,
                    "{before:?} {reported:?}"
                );
            }
        }
    }

    #[test]
    fn receipts_in_any_order_end_the_same() {
        let reports = [
            DeliveryStatus::Queued,
            DeliveryStatus::Sent,
            DeliveryStatus::Delivered,
        ];
        for order in [
            [0, 1, 2],
            [0, 2, 1],
            [1, 0, 2],
            [1, 2, 0],
            [2, 0, 1],
            [2, 1, 0],
        ] {
            let end = order.iter().fold(DeliveryStatus::Sending, |state, &i| {
                state.advance(reports[i])
            });
            assert_eq!(end, DeliveryStatus::Delivered);
        }
    }

    #[test]
    fn a_call_without_its_key_told_nothing() {
        use DeliveryStatus as D;
        for (reports, end) in [
            (
                &[D::Ringing, D::Answered, D::Spoken, D::Ended][..],
                D::Ended,
            ),
            (&[D::Ringing, D::Answered, D::Ended], D::NoKey),
            (&[D::Ringing, D::Answered, D::Ended, D::Spoken], D::NoKey),
            (&[D::Ringing, D::Answered, D::Voicemail], D::Voicemail),
            // That somebody answered may never be heard of: then nothing is known.
            (&[D::Ringing, D::Ended], D::Ended),
            (&[D::Spoken, D::Answered, D::Ended], D::Ended),
        ] {
            let last = reports
                .iter()
                .fold(D::Queued, |state, &report| state.advance(report));
            assert_eq!(last, end, "{reports:?}");
            assert!(last.is_final() && last.is_failed() == (end != D::Ended));
        }
    }
}
