//! The page that posts an answer to a client.

use leptos::nonce::use_nonce;
use leptos::prelude::*;

use crate::i18n::Locale;

/// Presses the button as soon as the page is there; without JavaScript the person does.
const SUBMIT: &str = "document.getElementById(\"return\").submit()";

/// A form with the answer, which the browser posts at once.
#[component]
pub fn ReturnForm(
    locale: Locale,
    address: String,
    parameters: Vec<(&'static str, String)>,
) -> impl IntoView {
    let fields = parameters
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view();
    view! {
        <section class="card">
            <h1>{locale.text("return-title")}</h1>
            <form id="return" method="post" action=address>
                {fields}
                <button class="button" type="submit">{locale.text("return")}</button>
            </form>
            <script nonce=use_nonce()>{SUBMIT}</script>
        </section>
    }
}
