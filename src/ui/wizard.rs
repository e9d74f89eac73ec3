//! Chooses the screen for a step.

use leptos::prelude::*;

use super::code_step::CodeScreen;
use super::done_step::DoneScreen;
use super::hindrance::Hindrance;
use super::phone_step::PhoneScreen;
use super::shell::Screen;
use super::words;
use crate::domain::step::{CodeState, Step};
use crate::i18n::Words;

/// The title of the document; a mistake is told first.
pub fn title(words: Words, screen: &Screen) -> String {
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
    let title = words.say(title);
    match notice {
        Some(_) => words.tell("error-title", [("title", title.into())]),
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
    words: Words,
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
        {place.map(|place| view! { <Progress words place /> })}
        {screen_of(words, screen, auto_submit, caller)}
    }
}

fn screen_of(words: Words, screen: Screen, auto_submit: bool, caller: Option<String>) -> AnyView {
    match screen {
        Screen::Step(Step::Phone(step)) => view! { <PhoneScreen words step caller /> }.into_any(),
        Screen::Step(Step::Code(step)) => {
            view! { <CodeScreen words step auto_submit caller /> }.into_any()
        }
        Screen::Step(Step::Done) => view! { <DoneScreen words /> }.into_any(),
        Screen::Hindered { step, hindrance } => {
            let hindrance = hindrance.said(words);
            view! { <PhoneScreen words step caller hindrance /> }.into_any()
        }
        Screen::Hindrance(hindrance) => {
            let text = hindrance.said(words);
            let way = match hindrance {
                // Trying again now is what does not help.
                Hindrance::TurnedAway { .. } => Way::Link("go-to-start"),
                Hindrance::Broke | Hindrance::Unreadable => Way::Button("go-to-start"),
                Hindrance::Busy | Hindrance::Unavailable => Way::Button("try-again"),
            };
            message(words, hindrance.title(), text, way)
        }
        Screen::Elsewhere { address } => {
            let text = words.say("elsewhere");
            message(words, "elsewhere-title", text, Way::To(address))
        }
        Screen::TooLarge => said(words, "too-large-title", "too-large"),
        Screen::TooSlow => said(words, "too-slow-title", "too-slow"),
        Screen::Missing => said(words, "missing-title", "missing"),
    }
}

fn said(words: Words, title: &'static str, text: &'static str) -> AnyView {
    message(words, title, words.say(text), Way::Button("go-to-start"))
}

/// How far the person is: three marks, with words for screen readers.
#[component]
fn Progress(words: Words, place: usize) -> impl IntoView {
    let marks = ["progress-number", "progress-code", "progress-done"]
        .into_iter()
        .enumerate()
        .map(|(index, name)| {
            let current = (index == place).then_some("step");
            view! { <li aria-current=current data-past=(index < place).then_some("")><span class="unseen">{words.say(name)}</span></li> }
        })
        .collect_view();
    view! { <ol class="progress" aria-label=words.say("progress")>{marks}</ol> }
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
fn message(words: Words, title: &'static str, text: impl Into<String>, way: Way) -> AnyView {
    let text = text.into();
    let start = "/".to_owned();
    let (class, direction, name, address) = match way {
        Way::Button(name) => (Some("button"), None, words.say(name).to_owned(), start),
        Way::Link(name) => (None, None, words.say(name).to_owned(), start),
        Way::To(address) => (None, Some("ltr"), address.clone(), address),
    };
    view! {
        <section class="card">
            <h1>{words.say(title)}</h1>
            <p>{text}</p>
            <p><a class=class dir=direction href=address>{name}</a></p>
        </section>
    }
    .into_any()
}
