//! Groups the digits of a phone number while it is typed. Pure.
//!
//! Only separators are added or taken away: every digit stays as it was typed, and the
//! caret stays behind the digit it stood behind.

/// How the numbers of one country are written.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// The country code's digits.
    pub code: &'a str,
    /// A number as it is dialled at home.
    pub example: &'a str,
    /// The groups, as `ui::countries` describes them.
    pub groups: &'a str,
}

/// A field: its text, and where the caret stands in it, in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The text.
    pub text: String,
    /// How many characters stand before the caret.
    pub caret: usize,
}

/// Which way a key deletes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deletion {
    /// What stands before the caret.
    Backward,
    /// What stands after it.
    Forward,
}

/// Whether an edit put in separators, which are then the person's own.
pub fn brings_separators(before: &str, after: &str) -> bool {
    let [old, new] = [before, after].map(str::as_bytes);
    let from = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let [old, new] = [&old[from..], &new[from..]];
    let ends = old.iter().rev().zip(new.iter().rev());
    let behind = ends.take_while(|(a, b)| a == b).count();
    new[..new.len() - behind].iter().any(is_separator)
}

/// Whether anything but digits and plus stands in the text.
pub fn has_separators(text: &str) -> bool {
    text.as_bytes().iter().any(is_separator)
}

fn is_separator(byte: &u8) -> bool {
    !byte.is_ascii_digit() && *byte != b'+'
}

/// The field after an edit: grouped, with the caret where it was among the digits.
///
/// `before` is the text that was edited. A deletion that took only a separator takes the
/// digit beyond it, or the separator would come back for ever.
pub fn edited(field: Field, before: &str, deletion: Option<Deletion>, plan: &Plan<'_>) -> Field {
    let field = match deletion {
        Some(deletion) if digits(before) == digits(&field.text) && before != field.text => {
            without_digit(field, deletion)
        }
        _ => field,
    };
    let Some(text) = grouped(&field.text, plan) else {
        return field;
    };
    let ahead = field.text.chars().take(field.caret).filter(counts).count();
    let at_end = field.caret >= field.text.chars().count();
    let caret = match at_end {
        true => text.chars().count(),
        false => behind(&text, ahead),
    };
    Field { text, caret }
}

/// The typed number in groups; `None` where it is better left alone: something else than
/// digits and separators, another country's code, a prefix that dials abroad.
pub fn grouped(typed: &str, plan: &Plan<'_>) -> Option<String> {
    let typed = typed.trim_start();
    let fine = |c: char| c.is_ascii_digit() || " -().+/".contains(c) || c == '\u{a0}';
    let digits = digits(typed);
    if !typed.chars().all(fine) || typed.chars().skip(1).any(|c| c == '+') {
        return None;
    }
    if typed.starts_with('+') {
        let national = digits.strip_prefix(plan.code)?;
        let national = in_groups(national, plan.masks(false));
        return Some(match national.is_empty() {
            true => format!("+{}", plan.code),
            false => format!("+{} {national}", plan.code),
        });
    }
    let abroad = digits.starts_with("00") || (plan.code == "1" && digits.starts_with("011"));
    let trunk = plan.trunk();
    let home = trunk.is_empty() || digits.starts_with(&trunk);
    (!abroad).then(|| in_groups(&digits, plan.masks(home)))
}

impl<'a> Plan<'a> {
    /// The masks for numbers dialled at home, or for those behind the country code, the
    /// shortest first.
    fn masks(&self, home: bool) -> impl Iterator<Item = &'a str> {
        self.groups.split(',').map(move |mask| {
            let (at_home, abroad) = mask.split_once('|').unwrap_or((mask, mask));
            if home { at_home } else { abroad }
        })
    }

    /// The digits that are dialled at home and not from abroad.
    pub fn trunk(&self) -> String {
        let length = |home| self.masks(home).map(capacity).max().unwrap_or(0);
        let trunk = length(true) - length(false).min(length(true));
        digits(self.example).chars().take(trunk).collect()
    }
}

fn in_groups<'a>(digits: &str, masks: impl Iterator<Item = &'a str>) -> String {
    let fitting = masks.filter(|mask| capacity(mask) >= digits.len());
    match fitting.min_by_key(|mask| capacity(mask)) {
        Some(mask) => through(mask, digits),
        None => digits.to_owned(),
    }
}

/// Puts digits into a mask. A separator comes with the digit behind it.
fn through(mask: &str, digits: &str) -> String {
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

/// How many digits a mask has room for. A group of ten is `a`, and so on.
fn capacity(mask: &str) -> usize {
    mask.chars()
        .filter_map(|symbol| symbol.to_digit(36))
        .sum::<u32>() as usize
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// What a caret is counted by.
fn counts(c: &char) -> bool {
    c.is_ascii_digit() || *c == '+'
}

/// The place behind so many digits.
fn behind(text: &str, ahead: usize) -> usize {
    let mut seen = 0;
    text.chars()
        .take_while(|c| {
            let inside = seen < ahead;
            seen += usize::from(counts(c));
            inside
        })
        .count()
}

fn without_digit(field: Field, deletion: Deletion) -> Field {
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
    Field {
        text: text.into_iter().collect(),
        caret,
    }
}
