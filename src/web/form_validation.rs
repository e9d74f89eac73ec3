//! The forms that server functions accept: one content type, their own fields, each once.
//!
//! A field of ours that comes twice, or with another function's form, is refused, so that
//! nothing can be smuggled past a check (a number posted with a code) or multiplied (a field
//! twice). Unknown fields are dropped: browser extensions add fields of their own (decision 75).

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use url::form_urlencoded;

use crate::domain::PhoneInput;
use crate::web::request_headers::{entries, names_kind};

/// The content type of forms that server functions read.
const FORM: &str = "application/x-www-form-urlencoded";

/// The path that the form for a code is posted to.
pub const SEND_CODE: &str = "/api/send_code";

/// The fields of every server function in [`api`](crate::api).
const FIELDS: &[(&str, &[&str])] = &[
    (
        "send_code",
        &["phone", "country", "again", "channel", "screen"],
    ),
    ("check_code", &["code", "after", "screen"]),
    ("call_me", &["screen"]),
    ("start_over", &["keep_number"]),
];

/// A form that is not one of ours.
pub struct RejectedForm {
    /// The status of the answer.
    pub status: StatusCode,
    /// The posted form.
    pub form: Bytes,
}

/// Returns the request to `function` with the function's own fields only.
///
/// # Errors
/// [`RejectedForm`] with 400, 415 or 422 for a form that is not the function's.
pub async fn own_form(function: &str, request: Request) -> Result<Request, RejectedForm> {
    let (mut parts, body) = request.into_parts();
    let refused = |status, form| Err(RejectedForm { status, form });
    // The body limit has read it already.
    let Ok(form) = to_bytes(body, usize::MAX).await else {
        return refused(StatusCode::BAD_REQUEST, Bytes::new());
    };
    if !settle_type(&mut parts.headers) && !form.is_empty() {
        return refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, Bytes::new());
    }
    let Some(own) = own_fields(function, &form) else {
        return refused(StatusCode::UNPROCESSABLE_ENTITY, form);
    };
    parts.headers.remove(CONTENT_LENGTH);
    Ok(Request::from_parts(parts, Body::from(own)))
}

/// Whether there is a server function of that name.
pub fn is_function(name: &str) -> bool {
    fields_of(name).is_some()
}

/// The number in a form that asks for a code.
pub fn input(form: &[u8]) -> Option<PhoneInput> {
    Some(PhoneInput {
        typed: field(form, "phone")?,
        country: field(form, "country").unwrap_or_default(),
    })
}

/// The first field of that name.
pub fn field(form: &[u8], name: &str) -> Option<String> {
    let mut fields = form_urlencoded::parse(form);
    let (_, value) = fields.find(|(found, _)| found == name)?;
    Some(value.into_owned())
}

/// Whether the body is a form. If so, removes the parameters of its content type, so that axum and
/// Leptos, which parse it by other rules, agree.
pub fn settle_type(headers: &mut HeaderMap) -> bool {
    let is_form = names_kind(entries(headers, &CONTENT_TYPE, b','), FORM);
    if is_form {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(FORM));
    }
    is_form
}

fn fields_of(function: &str) -> Option<&'static [&'static str]> {
    let row = FIELDS.iter().find(|(name, _)| *name == function);
    row.map(|(_, fields)| *fields)
}

/// The fields of `function` in a form; `None` when one of ours is repeated or belongs to another
/// function, and when there is no such function.
fn own_fields(function: &str, form: &[u8]) -> Option<String> {
    let mut left = fields_of(function)?.to_vec();
    let mut own = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(form) {
        if let Some(place) = left.iter().position(|field| *field == name) {
            left.swap_remove(place);
            own.append_pair(&name, &value);
        } else if is_ours(&name) {
            return None;
        }
    }
    Some(own.finish())
}

