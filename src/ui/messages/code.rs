//! Sentences of the code screen.

use std::time::Duration;

use super::localized_text::{AroundPlaceholder, LocalizedText, split_at_placeholder};
use super::refusal;
use crate::domain::{CodeLength, CodeScreen, CodeState, Refusal, Timestamp};
use crate::i18n::{Locale, PLACEHOLDER};

/// The key of the heading.
pub fn title_key(state: CodeState) -> &'static str {
    match state {
        CodeState::Live { .. } => "code-title",
        CodeState::Expired { .. } | CodeState::UsedUp => "code-over-title",
        CodeState::VerificationLocked | CodeState::PhoneLocked { .. } => "locked-title",
    }
}

/// The text around the number that the code was sent to.
pub fn sent_to(locale: Locale, screen: &CodeScreen) -> AroundPlaceholder {
    let key = format!("sent-to-{}", screen.channel.name());
    let digits = screen.code_length.digits();
    let number = PLACEHOLDER.to_string();
    let values = [("digits", digits.into()), ("number", number.into())];
    split_at_placeholder(locale.format(&key, values))
}

/// The hint of the code field; `left` is the code's remaining life.
pub fn hint(locale: Locale, length: CodeLength, left: Duration, auto_submit: bool) -> String {
    let span = locale.duration(left);
    if !auto_submit {
        return locale.format("code-time", [("span", span.into())]);
    }
    let values = [("digits", length.digits().into()), ("span", span.into())];
    locale.format("code-hint", values)
}

/// The reason why the code takes no more guesses, and what helps: a new code, if `can_send`, or
/// else a new start.
pub fn ended(locale: Locale, state: CodeState, can_send: bool, now: Timestamp) -> LocalizedText {
    let next = locale.text(if can_send { "over-send" } else { "over-start" });
    match state {
        CodeState::Live { until: at } | CodeState::Expired { at } => {
            LocalizedText::with_clock(locale, at, |clock| {
                let values = [("clock", clock.into()), ("next", next.into())];
                locale.format("code-over-expired", values)
            })
        }
        CodeState::UsedUp => locale
            .format("code-over-used-up", [("next", next.into())])
            .into(),
        CodeState::VerificationLocked => locale.text("verification-locked").into(),
        CodeState::PhoneLocked { until } => {
            refusal::sentence(locale, Refusal::PhoneLocked { until }, now)
        }
    }
}
