//! Parts of the forms: errors that are tied to their fields for screen readers, and the hidden
//! mark of the screen.

use leptos::prelude::*;

use super::form_errors::FormError;
use crate::i18n::Locale;
use crate::ui::messages::localized_text::LocalizedText;

/// The summary of a form's errors above the heading, with links to the controls that help; nothing
/// without errors. If WASM replaces a control, it redirects the links.
#[component]
pub fn ErrorSummary(locale: Locale, errors: Vec<FormError>) -> impl IntoView {
    let lines = |errors: Vec<FormError>| errors.into_iter().map(summary_line).collect_view();
    (!errors.is_empty()).then(|| {
        view! {
            <div class="summary" role="alert">
                <p class="summary-title">{locale.text("problem")}</p>
                {lines(errors)}
            </div>
        }
    })
}

fn summary_line(error: FormError) -> impl IntoView {
    let FormError {
        text,
        field,
        control,
    } = error;
    let sentence = match control {
        Some(control) => view! { <a href=format!("#{control}")><Sentence text /></a> }.into_any(),
        None => view! { <Sentence text /> }.into_any(),
    };
    view! { <p data-field=field>{sentence}</p> }
}

/// The error at its field, in the same words as in the summary.
#[component]
pub fn FieldError(id: &'static str, text: Option<LocalizedText>) -> impl IntoView {
    text.map(|text| view! { <p class="error" id=id><Sentence text /></p> })
}

/// A sentence. If it names a time of day, an element holds that time with all that follows, so
/// that nothing else moves when the browser writes the local time.
#[component]
pub fn Sentence(text: LocalizedText) -> impl IntoView {
    let at = text.at;
    let (before, in_utc, after) = text.split_at_clock();
    let clock = at.map(|at| {
        view! { <span class="clock" data-at=at.as_millis().to_string() data-after=after>{in_utc}</span> }
    });
    view! { {before}{clock} }
}

/// The IDs of the elements that describe a control: its hint, and its error if it has one.
pub fn described_by(hint: &'static str, error: Option<&'static str>) -> String {
    [Some(hint), error]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
}

/// The mark of the screen that a form is on, as a hidden field. The server refuses a post from a
/// screen that is out of date.
#[component]
pub fn ScreenMark(mark: String) -> impl IntoView {
    view! { <input type="hidden" name="screen" value=mark /> }
}
