//! The stored form of a notice. A record holds a refusal by its position in this list, whatever
//! its name: rows are added at the end, and none is removed.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::channel::Channel::{self, Call, Text};
use crate::domain::{CodeLength, Refusal, Timestamp};

/// Defines the stored refusals, each with the refusal that it stands for.
macro_rules! stored_refusals {
    ($($stored:ident $({ $($field:ident: $type:ty),+ })? = $name:ident $({ $($value:tt)+ })?;)+) => {
        #[derive(Serialize, Deserialize)]
        enum StoredRefusal {
            $($stored $({ $($field: $type),+ })?,)+
        }

        impl From<Refusal> for StoredRefusal {
            fn from(refusal: Refusal) -> Self {
                match refusal {
                    $(Refusal::$name $({ $($value)+ })? => Self::$stored $({ $($field),+ })?,)+
                }
            }
        }

        impl From<StoredRefusal> for Refusal {
            fn from(stored: StoredRefusal) -> Self {
                match stored {
                    $(StoredRefusal::$stored $({ $($field),+ })? => Self::$name $({ $($value)+ })?,)+
                }
            }
        }
    };
}

stored_refusals! {
    PhoneMissing = PhoneMissing;
    CountryMissing = CountryMissing;
    CountryUnknown = CountryUnknown;
    CountryNotServed = CountryNotServed;
    PhoneUnreadable = PhoneUnreadable;
    PhoneTooShort = PhoneTooShort;
    PhoneTooLong = PhoneTooLong;
    PhoneWrongLength = PhoneWrongLength;
    NumberNotServed { channel: Channel } = NumberNotServed { channel };
    CodeMissing { length: CodeLength } = CodeMissing { length };
    CodeShape { digits: u8, length: CodeLength } = CodeShape { digits, length };
    CodeWrong { tries_left: u32 } = CodeWrong { tries_left };
    CodeExpired = CodeExpired;
    CodeUsedUp = CodeUsedUp;
    VerificationLocked = VerificationLocked;
    PhoneLocked { until: Timestamp } = PhoneLocked { until };
    TextTooSoon { until: Timestamp } = TooSoon { channel: Text, until };
    CallTooSoon { until: Timestamp } = TooSoon { channel: Call, until };
    NoAttemptsLeft = NoAttemptsLeft;
    CallsUsedUp = ChannelUsedUp { channel: Call };
    NoNumbersLeft = NoNumbersLeft;
    PhoneRateLimited { until: Timestamp } = PhoneRateLimited { until };
    ClientRateLimited { until: Timestamp } = ClientRateLimited { until };
    ServiceRateLimited { until: Timestamp } = ServiceRateLimited { until };
    ChannelDown { channel: Channel, until: Timestamp } = ChannelDown { channel, until };
    NumberUnreachable { channel: Channel } = NumberUnreachable { channel };
    NotSent { channel: Channel } = NotSent { channel };
    MaybeSent { channel: Channel } = MaybeSent { channel };
    StartAgain = StartAgain;
    AlreadyVerified = AlreadyVerified;
    MovedOn = MovedOn;
    CookieMissing = CookieMissing;
    PhoneStrange { character: char } = PhoneStrange { character };
    PhoneUnknown = PhoneUnknown;
    PhoneAndCountryMissing = PhoneAndCountryMissing;
    TextsUsedUp = ChannelUsedUp { channel: Text };
}

pub(super) fn serialize<S: Serializer>(
    notice: &Option<Refusal>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    notice.map(StoredRefusal::from).serialize(serializer)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Refusal>, D::Error> {
    let stored: Option<StoredRefusal> = Deserialize::deserialize(deserializer)?;
    Ok(stored.map(Refusal::from))
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    /// Records that are stored have these bytes: a row may be added, none may change.
    #[test]
    fn a_notice_is_stored_by_its_position() {
        let (channel, length) = (Call, CodeLength::Six);
        let until = Timestamp::from_millis(7);
        let strange = Refusal::PhoneStrange { character: 'O' };
        for (notice, bytes) in [
            (Refusal::PhoneMissing, &[1, 0][..]),
            (Refusal::NumberNotServed { channel }, &[1, 8, 1]),
            (Refusal::CodeShape { digits: 4, length }, &[1, 10, 4, 0]),
            (Refusal::PhoneLocked { until }, &[1, 15, 7]),
            (
                Refusal::TooSoon {
                    channel: Text,
                    until,
                },
                &[1, 16, 7],
            ),
            (
                Refusal::TooSoon {
                    channel: Call,
                    until,
                },
                &[1, 17, 7],
            ),
            (Refusal::NoAttemptsLeft, &[1, 18]),
            (Refusal::ChannelUsedUp { channel: Call }, &[1, 19]),
            (Refusal::ServiceRateLimited { until }, &[1, 23, 7]),
            (Refusal::ChannelDown { channel, until }, &[1, 24, 1, 7]),
            (Refusal::MovedOn, &[1, 30]),
            (strange, &[1, 32, 1, b'O']),
            (Refusal::PhoneAndCountryMissing, &[1, 34]),
            (Refusal::ChannelUsedUp { channel: Text }, &[1, 35]),
        ] {
            let stored = postcard::to_allocvec(&Some(StoredRefusal::from(notice))).unwrap();
            assert_eq!(stored, bytes, "{notice:?}");
            let mut deserializer = postcard::Deserializer::from_bytes(bytes);
            assert_eq!(deserialize(&mut deserializer).unwrap(), Some(notice));
        }
        let stored = postcard::to_allocvec(&None::<StoredRefusal>).unwrap();
        assert_eq!(stored, [0]);
    }
}
