//! The screen that asks for the code.

use std::time::Duration;

use enum_map::EnumMap;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::tachys::html::attribute::custom::custom_attribute;

use super::form_errors::{
    ErrorSummary, FieldError, FormError, Sentence, described_by, helpful_control,
};
use super::language_choice::MAIN_FORM;
use super::send_again::{ScreenMark, SendAgain, button_class, channel_button};
use crate::api::{CheckCode, StartOver};
use crate::domain::{Availability, Channel, CodeScreen, CodeState, Refusal, Timestamp};
use crate::i18n::{Locale, TextCache};
use crate::ui::islands::code_entry::CodeEntry;
use crate::ui::islands::delivery_line::DeliveryLine;
use crate::ui::messages::localized_text::{LocalizedText, with_code_length};
use crate::ui::messages::{code, delivery, refusal};

/// The number that the code was sent to, the field for the code, and what else can be done.
#[component]
pub fn CodeView(
    locale: Locale,
    screen: CodeScreen,
    auto_submit: bool,
    caller: Option<String>,
    /// Whether the number is a client's, so that no other one can be typed.
    is_fixed: bool,
) -> impl IntoView {
    let screen = without_sends_if_locked(screen);
    let errors = form_errors(locale, &screen);
    let has_field = matches!(screen.code, CodeState::Live { .. });
    let at_field = errors
        .first()
        .filter(|_| has_field && screen.notice.is_some_and(concerns_code))
        .map(|error| error.text.clone());
    let (before, after) = match has_field {
        true => code::sent_to(locale, &screen),
        false => Default::default(),
    };
    // Without the field, one of the other buttons is the primary one.
    let ended = matches!(screen.code, CodeState::Expired { .. } | CodeState::UsedUp);
    let new_code = ended && screen.channels[Channel::FIRST] != Availability::Never;
    let start_over = screen.code == CodeState::VerificationLocked || ended && !new_code;
    let focus_heading = !has_field && !new_code;
    view! {
        <section class="card" data-now=screen.now.as_millis()>
            <ErrorSummary locale errors />
            <h1 tabindex=focus_heading.then_some("-1") autofocus=focus_heading>{locale.text(code::title_key(screen.code))}</h1>
            <p class="sent-to">
                {before}<bdi dir="ltr"><strong>{screen.number.clone()}</strong></bdi>{after}
            </p>
            {(!is_fixed).then(|| view! {
                <form class="inline" method="post" action=StartOver::PATH>
                    <input type="hidden" name="keep_number" value="true" />
                    <button class="quiet" type="submit">{locale.text("change-number")}</button>
                </form>
            })}
            <Delivery locale screen=screen.clone() />
            {match screen.code {
                CodeState::Live { until } => view! { <CodeForm locale screen=screen.clone() auto_submit error=at_field until /> }.into_any(),
                state => view! { <p class="over" role="alert"><Sentence text=code::ended(locale, state, new_code, screen.now) /></p> }.into_any(),
            }}
            <div class="other-ways">
                {offered(&screen).map(|(channel, availability)| view! {
                    <SendAgain locale channel availability mark=screen.mark.clone() now=screen.now primary={new_code && channel == Channel::FIRST} caller=caller.clone() />
                }).collect_view()}
                <form method="post" action=StartOver::PATH>
                    <button class=button_class(start_over) type="submit">{locale.text("start-over")}</button>
                </form>
            </div>
        </section>
    }
}

/// The delivery status of the last attempt.
#[component]
fn Delivery(locale: Locale, screen: CodeScreen) -> impl IntoView {
    let text = delivery::sentence(locale, &screen);
    let (failed, ended) = (screen.status.is_failed(), screen.status.is_final());
    view! {
        <DeliveryLine>
            <p class="delivery" role="status" data-stage=screen.status.name() data-failed=failed.then_some("") data-ended=ended.then_some("")><Sentence text /></p>
        </DeliveryLine>
    }
}

