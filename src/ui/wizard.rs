//! Chooses the screen for a step.

use leptos::prelude::*;

use super::code_step::CodeScreen;
use super::done_step::DoneScreen;
use super::phone_step::PhoneScreen;
use super::shell::Screen;
use super::words;
use crate::domain::step::Step;

/// The title of the document; a mistake is told first.
pub fn title(screen: &Screen) -> String {
    let (title, notice) = match screen {
        Screen::Step(Step::Phone(step)) => (words::PHONE_TITLE, step.notice),
        Screen::Step(Step::Code(step)) => (words::CODE_TITLE, step.notice),
        Screen::Step(Step::Done) => (words::DONE_TITLE, None),
        Screen::TurnedAway { .. } | Screen::Unavailable => (words::UNAVAILABLE_TITLE, None),
        Screen::Unreadable => (words::UNREADABLE_TITLE, None),
        Screen::Missing => (words::MISSING_TITLE, None),
    };
    match notice {
        Some(_) => format!("{}{title}", words::ERROR_PREFIX),
        None => title.to_owned(),
    }
}

/// The screen.
#[component]
pub fn Wizard(screen: Screen) -> impl IntoView {
    match screen {
        Screen::Step(Step::Phone(step)) => view! { <PhoneScreen step /> }.into_any(),
        Screen::Step(Step::Code(step)) => view! { <CodeScreen step /> }.into_any(),
        Screen::Step(Step::Done) => view! { <DoneScreen /> }.into_any(),
        Screen::TurnedAway { wait } => {
            view! { <Message title=words::UNAVAILABLE_TITLE text=words::turned_away(wait) /> }
                .into_any()
        }
        Screen::Unavailable => {
            view! { <Message title=words::UNAVAILABLE_TITLE text=words::UNAVAILABLE /> }.into_any()
        }
        Screen::Unreadable => {
            view! { <Message title=words::UNREADABLE_TITLE text=words::UNREADABLE /> }.into_any()
        }
        Screen::Missing => {
            view! { <Message title=words::MISSING_TITLE text=words::MISSING /> }.into_any()
        }
    }
}

/// A page that only says something and leads back.
#[component]
fn Message(title: &'static str, #[prop(into)] text: String) -> impl IntoView {
    view! {
        <section class="card">
            <h1>{title}</h1>
            <p>{text}</p>
            <p><a class="button" href="/">{words::BACK_TO_START}</a></p>
        </section>
    }
}
