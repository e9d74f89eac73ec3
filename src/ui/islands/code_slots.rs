//! The slots drawn over the code field. They show its value, caret and selection, or give way to
//! the field if its value does not fit into them.

use web_sys::{Element, HtmlInputElement};

use crate::domain::characters::ascii_digit;
use crate::domain::{CodeLength, slot_digits};
use crate::ui::browser::dom::query_all;

/// Draws the value of `input` into the slots of `root`.
pub fn draw(root: &Element, input: &HtmlInputElement, length: CodeLength) {
    let typed = input.value();
    let shown = slot_digits(&typed, length);
    let list = root.class_list();
    _ = list.toggle_with_force("boxed", shown.is_some());
    let digits: Vec<char> = shown.unwrap_or_default().chars().collect();
    let last = length.digits() - 1;
    let (from, to) = selection(input, &typed);
    let active = |place| place == from.min(last) || (from..to).contains(&place);
    for (place, slot) in query_all(".slots span").iter().enumerate() {
        let digit = digits.get(place).map(char::to_string);
        if slot.text_content() != Some(digit.clone().unwrap_or_default()) {
            slot.set_text_content(digit.as_deref());
        }
        _ = slot.class_list().toggle_with_force("next", active(place));
        let selected = (from..to).contains(&place);
        _ = slot.class_list().toggle_with_force("selected", selected);
    }
}

/// The start and end of the selection, in digits; both are the caret if nothing is selected.
fn selection(input: &HtmlInputElement, typed: &str) -> (usize, usize) {
    let end = typed.encode_utf16().count() as u32;
    let place = |unit: Option<u32>| digits_before(typed, unit.unwrap_or(end) as usize);
    let from = place(input.selection_start().ok().flatten());
    let to = place(input.selection_end().ok().flatten());
    (from, to)
}

/// Counts the digits before an offset, which browsers give in UTF-16 code units.
fn digits_before(text: &str, offset: usize) -> usize {
    let mut at = 0;
    let before = text.chars().take_while(|c| {
        let before = at < offset;
        at += c.len_utf16();
        before
    });
    before.filter(|c| ascii_digit(*c).is_ascii_digit()).count()
}
