//! Decodes replies of the server. Errors become ours, without keys and values of ours in them.

use ::redis::{ErrorKind, FromRedisValue, RedisError, Value, from_redis_value};

use crate::store::{Outage, StoreError};

/// The most characters of a server's message that are repeated.
const LONGEST: usize = 160;

/// Decodes a reply as the shape that is expected of it.
///
/// # Errors
/// [`StoreError::Corrupt`] when it has another shape.
pub(super) fn decode<T: FromRedisValue>(reply: Value) -> Result<T, StoreError> {
    from_redis_value(reply).map_err(|_| StoreError::Corrupt)
}

/// Converts an error. A server's message can repeat what was sent, keys and values, and those
/// are left out; of errors that are neither a server's nor of input and output, only the
/// category is repeated.
pub(super) fn store_error(error: &RedisError) -> StoreError {
    let message = error.detail().map(redacted).unwrap_or_default();
    match error.code() {
        Some(code) => StoreError::Refused(format!("{code} {message}").trim_end().to_owned()),
        None if error.kind() == ErrorKind::AuthenticationFailed => {
            StoreError::Refused(format!("{} {message}", error.category()))
        }
        None if error.is_io_error() => disconnected(error.to_string()),
        None => disconnected(error.category().to_owned()),
    }
}

fn disconnected(cause: String) -> StoreError {
    StoreError::Unavailable(Outage::Connection(cause))
}

/// Cuts what repeats arguments or names a script; of quoted text only a plain word stays.
fn redacted(message: &str) -> String {
    let cut = [", with args beginning", " script: "];
    let end = cut.iter().filter_map(|mark| message.find(mark)).min();
    let message = &message[..end.unwrap_or(message.len())];
    let message = without_quotes(message);
    let words = message.split_whitespace();
    let words = words.map(|word| {
        if word.contains("ringcode:") {
            "…"
        } else {
            word
        }
    });
    let message = words.collect::<Vec<_>>().join(" ");
    let printable = message.chars().filter(|c| !c.is_control());
    printable.take(LONGEST).collect()
}

/// Replaces quoted text by `…` unless it is a plain word, such as the name of a command.
fn without_quotes(message: &str) -> String {
    // A quote opens after a space; others are apostrophes.
    let mut quotes = message.split(" '");
    let mut kept = quotes.next().unwrap_or_default().to_owned();
    for quote in quotes {
        let (name, rest) = quote.split_once('\'').unwrap_or((quote, ""));
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "|_-".contains(c);
        let is_name = name.len() <= 20 && name.chars().all(is_plain);
        let name = if is_name { name } else { "…" };
        kept.push_str(&format!(" '{name}'{rest}"));
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_s_words_are_told_without_ours() {
        for (message, told) in [
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
            assert_eq!(redacted(message), told);
        }
        assert_eq!(redacted(&"x".repeat(500)).len(), LONGEST);
    }
}
