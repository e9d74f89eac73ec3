//! The choice of a country: a select with every country, and the empty dialog of the picker that
//! WASM puts in its place.

use leptos::prelude::*;
use leptos::tachys::html::InertElement;

use crate::i18n::{Locale, TextCache};
use crate::ui::messages::localized_text::plural_sentences;
use crate::ui::phone_input::countries::Country;
use crate::ui::phone_input::example_number::example_number;

/// The state of the select.
#[derive(Clone, Copy)]
pub struct SelectState {
    /// Whether it has the focus when the page opens.
    pub focused: bool,
    /// Whether it has an error.
    pub invalid: bool,
}

impl SelectState {
    fn attributes(self) -> String {
        let invalid = " aria-invalid=\"true\" aria-describedby=\"country-error\"";
        let focused = self.focused.then_some(" autofocus");
        let invalid = self.invalid.then_some(invalid);
        [focused, invalid].into_iter().flatten().collect()
    }
}

/// A select with every country and its numbering: the picker without WASM, and the data of the
/// picker with it. Rendered once for each language; only the selection is put in.
#[component]
pub fn CountrySelect(locale: Locale, country: String, state: SelectState) -> impl IntoView {
    static CACHE: TextCache<Locale> = TextCache::new();
    let html = CACHE.get_or_insert_with(locale, || select(locale).to_html());
    let option = format!("<option value=\"{country}\"");
    let html = html.replacen(&option, &format!("{option} selected"), 1);
    let select = format!("<select{}", state.attributes());
    InertElement::new(html.replacen("<select", &select, 1))
}

fn select(locale: Locale) -> impl IntoView {
    // Isolate the calling code, so that its plus stays on the left in a language that reads from
    // right to left.
    let (open, close) = match locale.text("direction") {
        "rtl" => ("\u{2066}", "\u{2069}"),
        _ => ("", ""),
    };
    let options = locale
        .countries()
        .into_iter()
        .filter_map(|(iso, name)| {
            let country = Country::find(iso)?;
            let leading = Some(country.leading).filter(|leading| !leading.is_empty());
            let aliases = Some(locale.country_aliases(iso).join(","));
            let aliases = aliases.filter(|aliases| !aliases.is_empty());
            Some(view! {
                <option value=country.iso data-code=country.calling_code data-leading=leading data-also=aliases data-example=country.example data-groups=country.groups>
                    {format!("{name} ({open}+{}{close})", country.calling_code)}
                </option>
            })
        })
        .collect_view();
    view! {
        <select id="country" name="country" autocomplete="country">
            <option value="" data-example=example_number(locale, "")>{locale.text("country-choose")}</option>
            {options}
        </select>
    }
}

/// The dialog of the picker, whose list WASM fills.
#[component]
pub fn CountryDialog(locale: Locale) -> impl IntoView {
    static CACHE: TextCache<Locale> = TextCache::new();
    InertElement::new(CACHE.get_or_insert_with(locale, || dialog(locale).to_html()))
}

fn dialog(locale: Locale) -> impl IntoView {
    let found = plural_sentences(|count| locale.format("country-found", [("count", count.into())]));
    view! {
        <dialog id="sheet" class="sheet" aria-labelledby="country-label">
            <div class="search">
                <input
                    id="country-search" type="search" role="combobox" autocomplete="off" spellcheck="false" enterkeyhint="done"
                    aria-label=locale.text("country-search") placeholder=locale.text("country-search")
                    aria-expanded="true" aria-controls="countries" aria-autocomplete="list"
                />
                <button type="button" class="quiet close">{locale.text("close")}</button>
            </div>
            <p class="hint" role="status" id="countries-found" data-found=found></p>
            <div id="countries" role="listbox" aria-labelledby="country-label"></div>
        </dialog>
    }
}
