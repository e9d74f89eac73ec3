//! Chooses the screen for a step.

use leptos::prelude::*;

use super::code_step::CodeScreen;
use super::done_step::DoneScreen;
use super::hindrance::Hindrance;
use super::phone_step::PhoneScreen;
use super::shell::Screen;
use super::words;
use crate::domain::step::{CodeState, Step};
use crate::i18n::Locale;

/// The title of the document; a mistake is told first.
pub fn title(locale: Locale, screen: &Screen) -> String {
    let (title, notice) = match screen {
        Screen::Step(Step::Phone(step)) => ("phone-title", step.notice),
        Screen::Step(Step::Code(step)) => (words::code_title(step.code), step.notice),
        Screen::Step(Step::Done) => ("done-title", None),
        Screen::Hindered { hindrance, .. } => (hindrance.title(), None),
        Screen::Hindrance(hindrance) => (hindrance.title(), None),
        Screen::Elsewhere { .. } => ("elsewhere-title", None),
        Screen::TooLarge => ("too-large-title", None),
        Screen::TooSlow => ("too-slow-title", None),
        Screen::Missing => ("missing-title", None),
    };
    let title = locale.text(title);
    match notice {
        Some(_) => locale.format("error-title", [("title", title.into())]),
        None => title.to_owned(),
    }
}

/// Whether the screen has a form of a step, to which the choice of a language belongs.
pub fn asks(screen: &Screen) -> bool {
    match screen {
        Screen::Step(Step::Phone(_)) | Screen::Hindered { .. } => true,
        Screen::Step(Step::Code(step)) => matches!(step.code, CodeState::Live { .. }),
        _ => false,
    }
}

/// The screen.
#[component]
pub fn Wizard(
    locale: Locale,
    screen: Screen,
    auto_submit: bool,
    caller: Option<String>,
) -> impl IntoView {
    let place = match &screen {
        Screen::Step(Step::Phone(_)) | Screen::Hindered { .. } => Some(0),
        Screen::Step(Step::Code(_)) => Some(1),
        Screen::Step(Step::Done) => Some(2),
        _ => None,
    };
    view! {
        {place.map(|place| view! { <Progress locale place /> })}
        {screen_of(locale, screen, auto_submit, caller)}
    }
}

fn screen_of(locale: Locale, screen: Screen, auto_submit: bool, caller: Option<String>) -> AnyView {
    match screen {
        Screen::Step(Step::Phone(step)) => view! { <PhoneScreen locale step caller /> }.into_any(),
        Screen::Step(Step::Code(step)) => {
            view! { <CodeScreen locale step auto_submit caller /> }.into_any()
        }
        Screen::Step(Step::Done) => view! { <DoneScreen locale /> }.into_any(),
        Screen::Hindered { step, hindrance } => {
            let hindrance = hindrance.said(locale);
            view! { <PhoneScreen locale step caller hindrance /> }.into_any()
        }
        Screen::Hindrance(hindrance) => {
            let text = hindrance.said(locale);
            let way = match hindrance {
                // Trying again now is what does not help.
                Hindrance::TurnedAway { .. } => Way::Link("go-to-start"),
                Hindrance::Broke | Hindrance::Unreadable => Way::Button("go-to-start"),
                Hindrance::Busy | Hindrance::Unavailable => Way::Button("try-again"),
            };
            message(locale, hindrance.title(), text, way)
        }
        Screen::Elsewhere { address } => {
            let text = locale.text("elsewhere");
            message(locale, "elsewhere-title", text, Way::To(address))
        }
        Screen::TooLarge => said(locale, "too-large-title", "too-large"),
        Screen::TooSlow => said(locale, "too-slow-title", "too-slow"),
        Screen::Missing => said(locale, "missing-title", "missing"),
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
