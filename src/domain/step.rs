//! What a person sees: the step of the wizard, and why something was refused.
//!
//! The screens are drawn from [`Step`] alone, so nothing that is not in it can
//! be shown. It holds no code and no secret.

use serde::{Deserialize, Serialize};

pub use super::code::CodeLength;
pub use super::delivery::DeliveryStatus;
pub use super::policy::{Millis, SECOND};

/// The screen that a verification is at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// The number is asked for.
    Phone(PhoneStep),
    /// A message is out; its code is asked for.
    Code(CodeStep),
    /// The number is verified.
    Done,
}

/// The screen that asks for the number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneStep {
    /// ISO 3166-1 code of the country chosen; empty when none is.
    pub country: String,
    /// The number as it was typed.
    pub typed: String,
    /// What went wrong last.
    pub notice: Option<Refusal>,
    /// The number, as a person reads it, that can be called since no text goes there.
    pub call: Option<String>,
    /// Names this screen; its forms send it back.
    pub mark: String,
    /// The store's clock when this was read; every wait is told relative to it.
    pub now: Millis,
}

/// The screen that asks for the code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeStep {
    /// The number as a person reads it, with country code.
    pub number: String,
    /// The last message: how it went out.
    pub channel: Channel,
    /// The last message: how far it got.
    pub delivery: DeliveryStatus,
    /// The last message: when it was sent.
    pub sent_at: Millis,
    /// The last message: since when it is known to have got that far.
    pub reached_at: Millis,
    /// How many messages went to this number in this verification.
    pub attempts: usize,
    /// Whether the code still takes a guess.
    pub code: CodeState,
    /// How many digits the code has.
    pub code_length: CodeLength,
    /// Wrong guesses in this verification so far; the form sends it back with the next one.
    pub wrong_guesses: u32,
    /// Names this screen; its forms send it back.
    pub mark: String,
    /// When a text can be asked for again.
    pub text_again: Availability,
    /// When a call can be asked for.
    pub call: Availability,
    /// What was typed last and was not the code.
    pub typed: String,
    /// What went wrong last.
    pub notice: Option<Refusal>,
    /// The store's clock when this was read; every wait is told relative to it.
    pub now: Millis,
}

/// How a code travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Channel {
    /// An SMS.
    Text,
    /// A phone call that speaks it.
    Call,
}

/// Whether the code of a verification takes a guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CodeState {
    /// It does, until then.
    Live { until: Millis },
    /// Its time is over, since then.
    Expired { at: Millis },
    /// It took as many wrong guesses as one code may.
    UsedUp,
    /// The verification took as many wrong guesses as one verification may; only a new start helps.
    VerificationLocked,
    /// The number takes no guess from anyone until then.
    PhoneLocked { until: Millis },
}

/// Whether something can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Availability {
    /// Now.
    Now,
    /// From then on.
    From(Millis),
    /// Not in this verification.
    Never,
}

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
