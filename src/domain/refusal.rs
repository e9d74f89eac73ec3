//! Why a request of a person is not carried out.

use serde::{Deserialize, Serialize};

use super::channel::Channel;
use super::code_length::CodeLength;
use super::time::Millis;

/// Why a person's request was not carried out. Holds numbers, never sentences:
/// `ui::words` has those.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// No number was typed.
    PhoneMissing,
    /// No country was chosen and the number has no country code.
    CountryMissing,
    /// The number starts with a country code that does not exist.
    CountryUnknown,
    /// The operator does not send to the number's country.
    CountryNotServed,
    /// What was typed is not a phone number.
    PhoneUnreadable,
    /// The number has too few digits for its country.
    PhoneTooShort,
    /// The number has too many digits for its country.
    PhoneTooLong,
    /// The number has a length its country does not use.
    PhoneWrongLength,
    /// The number is of a kind that is never sent to, such as a premium-rate number.
    NumberNotServed { channel: Channel },
    /// No code was typed.
    CodeMissing { length: CodeLength },
    /// What was typed does not have the shape of the code; no guess was counted.
    CodeShape { digits: u8, length: CodeLength },
    /// A wrong guess.
    CodeWrong { tries_left: u32 },
    /// The code's time is over; no guess was counted.
    CodeExpired,
    /// The code took as many wrong guesses as one code may.
    CodeUsedUp,
    /// The verification took as many wrong guesses as one verification may.
    VerificationLocked,
    /// The number took as many wrong guesses as one number may.
    PhoneLocked { until: Millis },
    /// Another text can be asked for later.
    TextTooSoon { until: Millis },
    /// A call can be asked for later.
    CallTooSoon { until: Millis },
    /// The verification has had all its texts and calls.
    NoAttemptsLeft,
    /// The verification has had all its calls.
    NoCallsLeft,
    /// The verification has tried as many numbers as one verification may.
    NoNumbersLeft,
    /// The number has had as many messages as one number may.
    PhoneRested { until: Millis },
    /// Whoever is at this network address asked as often as one address may.
    ClientRested { until: Millis },
    /// The service has sent as many messages as it may: in all, to this country, or to
    /// numbers like this one.
    ServiceRested { until: Millis },
    /// The provider is broken, so nothing is sent this way for a while.
    ChannelDown { channel: Channel, until: Millis },
    /// The provider says the number cannot be reached this way; nothing was sent.
    NumberUnreachable { channel: Channel },
    /// The provider did not take the message; nothing was sent.
    NotSent { channel: Channel },
    /// The provider's answer got lost: the message may have been sent.
    MaybeSent { channel: Channel },
    /// There is no verification, or it is not at a step where this can be done.
    StartAgain,
    /// The verification is verified already; this was not a second verification.
    AlreadyVerified,
    // Records hold a refusal by its place in this list, so new ones stand at its end.
    /// The verification has moved on since the screen was drawn that this was asked on, or while it
    /// was waited for: nothing was sent or counted.
    MovedOn,
    /// The browser does not send our cookie, so it could not be known again: nothing was sent.
    CookieMissing,
    /// The number holds something that is neither a digit nor a separator.
    PhoneStrange { character: char },
    /// The number is in no numbering plan that is known here.
    PhoneUnknown,
    /// No number was typed and no country was chosen.
    PhoneAndCountryMissing,
}

impl Refusal {
    /// Whether it says that no text was sent, and a call may get through.
    pub fn call_may_help(self) -> bool {
        let channel = match self {
            Self::ChannelDown { channel, .. } => channel,
            Self::NumberUnreachable { channel } | Self::NotSent { channel } => channel,
            _ => return false,
        };
        channel == Channel::Text
    }

    /// Whether only a new verification can send anything more.
    pub fn needs_a_new_start(self) -> bool {
        matches!(
            self,
            Self::NoAttemptsLeft | Self::NoNumbersLeft | Self::VerificationLocked
        )
    }

    /// When asking again can help, where time alone helps.
    pub fn until(self) -> Option<Millis> {
        match self {
            Self::PhoneLocked { until }
            | Self::TextTooSoon { until }
            | Self::CallTooSoon { until }
            | Self::PhoneRested { until }
            | Self::ClientRested { until }
            | Self::ServiceRested { until }
            | Self::ChannelDown { until, .. } => Some(until),
            _ => None,
        }
    }

    /// Whether this may be the answer to somebody whose verification is verified and has gone on
    /// under another name.
    pub fn may_be_over(self) -> bool {
        matches!(self, Self::StartAgain | Self::AlreadyVerified)
    }

    /// What somebody may learn who is not known to be looking at the verification's page.
    ///
    /// An unknown verification, an expired one, a spent one and a wrong code are one
    /// answer; the page, drawn from the record, tells its own visitor which.
    #[must_use]
    pub fn outward(self) -> Self {
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
        let guesses = [
            Refusal::CodeWrong { tries_left: 4 },
            Refusal::CodeExpired,
            Refusal::CodeUsedUp,
            Refusal::VerificationLocked,
            Refusal::PhoneLocked { until: 7 },
            Refusal::StartAgain,
        ];
        assert!(
            guesses
                .into_iter()
                .all(|refusal| refusal.outward() == Refusal::StartAgain)
        );
    }

    #[test]
    fn a_call_may_help_whoever_got_no_text() {
        let (text, call) = (Channel::Text, Channel::Call);
        for (channel, helps) in [(text, true), (call, false)] {
            for refusal in [
                Refusal::ChannelDown { channel, until: 7 },
                Refusal::NumberUnreachable { channel },
                Refusal::NotSent { channel },
            ] {
                assert_eq!(refusal.call_may_help(), helps, "{refusal:?}");
            }
        }
        let channel = text;
        for refusal in [Refusal::MaybeSent { channel }, Refusal::StartAgain] {
            assert!(!refusal.call_may_help(), "{refusal:?}");
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
            assert_eq!(refusal.may_be_over(), may, "{refusal:?}");
        }
    }
}
