//! Reads lists and pairs from request headers, byte by byte.
//!
//! Other programs write into the same headers: applications on the same host set cookies,
//! extensions and proxies add entries. Entries of theirs that are not UTF-8 or malformed must not
//! hide ours (decision 81).

use axum::http::header::{ACCEPT, COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// A header that may occur once occurs more often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeated;

/// The entries of all headers of that name, split at `separator` and trimmed.
pub fn entries<'a>(
    headers: &'a HeaderMap,
    name: &HeaderName,
    separator: u8,
) -> impl DoubleEndedIterator<Item = &'a [u8]> + use<'a> {
    let lines = headers.get_all(name).into_iter().map(HeaderValue::as_bytes);
    lines
        .flat_map(move |line| line.split(move |byte| *byte == separator))
        .map(<[u8]>::trim_ascii)
}

/// The values of all cookies of that name, without the quotes around them (RFC 6265,
/// section 4.1.1).
pub fn cookies<'a>(headers: &'a HeaderMap, name: &str) -> impl Iterator<Item = &'a str> {
    let value = move |pair: &'a [u8]| {
        let at = pair.iter().position(|byte| *byte == b'=')?;
        let (found, value) = (pair.get(..at)?, pair.get(at.saturating_add(1)..)?);
        (found.trim_ascii_end() == name.as_bytes()).then(|| unquoted(value.trim_ascii_start()))
    };
    entries(headers, &COOKIE, b';')
        .filter_map(value)
        .filter_map(text)
}

/// Whether one of the entries is the media type `kind`, with any parameters.
pub fn names_kind<'a>(mut entries: impl Iterator<Item = &'a [u8]>, kind: &str) -> bool {
    entries.any(|entry| without_parameters(entry).eq_ignore_ascii_case(kind.as_bytes()))
}

/// Whether a request's `Accept` names the media type `kind`; `*/*` does not.
pub fn accepts(headers: &HeaderMap, kind: &str) -> bool {
    names_kind(entries(headers, &ACCEPT, b','), kind)
}

/// An entry without what follows its first semicolon.
fn without_parameters(entry: &[u8]) -> &[u8] {
    let first = entry.split(|byte| *byte == b';').next();
    first.unwrap_or_default().trim_ascii()
}

/// The bytes as text, if they are UTF-8.
pub fn text(entry: &[u8]) -> Option<&str> {
    std::str::from_utf8(entry).ok()
}

/// The value of a header that may occur once.
///
/// # Errors
/// [`Repeated`] when it occurs more often: one of them may come from somebody else.
pub fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a [u8]>, Repeated> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().map(HeaderValue::as_bytes);
    values.next().map_or(Ok(value), |_| Err(Repeated))
}

fn unquoted(value: &[u8]) -> &[u8] {
    match value {
        [b'"', inner @ .., b'"'] => inner,
        bare => bare,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header::ORIGIN;

    use super::*;

    fn headers(name: &HeaderName, lines: &[&[u8]]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(name, HeaderValue::from_bytes(line).unwrap());
        }
        headers
    }

    #[test]
    fn a_cookie_is_found_among_its_neighbours() {
        let large = [b"x=".as_slice(), &[0xe4; 8 * 1024], b"; own=1"].concat();
        let table: &[(&[&[u8]], &[&str])] = &[
            (&[], &[]),
            (&[b""], &[]),
            (&[b"own=1"], &["1"]),
            (&[b"own="], &[""]),
            (&[b"a=b; own=1; c=d"], &["1"]),
            (&[b"own=1;a=b"], &["1"]),
            (&[b"a=b", b"own=1", b"c=d"], &["1"]),
            // Bytes that are no text, in a neighbour's name and value, and in another line.
            (&[b"a=\xff; own=1"], &["1"]),
            (&[b"own=1; a=\xe4\xf6\xfc"], &["1"]),
            (&[b"\xff; own=1; \xff=\xff"], &["1"]),
            (&[b"a=\xff", b"own=1"], &["1"]),
            (&[b"a=caf\xc3\xa9; own=1"], &["1"]),
            (&[&large], &["1"]),
            // One of ours that is no text is no cookie; the next is.
            (&[b"own=\xff; own=1"], &["1"]),
            (&[b"own=1; own=2", b"own=3"], &["1", "2", "3"]),
            // Blanks, tabs and nothing at all.
            (&[b" \t own=1 \t ;"], &["1"]),
            (&[b";; ;own=1;;"], &["1"]),
            (&[b"own = 1"], &["1"]),
            (&[b"own\t=\t1"], &["1"]),
            (&[b"=; =a; own=1"], &["1"]),
            // Quotes belong to the value only where they are around it.
            (&[b"own=\"1\""], &["1"]),
            (&[b"own=\"\""], &[""]),
            (&[b"own=\""], &["\""]),
            (&[b"own=\"1"], &["\"1"]),
            (&[b"a=\"; own=1; b=\""], &["1"]),
            // An equals sign in the value is the value's.
            (&[b"own=1=2"], &["1=2"]),
            (&[b"own==1"], &["=1"]),
            // Other names.
            (&[b"own"], &[]),
            (&[b"Own=1; OWN=1"], &[]),
            (&[b"xown=1; ownx=1; own-2=1; own.a=1; __Host-own=1"], &[]),
            (&[b"x own=1; own x=1; \"own\"=1; $own=1"], &[]),
            (&[b"a=own=1; own:1; a=b,own=1"], &[]),
            (&[b"\xffown=1; own\xff=1"], &[]),
        ];
        for (lines, values) in table {
            let headers = headers(&COOKIE, lines);
            let found: Vec<_> = cookies(&headers, "own").collect();
            assert_eq!(found, *values, "{lines:?}");
        }
    }

    #[test]
    fn a_kind_is_found_among_its_neighbours() {
        let table: &[(&[&[u8]], bool)] = &[
            (&[b"text/html"], true),
            (&[b"TEXT/Html;q=0.9"], true),
            (&[b"text/html ; q=0.9; level=\xff"], true),
            (&[b"*/*, text/html"], true),
            (&[b"text/\xff, text/html"], true),
            (&[b"text/\xff", b"text/html"], true),
            (&[b",, text/html,"], true),
            (&[], false),
            (&[b""], false),
            (&[b"*/*"], false),
            (&[b"text/html\xff"], false),
            (&[b"text/htmlx, xtext/html, text/html+x"], false),
            (&[b"text/plain; text/html"], false),
        ];
        for (lines, named) in table {
            let headers = headers(&ACCEPT, lines);
            assert_eq!(accepts(&headers, "text/html"), *named, "{lines:?}");
        }
    }

    #[test]
    fn entries_are_read_from_either_end() {
        let headers = headers(&ACCEPT, &[b"a, b", b"", b"\xff ,c"]);
        let expected: [&[u8]; 5] = [b"a", b"b", b"", b"\xff", b"c"];
        let forwards: Vec<_> = entries(&headers, &ACCEPT, b',').collect();
        let mut backwards: Vec<_> = entries(&headers, &ACCEPT, b',').rev().collect();
        assert_eq!(forwards, expected);
        backwards.reverse();
        assert_eq!(backwards, expected);
    }

    #[test]
    fn what_may_be_there_once_is_not_guessed_at() {
        for (lines, found) in [
            (&[][..], Ok(None)),
            (&[b"a".as_slice()], Ok(Some(b"a".as_slice()))),
            (&[b"a", b"a"], Err(Repeated)),
            (&[b"a", b"\xff"], Err(Repeated)),
        ] {
            assert_eq!(only(&headers(&ORIGIN, lines), &ORIGIN), found, "{lines:?}");
        }
    }
}
