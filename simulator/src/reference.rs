//! `docs/reference/simulator.md`, generated from what the code uses.

use std::fmt::Write;

use clap::{Arg, Command};

use crate::magic_number::NUMBERS;

const HEAD: &str = "\
<!-- Written by `plivo-simulator --reference > docs/reference/simulator.md`; do not edit. -->

# Simulator

## Magic numbers

Every number is an ordinary phone, where texts are delivered and calls ring on the handset, except
these, in any area code: a call to +1 212 555 0160 is busy as well.

| Number | What happens |
| --- | --- |
";

const OPTIONS: &str = "
## Options

| Option | Default | Meaning |
| --- | --- | --- |
";

/// The magic numbers, and the options of the command line, as Markdown.
pub(crate) fn markdown(command: &Command) -> String {
    let mut text = HEAD.to_owned();
    for number in NUMBERS {
        // Writing to a string cannot fail.
        _ = writeln!(text, "| `{}` | {} |", number.example(), number.description);
    }
    text.push_str(OPTIONS);
    for argument in command.get_arguments() {
        text.push_str(&option_row(argument));
    }
    text
}

fn option_row(argument: &Arg) -> String {
    let takes_value = argument.get_action().takes_values();
    let values = argument.get_value_names().unwrap_or_default();
    let value = values.iter().filter(|_| takes_value);
    let value: String = value.map(|name| format!(" {name}")).collect();
    let default = argument.get_default_values().first();
    let default = default.map_or_else(String::new, |default| {
        format!("`{}`", default.to_string_lossy())
    });
    let (name, help) = (argument.get_long(), argument.get_help());
    let (name, help) = (name.unwrap_or_default(), help.cloned().unwrap_or_default());
    // A bar would end the cell.
    let option = format!("--{name}{value}").replace('|', "\\|");
    format!("| `{option}` | {default} | {help} |\n")
}
