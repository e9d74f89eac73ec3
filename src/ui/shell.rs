//! The HTML document around the body, rendered in one pass.

use std::sync::Arc;

use hydration_context::SsrSharedContext;
use leptos::config::LeptosOptions;
use leptos::nonce::{Nonce, use_nonce};
use leptos::prelude::*;

use super::screens::client_banner::PageClient;
use super::screens::language_choice::LanguageChoice;
use super::screens::page_body::PageBody;
use super::screens::wizard::{Wizard, has_main_form, title};
use crate::i18n::Locale;

/// A page to render.
#[derive(Clone, Debug)]
pub struct Page {
    /// The paths of the WASM and the style sheet.
    pub options: LeptosOptions,
    /// The language.
    pub locale: Locale,
    /// The name and look of the service.
    pub branding: PageBranding,
    /// The client that sent the person here.
    pub client: Option<PageClient>,
    /// Whether to link to the simulator's handset.
    pub handset: bool,
    /// The address of a host to try, in development.
    pub demo: Option<String>,
    /// Whether a complete code is submitted without a press of the button.
    pub auto_submit: bool,
    /// The screen or message.
    pub body: PageBody,
}

/// The name and look of the service that asks for the number.
#[derive(Clone, Debug)]
pub struct PageBranding {
    /// The name.
    pub name: String,
    /// The path of the logo.
    pub logo: Option<&'static str>,
    /// The path of the style sheet with the accent colour.
    pub style: Option<&'static str>,
    /// The address of the help page.
    pub support: Option<String>,
    /// The number that calls come from, as people write it.
    pub caller: Option<String>,
}

/// The data that Leptos looks for before it hydrates the islands: none was loaded for them.
const NO_SERIALIZED_DATA: &str =
    "__RESOLVED_RESOURCES=[];__SERIALIZED_ERRORS=[];__INCOMPLETE_CHUNKS=[];";

/// Renders a page to a string in one pass. Nothing on a page is asynchronous, so none of it has
/// to be streamed; `tests/languages/rendering.rs` holds that Leptos would stream the same.
pub fn render(page: Page, nonce: Nonce) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| {
        provide_context(nonce);
        shell(page).to_html()
    });
    owner.unset_with_forced_cleanup();
    html
}

/// The whole document. Its inline script carries the nonce from the context.
pub fn shell(page: Page) -> impl IntoView {
    let Page {
        options,
        locale,
        branding,
        client,
        handset,
        demo,
        auto_submit,
        body,
    } = page;
    let style = format!("/{}/{}.css", options.site_pkg_dir, options.output_name);
    let title = format!("{} – {}", title(locale, &body), branding.name);
    let has_form = has_main_form(&body);
    let hydrates = matches!(body, PageBody::Screen(_) | PageBody::PhoneWithError { .. });
    view! {
        <!DOCTYPE html>
        <html lang=locale.tag() dir=locale.text("direction")>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-body" />
                <meta name="color-scheme" content="light dark" />
                <meta name="theme-color" content="#f6f7f9" media="(prefers-color-scheme: light)" />
                <meta name="theme-color" content="#0c0e12" media="(prefers-color-scheme: dark)" />
                <meta name="robots" content="noindex" />
                <meta name="format-detection" content="telephone=no" />
                <title>{title}</title>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href=style />
                {branding.style.map(|style| view! { <link rel="stylesheet" href=style /> })}
                {hydrates.then(|| view! { <HydrationScripts options=options.clone() islands=true /> })}
                <AutoReload options=options.clone() />
            </head>
            <body>
                <header class="brand">{match header_logo(&branding, client.as_ref()) {
                    (name, Some(logo)) => view! { <img src=logo alt=name height="32" /> }.into_any(),
                    (name, None) => name.into_any(),
                }}</header>
                <main><Wizard locale body auto_submit caller=branding.caller client /></main>
                <footer>
                    <LanguageChoice locale has_form />
                    {branding.support.map(|support| view! { <p><a href=support>{locale.text("support")}</a></p> })}
                    {demo.map(|demo| view! { <p><a href=demo>{locale.text("demo")}</a></p> })}
                    {handset.then(|| view! { <p><a href="/handset" target="handset">{locale.text("handset")}</a></p> })}
                </footer>
                // The live region that `browser::dom::announce` writes to.
                <p class="unseen" role="status" id="milestones"></p>
                <p class="offline" role="status" data-text=locale.text("offline")></p>
                {hydrates.then(|| view! { <script nonce=use_nonce()>{NO_SERIALIZED_DATA}</script> })}
            </body>
        </html>
    }
}

/// The name and the path of the logo at the head of the page: the client's, where there is one.
fn header_logo(branding: &PageBranding, client: Option<&PageClient>) -> (String, Option<String>) {
    match client {
        Some(client) => (client.name.clone(), client.logo.clone()),
        None => (branding.name.clone(), branding.logo.map(str::to_owned)),
    }
}
