//! Which form a server function takes: one type, its own fields, each once.
//!
//! What a form does not have is refused instead of ignored, so that nothing can be
//! smuggled past a check (a number posted with a code) or multiplied (a field twice).

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use url::form_urlencoded;

use super::request_headers::{entries, names_kind};

/// The type that browsers give a form, and server functions read.
const FORM: &str = "application/x-www-form-urlencoded";

/// The fields of every server function in [`api`](crate::api).
const FIELDS: &[(&str, &[&str])] = &[
    ("send_code", &["phone", "country", "again", "screen"]),
    ("check_code", &["code", "after", "screen"]),
    ("call_me", &["screen"]),
    ("start_over", &["keep_number"]),
];

/// The request to `function`, if it brings the form of that.
///
/// # Errors
/// 415 or 422 for another form.
pub async fn own_form(function: &str, request: Request) -> Result<Request, StatusCode> {
    let (mut parts, body) = request.into_parts();
    // The guard around all routes has read it and limited it.
    let body = to_bytes(body, usize::MAX).await;
    let body = body.map_err(|_| StatusCode::BAD_REQUEST)?;
    if !settle_type(&mut parts.headers) && !body.is_empty() {
        return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    if !fits(function, &body) {
        return Err(StatusCode::UNPROCESSABLE_ENTITY);
    }
    Ok(Request::from_parts(parts, Body::from(body)))
}

/// Whether the body is a form. Its type is then left without parameters, so that whoever
/// reads it next, by rules of their own, finds the same.
pub fn settle_type(headers: &mut HeaderMap) -> bool {
    let is_form = names_kind(entries(headers, &CONTENT_TYPE, b','), FORM);
    if is_form {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(FORM));
    }
    is_form
}

/// Whether the form has only fields of `function`, each once; what no function is, fits none.
fn fits(function: &str, form: &Bytes) -> bool {
    let Some((_, fields)) = FIELDS.iter().find(|(name, _)| *name == function) else {
        return false;
    };
    let mut left = fields.to_vec();
    form_urlencoded::parse(form).all(|(name, _)| {
        let found = left.iter().position(|field| *field == name);
        found.map(|found| left.swap_remove(found)).is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_has_its_own_fields_each_once() {
        for (function, form, fit) in [
            ("send_code", "", true),
            ("send_code", "phone=1&country=GB", true),
            ("send_code", "country=GB&phone=1&again=true", true),
            ("send_code", "phone=1&phone=1", false),
            ("send_code", "phone=1&ph%6Fne=2", false),
            ("send_code", "phone[]=1", false),
            ("send_code", "phone[0]=1", false),
            ("send_code", "phone=1&to=2", false),
            ("send_code", "Phone=1", false),
            ("check_code", "code=123456", true),
            ("check_code", "code=123456&code=123457", false),
            ("check_code", "code[]=123456&code[]=123457", false),
            ("check_code", "code=123456&phone=%2B14155550100", false),
            ("check_code", "code=123456&=1", false),
            ("check_code", "code=123456&&", true),
            ("call_me", "phone=1", false),
            ("anything", "", false),
        ] {
            let form = Bytes::from_static(form.as_bytes());
            assert_eq!(fits(function, &form), fit, "{function}: {form:?}");
        }
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
