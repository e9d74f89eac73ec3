//! The screen after the number was verified. Shows neither number nor code.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::words;
use crate::api::StartOver;

/// Says that it is done.
#[component]
pub fn DoneScreen() -> impl IntoView {
    view! {
        <section class="card done">
            <svg class="tick" viewBox="0 0 48 48" aria-hidden="true"><path d="M12 25l8 8 16-18" /></svg>
            <h1 tabindex="-1">{words::DONE_TITLE}</h1>
            <p>{words::DONE}</p>
            <form method="post" action=StartOver::PATH>
                <button class="quiet" type="submit">{words::VERIFY_ANOTHER}</button>
            </form>
        </section>
    }
}
