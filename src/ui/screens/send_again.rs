//! The forms that ask for the code again, one for each channel, now or after a wait.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::{CallMe, SendCode};
use crate::domain::{Availability, Channel, Timestamp};
use crate::i18n::{Locale, PLACEHOLDER, TextCache, whole_seconds};
use crate::ui::islands::countdown::Countdown;
use crate::ui::messages::localized_text::plural_sentences;
use crate::ui::messages::number;

/// The button that asks for the code by one channel: its ID, the keys of its sentences, and what
/// it posts.
pub struct ChannelButton {
    pub id: &'static str,
    pub label: &'static str,
    /// The label while the form is busy.
    pub busy: &'static str,
    /// The announcement at the end of the wait.
    pub ready: &'static str,
    /// The address that the form is posted to.
    action: &'static str,
    /// The hidden field that the address asks for, beside the screen's mark.
    field: Option<(&'static str, &'static str)>,
}

/// The button of this channel.
pub fn channel_button(channel: Channel) -> ChannelButton {
    match channel {
        Channel::Text => ChannelButton {
            id: "send-again",
            label: "send-again",
            busy: "sending",
            ready: "send-again-now",
            action: SendCode::PATH,
            field: Some(("again", "true")),
        },
        Channel::Call => ChannelButton {
            id: "call-me",
            label: "call-me",
            busy: "calling",
            ready: "call-me-now",
            action: CallMe::PATH,
            field: None,
        },
    }
}

/// The class of a button: the primary one of its screen, or another.
pub fn button_class(primary: bool) -> &'static str {
    if primary { "button" } else { "quiet" }
}

/// Asks for the code again by one channel. The button shows the wait until it is available. It can
/// be pressed earlier; the answer then explains the wait.
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
    let at = match availability {
        Availability::From(at) if at > now => Some(at),
        _ => None,
    };
    let wait = |at: Timestamp| wait(locale, whole_seconds(at.since(now)));
    let (shown, spoken) = at.map(wait).unzip();
    let (seconds, spoken_seconds) = wait_templates(locale, SECONDS);
    let (minutes, spoken_minutes) = wait_templates(locale, MINUTES);
    let described = view! { <p class="fine"><CallDescription locale caller /></p> };
    view! {
        <SendAgainForm channel mark>
            <button class=button_class(primary) id=button.id type="submit" autofocus=primary data-busy=locale.text(button.busy) data-at=at.map(Timestamp::as_millis) data-ready=locale.text(button.ready)
                data-seconds=seconds data-minutes=minutes data-spoken-seconds=spoken_seconds data-spoken-minutes=spoken_minutes>
                <span>{locale.text(label)}</span>" "
                <span class="wait" aria-hidden="true">{shown}</span>
                <span class="unseen spoken">{spoken}</span>
            </button>
            {channel.is_spoken().then_some(described)}
        </SendAgainForm>
    }
}

/// The form around the button of a channel.
#[component]
pub fn SendAgainForm(channel: Channel, mark: String, children: Children) -> impl IntoView {
    let ChannelButton { action, field, .. } = channel_button(channel);
    let field = field.map(|(name, value)| view! { <input type="hidden" name=name value=value /> });
    view! {
        <Countdown>
            <form method="post" action=action class=channel.name()>
                {field}
                <ScreenMark mark />
                {children()}
            </form>
        </Countdown>
    }
}

/// The mark of the screen that a form is on, as a hidden field. The server refuses a post from a
/// screen that is out of date.
#[component]
pub fn ScreenMark(mark: String) -> impl IntoView {
    view! { <input type="hidden" name="screen" value=mark /> }
}

/// Describes what happens in a call and which number it comes from, if that is known.
#[component]
pub fn CallDescription(locale: Locale, caller: Option<String>) -> impl IntoView {
    let from = caller.map(|number| {
        let (before, after) = number::call_from(locale);
        let space = Some(locale.text("sentence-space")).filter(|space| !space.is_empty());
        view! { {space}{before}<bdi dir="ltr">{number}</bdi>{after} }
    });
    view! { {locale.text("call-how")}{from} }
}

/// The keys of a unit of time: for the wait beside a label, and for a duration.
type UnitKeys = (&'static str, &'static str);
const SECONDS: UnitKeys = ("wait-seconds", "seconds");
const MINUTES: UnitKeys = ("wait-minutes", "minutes");

/// The wait beside the label, and as a sentence for screen readers.
fn wait(locale: Locale, seconds: u64) -> (String, String) {
    let (unit, count) = match seconds {
        0..=90 => (SECONDS, seconds),
        _ => (MINUTES, seconds.div_ceil(60)),
    };
    let spoken = spoken_wait(locale, unit, count);
    (shown_wait(locale, unit, &count.to_string()), spoken)
}

/// Both texts of a wait, for the browser to put a count into.
fn wait_templates(locale: Locale, unit: UnitKeys) -> (&'static str, &'static str) {
    static SHOWN: TextCache<(Locale, UnitKeys)> = TextCache::new();
    static SPOKEN: TextCache<(Locale, UnitKeys)> = TextCache::new();
    let shown = || shown_wait(locale, unit, &PLACEHOLDER.to_string());
    let spoken = || plural_sentences(|count| spoken_wait(locale, unit, count));
    let key = (locale, unit);
    (
        SHOWN.get_or_insert_with(key, shown),
        SPOKEN.get_or_insert_with(key, spoken),
    )
}

/// The wait beside the label, which no line break divides.
fn shown_wait(locale: Locale, (label, _): UnitKeys, count: &str) -> String {
    let wait = locale.format(label, [("count", count.into())]);
    wait.replace(' ', "\u{A0}")
}

fn spoken_wait(locale: Locale, (_, span): UnitKeys, count: u64) -> String {
    let span = locale.format(span, [("count", count.into())]);
    locale.format("later", [("span", span.into())])
}
