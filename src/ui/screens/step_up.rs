//! The screen that asks a person to confirm a number which the client knows.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::form_errors::{ErrorSummary, phone_errors};
use super::language_choice::MAIN_FORM;
use crate::api::SendCode;
use crate::domain::{CodeLength, PhoneScreen};
use crate::i18n::Locale;
use crate::ui::messages::localized_text::with_code_length;

/// The masked number, and the button that sends a code to it. There is no field: the number is
/// the client's.
#[component]
pub fn StepUpView(locale: Locale, screen: PhoneScreen, number: String) -> impl IntoView {
    let errors = screen
        .notice
        .map(|notice| phone_errors(locale, notice, "", screen.now));
    let errors = errors.unwrap_or_default().into_iter().map(|mut error| {
        error.control = None;
        error
    });
    view! {
        <section class="card">
            <ErrorSummary locale errors=errors.collect() />
            <h1>{locale.text("phone-title")}</h1>
            <p>{with_code_length(locale, "phone-why", CodeLength::Six)}</p>
            <p><bdi dir="ltr"><strong>{number}</strong></bdi></p>
            <form method="post" action=SendCode::PATH class="step" id=MAIN_FORM>
                <p class="fine">{locale.text("rates")}</p>
                <button class="button" type="submit" data-busy=locale.text("sending") autofocus=true>{locale.text("send-code")}</button>
            </form>
        </section>
    }
}
