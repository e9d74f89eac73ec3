//! Chooses the screen for a step.

use leptos::prelude::*;

use super::code_step::CodeView;
use super::done_step::DoneView;
use super::hindrance::Hindrance;
use super::phone_step::PhoneView;
use super::shell::PageBody;
use super::words;
use crate::domain::screens::{CodeState, Screen};
use crate::i18n::Locale;

/// The title of the document; a mistake is told first.
pub fn title(locale: Locale, body: &PageBody) -> String {
    let (title, notice) = match body {
        PageBody::Screen(Screen::Phone(screen)) => ("phone-title", screen.notice),
        PageBody::Screen(Screen::Code(screen)) => (words::code_title(screen.code), screen.notice),
        PageBody::Screen(Screen::Done) => ("done-title", None),
        PageBody::Hindered { hindrance, .. } => (hindrance.title(), None),
        PageBody::Hindrance(hindrance) => (hindrance.title(), None),
        PageBody::Elsewhere { .. } => ("elsewhere-title", None),
        PageBody::TooLarge => ("too-large-title", None),
        PageBody::TooSlow => ("too-slow-title", None),
        PageBody::Missing => ("missing-title", None),
    };
    let title = locale.text(title);
    match notice {
        Some(_) => locale.format("error-title", [("title", title.into())]),
        None => title.to_owned(),
    }
}

/// Whether the screen has a form of a step, to which the choice of a language belongs.
pub fn asks(body: &PageBody) -> bool {
    match body {
        PageBody::Screen(Screen::Phone(_)) | PageBody::Hindered { .. } => true,
        PageBody::Screen(Screen::Code(screen)) => matches!(screen.code, CodeState::Live { .. }),
        _ => false,
    }
}

/// The screen.
#[component]
pub fn Wizard(
    locale: Locale,
    body: PageBody,
    auto_submit: bool,
    caller: Option<String>,
) -> impl IntoView {
    let place = match &body {
        PageBody::Screen(Screen::Phone(_)) | PageBody::Hindered { .. } => Some(0),
        PageBody::Screen(Screen::Code(_)) => Some(1),
        PageBody::Screen(Screen::Done) => Some(2),
        _ => None,
    };
    view! {
        {place.map(|place| view! { <Progress locale place /> })}
        {screen_of(locale, body, auto_submit, caller)}
    }
}

fn screen_of(locale: Locale, body: PageBody, auto_submit: bool, caller: Option<String>) -> AnyView {
    match body {
        PageBody::Screen(Screen::Phone(screen)) => {
            view! { <PhoneView locale screen caller /> }.into_any()
        }
        PageBody::Screen(Screen::Code(screen)) => {
            view! { <CodeView locale screen auto_submit caller /> }.into_any()
        }
        PageBody::Screen(Screen::Done) => view! { <DoneView locale /> }.into_any(),
        PageBody::Hindered { screen, hindrance } => {
            let hindrance = hindrance.said(locale);
            view! { <PhoneView locale screen caller hindrance /> }.into_any()
        }
        PageBody::Hindrance(hindrance) => {
            let text = hindrance.said(locale);
            let way = match hindrance {
                // Trying again now is what does not help.
                Hindrance::TurnedAway { .. } => Way::Link("go-to-start"),
                Hindrance::Broke | Hindrance::Unreadable => Way::Button("go-to-start"),
                Hindrance::Busy | Hindrance::Unavailable => Way::Button("try-again"),
            };
            message(locale, hindrance.title(), text, way)
        }
        PageBody::Elsewhere { address } => {
            let text = locale.text("elsewhere");
            message(locale, "elsewhere-title", text, Way::To(address))
        }
        PageBody::TooLarge => said(locale, "too-large-title", "too-large"),
        PageBody::TooSlow => said(locale, "too-slow-title", "too-slow"),
        PageBody::Missing => said(locale, "missing-title", "missing"),
    }
}

fn said(locale: Locale, title: &'static str, text: &'static str) -> AnyView {
    message(locale, title, locale.text(text), Way::Button("go-to-start"))
}

/// How far the person is: three marks, with words for screen readers.
#[component]
fn Progress(locale: Locale, place: usize) -> impl IntoView {
    let marks = ["progress-number", "progress-code", "progress-done"]
        .into_iter()
        .enumerate()
        .map(|(index, name)| {
            let current = (index == place).then_some("step");
            view! { <li aria-current=current data-past=(index < place).then_some("")><span class="unseen">{locale.text(name)}</span></li> }
        })
        .collect_view();
    view! { <ol class="progress" aria-label=locale.text("progress")>{marks}</ol> }
}

/// How a page that only says something leads on.
enum Way {
    /// Back to the start, with a button of that name.
    Button(&'static str),
    /// The same, with no more than a link.
    Link(&'static str),
    /// To the address that is given.
    To(String),
}

/// A page that only says something and leads on.
fn message(locale: Locale, title: &'static str, text: impl Into<String>, way: Way) -> AnyView {
    let text = text.into();
    let start = "/".to_owned();
    let (class, direction, name, address) = match way {
        Way::Button(name) => (Some("button"), None, locale.text(name).to_owned(), start),
        Way::Link(name) => (None, None, locale.text(name).to_owned(), start),
        Way::To(address) => (None, Some("ltr"), address.clone(), address),
    };
    view! {
        <section class="card">
            <h1>{locale.text(title)}</h1>
            <p>{text}</p>
            <p><a class=class dir=direction href=address>{name}</a></p>
        </section>
    }
    .into_any()
}
