//! The screen that asks for the number.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::tachys::html::InertElement;

use super::call_button::CallButton;
use super::code_step::CallHow;
use super::countries::COUNTRIES;
use super::example::example_number;
use super::field::{ErrorSummary, FieldError, Marked, described_by};
use super::language_choice::STEP_FORM;
use super::mistake::{Mistake, on_the_number};
use super::phone_entry::PhoneEntry;
use super::words;
use crate::api::{CallMe, SendCode, StartOver};
use crate::domain::code_length::CodeLength;
use crate::domain::refusal::Refusal;
use crate::domain::screens::PhoneScreen;
use crate::i18n::{Locale, TextCache};

/// Number, country, and the button that sends a code.
#[component]
pub fn PhoneView(
    locale: Locale,
    screen: PhoneScreen,
    caller: Option<String>,
    /// The hindrance, where it is not the number.
    #[prop(optional, into)]
    hindrance: Option<String>,
) -> impl IntoView {
    let PhoneScreen {
        country,
        typed,
        notice,
        call,
        mark,
        now,
    } = screen;
    let hindrance = hindrance.map(|said| Mistake::of("phone", said));
    let noticed = notice.map(|notice| on_the_number(locale, notice, &country, now));
    let mistakes = hindrance.into_iter().chain(noticed.into_iter().flatten());
    let mistakes: Vec<_> = mistakes.collect();
    let first = mistakes.first().map(|mistake| mistake.field);
    let on = |field| {
        let there = notice.is_some_and(about_number);
        let mut said = mistakes.iter().filter(|mistake| mistake.field == field);
        said.next()
            .filter(|_| there)
            .map(|mistake| mistake.said.clone())
    };
    let (on_country, on_phone) = (on("country"), on("phone"));
    let invalid = on_phone.is_some().then_some("true");
    let error = invalid.map(|_| "phone-error");
    let choice = Choice {
        focused: first == Some("country"),
        invalid: on_country.is_some(),
    };
    view! {
        <section class="card">
            <ErrorSummary locale mistakes />
            <h1>{locale.text("phone-title")}</h1>
            <p>{words::with_digits(locale, "phone-why", CodeLength::Six)}</p>
            <PhoneEntry>
                <form method="post" action=SendCode::PATH novalidate class="step" id=STEP_FORM>
                    <div class="control">
                        <label for="country" id="country-label">{locale.text("country")}</label>
                        <FieldError id="country-error" message=on_country />
                        <CountrySelect locale country=country.clone() choice />
                        <button type="button" id="picker" class="picker" hidden aria-haspopup="dialog" aria-labelledby="country-label picker"></button>
                    </div>
                    <div class="control">
                        <label for="phone">{locale.text("phone")}</label>
                        <Example locale country />
                        <FieldError id="phone-error" message=on_phone />
                        <input
                            id="phone" name="phone" type="tel" autocomplete="tel" enterkeyhint="send" spellcheck="false" dir="ltr"
                            value=typed
                            autofocus=first == Some("phone")
                            aria-describedby=described_by("phone-hint", error)
                            aria-invalid=invalid
                        />
                    </div>
                    <p class="fine">{locale.text("rates")}</p>
                    <button class="button" type="submit" data-busy=locale.text("sending")>{locale.text("send-code")}</button>
                </form>
                <CountrySheet locale />
            </PhoneEntry>
            {call.map(|number| view! { <CallInstead locale number mark caller /> })}
            {notice.is_some_and(Refusal::needs_a_new_start).then(|| view! { <Restart locale /> })}
        </section>
    }
}

/// Whether typing another number is what helps.
fn about_number(notice: Refusal) -> bool {
    let elsewhere = matches!(
        notice,
        Refusal::NotSent { .. } | Refusal::StartAgain | Refusal::MovedOn | Refusal::CookieMissing
    );
    notice.until().is_none() && !elsewhere
}

