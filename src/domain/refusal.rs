//! The reasons for which a person's request is not carried out.

use serde::{Deserialize, Serialize};

use crate::domain::{Channel, CodeLength, Timestamp};

/// The reason for which a person's request was not carried out. The sentences for it are in
/// `ui::messages`; its name in JSON is a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No number was typed.
    PhoneMissing,
    /// No country was chosen and the number has no country code.
    CountryMissing,
    /// The number starts with a country code that does not exist.
    CountryUnknown,
    /// The operator does not serve the number's country.
    CountryNotServed,
    /// The text is not a phone number.
    PhoneUnreadable,
    /// The number has too few digits for its country.
    PhoneTooShort,
    /// The number has too many digits for its country.
    PhoneTooLong,
    /// The number has a length that its country does not use.
    PhoneWrongLength,
    /// The number is of a kind that the channel does not serve, such as a premium-rate number.
    NumberNotServed { channel: Channel },
    /// No code was typed.
    CodeMissing { length: CodeLength },
    /// The text is not a code of the right length. No guess was counted.
    CodeShape { digits: u8, length: CodeLength },
    /// The guess was wrong.
    CodeWrong { tries_left: u32 },
    /// The code has expired. No guess was counted.
    CodeExpired,
    /// The code has had all its wrong guesses.
    CodeUsedUp,
    /// The verification has had all its wrong guesses.
    VerificationLocked,
    /// The number has had all its wrong guesses for now.
    PhoneLocked { until: Timestamp },
    /// An attempt was made too recently for another by this channel.
    TooSoon { channel: Channel, until: Timestamp },
    /// The verification has had all its attempts.
    NoAttemptsLeft,
    /// The verification has had all its attempts by this channel.
    ChannelUsedUp { channel: Channel },
    /// The verification has tried all the numbers that one may.
    NoNumbersLeft,
    /// The number has had all its attempts for now.
    PhoneRateLimited { until: Timestamp },
    /// The client IP reached one of its limits.
    ClientRateLimited { until: Timestamp },
    /// A limit of the whole service is reached: its attempts in total, to this country or to
    /// numbers like this one.
    ServiceRateLimited { until: Timestamp },
    /// The channel's circuit breaker is open: the provider fails, and nothing is sent.
    ChannelDown { channel: Channel, until: Timestamp },
    /// The provider cannot reach the number by this channel. Nothing was sent.
    NumberUnreachable { channel: Channel },
    /// The provider did not accept the attempt. Nothing was sent.
    NotSent { channel: Channel },
    /// The provider's answer was lost. The message may have been sent.
    MaybeSent { channel: Channel },
    /// There is no verification, or its screen does not allow the action.
    StartAgain,
    /// The number was verified before.
    AlreadyVerified,
    /// The verification changed since the screen was drawn, or during the request. Nothing was
    /// sent or counted.
    MovedOn,
    /// The browser did not send our cookie, so it could not be recognized. Nothing was sent.
    CookieMissing,
    /// The number contains this character, which is neither a digit nor a separator.
    PhoneStrange { character: char },
    /// The number belongs to no known numbering plan.
    PhoneUnknown,
    /// No number was typed and no country was chosen.
    PhoneAndCountryMissing,
}

impl Refusal {
    /// Whether the first channel failed for a reason that may not apply to another one.
    pub fn other_channel_may_help(self) -> bool {
        match self {
            Self::ChannelDown { channel, .. }
            | Self::NumberUnreachable { channel }
            | Self::NotSent { channel } => channel == Channel::FIRST,
            _ => false,
        }
    }

    /// Whether it is the provider's answer to an attempt.
    pub fn is_of_provider(self) -> bool {
        matches!(
            self,
            Self::NumberUnreachable { .. } | Self::NotSent { .. } | Self::MaybeSent { .. }
        )
    }

    /// Whether only a new verification can send again.
    pub fn needs_restart(self) -> bool {
        matches!(
            self,
            Self::NoAttemptsLeft
                | Self::ChannelUsedUp {
                    channel: Channel::FIRST
                }
                | Self::NoNumbersLeft
                | Self::VerificationLocked
        )
    }

    /// The time from which asking again can succeed, for refusals that only time lifts.
    pub fn until(self) -> Option<Timestamp> {
        match self {
            Self::PhoneLocked { until }
            | Self::TooSoon { until, .. }
            | Self::PhoneRateLimited { until }
            | Self::ClientRateLimited { until }
            | Self::ServiceRateLimited { until }
            | Self::ChannelDown { until, .. } => Some(until),
            _ => None,
        }
    }

    /// Whether the browser may hold the old session of a verification that succeeded and rotated
    /// its session meanwhile.
    pub fn may_follow_rotation(self) -> bool {
        matches!(self, Self::StartAgain | Self::AlreadyVerified)
    }

