//! The error state of a form control, which ends with the next edit.

use web_sys::Element;

use super::dom::query_all;

/// Clears the error of a field that is being edited. Its space on the page stays, because what
/// the person is typing into must not move.
pub fn clear_error(field: &Element) {
    mark_valid(field);
    let name = field.id();
    for error in query_all(&format!("#{name}-error, .summary [data-field={name}]")) {
        _ = error.class_list().add_1(CLEARED);
    }
    if query_all(".summary [data-field]:not(.cleared)").is_empty() {
        for summary in query_all(".summary") {
            _ = summary.class_list().add_1(CLEARED);
        }
    }
}

/// Marks a control as valid, and no longer described by its error.
pub fn mark_valid(control: &Element) {
    _ = control.remove_attribute("aria-invalid");
    let ids = control.get_attribute("aria-describedby");
    // The error's id is the last one.
    if let Some(ids) = ids.filter(|ids| ids.ends_with("-error")) {
        let (hint, _) = ids.rsplit_once(' ').unwrap_or_default();
        _ = control.set_attribute("aria-describedby", hint);
    }
}

const CLEARED: &str = "cleared";
