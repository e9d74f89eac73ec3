//! A form that was posted from one of the operator's pages.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::response::Response;
use subtle::ConstantTimeEq;
use url::form_urlencoded;

use super::Viewer;
use crate::operator::page::{self, Refused};
use crate::operator::state::OperatorState;

/// The field with the proof.
pub const TOKEN: &str = "token";

/// The fields of a form with the token of its viewer. A form without it is none.
pub struct PostedForm {
    /// The viewer who posted it.
    pub viewer: Viewer,
    fields: Bytes,
}

impl PostedForm {
    /// The first field of that name; empty where there is none.
    pub fn field(&self, name: &str) -> String {
        field(&self.fields, name)
    }
}

impl FromRequest<OperatorState> for PostedForm {
    type Rejection = Response;

    async fn from_request(request: Request, operator: &OperatorState) -> Result<Self, Response> {
        let viewer = request.extensions().get::<Viewer>().cloned();
        let fields = Bytes::from_request(request, operator).await;
        let (Some(viewer), Ok(fields)) = (viewer, fields) else {
            return Err(page::refused(&Refused::ForeignPost));
        };
        let token = operator.sessions.form_token(&viewer.form_identity());
        let is_ours = field(&fields, TOKEN).as_bytes().ct_eq(token.as_bytes());
        match bool::from(is_ours) {
            true => Ok(Self { viewer, fields }),
            false => Err(page::refused(&Refused::ForeignPost)),
        }
    }
}

/// The first field of that name in a form; empty where there is none.
pub fn field(form: &[u8], name: &str) -> String {
    let mut fields = form_urlencoded::parse(form);
    let found = fields.find(|(found, _)| found == name);
    found.map_or_else(String::new, |(_, value)| value.into_owned())
}
