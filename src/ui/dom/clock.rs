//! Time, as the page tells it: counted from the server's clock, shown on the person's.

use std::time::Duration;

use js_sys::{Array, Date, Intl, Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

use super::{in_page, intl};

/// The server's clock now, in milliseconds. The page says what it was when it was drawn,
/// the browser when that answer came; so neither a wrong clock nor a WASM that came late
/// makes a count wrong, and a device that slept is right when it wakes.
pub fn now() -> f64 {
    Date::now() + offset().unwrap_or(0.0)
}

/// Calls `step` twice a second until it answers `false`.
pub fn tick(step: impl Fn() -> bool + 'static) {
    if !step() {
        return;
    }
    set_timeout(move || tick(step), Duration::from_millis(500));
}

/// A moment of the server's clock on the person's: `14:31`.
pub fn clock(at: f64) -> String {
    let options = Object::new();
    for (part, form) in [("hour", "numeric"), ("minute", "2-digit")] {
        _ = Reflect::set(&options, &part.into(), &form.into());
    }
    let format: Option<Intl::DateTimeFormat> = intl("DateTimeFormat", &locale(), &options);
    let date = Date::new(&JsValue::from_f64(at));
    let told = format.and_then(|format| format.format().call1(&JsValue::UNDEFINED, &date).ok());
    told.and_then(|text| text.as_string()).unwrap_or_default()
}

/// Writes every clock's time of the page in the person's own time.
pub fn localise() {
    let Ok(clocks) = document().query_selector_all(".clock") else {
        return;
    };
    for index in 0..clocks.length() {
        let clock_line = clocks
            .item(index)
            .and_then(|node| node.dyn_into::<Element>().ok());
        if let Some(line) = clock_line
            && let Some(at) = moment(&line, "data-at")
        {
            let after = line.get_attribute("data-after").unwrap_or_default();
            line.set_text_content(Some(&format!("{}{after}", clock(at))));
        }
    }
}

/// The moment in an attribute. Read as a whole number: reading fractions would bring
/// tables of 10 KB into the WASM.
pub fn moment(element: &Element, name: &str) -> Option<f64> {
    let millis: u64 = element.get_attribute(name)?.parse().ok()?;
    Some(millis as f64)
}

fn offset() -> Option<f64> {
    let drawn = moment(&in_page("[data-now]")?, "data-now")?;
    let performance = Reflect::get(&window(), &"performance".into()).ok()?;
    let entries: js_sys::Function = Reflect::get(&performance, &"getEntriesByType".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let entries: Array = entries
        .call1(&performance, &"navigation".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let property = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).ok()?.as_f64();
    let answered = property(&entries.get(0), "responseStart")?;
    Some(drawn - (property(&performance, "timeOrigin")? + answered))
}

/// The page's language as the person's country writes it, with the digits that the page
/// itself uses.
fn locale() -> JsValue {
    let root = document().document_element();
    let page = root.and_then(|root| root.get_attribute("lang"));
    let page = page.unwrap_or_default();
    let own = window().navigator().language();
    let tag = own.filter(|own| own.starts_with(&page)).unwrap_or(page);
    format!("{tag}-u-nu-latn").into()
}
