//! The document around the wizard.

use leptos::config::LeptosOptions;
use leptos::nonce::use_nonce;
use leptos::prelude::*;

use super::hindrance::Hindrance;
use super::language_choice::LanguageChoice;
use super::wizard::{Wizard, asks, title};
use crate::domain::screens::{PhoneScreen, Screen};
use crate::i18n::Locale;

/// What the server knows when it draws a page.
#[derive(Clone, Debug)]
pub struct Page {
    /// Where the WASM and the style are.
    pub options: LeptosOptions,
    /// The language to draw in.
    pub locale: Locale,
    /// Who asks for the number.
    pub brand: Brand,
    /// Whether to point at the handset of the simulator.
    pub handset: bool,
    /// Whether a complete code is checked by itself.
    pub auto_submit: bool,
    /// What to draw.
    pub body: PageBody,
}

/// Who asks for the number, and how they look.
#[derive(Clone, Debug)]
pub struct Brand {
    /// The name.
    pub name: String,
    /// Where the logo is.
    pub logo: Option<&'static str>,
    /// Where the style of the accent colour is.
    pub style: Option<&'static str>,
    /// Where people get help.
    pub support: Option<String>,
    /// The number that its calls come from, as people write it.
    pub caller: Option<String>,
}

/// What a page can show.
#[derive(Clone, Debug)]
pub enum PageBody {
    /// A step of the wizard.
    Screen(Screen),
    /// The number is asked for again, with what was typed, since something was in the way.
    Hindered {
        /// What was typed.
        screen: PhoneScreen,
        /// The hindrance.
        hindrance: Hindrance,
    },
    /// Something was in the way, and nothing of what was typed has to be kept.
    Hindrance(Hindrance),
    /// The post came from a page at another address.
    Elsewhere {
        /// The address to open.
        address: String,
    },
    /// More was posted than any form of ours holds.
    TooLarge,
    /// The post did not arrive in time.
    TooSlow,
    /// There is no such page.
    Missing,
}

/// What Leptos looks for when the islands wake: what the server loaded for them. Nothing.
const NOTHING_LOADED: &str =
    "__RESOLVED_RESOURCES=[];__SERIALIZED_ERRORS=[];__INCOMPLETE_CHUNKS=[];";

/// The whole document.
pub fn shell(page: Page) -> impl IntoView {
    let Page {
        options,
        locale,
        brand,
        handset,
        auto_submit,
        body,
    } = page;
    let style = format!("/{}/{}.css", options.site_pkg_dir, options.output_name);
    let title = format!("{} – {}", title(locale, &body), brand.name);
    let asking = asks(&body);
    let live = matches!(body, PageBody::Screen(_) | PageBody::Hindered { .. });
    view! {
        <!DOCTYPE html>
        <html lang=locale.tag() dir=locale.text("direction")>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content" />
                <meta name="color-scheme" content="light dark" />
                <meta name="theme-color" content="#f6f7f9" media="(prefers-color-scheme: light)" />
                <meta name="theme-color" content="#0c0e12" media="(prefers-color-scheme: dark)" />
                <meta name="robots" content="noindex" />
                <meta name="format-detection" content="telephone=no" />
                <title>{title}</title>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href=style />
                {brand.style.map(|style| view! { <link rel="stylesheet" href=style /> })}
                {live.then(|| view! { <HydrationScripts options=options.clone() islands=true /> })}
                <AutoReload options=options.clone() />
            </head>
            <body>
                <header class="brand">{match brand.logo {
                    Some(logo) => view! { <img src=logo alt=brand.name height="32" /> }.into_any(),
                    None => brand.name.into_any(),
                }}</header>
                <main><Wizard locale body auto_submit caller=brand.caller /></main>
                <footer>
                    <LanguageChoice locale asking />
                    {brand.support.map(|support| view! { <p><a href=support>{locale.text("support")}</a></p> })}
                    {handset.then(|| view! { <p><a href="/handset" target="handset">{locale.text("handset")}</a></p> })}
                </footer>
                // Spoken, not shown: milestones of the times on the page.
                <p class="unseen" role="status" id="milestones"></p>
                <p class="offline" role="status" data-text=locale.text("offline")></p>
                {live.then(|| view! { <script nonce=use_nonce()>{NOTHING_LOADED}</script> })}
            </body>
        </html>
    }
}
