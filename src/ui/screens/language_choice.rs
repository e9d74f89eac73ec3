//! The choice of a language at the end of every page.

use leptos::prelude::*;
use leptos::tachys::html::InertElement;

use crate::i18n::{Locale, TextCache};

/// The path that a choice is posted to.
pub const PATH: &str = "/language";

/// The ID of a screen's main form.
pub const MAIN_FORM: &str = "step";

/// A button for each language. With `has_form` they submit the page's main form, so that what was
/// typed is kept in the new language.
#[component]
pub fn LanguageChoice(locale: Locale, has_form: bool) -> impl IntoView {
    static CACHE: TextCache<(Locale, bool)> = TextCache::new();
    let render = || choice(locale, has_form).to_html();
    InertElement::new(CACHE.get_or_insert_with((locale, has_form), render))
}

fn choice(locale: Locale, has_form: bool) -> impl IntoView {
    let form = if has_form { MAIN_FORM } else { "languages" };
    let buttons = Locale::all()
        .map(|other| {
            let current = (other == locale).then_some("true");
            view! {
                <li>
                    <button type="submit" form=form formaction=PATH formmethod="post" name="into" value=other.tag() lang=other.tag() aria-current=current>
                        {other.text("language-name")}
                    </button>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="languages" aria-label=locale.text("language")>
            {(!has_form).then(|| view! { <form id="languages" method="post" action=PATH></form> })}
            <ul>{buttons}</ul>
        </nav>
    }
}
