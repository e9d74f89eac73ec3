//! The forms that ask for the code again, one for each channel.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::call_description::CallDescription;
use super::channel_button::channel_button;
use super::countdown_button::CountdownButton;
use super::form_parts::ScreenMark;
use crate::api::{CallMe, SendCode};
use crate::domain::{Availability, Channel, Timestamp};
use crate::i18n::Locale;
use crate::ui::islands::countdown::Countdown;

/// Asks for the code again by one channel, now or after a wait.
#[component]
pub fn SendAgain(
    locale: Locale,
    channel: Channel,
    availability: Availability,
    mark: String,
    now: Timestamp,
    /// Whether it is the primary action of the screen, for a new code.
    primary: bool,
    caller: Option<String>,
) -> impl IntoView {
    let button = channel_button(channel);
    let label = if primary {
        "send-new-code"
    } else {
        button.label
    };
    let described = view! { <p class="fine"><CallDescription locale caller /></p> };
    view! {
        <SendAgainForm channel mark>
            <CountdownButton locale id=button.id availability now primary label busy=button.busy ready=button.ready />
            {channel.is_spoken().then_some(described)}
        </SendAgainForm>
    }
}

/// The form around the button of a channel.
#[component]
pub fn SendAgainForm(channel: Channel, mark: String, children: Children) -> impl IntoView {
    let action = match channel {
        Channel::Call => CallMe::PATH,
        _ => SendCode::PATH,
    };
    let again = channel != Channel::Call;
    let class = channel.name();
    let channel = (channel != Channel::FIRST && again).then(|| channel.name());
    view! {
        <Countdown>
            <form method="post" action=action class=class>
                {again.then(|| view! { <input type="hidden" name="again" value="true" /> })}
                {channel.map(|channel| view! { <input type="hidden" name="channel" value=channel /> })}
                <ScreenMark mark />
                {children()}
            </form>
        </Countdown>
    }
}
