//! The client for whom a number is verified: its name above each screen, and the way back to it.

use leptos::prelude::*;

use crate::i18n::Locale;

/// The path that leads back without a verified number.
pub const CANCEL_PATH: &str = "/cancel";

/// The client, as its people know it.
#[derive(Clone, Debug)]
pub struct PageClient {
    /// The name.
    pub name: String,
    /// The path of the logo.
    pub logo: Option<String>,
    /// Step-up: the number in question, masked.
    pub number: Option<String>,
    /// Whether it has its answer.
    pub is_answered: bool,
    /// The address to go back to then; `None` in a popup, beside which the client's page is open.
    pub address: Option<String>,
}

/// The sentence that says who asks.
#[component]
pub fn ClientSentence(locale: Locale, client: PageClient) -> impl IntoView {
    let key = match client.number {
        Some(_) => "client-wants-known",
        None => "client-wants",
    };
    let sentence = locale.format(key, [("client", client.name.into())]);
    view! { <p class="client">{sentence}</p> }
}

/// The way back to the client: without a verified number, or once it has its answer.
#[component]
pub fn WayBack(locale: Locale, client: PageClient) -> impl IntoView {
    let back = |key: &'static str| locale.format(key, [("client", client.name.clone().into())]);
    match (client.is_answered, &client.address) {
        (true, Some(address)) => {
            view! { <p class="client"><a href=address.clone()>{back("client-back")}</a></p> }
                .into_any()
        }
        (true, None) => ().into_any(),
        (false, _) => {
            let label = match client.number {
                Some(_) => locale.text("client-other-number").to_owned(),
                None => back("client-cancel"),
            };
            view! {
                <form class="client" method="post" action=CANCEL_PATH>
                    <button class="quiet" type="submit">{label}</button>
                </form>
            }
            .into_any()
        }
    }
}
