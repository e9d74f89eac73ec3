//! A labelled control with its hint and its error, tied together for screen readers.

use leptos::prelude::*;

/// The summary of what went wrong, above the heading, with a link to the field.
#[component]
pub fn ErrorSummary(message: String, field: &'static str) -> impl IntoView {
    view! {
        <div class="summary" role="alert">
            <p class="summary-title">{super::words::PROBLEM}</p>
            <p><a href=format!("#{field}")>{message}</a></p>
        </div>
    }
}

/// The error beside the field, in the same words.
#[component]
pub fn FieldError(id: &'static str, message: Option<String>) -> impl IntoView {
    message.map(|message| view! { <p class="error" id=id>{message}</p> })
}

/// The ids that describe a control: its hint, and its error where there is one.
pub fn described_by(hint: &'static str, error: Option<&'static str>) -> String {
    [Some(hint), error]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
}
