//! Groups the digits of a phone number while it is typed.
//!
//! Only separators are added and removed: every digit stays, and the caret stays behind the digit
//! it was behind.

/// The format of one country's numbers.
#[derive(Clone, Copy, Debug)]
pub struct NumberFormat<'a> {
    /// The digits of the country code.
    pub code: &'a str,
    /// A number as it is dialled within the country.
    pub example: &'a str,
    /// The masks of the groups, as `Country::groups` describes them.
    pub groups: &'a str,
}

/// The state of a text field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextField {
    /// The text.
    pub text: String,
    /// The number of characters before the caret.
    pub caret: usize,
}

/// The direction in which a key deletes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deletion {
    /// The character before the caret.
    Backward,
    /// The character after the caret.
    Forward,
}

/// Whether an edit inserted separators, which are then the person's own.
pub fn adds_separators(before: &str, after: &str) -> bool {
    let [old, new] = [before, after].map(str::as_bytes);
    let from = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let [old, new] = [&old[from..], &new[from..]];
    let ends = old.iter().rev().zip(new.iter().rev());
    let behind = ends.take_while(|(a, b)| a == b).count();
    new[..new.len() - behind].iter().any(is_separator)
}

/// Whether the text has anything but digits and plus signs.
pub fn has_separators(text: &str) -> bool {
    text.as_bytes().iter().any(is_separator)
}

fn is_separator(byte: &u8) -> bool {
    !byte.is_ascii_digit() && *byte != b'+'
}

/// Formats a field after an edit, with the caret where it was among the digits.
///
/// `before` is the text before the edit. A deletion that removed only a separator also removes
/// the digit beyond it; otherwise formatting would put the separator back each time.
pub fn format_edit(
    field: TextField,
    before: &str,
    deletion: Option<Deletion>,
    format: &NumberFormat<'_>,
) -> TextField {
    let field = match deletion {
        Some(deletion) if digits(before) == digits(&field.text) && before != field.text => {
            without_digit(field, deletion)
        }
        _ => field,
    };
    let Some(text) = format_number(&field.text, format) else {
        return field;
    };
    let ahead = field.text.chars().take(field.caret).filter(counts).count();
    let at_end = field.caret >= field.text.chars().count();
    let caret = match at_end {
        true => text.chars().count(),
        false => offset_behind(&text, ahead),
    };
    TextField { text, caret }
}

/// Groups the digits of a typed number; `None` for what is left as it is: other characters than
/// digits and separators, another country's code, or an international prefix.
pub fn format_number(typed: &str, format: &NumberFormat<'_>) -> Option<String> {
    let typed = typed.trim_start();
    let allowed = |c: char| c.is_ascii_digit() || " -().+/".contains(c) || c == '\u{a0}';
    let digits = digits(typed);
    if !typed.chars().all(allowed) || typed.chars().skip(1).any(|c| c == '+') {
        return None;
    }
    if typed.starts_with('+') {
        let national = digits.strip_prefix(format.code)?;
        let national = group(national, format.masks(false));
        return Some(match national.is_empty() {
            true => format!("+{}", format.code),
            false => format!("+{} {national}", format.code),
        });
    }
    let abroad = digits.starts_with("00") || (format.code == "1" && digits.starts_with("011"));
    let trunk_prefix = format.trunk_prefix();
    let at_home = trunk_prefix.is_empty() || digits.starts_with(&trunk_prefix);
    (!abroad).then(|| group(&digits, format.masks(at_home)))
}

impl<'a> NumberFormat<'a> {
    /// The masks of numbers as dialled within the country, or as written behind the country code,
    /// shortest first.
    fn masks(&self, at_home: bool) -> impl Iterator<Item = &'a str> {
        self.groups.split(',').map(move |mask| {
            let (home, abroad) = mask.split_once('|').unwrap_or((mask, mask));
            if at_home { home } else { abroad }
        })
    }

    /// The digits that are dialled before a number within the country only; empty if there are
    /// none.
    pub fn trunk_prefix(&self) -> String {
        let length = |at_home| self.masks(at_home).map(capacity).max().unwrap_or(0);
        let trunk = length(true) - length(false).min(length(true));
        digits(self.example).chars().take(trunk).collect()
    }
}

/// Groups digits by the shortest mask that has room for them.
fn group<'a>(digits: &str, masks: impl Iterator<Item = &'a str>) -> String {
    let fitting = masks.filter(|mask| capacity(mask) >= digits.len());
    match fitting.min_by_key(|mask| capacity(mask)) {
        Some(mask) => fill(mask, digits),
        None => digits.to_owned(),
    }
}

/// Fills digits into a mask. A separator is written together with the digit behind it.
fn fill(mask: &str, digits: &str) -> String {
    let mut rest = digits.chars();
    let mut text = String::new();
    let mut separators = String::new();
    for symbol in mask.chars() {
        let Some(count) = symbol.to_digit(36) else {
            separators.push(symbol);
            continue;
        };
        for digit in rest.by_ref().take(count as usize) {
            text.push_str(&std::mem::take(&mut separators));
            text.push(digit);
        }
    }
    text
}

/// The digits that a mask has room for; `a` in it stands for ten.
fn capacity(mask: &str) -> usize {
    mask.chars()
        .filter_map(|symbol| symbol.to_digit(36))
        .sum::<u32>() as usize
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Whether a character counts for the place of the caret.
fn counts(c: &char) -> bool {
    c.is_ascii_digit() || *c == '+'
}

/// The offset, in characters, behind the first `ahead` characters that count.
fn offset_behind(text: &str, ahead: usize) -> usize {
    let mut seen = 0;
    text.chars()
        .take_while(|c| {
            let inside = seen < ahead;
            seen += usize::from(counts(c));
            inside
        })
        .count()
}

fn without_digit(field: TextField, deletion: Deletion) -> TextField {
    let mut text: Vec<char> = field.text.chars().collect();
    let caret = field.caret.min(text.len());
    let index = match deletion {
        Deletion::Backward => text[..caret].iter().rposition(char::is_ascii_digit),
        Deletion::Forward => text[caret..]
            .iter()
            .position(char::is_ascii_digit)
            .map(|at| caret + at),
    };
    let Some(index) = index else { return field };
    text.remove(index);
    let caret = if index < caret { caret - 1 } else { caret };
    TextField {
        text: text.into_iter().collect(),
        caret,
    }
}
