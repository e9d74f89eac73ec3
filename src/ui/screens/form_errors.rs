//! The errors on a form: the field that each belongs to, the control that helps, and how screen
//! readers find them.

use leptos::prelude::*;

use super::send_again::channel_button;
use crate::domain::{Channel, Refusal, Timestamp};
use crate::i18n::Locale;
use crate::ui::messages::localized_text::LocalizedText;
use crate::ui::messages::{number, refusal};

/// An error on a form.
#[derive(Clone, Debug)]
pub struct FormError {
    /// The sentence that explains it.
    pub text: LocalizedText,
    /// The field whose next edit clears it.
    pub field: &'static str,
    /// The ID of the control that helps, if there is one.
    pub control: Option<&'static str>,
}

impl FormError {
    /// An error that an edit of its field corrects.
    pub fn new(field: &'static str, text: impl Into<LocalizedText>) -> Self {
        Self {
            text: text.into(),
            field,
            control: Some(field),
        }
    }
}

/// The errors of a notice on the phone screen, in the order of its fields. `country` is the
/// selected one.
pub fn phone_errors(
    locale: Locale,
    notice: Refusal,
    country: &str,
    now: Timestamp,
) -> Vec<FormError> {
    let of = |field, notice| FormError::new(field, refusal::sentence(locale, notice, now));
    match notice {
        Refusal::CountryMissing => vec![of("country", notice)],
        Refusal::PhoneAndCountryMissing => vec![
            of("country", Refusal::CountryMissing),
            of("phone", Refusal::PhoneMissing),
        ],
        Refusal::PhoneUnreadable => {
            vec![FormError::new("phone", number::unreadable(locale, country))]
        }
        _ => vec![of("phone", notice)],
    }
}

/// The ID of the control that helps with a notice on the code screen.
pub fn helpful_control(notice: Refusal) -> &'static str {
    use Refusal as R;
    match notice {
        R::TooSoon { channel, .. }
        | R::ChannelDown { channel, .. }
        | R::NotSent { channel }
        | R::MaybeSent { channel } => channel_button(channel).id,
        R::NumberNotServed { channel } | R::NumberUnreachable { channel }
            if channel != Channel::FIRST =>
        {
            channel_button(Channel::FIRST).id
        }
        _ => "code",
    }
}

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
    let text = error.text;
    let sentence = match error.control {
        Some(control) => view! { <a href=format!("#{control}")><Sentence text /></a> }.into_any(),
        None => view! { <Sentence text /> }.into_any(),
    };
    view! { <p data-field=error.field>{sentence}</p> }
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
