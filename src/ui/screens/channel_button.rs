//! The button that asks for the code by one channel.

use crate::domain::Channel;

/// The button of a channel: its ID, and the keys of its sentences.
pub struct ChannelButton {
    pub id: &'static str,
    pub label: &'static str,
    /// The label while the form is busy.
    pub busy: &'static str,
    /// The announcement at the end of the wait.
    pub ready: &'static str,
}

/// The button of this channel.
pub fn channel_button(channel: Channel) -> ChannelButton {
    let (id, label, busy, ready) = match channel {
        Channel::Text => ("send-again", "send-again", "sending", "send-again-now"),
        Channel::Call => ("call-me", "call-me", "calling", "call-me-now"),
    };
    ChannelButton {
        id,
        label,
        busy,
        ready,
    }
}