    /// The refusal to tell a caller who may not be the verification's browser.
    ///
    /// No verification, an expired code, a used-up one and a wrong one are the same answer. The
    /// page, drawn from the record, tells the browser which it was.
    #[must_use]
    pub fn for_outsiders(self) -> Self {
        match self {
            Self::CodeWrong { .. }
            | Self::CodeExpired
            | Self::CodeUsedUp
            | Self::VerificationLocked
            | Self::PhoneLocked { .. } => Self::StartAgain,
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_guess_tells_an_outsider_nothing() {
        let until = Timestamp::from_millis(7);
        let guesses = [
            Refusal::CodeWrong { tries_left: 4 },
            Refusal::CodeExpired,
            Refusal::CodeUsedUp,
            Refusal::VerificationLocked,
            Refusal::PhoneLocked { until },
            Refusal::StartAgain,
        ];
        assert!(
            guesses
                .into_iter()
                .all(|refusal| refusal.for_outsiders() == Refusal::StartAgain)
        );
    }

    #[test]
    fn a_call_may_help_where_a_text_failed() {
        let (text, call) = (Channel::Text, Channel::Call);
        let until = Timestamp::from_millis(7);
        for (channel, helps) in [(text, true), (call, false)] {
            for refusal in [
                Refusal::ChannelDown { channel, until },
                Refusal::NumberUnreachable { channel },
                Refusal::NotSent { channel },
            ] {
                assert_eq!(refusal.other_channel_may_help(), helps, "{refusal:?}");
            }
        }
        let channel = text;
        for refusal in [Refusal::MaybeSent { channel }, Refusal::StartAgain] {
            assert!(!refusal.other_channel_may_help(), "{refusal:?}");
        }
    }

    #[test]
    fn only_who_has_no_verification_any_more_may_be_over() {
        for (refusal, may) in [
            (Refusal::StartAgain, true),
            (Refusal::AlreadyVerified, true),
            (Refusal::CodeWrong { tries_left: 4 }, false),
            (Refusal::CodeExpired, false),
        ] {
            assert_eq!(refusal.may_follow_rotation(), may, "{refusal:?}");
        }
    }

    /// Callers of the JSON read these names: a variant may be renamed, its name in JSON may not.
    #[test]
    #[cfg(feature = "ssr")]
    fn each_refusal_has_a_name_for_programs() {
        use Refusal as R;
        let (channel, length) = (Channel::Call, CodeLength::Six);
        let until = Timestamp::default();
        for (refusal, name) in [
            (R::PhoneMissing, "phone_missing"),
            (R::CountryMissing, "country_missing"),
            (R::CountryUnknown, "country_unknown"),
            (R::CountryNotServed, "country_not_served"),
            (R::PhoneUnreadable, "phone_unreadable"),
            (R::PhoneTooShort, "phone_too_short"),
            (R::PhoneTooLong, "phone_too_long"),
            (R::PhoneWrongLength, "phone_wrong_length"),
            (R::NumberNotServed { channel }, "number_not_served"),
            (R::CodeMissing { length }, "code_missing"),
            (R::CodeShape { digits: 1, length }, "code_shape"),
            (R::CodeWrong { tries_left: 1 }, "code_wrong"),
            (R::CodeExpired, "code_expired"),
            (R::CodeUsedUp, "code_used_up"),
            (R::VerificationLocked, "verification_locked"),
            (R::PhoneLocked { until }, "phone_locked"),
            (R::TooSoon { channel, until }, "too_soon"),
            (R::NoAttemptsLeft, "no_attempts_left"),
            (R::ChannelUsedUp { channel }, "channel_used_up"),
            (R::NoNumbersLeft, "no_numbers_left"),
            (R::PhoneRateLimited { until }, "phone_rate_limited"),
            (R::ClientRateLimited { until }, "client_rate_limited"),
            (R::ServiceRateLimited { until }, "service_rate_limited"),
            (R::ChannelDown { channel, until }, "channel_down"),
            (R::NumberUnreachable { channel }, "number_unreachable"),
            (R::NotSent { channel }, "not_sent"),
            (R::MaybeSent { channel }, "maybe_sent"),
            (R::StartAgain, "start_again"),
            (R::AlreadyVerified, "already_verified"),
            (R::MovedOn, "moved_on"),
            (R::CookieMissing, "cookie_missing"),
            (R::PhoneStrange { character: 'O' }, "phone_strange"),
            (R::PhoneUnknown, "phone_unknown"),
            (R::PhoneAndCountryMissing, "phone_and_country_missing"),
        ] {
            let json = serde_json::to_value(refusal).unwrap();
            let keys = json
                .as_object()
                .map(|object| object.keys().cloned().collect());
            let keys = keys.unwrap_or_else(|| vec![json.as_str().unwrap().to_owned()]);
            assert_eq!(keys, [name]);
        }
        let channel = serde_json::to_value(R::NotSent { channel }).unwrap();
        assert_eq!(channel["not_sent"]["channel"], "call");
    }
}
