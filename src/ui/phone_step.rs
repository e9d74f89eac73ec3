//! The screen that asks for the number.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::countries::COUNTRIES;
use super::field::{ErrorSummary, FieldError, described_by};
use super::phone_entry::PhoneEntry;
use super::words;
use crate::api::SendCode;
use crate::domain::step::{PhoneStep, Refusal};

/// Number, country, and the button that sends a code.
#[component]
pub fn PhoneScreen(step: PhoneStep) -> impl IntoView {
    let PhoneStep {
        country,
        typed,
        notice,
        now,
    } = step;
    let message = notice.map(|refusal| words::refusal(refusal, now));
    let field = match notice {
        Some(Refusal::CountryMissing) => "country",
        _ => "phone",
    };
    let example = COUNTRIES
        .iter()
        .find(|entry| entry.iso == country)
        .map(|entry| entry.example);
    let error = message.is_some().then_some("phone-error");
    view! {
        <section class="card">
            {message.clone().map(|message| view! { <ErrorSummary message field /> })}
            <h1>{words::PHONE_TITLE}</h1>
            <p>{words::PHONE_WHY}</p>
            <PhoneEntry>
                <form method="post" action=SendCode::PATH novalidate class="step">
                    <div class="control">
                        <label for="country">{words::COUNTRY}</label>
                        <CountrySelect country />
                    </div>
                    <div class="control">
                        <label for="phone">{words::PHONE}</label>
                        <p class="hint" id="phone-hint">
                            <span class="example" hidden=example.is_none()>
                                {words::EXAMPLE}" "<bdi dir="ltr">{example.unwrap_or_default()}</bdi>
                            </span>
                        </p>
                        <FieldError id="phone-error" message />
                        <input
                            id="phone" name="phone" type="tel" autocomplete="tel" enterkeyhint="send" spellcheck="false" dir="ltr"
                            value=typed
                            autofocus=notice.is_some()
                            aria-describedby=described_by("phone-hint", error)
                            aria-invalid=notice.is_some().then_some("true")
                        />
                    </div>
                    <button class="button" type="submit" data-busy=words::SENDING>{words::SEND_CODE}</button>
                    <p class="fine">{words::RATES}</p>
                </form>
            </PhoneEntry>
        </section>
    }
}

/// Every country there is, with its calling code, in the page itself: this is
/// the picker without WASM and the data of the one with it.
#[component]
fn CountrySelect(country: String) -> impl IntoView {
    let options = COUNTRIES
        .iter()
        .map(|entry| {
            view! {
                <option value=entry.iso selected=entry.iso == country data-code=entry.calling_code data-example=entry.example>
                    {format!("{} (+{})", entry.name, entry.calling_code)}
                </option>
            }
        })
        .collect_view();
    view! {
        <select id="country" name="country" autocomplete="country">
            <option value="" selected=country.is_empty()>{words::CHOOSE_COUNTRY}</option>
            {options}
        </select>
    }
}
