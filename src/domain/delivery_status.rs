//! How far a message or a call got.

use serde::{Deserialize, Serialize};

/// How far a message or a call got. It only moves forward: see [`DeliveryStatus::advance`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DeliveryStatus {
    /// Decided; the provider has not answered yet.
    Sending,
    /// The provider may or may not have it: its answer got lost.
    Unknown,
    /// The provider has it.
    Queued,
    /// A text: handed to the carrier.
    Sent,
    /// A call: the phone rings.
    Ringing,
    /// A call: somebody, or something, picked up.
    Answered,
    /// A text: the phone has it.
    Delivered,
    /// A call: it was answered and is over.
    Ended,
    /// A call: the line was busy, or the call was declined.
    Busy,
    /// A call: nobody answered.
    NoAnswer,
    /// A call: a machine answered, and was told nothing.
    Voicemail,
    /// It did not get through and will not.
    Failed,
    /// A call: its key was pressed, and the code is being read.
    Spoken,
    /// A call: it was answered and ended before its key was pressed, so no code was read.
    NoKey,
}

impl DeliveryStatus {
    /// Every stage.
    pub const ALL: [Self; 14] = [
        Self::Sending,
        Self::Unknown,
        Self::Queued,
        Self::Sent,
        Self::Ringing,
        Self::Answered,
        Self::Delivered,
        Self::Ended,
        Self::Busy,
        Self::NoAnswer,
        Self::Voicemail,
        Self::Failed,
        Self::Spoken,
        Self::NoKey,
    ];

    /// Its name, as it travels.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sending => "Sending",
            Self::Unknown => "Unknown",
            Self::Queued => "Queued",
            Self::Sent => "Sent",
            Self::Ringing => "Ringing",
            Self::Answered => "Answered",
            Self::Delivered => "Delivered",
            Self::Ended => "Ended",
            Self::Busy => "Busy",
            Self::NoAnswer => "NoAnswer",
            Self::Voicemail => "Voicemail",
            Self::Failed => "Failed",
            Self::Spoken => "Spoken",
            Self::NoKey => "NoKey",
        }
    }

    /// The later of the two. Reports arrive late, twice and in any order, so an
    /// earlier stage never replaces a later one, and nothing replaces an end. A call that is
    /// over while it still waits for its key has told nothing.
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

    /// Whether it is known that no code got through.
    pub fn failed(self) -> bool {
        matches!(
            self,
            Self::Failed | Self::Busy | Self::NoAnswer | Self::Voicemail | Self::NoKey
        )
    }

    /// Whether nothing more will be reported.
    pub fn ended(self) -> bool {
        self.rank() == END
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
            | Self::Failed => END,
        }
    }
}

const END: u8 = 6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delivery_never_moves_back_nor_leaves_an_end() {
        for before in DeliveryStatus::ALL {
            for reported in DeliveryStatus::ALL {
                let after = before.advance(reported);
                assert!(after.rank() >= before.rank());
                assert!(
                    !before.ended() || after == before,
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
            assert!(last.ended() && last.failed() == (end != D::Ended));
        }
    }

    #[test]
    fn each_stage_is_called_as_it_is_written() {
        for stage in DeliveryStatus::ALL {
            assert_eq!(stage.name(), format!("{stage:?}"));
        }
    }
}
