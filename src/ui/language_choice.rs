//! The choice of a language, at the end of every page: one button each. With a form on
//! the page they post that form, so that what was typed is there in the new language.

use leptos::prelude::*;
use leptos::tachys::html::InertElement;

use crate::i18n::{Locale, TextCache};

/// Where a choice is posted.
pub const PATH: &str = "/language";

/// The id of the form that a step asks with.
pub const STEP_FORM: &str = "step";

/// As drawn for each language, with and without a form of a step.
static DRAWN: TextCache<(Locale, bool)> = TextCache::new();

/// The languages; `asking` tells whether the page has a form of a step.
#[component]
pub fn LanguageChoice(locale: Locale, asking: bool) -> impl IntoView {
    InertElement::new(
        DRAWN.get_or_insert_with((locale, asking), || choice(locale, asking).to_html()),
    )
}

fn choice(locale: Locale, asking: bool) -> impl IntoView {
    let form = if asking { STEP_FORM } else { "languages" };
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
            {(!asking).then(|| view! { <form id="languages" method="post" action=PATH></form> })}
            <ul>{buttons}</ul>
        </nav>
    }
}
