//! Points in time: counted on the server's clock, shown in the person's time zone.

use std::time::Duration;

use js_sys::{Date, Function, Intl, Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::Element;

use super::dom::{property, query, query_all};
use super::intl::formatter;

/// The present time of the server's clock, in milliseconds since 1970.
///
/// The page says which time it was drawn at, the browser when that answer arrived. A countdown
/// is therefore right even if the device's clock is wrong, the WASM loaded late or the device
/// slept.
pub fn server_now() -> f64 {
    Date::now() + server_offset().unwrap_or(0.0)
}

/// Calls `update` at once and then twice a second, until it returns `false`.
pub fn tick(update: impl Fn() -> bool + 'static) {
    if !update() {
        return;
    }
    set_timeout(move || tick(update), Duration::from_millis(500));
}

/// The time of day in the person's time zone, such as `14:31`, for milliseconds since 1970.
pub fn local_time(timestamp: f64) -> String {
    let options = Object::new();
    for (part, form) in [("hour", "numeric"), ("minute", "2-digit")] {
        _ = Reflect::set(&options, &part.into(), &form.into());
    }
    let format: Option<Intl::DateTimeFormat> = formatter("DateTimeFormat", &locale(), &options);
    let date = Date::new(&JsValue::from_f64(timestamp));
    let text = format.and_then(|format| format.format().call1(&JsValue::UNDEFINED, &date).ok());
    text.and_then(|text| text.as_string()).unwrap_or_default()
}

/// Rewrites every time of day on the page from UTC to the person's time zone.
pub fn localize_clocks() {
    for clock in query_all(".clock") {
        if let Some(at) = timestamp(&clock, "data-at") {
            let after = clock.get_attribute("data-after").unwrap_or_default();
            clock.set_text_content(Some(&format!("{}{after}", local_time(at))));
        }
    }
}

/// The timestamp in an attribute, in milliseconds since 1970. Parsed as an integer, because the
/// parser for fractions adds 10 KB of tables to the WASM.
pub fn timestamp(element: &Element, attribute: &str) -> Option<f64> {
    let millis: u64 = element.get_attribute(attribute)?.parse().ok()?;
    Some(millis as f64)
}

/// The server's clock minus the browser's, in milliseconds.
fn server_offset() -> Option<f64> {
    let drawn = timestamp(&query("[data-now]")?, "data-now")?;
    let performance: JsValue = property(&window(), "performance")?;
    let entries: Function = property(&performance, "getEntriesByType")?;
    let entries = entries.call1(&performance, &"navigation".into()).ok()?;
    let navigation: JsValue = property(&entries, "0")?;
    let number = |of, name| property::<JsValue>(of, name)?.as_f64();
    let answered = number(&navigation, "responseStart")?;
    Some(drawn - (number(&performance, "timeOrigin")? + answered))
}

/// The page's language in the variant of the browser's, with Latin digits as on the page.
fn locale() -> JsValue {
    let root = document().document_element();
    let page = root.and_then(|root| root.get_attribute("lang"));
    let page = page.unwrap_or_default();
    let browser = window().navigator().language();
    let tag = browser.filter(|tag| tag.starts_with(&page)).unwrap_or(page);
    format!("{tag}-u-nu-latn").into()
}