/// The form with the code field: one input, with slots over it that the style draws and WASM
/// fills.
#[component]
fn CodeForm(
    locale: Locale,
    screen: CodeScreen,
    auto_submit: bool,
    error: Option<LocalizedText>,
    until: Timestamp,
) -> impl IntoView {
    let error_id = error.is_some().then_some("code-error");
    let left = until.since(screen.now);
    let (length, typed) = (screen.code_length, screen.typed);
    view! {
        <CodeEntry>
            <form method="post" action=CheckCode::PATH novalidate class="step" id=MAIN_FORM data-until=until.as_millis() data-number=screen.number data-auto-submit=auto_submit.then_some("") data-milestones=milestones(locale)>
                <input type="hidden" name="after" value=screen.wrong_guesses />
                <ScreenMark mark=screen.mark />
                <div class="control">
                    <label for="code">{with_code_length(locale, "code", length)}</label>
                    <p class="hint" id="code-hint">{code::hint(locale, length, left, auto_submit)}</p>
                    <FieldError id="code-error" text=error.clone() />
                    <div class="code">
                        <input
                            id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" dir="ltr"
                            autocapitalize="off" {..custom_attribute("autocorrect", "off")} spellcheck="false" enterkeyhint="done"
                            data-1p-ignore="" data-lpignore="true" data-bwignore="" data-form-type="other"
                            value=typed.clone()
                            data-refused=(!typed.is_empty()).then_some(typed)
                            autofocus=true
                            aria-describedby=described_by("code-hint", error_id)
                            aria-invalid=error.is_some().then_some("true")
                        />
                        <div class="slots" aria-hidden="true">
                            {(0..length.digits()).map(|_| view! { <span></span> }).collect_view()}
                        </div>
                    </div>
                </div>
                <button class="button" type="submit" data-busy=locale.text("checking")>{locale.text("verify")}</button>
            </form>
        </CodeEntry>
    }
}

/// The announcements of the code's remaining life, one a line: the seconds left, a space and the
/// sentence.
fn milestones(locale: Locale) -> &'static str {
    static CACHE: TextCache<Locale> = TextCache::new();
    let at = |seconds| {
        let span = locale.duration(Duration::from_secs(seconds));
        let sentence = locale.format("code-time", [("span", span.into())]);
        format!("{seconds} {sentence}")
    };
    CACHE.get_or_insert_with(locale, || [300, 60, 30].map(at).join("\n"))
}

/// The screen without buttons that send, if its number is locked: a message would bring a code that
/// nobody may enter.
fn without_sends_if_locked(mut screen: CodeScreen) -> CodeScreen {
    if matches!(screen.code, CodeState::PhoneLocked { .. }) {
        screen.channels = EnumMap::from_fn(|_| Availability::Never);
    }
    screen
}

/// The channels by which the code can be asked for again, now or later.
fn offered(screen: &CodeScreen) -> impl Iterator<Item = (Channel, Availability)> {
    let channels = screen.channels.into_iter();
    channels.filter(|(_, availability)| *availability != Availability::Never)
}

fn form_errors(locale: Locale, screen: &CodeScreen) -> Vec<FormError> {
    let has_control = |control: &&str| match *control {
        "code" => matches!(screen.code, CodeState::Live { .. }),
        button => offered(screen).any(|(channel, _)| channel_button(channel).id == button),
    };
    let error = |notice| FormError {
        control: Some(helpful_control(notice)).filter(has_control),
        ..FormError::new("code", refusal::sentence(locale, notice, screen.now))
    };
    let notice = screen.notice.filter(|notice| is_error(*notice, screen));
    notice.map(error).into_iter().collect()
}

/// Whether a notice is shown as an error, rather than by the state of the code alone.
fn is_error(notice: Refusal, screen: &CodeScreen) -> bool {
    match notice {
        Refusal::CodeExpired
        | Refusal::CodeUsedUp
        | Refusal::VerificationLocked
        | Refusal::PhoneLocked { .. } => {
            matches!(screen.code, CodeState::Live { .. })
        }
        _ => true,
    }
}

fn concerns_code(notice: Refusal) -> bool {
    matches!(
        notice,
        Refusal::CodeMissing { .. } | Refusal::CodeShape { .. } | Refusal::CodeWrong { .. }
    )
}
