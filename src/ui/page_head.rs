//! The head of the pages that are no screens: the operator's, and the reference of the API.

use leptos::prelude::*;

/// The path of the icon.
pub const ICON_PATH: &str = "/favicon.svg";

/// The head with this title and these style sheets; `more` stands before the title.
pub fn page_head(title: String, styles: Vec<String>, more: impl IntoView) -> impl IntoView {
    let styles = styles.into_iter();
    view! {
        <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <meta name="color-scheme" content="light dark" />
            <meta name="robots" content="noindex" />
            {more}
            <title>{title}</title>
            <link rel="icon" href=ICON_PATH type="image/svg+xml" />
            {styles.map(|path| view! { <link rel="stylesheet" href=path /> }).collect_view()}
        </head>
    }
}
