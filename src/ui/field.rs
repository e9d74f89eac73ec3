//! A labelled control with its hint and its error, tied together for screen readers.

use leptos::prelude::*;

use super::words::Said;
use crate::languages::Words;

/// The summary of what went wrong, above the heading, with a link to the field.
#[component]
pub fn ErrorSummary(words: Words, message: Said, field: &'static str) -> impl IntoView {
    view! {
        <div class="summary" role="alert">
            <p class="summary-title">{words.say("problem")}</p>
            <p><a href=format!("#{field}")><Sentence said=message /></a></p>
        </div>
    }
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
