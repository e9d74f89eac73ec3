//! The fields of a text to India about the register there (DLT). Source: Plivo's "Send a message" page,
//! which lists the categories. That all three belong together, and that IDs are digits, is
//! documented nowhere; it is what registration in India asks for.

use super::request_body::RequestBody;
use crate::records::DltFields;
use crate::response::ApiError;

const ENTITY: &str = "dlt_entity_id";
const TEMPLATE: &str = "dlt_template_id";
const CATEGORY: &str = "dlt_template_category";

const CATEGORIES: [&str; 4] = [
    "transactional",
    "promotional",
    "service_implicit",
    "service_explicit",
];

/// Reads the parameters; `None` if there is none of them.
///
/// # Errors
/// 400 if one is missing or has another form.
pub(super) fn parse_dlt_fields(body: &RequestBody) -> Result<Option<DltFields>, ApiError> {
    let names = [ENTITY, TEMPLATE, CATEGORY];
    if names.iter().all(|name| body.text(name).is_none()) {
        return Ok(None);
    }
    let template_category = body.required(CATEGORY)?;
    if !CATEGORIES.contains(&template_category.as_str()) {
        let sentence = format!("{CATEGORY} must be one of {}", CATEGORIES.join(", "));
        return Err(ApiError::invalid(sentence));
    }
    Ok(Some(DltFields {
        entity_id: digits(body, ENTITY)?,
        template_id: digits(body, TEMPLATE)?,
        template_category,
    }))
}

fn digits(body: &RequestBody, name: &str) -> Result<String, ApiError> {
    let id = body.required(name)?;
    match id.bytes().all(|byte| byte.is_ascii_digit()) {
        true => Ok(id),
        false => Err(ApiError::invalid(format!("{name} must be digits"))),
    }
}
