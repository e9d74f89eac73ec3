//! The screen that asks for the code.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::tachys::html::attribute::custom::custom_attribute;

use super::call_button::CallButton;
use super::code_entry::CodeEntry;
use super::delivery_line::DeliveryLine;
use super::field::{ErrorSummary, FieldError, Marked, Sentence, described_by};
use super::language_choice::STEP_FORM;
use super::mistake::{Mistake, control_for};
use super::waiting_button::{WaitingButton, rank};
use super::words;
use crate::api::{CallMe, CheckCode, SendCode, StartOver};
use crate::domain::refusal::Refusal;
use crate::domain::screens::{Availability, CodeScreen, CodeState};
use crate::domain::time::Millis;
use crate::i18n::{Locale, TextCache};

/// Where the code went, the field for it, and what else can be done.
#[component]
pub fn CodeView(
    locale: Locale,
    screen: CodeScreen,
    auto_submit: bool,
    caller: Option<String>,
) -> impl IntoView {
    let message = screen
        .notice
        .filter(|notice| said_as_error(*notice, &screen))
        .map(|refusal| words::refusal(locale, refusal, screen.now));
    let field = matches!(screen.code, CodeState::Live { .. });
    let on_field = message
        .clone()
        .filter(|_| field && screen.notice.is_some_and(about_code));
    let (before, after) = match field {
        true => words::sent_to(locale, &screen),
        false => Default::default(),
    };
    // A message to a locked number would bring a code that nobody may type.
    let locked = matches!(screen.code, CodeState::PhoneLocked { .. });
    let offered = |chance| if locked { Availability::Never } else { chance };
    let has = |control: &str| match control {
        "send-again" => offered(screen.text_again) != Availability::Never,
        "call-me" => offered(screen.call) != Availability::Never,
        _ => field,
    };
    let control = screen.notice.map(control_for);
    let mistakes: Vec<_> = message
        .map(|said| Mistake {
            control: control.filter(|control| has(control)),
            ..Mistake::of("code", said)
        })
        .into_iter()
        .collect();
    // Without the field another button is the one to press: it is drawn as such.
    let over = matches!(screen.code, CodeState::Expired { .. } | CodeState::UsedUp);
    let new_code = over && screen.text_again != Availability::Never;
    let start_over = screen.code == CodeState::VerificationLocked || over && !new_code;
    let waits = !field && !new_code;
    view! {
        <section class="card" data-now=screen.now>
            <ErrorSummary locale mistakes />
            <h1 tabindex=waits.then_some("-1") autofocus=waits>{locale.text(words::code_title(screen.code))}</h1>
            <p class="sent-to">
                {before}<bdi dir="ltr"><strong>{screen.number.clone()}</strong></bdi>{after}
            </p>
            <form class="inline" method="post" action=StartOver::PATH>
                <input type="hidden" name="keep_number" value="true" />
                <button class="quiet" type="submit">{locale.text("change-number")}</button>
            </form>
            <Delivered locale screen=screen.clone() />
            {match screen.code {
                CodeState::Live { until } => view! { <CodeForm locale screen=screen.clone() auto_submit error=on_field until /> }.into_any(),
                over => view! { <p class="over" role="alert"><Sentence said=words::code_over(locale, over, new_code, screen.now) /></p> }.into_any(),
            }}
            <div class="other-ways">
                <Again locale chance=offered(screen.text_again) mark=screen.mark.clone() now=screen.now first=new_code />
                <Call locale chance=offered(screen.call) mark=screen.mark now=screen.now caller />
                <form method="post" action=StartOver::PATH>
                    <button class=rank(start_over) type="submit">{locale.text("start-over")}</button>
                </form>
            </div>
        </section>
    }
}