/// The way that is left where no text could be sent.
#[component]
fn CallInstead(
    locale: Locale,
    number: String,
    mark: String,
    caller: Option<String>,
) -> impl IntoView {
    view! {
        <div class="other-ways">
            <CallButton>
                <form method="post" action=CallMe::PATH class="call">
                    <Marked mark />
                    <button class="quiet" type="submit" data-busy=locale.text("calling")>{locale.text("call-me")}</button>
                    <p class="fine"><bdi dir="ltr">{number}</bdi>" – "<CallHow locale caller /></p>
                </form>
            </CallButton>
        </div>
    }
}

/// The way that is left where nothing can be sent any more.
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

/// A mobile number of the chosen country, as it is dialled there.
#[component]
fn Example(locale: Locale, country: String) -> impl IntoView {
    let example = example_number(locale, &country);
    let (before, after) = words::example(locale);
    view! { <p class="hint" id="phone-hint">{before}<bdi dir="ltr">{example}</bdi>{after}</p> }
}

/// The list that WASM fills and opens in place of the select.
#[component]
fn CountrySheet(locale: Locale) -> impl IntoView {
    static DRAWN: TextCache<Locale> = TextCache::new();
    InertElement::new(DRAWN.get_or_insert_with(locale, || sheet(locale).to_html()))
}

fn sheet(locale: Locale) -> impl IntoView {
    view! {
        <dialog id="sheet" class="sheet" aria-labelledby="country-label">
            <div class="search">
                <input
                    id="country-search" type="search" role="combobox" autocomplete="off" spellcheck="false" enterkeyhint="done"
                    aria-label=locale.text("country-search") placeholder=locale.text("country-search")
                    aria-expanded="true" aria-controls="countries" aria-autocomplete="list"
                />
                <button type="button" class="quiet close">{locale.text("close")}</button>
            </div>
            <p class="hint" role="status" id="countries-found" data-found=found(locale)></p>
            <div id="countries" role="listbox" aria-labelledby="country-label"></div>
        </dialog>
    }
}

/// How many countries a search finds.
fn found(locale: Locale) -> String {
    words::plurals(|count| locale.format("country-found", [("count", count.into())]))
}

/// Every country there is, with its calling code, in the page itself: this is
/// the picker without WASM and the data of the one with it.
#[component]
fn CountrySelect(locale: Locale, country: String, choice: Choice) -> impl IntoView {
    static DRAWN: TextCache<Locale> = TextCache::new();
    let drawn = DRAWN.get_or_insert_with(locale, || countries(locale).to_html());
    let option = format!("<option value=\"{country}\"");
    let drawn = drawn.replacen(&option, &format!("{option} selected"), 1);
    InertElement::new(drawn.replacen("<select", &format!("<select{}", choice.attributes()), 1))
}

/// What is said of the choice of a country.
#[derive(Clone, Copy)]
struct Choice {
    focused: bool,
    invalid: bool,
}

impl Choice {
    fn attributes(self) -> String {
        let invalid = " aria-invalid=\"true\" aria-describedby=\"country-error\"";
        let focused = self.focused.then_some(" autofocus");
        let invalid = self.invalid.then_some(invalid);
        [focused, invalid].into_iter().flatten().collect()
    }
}

fn countries(locale: Locale) -> impl IntoView {
    // Marks that keep the plus before its digits where the language reads to the left.
    let (open, close) = match locale.text("direction") {
        "rtl" => ("\u{2066}", "\u{2069}"),
        _ => ("", ""),
    };
    let options = locale
        .countries()
        .into_iter()
        .filter_map(|(iso, name)| {
            let index = COUNTRIES.binary_search_by_key(&iso, |entry| entry.iso);
            let entry = &COUNTRIES[index.ok()?];
            let leading = Some(entry.leading).filter(|leading| !leading.is_empty());
            let also = Some(locale.country_aliases(entry.iso).join(",")).filter(|also| !also.is_empty());
            Some(view! {
                <option value=entry.iso data-code=entry.calling_code data-leading=leading data-also=also data-example=entry.example data-groups=entry.groups>
                    {format!("{name} ({open}+{}{close})", entry.calling_code)}
                </option>
            })
        })
        .collect_view();
    view! {
        <select id="country" name="country" autocomplete="country">
            <option value="" data-example=example_number(locale, "")>{locale.text("country-choose")}</option>
            {options}
        </select>
    }
}
