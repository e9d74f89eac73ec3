//! Access to the browser's `Intl`.

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::dom::property;

/// Constructs an `Intl` formatter for a language; for the browser's own language if that tag is
/// invalid, since a translator may have written anything into the page.
pub fn formatter<T: JsCast>(kind: &str, language: &JsValue, options: &Object) -> Option<T> {
    let kind: Function = property(&property::<JsValue>(&js_sys::global(), "Intl")?, kind)?;
    let make = |language: &JsValue| Reflect::construct(&kind, &Array::of2(language, options)).ok();
    let made = make(language).or_else(|| make(&JsValue::UNDEFINED));
    made.map(JsCast::unchecked_into)
}
