//! Reads what Redis says of an error, without anything of ours in it.

use ::redis::{ErrorKind, RedisError};

use super::super::StoreError;

/// The most characters of a server's words that are told.
const LONGEST: usize = 160;

/// Says what went wrong. A server's words can repeat what was sent, keys and values, and those
/// are left out; of errors that are neither a server's nor of input and output, only the
/// category is told.
pub(super) fn explain(error: &RedisError) -> StoreError {
    let words = error.detail().map(without_ours).unwrap_or_default();
    match error.code() {
        Some(code) => StoreError::Refused(format!("{code} {words}").trim_end().to_owned()),
        None if error.kind() == ErrorKind::AuthenticationFailed => {
            StoreError::Refused(format!("{} {words}", error.category()))
        }
        None if error.is_io_error() => StoreError::NoAnswer(error.to_string()),
        None => StoreError::NoAnswer(error.category().to_owned()),
    }
}

/// Cuts what repeats arguments or names a script; of what stands in quotes only a word stays.
fn without_ours(words: &str) -> String {
    let cut = [", with args beginning", " script: "];
    let ends = cut.iter().filter_map(|mark| words.find(mark)).min();
    let words = &words[..ends.unwrap_or(words.len())];
    // A quote opens after a space; others are apostrophes.
    let mut quotes = words.split(" '");
    let mut told = quotes.next().unwrap_or_default().to_owned();
    for quote in quotes {
        let (name, rest) = quote.split_once('\'').unwrap_or((quote, ""));
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "|_-".contains(c);
        let is_name = name.len() <= 20 && name.chars().all(is_plain);
        let name = if is_name { name } else { "…" };
        told.push_str(&format!(" '{name}'{rest}"));
    }
    let told: Vec<_> = told
        .split_whitespace()
        .map(|word| {
            if word.contains("ringcode:") {
                "…"
            } else {
                word
            }
        })
        .collect();
    let told = told.join(" ");
    told.chars()
        .filter(|c| !c.is_control())
        .take(LONGEST)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_s_words_are_told_without_ours() {
        for (words, told) in [
            (
                "this user has no permissions to run the 'getex' command",
                "this user has no permissions to run the 'getex' command",
            ),
            (
                "User ringcode has no permissions to run the 'cluster|slots' command",
                "User ringcode has no permissions to run the 'cluster|slots' command",
            ),
            (
                "unknown command 'evalsha', with args beginning with: 'sha' 'ringcode:a' ",
                "unknown command 'evalsha'",
            ),
            (
                "The user executing the script can't run this command script: c9d6, on @user_script:2.",
                "The user executing the script can't run this command",
            ),
            (
                "no access to the 'ringcode:record:abc' key",
                "no access to the '…' key",
            ),
            (
                "no access to ringcode:record:abc\r\nFORGED",
                "no access to … FORGED",
            ),
            ("1234 10.0.0.1:6379", "1234 10.0.0.1:6379"),
            (
                "You can't write against a read only replica.",
                "You can't write against a read only replica.",
            ),
            (
                "no such 'secret value' in 'another secret",
                "no such '…' in '…'",
            ),
            (
                "command not allowed when used memory > 'maxmemory'.",
                "command not allowed when used memory > 'maxmemory'.",
            ),
        ] {
            assert_eq!(without_ours(words), told);
        }
        assert_eq!(without_ours(&"x".repeat(500)).len(), LONGEST);
    }
}
