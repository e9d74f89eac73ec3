//! The document around the wizard.

use std::time::Duration;

use leptos::config::LeptosOptions;
use leptos::prelude::*;

use super::wizard::{Wizard, title};
use super::words;
use crate::domain::step::Step;

/// What the server knows when it draws a page.
#[derive(Clone, Debug)]
pub struct Page {
    /// Where the WASM and the style are.
    pub options: LeptosOptions,
    /// Who asks for the number.
    pub brand: String,
    /// Whether to point at the handset of the simulator.
    pub handset: bool,
    /// What to draw.
    pub screen: Screen,
}

/// What a page can show.
#[derive(Clone, Debug)]
pub enum Screen {
    /// A step of the wizard.
    Step(Step),
    /// Something is broken; trying again can help.
    Unavailable,
    /// Whoever is at this address asked too often.
    TurnedAway {
        /// How long to wait.
        wait: Duration,
    },
    /// The request was not one of ours.
    Unreadable,
    /// There is no such page.
    Missing,
}

/// The whole document.
pub fn shell(page: Page) -> impl IntoView {
    let Page {
        options,
        brand,
        handset,
        screen,
    } = page;
    let style = format!("/{}/{}.css", options.site_pkg_dir, options.output_name);
    let title = format!("{} – {brand}", title(&screen));
    let live = matches!(screen, Screen::Step(_));
    view! {
        <!DOCTYPE html>
        <html lang="en" dir="ltr">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="color-scheme" content="light dark" />
                <meta name="theme-color" content="#f6f7f9" media="(prefers-color-scheme: light)" />
                <meta name="theme-color" content="#0c0e12" media="(prefers-color-scheme: dark)" />
                <meta name="robots" content="noindex" />
                <meta name="format-detection" content="telephone=no" />
                <title>{title}</title>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href=style />
                {live.then(|| view! { <HydrationScripts options=options.clone() islands=true /> })}
                <AutoReload options=options.clone() />
            </head>
            <body>
                <header class="brand">{brand}</header>
                <main><Wizard screen /></main>
                {handset.then(|| view! { <footer class="development"><a href="/handset" target="handset">{words::OPEN_HANDSET}</a></footer> })}
            </body>
        </html>
    }
}
