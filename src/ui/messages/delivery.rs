//! Sentences about the delivery of the last attempt.

use std::time::Duration;

use super::localized_text::{LocalizedText, with_code_length};
use crate::domain::{Availability, Channel, CodeScreen, DeliveryStatus, Timestamp};
use crate::i18n::Locale;

/// The age from which a text that has not arrived is called slow.
const SLOW: Duration = Duration::from_secs(30);

/// The delivery status of the last attempt.
pub fn sentence(locale: Locale, screen: &CodeScreen) -> LocalizedText {
    use DeliveryStatus as D;
    let again = screen.attempts > 1;
    let slow = screen.now >= screen.sent_at.saturating_add(SLOW);
    let has_call = screen.channels[Channel::Call] != Availability::Never;
    let key = match (screen.channel.is_spoken(), screen.status) {
        (false, D::Sending | D::Queued | D::Sent) if slow && has_call => "text-slow",
        (false, D::Sending | D::Queued | D::Sent) if slow => "text-slow-alone",
        (false, D::Sending | D::Queued) if !again => "text-sending",
        (false, D::Sending | D::Queued | D::Sent) if again => {
            return at_time(locale, "text-sent-again", screen.sent_at);
        }
        (false, D::Unknown) => "text-unknown",
        (false, D::Sent) => "text-sent",
        (false, D::Delivered) => {
            return at_time(locale, "text-delivered", screen.reached_at);
        }
        (false, _) if has_call => "text-failed",
        (false, _) => "text-failed-alone",
        (true, D::Sending | D::Queued) => "call-placing",
        (true, D::Unknown) => "call-unknown",
        (true, D::Sent | D::Ringing) => "call-ringing",
        (true, D::Answered) => "call-answered",
        (true, D::Spoken) => "call-speaking",
        (true, D::NoKey) => "call-no-key",
        (true, D::Delivered | D::Ended) => "call-ended",
        (true, D::Busy) => "call-busy",
        (true, D::NoAnswer) => "call-no-answer",
        (true, D::Voicemail) => "call-voicemail",
        (true, D::Failed) => "call-failed",
    };
    with_code_length(locale, key, screen.code_length).into()
}

fn at_time(locale: Locale, key: &str, at: Timestamp) -> LocalizedText {
    LocalizedText::with_clock(locale, at, |clock| {
        locale.format(key, [("clock", clock.into())])
    })
}
