//! A labelled control with its hint and its error, tied together for screen readers.

use leptos::prelude::*;

use super::mistake::Mistake;
use super::words::Said;
use crate::i18n::Locale;

/// The summary of what went wrong, above the heading, with links to what helps; nothing where
/// nothing did. WASM leads the links to the controls that it puts in others' place.
#[component]
pub fn ErrorSummary(locale: Locale, mistakes: Vec<Mistake>) -> impl IntoView {
    let lines = |mistakes: Vec<Mistake>| mistakes.into_iter().map(line).collect_view();
    (!mistakes.is_empty()).then(|| {
        view! {
            <div class="summary" role="alert">
                <p class="summary-title">{locale.text("problem")}</p>
                {lines(mistakes)}
            </div>
        }
    })
}

fn line(mistake: Mistake) -> impl IntoView {
    let Mistake {
        said,
        field,
        control,
    } = mistake;
    let sentence = match control {
        Some(control) => view! { <a href=format!("#{control}")><Sentence said /></a> }.into_any(),
        None => view! { <Sentence said /> }.into_any(),
    };
    view! { <p data-field=field>{sentence}</p> }
}

/// The error beside the field, in the same words.
#[component]
pub fn FieldError(id: &'static str, message: Option<Said>) -> impl IntoView {
    message.map(|said| view! { <p class="error" id=id><Sentence said /></p> })
}

/// A sentence; where it names a clock's time, that and what follows are in an element of
/// their own, so that nothing else moves when the browser writes the person's own time.
#[component]
pub fn Sentence(said: Said) -> impl IntoView {
    let at = said.at;
    let (before, in_utc, after) = said.parts();
    let clock = at.map(|at| {
        view! { <span class="clock" data-at=at.to_string() data-after=after>{in_utc}</span> }
    });
    view! { {before}{clock} }
}

/// The ids that describe a control: its hint, and its error where there is one.
pub fn described_by(hint: &'static str, error: Option<&'static str>) -> String {
    [Some(hint), error]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Says which screen a form stands on, so that a post from one that is no longer true is told
/// from the others.
#[component]
pub fn Marked(mark: String) -> impl IntoView {
    view! { <input type="hidden" name="screen" value=mark /> }
}
