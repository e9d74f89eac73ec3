//! Chooses the screen for a step.

use leptos::prelude::*;

use super::code_step::CodeScreen;
use super::done_step::DoneScreen;
use super::phone_step::PhoneScreen;
use super::shell::Screen;
use super::words;
use crate::domain::step::{CodeState, Step};
use crate::languages::Words;

/// The title of the document; a mistake is told first.
pub fn title(words: Words, screen: &Screen) -> String {
    let (title, notice) = match screen {
        Screen::Step(Step::Phone(step)) => ("phone-title", step.notice),
        Screen::Step(Step::Code(step)) => (words::code_title(step.code), step.notice),
        Screen::Step(Step::Done) => ("done-title", None),
        Screen::TurnedAway { .. } | Screen::Unavailable => ("unavailable-title", None),
        Screen::Unreadable => ("unreadable-title", None),
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
        Screen::Step(Step::Phone(_)) => true,
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
        Screen::Step(Step::Phone(_)) => Some(0),
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
        Screen::TurnedAway { wait } => {
            let text = words::turned_away(words, wait);
            message(words, "unavailable-title", text, "try-again")
        }
        Screen::Unavailable => {
            let text = words.say("unavailable");
            message(words, "unavailable-title", text, "try-again")
        }
        Screen::Unreadable => {
            let text = words.say("unreadable");
            message(words, "unreadable-title", text, "try-again")
        }
        Screen::Missing => {
            let text = words.say("missing");
            message(words, "missing-title", text, "go-to-start")
        }
    }
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

/// A page that only says something and leads back.
fn message(
    words: Words,
    title: &'static str,
    text: impl Into<String>,
    back: &'static str,
) -> AnyView {
    let text = text.into();
    view! {
        <section class="card">
            <h1>{words.say(title)}</h1>
            <p>{text}</p>
            <p><a class="button" href="/">{words.say(back)}</a></p>
        </section>
    }
    .into_any()
}
