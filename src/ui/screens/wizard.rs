//! The choice of the screen for a page's body.

use leptos::prelude::*;

use super::client_banner::{ClientSentence, PageClient, WayBack};
use super::code::CodeView;
use super::done::DoneView;
use super::opener_message::{self, OpenerMessage};
use super::page_body::{PageBody, PageError};
use super::phone::PhoneView;
use super::return_form::ReturnForm;
use super::step_up::StepUpView;
use crate::domain::{CodeState, Screen};
use crate::i18n::Locale;
use crate::ui::messages::code;

/// The title of the document; with a notice it begins with the word for an error.
pub fn title(locale: Locale, body: &PageBody) -> String {
    let (title, notice) = match body {
        PageBody::Screen(Screen::Phone(screen)) => ("phone-title", screen.notice),
        PageBody::Screen(Screen::Code(screen)) => (code::title_key(screen.code), screen.notice),
        PageBody::Screen(Screen::Done) => ("done-title", None),
        PageBody::PhoneWithError { error, .. } | PageBody::Error(error) => {
            (error.title_key(), None)
        }
        PageBody::Return { .. } => ("return-title", None),
        PageBody::Message { token, .. } => (opener_message::title_key(token), None),
    };
    let title = locale.text(title);
    match notice {
        Some(_) => locale.format("error-title", [("title", title.into())]),
        None => title.to_owned(),
    }
}

/// Whether the page has a main form, which the choice of a language submits.
pub fn has_main_form(body: &PageBody) -> bool {
    match body {
        PageBody::Screen(Screen::Phone(_)) | PageBody::PhoneWithError { .. } => true,
        PageBody::Screen(Screen::Code(screen)) => matches!(screen.code, CodeState::Live { .. }),
        _ => false,
    }
}

/// The screen or message, below the progress of the wizard.
#[component]
pub fn Wizard(
    locale: Locale,
    body: PageBody,
    auto_submit: bool,
    caller: Option<String>,
    client: Option<PageClient>,
) -> impl IntoView {
    let place = match &body {
        PageBody::Screen(Screen::Phone(_)) | PageBody::PhoneWithError { .. } => Some(0),
        PageBody::Screen(Screen::Code(_)) => Some(1),
        PageBody::Screen(Screen::Done) => Some(2),
        _ => None,
    };
    view! {
        {place.map(|place| view! { <Progress locale place /> })}
        {client.clone().filter(|_| place.is_some()).map(|client| view! { <ClientSentence locale client /> })}
        {view_of(locale, body, auto_submit, caller, client.as_ref())}
        {client.map(|client| view! { <WayBack locale client /> })}
    }
}

fn view_of(
    locale: Locale,
    body: PageBody,
    auto_submit: bool,
    caller: Option<String>,
    client: Option<&PageClient>,
) -> AnyView {
    let number = client.and_then(|client| client.number.clone());
    match body {
        PageBody::Screen(Screen::Phone(screen)) if number.is_some() => {
            let number = number.unwrap_or_default();
            view! { <StepUpView locale screen number /> }.into_any()
        }
        PageBody::Screen(Screen::Phone(screen)) => {
            view! { <PhoneView locale screen caller /> }.into_any()
        }
        PageBody::Screen(Screen::Code(screen)) => {
            let is_fixed = number.is_some();
            view! { <CodeView locale screen auto_submit caller is_fixed /> }.into_any()
        }
        PageBody::Screen(Screen::Done) => view! { <DoneView locale /> }.into_any(),
        PageBody::PhoneWithError { screen, error } => {
            view! { <PhoneView locale screen caller error /> }.into_any()
        }
        PageBody::Error(error) => view! { <ErrorMessage locale error /> }.into_any(),
        PageBody::Return {
            address,
            parameters,
        } => view! { <ReturnForm locale address parameters /> }.into_any(),
        PageBody::Message { origin, token } => {
            view! { <OpenerMessage locale origin token /> }.into_any()
        }
    }
}

/// The progress of the wizard: three marks, with words for screen readers.
#[component]
fn Progress(locale: Locale, place: usize) -> impl IntoView {
    let marks = ["progress-number", "progress-code", "progress-done"]
        .into_iter()
        .enumerate()
        .map(|(index, key)| {
            let current = (index == place).then_some("step");
            view! { <li aria-current=current data-past=(index < place).then_some("")><span class="unseen">{locale.text(key)}</span></li> }
        })
        .collect_view();
    view! { <ol class="progress" aria-label=locale.text("progress")>{marks}</ol> }
}

/// A heading, a sentence and a link.
#[component]
fn ErrorMessage(locale: Locale, error: PageError) -> impl IntoView {
    let (title, text) = (locale.text(error.title_key()), error.sentence(locale));
    let start = |class, label| (class, None, locale.text(label).to_owned(), "/".to_owned());
    let (class, direction, label, address) = match error {
        // Discreet, because trying again now does not help.
        PageError::RateLimited { .. } => start(None, "go-to-start"),
        PageError::Busy | PageError::Unavailable => start(Some("button"), "try-again"),
        PageError::ForeignOrigin { address } => (None, Some("ltr"), address.clone(), address),
        _ => start(Some("button"), "go-to-start"),
    };
    view! {
        <section class="card">
            <h1>{title}</h1>
            <p>{text}</p>
            <p><a class=class dir=direction href=address>{label}</a></p>
        </section>
    }
}
