//! The end of a popup: tells the page that opened it, which then closes it.

use leptos::nonce::use_nonce;
use leptos::prelude::*;

use crate::i18n::Locale;

/// Tells the opener, if its page is of the one origin that may know.
const TELL: &str = "{const{token,origin}=document.getElementById(\"answer\").dataset;window.opener?.postMessage({ringcode:token},origin)}";

/// The key of the heading: the number is verified, or the person canceled.
pub fn title_key(token: &str) -> &'static str {
    match token {
        "" => "return-title",
        _ => "done-title",
    }
}

/// A page that is seen only where the opener is gone, or takes its time.
#[component]
pub fn OpenerMessage(locale: Locale, origin: String, token: String) -> impl IntoView {
    view! {
        <section class="card">
            <h1>{locale.text(title_key(&token))}</h1>
            <p id="answer" data-origin=origin data-token=token>{locale.text("return-window")}</p>
            <script nonce=use_nonce()>{TELL}</script>
        </section>
    }
}
