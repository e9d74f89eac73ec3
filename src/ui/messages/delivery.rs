//! Sentences about the delivery of the last attempt.

use std::time::Duration;

use super::counts::with_code_length;
use super::localized_text::LocalizedText;
use crate::domain::{Channel, CodeScreen, DeliveryStatus, Timestamp};
use crate::i18n::Locale;

/// The age from which a text that has not arrived is called slow.
const SLOW: Duration = Duration::from_secs(30);

/// The delivery status of the last attempt.
pub fn sentence(locale: Locale, screen: &CodeScreen) -> LocalizedText {
    use DeliveryStatus as D;
    let again = screen.attempts > 1;
    let slow = screen.now >= screen.sent_at.saturating_add(SLOW);
    let key = match (screen.channel, screen.status) {
        (Channel::Text, D::Sending | D::Queued | D::Sent) if slow => "text-slow",
        (Channel::Text, D::Sending | D::Queued) if !again => "text-sending",
        (Channel::Text, D::Sending | D::Queued | D::Sent) if again => {
            return at_time(locale, "text-sent-again", screen.sent_at);
        }
        (Channel::Text, D::Unknown) => "text-unknown",
        (Channel::Text, D::Sent) => "text-sent",
        (Channel::Text, D::Delivered) => {
            return at_time(locale, "text-delivered", screen.reached_at);
        }
        (Channel::Text, _) => "text-failed",
        (Channel::Call, D::Sending | D::Queued) => "call-placing",
        (Channel::Call, D::Unknown) => "call-unknown",
        (Channel::Call, D::Sent | D::Ringing) => "call-ringing",
        (Channel::Call, D::Answered) => "call-answered",
        (Channel::Call, D::Spoken) => "call-speaking",
        (Channel::Call, D::NoKey) => "call-no-key",
        (Channel::Call, D::Delivered | D::Ended) => "call-ended",
        (Channel::Call, D::Busy) => "call-busy",
        (Channel::Call, D::NoAnswer) => "call-no-answer",
        (Channel::Call, D::Voicemail) => "call-voicemail",
        (Channel::Call, D::Failed) => "call-failed",
    };
    with_code_length(locale, key, screen.code_length).into()
}

fn at_time(locale: Locale, key: &str, at: Timestamp) -> LocalizedText {
    LocalizedText::with_clock(locale, at, |clock| {
        locale.format(key, [("clock", clock.into())])
    })
}