/// Whether one of our forms has a field of that name, in any spelling: `Phone`,
/// `phone[]`, `phone[0]`.
fn is_ours(name: &str) -> bool {
    let name = name.split(['[', '.']).next().unwrap_or_default().trim();
    let mut all = FIELDS.iter().flat_map(|(_, fields)| *fields);
    all.any(|field| field.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_has_its_own_fields_each_once() {
        for (function, form, own) in [
            ("send_code", "", Some("")),
            (
                "send_code",
                "phone=1&country=GB",
                Some("phone=1&country=GB"),
            ),
            (
                "send_code",
                "country=GB&phone=1&again=true",
                Some("country=GB&phone=1&again=true"),
            ),
            ("send_code", "phone=1&phone=1", None),
            ("send_code", "phone=1&ph%6Fne=2", None),
            ("send_code", "phone[]=1", None),
            ("send_code", "phone[0]=1", None),
            ("send_code", "phone.0=1", None),
            ("send_code", "phone =1", None),
            ("send_code", "Phone=1", None),
            ("send_code", "phone=1&code=123456", None),
            ("send_code", "phone=1&keep_number=true", None),
            ("check_code", "code=123456", Some("code=123456")),
            ("check_code", "code=123456&code=123457", None),
            ("check_code", "code[]=123456&code[]=123457", None),
            ("check_code", "code=123456&phone=%2B14155550100", None),
            ("check_code", "code=123456&&", Some("code=123456")),
            ("call_me", "phone=1", None),
            ("start_over", "keep_number=true&again=true", None),
            ("anything", "", None),
        ] {
            assert_eq!(
                own_fields(function, form.as_bytes()).as_deref(),
                own,
                "{function}: {form}"
            );
        }
    }

    #[test]
    fn what_an_extension_puts_into_a_form_is_dropped() {
        for field in [
            "to=2",
            "=1",
            "_method=GET",
            "__lpform_phone=1",
            "g-recaptcha-response=abc",
            "grammarly=%00",
            "phoneNumber=%2B14155550101",
            "username=a&password=b&username=c",
            "%FF=%FE",
        ] {
            for form in [format!("{field}&phone=1"), format!("phone=1&{field}")] {
                assert_eq!(
                    own_fields("send_code", form.as_bytes()).as_deref(),
                    Some("phone=1"),
                    "{form}"
                );
            }
        }
    }

    #[test]
    fn a_draft_is_what_stands_in_the_form_first() {
        let input = |form: &str| input(form.as_bytes()).map(|input| (input.country, input.typed));
        let read = |country: &str, typed: &str| Some((country.to_owned(), typed.to_owned()));
        assert_eq!(
            input("country=GB&phone=07700+9&phone=2"),
            read("GB", "07700 9")
        );
        assert_eq!(input("phone="), read("", ""));
        assert_eq!(input("again=true"), None);
    }

    #[test]
    fn only_a_form_is_a_form() {
        let table: [(&[u8], bool); 12] = [
            (b"application/x-www-form-urlencoded", true),
            (b"Application/X-WWW-Form-URLEncoded; charset=UTF-8", true),
            (b"application/x-www-form-urlencoded;charset=\xfc", true),
            (b"application/x-www-form-urlencoded ; a=\"b;c\"; d", true),
            (b"application/x-www-form-urlencoded;", true),
            (b"application/json", false),
            (b"application/x-www-form-urlencodedx", false),
            (b"application/x-www-form-urlencoded\xfc", false),
            (b"multipart/form-data; boundary=a", false),
            (b"text/plain", false),
            (b"text/plain; application/x-www-form-urlencoded", false),
            (b"", false),
        ];
        for (kind, form) in table {
            let kind = HeaderValue::from_bytes(kind).unwrap();
            let mut headers = HeaderMap::from_iter([(CONTENT_TYPE, kind.clone())]);
            assert_eq!(settle_type(&mut headers), form, "{kind:?}");
            let left = if form { FORM.parse().unwrap() } else { kind };
            assert_eq!(
                headers.get_all(CONTENT_TYPE).iter().collect::<Vec<_>>(),
                [left]
            );
        }
        assert!(!settle_type(&mut HeaderMap::new()));
    }
}
