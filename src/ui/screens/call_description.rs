//! The description of a call, beside the button that requests it.

use leptos::prelude::*;

use crate::i18n::Locale;
use crate::ui::messages::number;

/// Describes what happens in a call and which number it comes from, if that is known.
#[component]
pub fn CallDescription(locale: Locale, caller: Option<String>) -> impl IntoView {
    let from = caller.map(|number| {
        let (before, after) = number::call_from(locale);
        let space = Some(locale.text("sentence-space")).filter(|space| !space.is_empty());
        view! { {space}{before}<bdi dir="ltr">{number}</bdi>{after} }
    });
    view! { {locale.text("call-how")}{from} }
}
