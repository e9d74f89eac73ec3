//! Which form a server function takes: one type, its own fields, each once.
//!
//! What a form does not have is refused instead of ignored, so that nothing can be
//! smuggled past a check (a number posted with a code) or multiplied (a field twice).

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use url::form_urlencoded;

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
    let (parts, body) = request.into_parts();
    // The guard around all routes has read it and limited it.
    let body = to_bytes(body, usize::MAX).await;
    let body = body.map_err(|_| StatusCode::BAD_REQUEST)?;
    if !body.is_empty() && !is_form(&parts.headers) {
        return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    if !fits(function, &body) {
        return Err(StatusCode::UNPROCESSABLE_ENTITY);
    }
    Ok(Request::from_parts(parts, Body::from(body)))
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next());
    kind.is_some_and(|kind| kind.trim().eq_ignore_ascii_case(FORM))
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
        for (kind, form) in [
            ("application/x-www-form-urlencoded", true),
            ("Application/X-WWW-Form-URLEncoded; charset=UTF-8", true),
            ("application/json", false),
            ("multipart/form-data; boundary=a", false),
            ("text/plain", false),
            ("text/plain; application/x-www-form-urlencoded", false),
            ("", false),
        ] {
            let headers = HeaderMap::from_iter([(CONTENT_TYPE, kind.parse().unwrap())]);
            assert_eq!(is_form(&headers), form, "{kind}");
        }
        assert!(!is_form(&HeaderMap::new()));
    }
}