/// How far the message got.
#[component]
fn Delivered(locale: Locale, screen: CodeScreen) -> impl IntoView {
    let said = words::delivery(locale, &screen);
    let (failed, ended) = (screen.delivery.failed(), screen.delivery.ended());
    view! {
        <DeliveryLine>
            <p class="delivery" role="status" data-stage=screen.delivery.name() data-failed=failed.then_some("") data-ended=ended.then_some("")><Sentence said /></p>
        </DeliveryLine>
    }
}

/// The field for the code. One real input; the slots over it are drawn by the
/// style and filled by WASM.
#[component]
fn CodeForm(
    locale: Locale,
    screen: CodeScreen,
    auto_submit: bool,
    error: Option<words::Said>,
    until: Millis,
) -> impl IntoView {
    let error_id = error.is_some().then_some("code-error");
    let left = until.saturating_sub(screen.now);
    let (length, typed) = (screen.code_length, screen.typed);
    view! {
        <CodeEntry>
            <form method="post" action=CheckCode::PATH novalidate class="step" id=STEP_FORM data-until=until data-number=screen.number data-auto-submit=auto_submit.then_some("") data-milestones=milestones(locale)>
                <input type="hidden" name="after" value=screen.wrong_guesses />
                <Marked mark=screen.mark />
                <div class="control">
                    <label for="code">{words::with_digits(locale, "code", length)}</label>
                    <p class="hint" id="code-hint">{words::code_hint(locale, length, left, auto_submit)}</p>
                    <FieldError id="code-error" message=error.clone() />
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

/// What a screen reader is told of the code's remaining life, and when: a line each, the
/// seconds that are left and the sentence.
fn milestones(locale: Locale) -> &'static str {
    static SAID: TextCache<Locale> = TextCache::new();
    let at = |seconds| {
        let span = locale.duration(std::time::Duration::from_secs(seconds));
        let sentence = locale.format("code-time", [("span", span.into())]);
        format!("{seconds} {sentence}")
    };
    SAID.get_or_insert_with(locale, || [300, 60, 30].map(at).join("\n"))
}

#[component]
fn Again(
    locale: Locale,
    chance: Availability,
    mark: String,
    now: Millis,
    first: bool,
) -> impl IntoView {
    let label = if first { "send-new-code" } else { "send-again" };
    (chance != Availability::Never).then(|| {
        view! {
            <CallButton>
                <form method="post" action=SendCode::PATH>
                    <input type="hidden" name="again" value="true" />
                    <Marked mark />
                    <WaitingButton locale id="send-again" chance now first label busy="sending" ready="send-again-now" />
                </form>
            </CallButton>
        }
    })
}

#[component]
fn Call(
    locale: Locale,
    chance: Availability,
    mark: String,
    now: Millis,
    caller: Option<String>,
) -> impl IntoView {
    (chance != Availability::Never).then(|| {
        view! {
            <CallButton>
                <form method="post" action=CallMe::PATH class="call">
                    <Marked mark />
                    <WaitingButton locale id="call-me" chance now first=false label="call-me" busy="calling" ready="call-me-now" />
                    <p class="fine"><CallHow locale caller /></p>
                </form>
            </CallButton>
        }
    })
}

/// What a call will be like, and which number it comes from, where that is known.
#[component]
pub fn CallHow(locale: Locale, caller: Option<String>) -> impl IntoView {
    let from = caller.map(|number| {
        let (before, after) = words::call_from(locale);
        let space = Some(locale.text("sentence-space")).filter(|space| !space.is_empty());
        view! { {space}{before}<bdi dir="ltr">{number}</bdi>{after} }
    });
    view! { {locale.text("call-how")}{from} }
}

/// Whether a notice is a mistake to point out, rather than what the page says anyway.
fn said_as_error(notice: Refusal, screen: &CodeScreen) -> bool {
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

fn about_code(notice: Refusal) -> bool {
    matches!(
        notice,
        Refusal::CodeMissing { .. } | Refusal::CodeShape { .. } | Refusal::CodeWrong { .. }
    )
}
