//! The screen that asks for the code.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::call_button::CallButton;
use super::code_entry::CodeEntry;
use super::delivery_line::DeliveryLine;
use super::field::{ErrorSummary, FieldError, described_by};
use super::words;
use crate::api::{CallMe, CheckCode, SendCode, StartOver};
use crate::domain::step::{Chance, CodeLength, CodeState, CodeStep, Millis, Refusal, SECOND};

/// Where the code went, the field for it, and what else can be done.
#[component]
pub fn CodeScreen(step: CodeStep) -> impl IntoView {
    let message = step
        .notice
        .filter(|notice| said_as_error(*notice, &step))
        .map(|refusal| words::refusal(refusal, step.now));
    let field = matches!(step.code, CodeState::Live { .. });
    let on_field = message
        .clone()
        .filter(|_| field && step.notice.is_some_and(about_code));
    view! {
        <section class="card">
            {message.map(|message| view! { <ErrorSummary message field="code" /> })}
            <h1>{words::CODE_TITLE}</h1>
            <p class="sent-to">
                {words::sent_to(step.channel, step.code_length)}" "<bdi dir="ltr"><strong>{step.number.clone()}</strong></bdi>
            </p>
            <form class="inline" method="post" action=StartOver::PATH>
                <input type="hidden" name="keep_number" value="true" />
                <button class="quiet" type="submit">{words::CHANGE_NUMBER}</button>
            </form>
            <DeliveryLine>
                <p class="delivery" role="status" data-ended=step.delivery.ended().then_some("") data-channel=format!("{:?}", step.channel)>
                    {words::delivery(step.channel, step.delivery)}
                </p>
            </DeliveryLine>
            {match step.code {
                CodeState::Live { until } => view! { <CodeForm typed=step.typed error=on_field left=until.saturating_sub(step.now) length=step.code_length after=step.wrong_guesses /> }.into_any(),
                over => view! { <p class="over" role="status">{words::code_over(over, step.now)}</p> }.into_any(),
            }}
            <div class="other-ways">
                <Again chance=step.text_again now=step.now />
                <Call chance=step.call now=step.now />
                <form method="post" action=StartOver::PATH>
                    <button class="quiet" type="submit">{words::START_OVER}</button>
                </form>
            </div>
        </section>
    }
}

/// The field for the code. One real input; the slots over it are drawn by the
/// style and filled by WASM.
#[component]
fn CodeForm(
    typed: String,
    error: Option<String>,
    left: Millis,
    length: CodeLength,
    after: u32,
) -> impl IntoView {
    let error_id = error.is_some().then_some("code-error");
    view! {
        <CodeEntry>
            <form method="post" action=CheckCode::PATH novalidate class="step">
                <input type="hidden" name="after" value=after />
                <div class="control">
                    <label for="code">{words::code(length)}</label>
                    <p class="hint" id="code-hint">{words::code_hint(left, length)}</p>
                    <FieldError id="code-error" message=error.clone() />
                    <div class="code">
                        <input
                            id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" dir="ltr"
                            autocapitalize="off" spellcheck="false" enterkeyhint="done"
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
                <button class="button" type="submit" data-busy=words::CHECKING>{words::VERIFY}</button>
            </form>
        </CodeEntry>
    }
}

#[component]
fn Again(chance: Chance, now: Millis) -> impl IntoView {
    (chance != Chance::Never).then(|| {
        view! {
            <CallButton>
                <form method="post" action=SendCode::PATH>
                    <input type="hidden" name="again" value="true" />
                    <WaitingButton chance now label=words::SEND_AGAIN busy=words::SENDING />
                </form>
            </CallButton>
        }
    })
}

#[component]
fn Call(chance: Chance, now: Millis) -> impl IntoView {
    (chance != Chance::Never).then(|| {
        view! {
            <CallButton>
                <form method="post" action=CallMe::PATH>
                    <WaitingButton chance now label=words::CALL_ME busy=words::CALLING />
                    <p class="fine">{words::CALL_HOW}</p>
                </form>
            </CallButton>
        }
    })
}

/// A button that says how long it has to be waited for. It can be pressed all the
/// same: the answer then explains.
#[component]
fn WaitingButton(
    chance: Chance,
    now: Millis,
    label: &'static str,
    busy: &'static str,
) -> impl IntoView {
    let wait = match chance {
        Chance::From(at) => at.saturating_sub(now),
        Chance::Now | Chance::Never => 0,
    };
    view! {
        <button class="quiet" type="submit" data-busy=busy data-wait=wait>
            <span>{label}</span>" "
            <span class="wait" role="timer">{(wait > 0).then(|| words::wait(wait.div_ceil(SECOND)))}</span>
        </button>
    }
}

/// Whether a notice is a mistake to point out, rather than what the page says anyway.
fn said_as_error(notice: Refusal, step: &CodeStep) -> bool {
    match notice {
        Refusal::CodeExpired
        | Refusal::CodeUsedUp
        | Refusal::FlowLocked
        | Refusal::PhoneLocked { .. } => {
            matches!(step.code, CodeState::Live { .. })
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
