//! The screen that asks for the phone number.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::country_select::{CountryDialog, CountrySelect, SelectState};
use super::form_errors::{ErrorSummary, FieldError, FormError, described_by, phone_errors};
use super::language_choice::MAIN_FORM;
use super::page_body::PageError;
use super::send_again::{CallDescription, ChannelButton, SendAgainForm, channel_button};
use crate::api::{SendCode, StartOver};
use crate::domain::{Channel, CodeLength, PhoneScreen, Refusal, Unreached};
use crate::i18n::Locale;
use crate::ui::islands::phone_entry::PhoneEntry;
use crate::ui::messages::localized_text::with_code_length;
use crate::ui::messages::number;
use crate::ui::phone_input::example_number::example_number;

/// Country, number, and the button that sends a code.
#[component]
pub fn PhoneView(
    locale: Locale,
    screen: PhoneScreen,
    caller: Option<String>,
    /// An error that prevented the request, instead of a notice about the number.
    #[prop(optional)]
    error: Option<PageError>,
) -> impl IntoView {
    let errors = form_errors(locale, &screen, error);
    let (country, notice, mark) = (screen.country, screen.notice, screen.mark);
    let first = errors.first().map(|error| error.field);
    let at_field = |field| {
        let shown = notice.is_some_and(concerns_number);
        let error = errors.iter().find(|error| error.field == field);
        error.filter(|_| shown).map(|error| error.text.clone())
    };
    let (at_country, at_phone) = (at_field("country"), at_field("phone"));
    let invalid = at_phone.is_some().then_some("true");
    let error_id = invalid.map(|_| "phone-error");
    let state = SelectState {
        focused: first == Some("country"),
        invalid: at_country.is_some(),
    };
    view! {
        <section class="card">
            <ErrorSummary locale errors />
            <h1>{locale.text("phone-title")}</h1>
            <p>{with_code_length(locale, "phone-why", CodeLength::Six)}</p>
            <PhoneEntry>
                <form method="post" action=SendCode::PATH novalidate class="step" id=MAIN_FORM>
                    <div class="control">
                        <label for="country" id="country-label">{locale.text("country")}</label>
                        <FieldError id="country-error" text=at_country />
                        <CountrySelect locale country=country.clone() state />
                        <button type="button" id="picker" class="picker" hidden aria-haspopup="dialog" aria-labelledby="country-label picker"></button>
                    </div>
                    <div class="control">
                        <label for="phone">{locale.text("phone")}</label>
                        <ExampleHint locale country />
                        <FieldError id="phone-error" text=at_phone />
                        <input
                            id="phone" name="phone" type="tel" autocomplete="tel" enterkeyhint="send" spellcheck="false" dir="ltr"
                            value=screen.typed
                            autofocus=first == Some("phone")
                            aria-describedby=described_by("phone-hint", error_id)
                            aria-invalid=invalid
                        />
                    </div>
                    <p class="fine">{locale.text("rates")}</p>
                    <button class="button" type="submit" data-busy=locale.text("sending")>{locale.text("send-code")}</button>
                </form>
                <CountryDialog locale />
            </PhoneEntry>
            {screen.unreached.map(|unreached| view! { <OtherChannels locale unreached mark caller /> })}
            {notice.is_some_and(Refusal::needs_restart).then(|| view! { <Restart locale /> })}
        </section>
    }
}

fn form_errors(locale: Locale, screen: &PhoneScreen, error: Option<PageError>) -> Vec<FormError> {
    let prevented = error.map(|error| FormError::new("phone", error.sentence(locale)));
    let noticed = screen
        .notice
        .map(|notice| phone_errors(locale, notice, &screen.country, screen.now));
    let noticed = noticed.into_iter().flatten();
    prevented.into_iter().chain(noticed).collect()
}

/// Whether another number can help.
fn concerns_number(notice: Refusal) -> bool {
    let other = matches!(
        notice,
        Refusal::NotSent { .. } | Refusal::StartAgain | Refusal::MovedOn | Refusal::CookieMissing
    );
    notice.until().is_none() && !other
}

/// Offers other channels, if the first one could not reach the number.
#[component]
fn OtherChannels(
    locale: Locale,
    unreached: Unreached,
    mark: String,
    caller: Option<String>,
) -> impl IntoView {
    let Unreached {
        number, channels, ..
    } = unreached;
    let offer = |channel: &Channel| {
        let ChannelButton { label, busy, .. } = channel_button(*channel);
        let how = channel.is_spoken();
        let (number, caller) = (number.clone(), caller.clone());
        let how = how.then(|| view! { " – "<CallDescription locale caller /> });
        view! {
            <SendAgainForm channel=*channel mark=mark.clone()>
                <button class="quiet" type="submit" data-busy=locale.text(busy)>{locale.text(label)}</button>
                <p class="fine"><bdi dir="ltr">{number}</bdi>{how}</p>
            </SendAgainForm>
        }
    };
    view! { <div class="other-ways">{channels.iter().map(offer).collect_view()}</div> }
}

/// Offers a new start, if nothing more can be sent.
#[component]
fn Restart(locale: Locale) -> impl IntoView {
    view! {
        <div class="other-ways">
            <form method="post" action=StartOver::PATH>
                <button class="quiet" type="submit">{locale.text("start-over")}</button>
            </form>
        </div>
    }
}

/// The hint with a mobile number of the selected country, as it is dialled there.
#[component]
fn ExampleHint(locale: Locale, country: String) -> impl IntoView {
    let example = example_number(locale, &country);
    let (before, after) = number::example_hint(locale);
    view! { <p class="hint" id="phone-hint">{before}<bdi dir="ltr">{example}</bdi>{after}</p> }
}
