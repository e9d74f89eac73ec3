//! The last screen. It shows neither the number nor the code.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::StartOver;
use crate::i18n::Locale;

/// Tells that the number is verified.
#[component]
pub fn DoneView(locale: Locale) -> impl IntoView {
    view! {
        <section class="card done">
            <svg class="tick" viewBox="0 0 48 48" aria-hidden="true"><path d="M12 25l8 8 16-18" /></svg>
            <h1 tabindex="-1" autofocus=true>{locale.text("done-title")}</h1>
            <p>{locale.text("done")}</p>
            <form method="post" action=StartOver::PATH>
                <button class="quiet" type="submit">{locale.text("verify-another")}</button>
            </form>
        </section>
    }
}
