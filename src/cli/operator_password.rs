//! `ringcode operator-password`: prints the hash of a password for `server.operator_password_hash`.

use std::io::BufRead;

use crate::config::{InvalidPassword, OperatorPassword};

/// Reads a password from the first line of `input`, and returns its hash.
///
/// # Errors
/// [`InvalidPassword`] when there is none, or a short one.
pub fn read_and_hash(mut input: impl BufRead) -> Result<String, InvalidPassword> {
    let mut line = String::new();
    input.read_line(&mut line).map_err(|_| InvalidPassword)?;
    OperatorPassword::hash_of(line.trim_end_matches(['\r', '\n']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_the_password() {
        for input in ["correct horse battery", "correct horse battery\r\nmore"] {
            let hash = read_and_hash(input.as_bytes()).unwrap();
            let hash = OperatorPassword::parse(&hash).unwrap();
            assert!(hash.matches("correct horse battery"), "{input:?}");
        }
        assert_eq!(
            read_and_hash("\nmore of it".as_bytes()),
            Err(InvalidPassword)
        );
    }
}
