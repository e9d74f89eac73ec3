//! The extractor of callbacks: a handler receives only what a signature has proven.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};

use crate::domain::AttemptId;
use crate::metrics::CallbackLabels;
use crate::rate_limit::ClientIp;
use crate::repository::VerificationId;
use crate::telephony::plivo::{CallbackFields, CallbackKind, InvalidSignature};
use crate::web::AppState;

/// A callback that Plivo signed with our token for our own public URL, whatever `Host` the
/// request names.
///
/// Extraction answers 403 to a callback without such a signature, and counts it in the denials.
pub(super) struct VerifiedCallback {
    /// The verification that the attempt belongs to, as the path names it.
    pub verification: VerificationId,
    /// The attempt that the callback is about.
    pub attempt: AttemptId,
    /// The contents of the callback.
    pub fields: CallbackFields,
}

impl FromRequest<AppState> for VerifiedCallback {
    type Rejection = Response;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let path = Path::from_request_parts(&mut parts, app).await;
        let Path((verification, attempt)) = path.map_err(IntoResponse::into_response)?;
        let request = Request::from_parts(parts.clone(), body);
        let body = Bytes::from_request(request, app)
            .await
            .map_err(IntoResponse::into_response)?;
        let path_and_query = parts.uri.path_and_query();
        let path_and_query = path_and_query.map_or("/", |path| path.as_str());
        let (method, headers) = (&parts.method, &parts.headers);
        match app.callbacks.verify(method, path_and_query, headers, &body) {
            Ok(fields) => {
                count(app, &parts, "accepted");
                Ok(Self {
                    verification: VerificationId(verification),
                    attempt: AttemptId(attempt),
                    fields,
                })
            }
            Err(InvalidSignature) => Err(reject(app, &parts)),
        }
    }
}

impl VerifiedCallback {
    /// `{verification}/{attempt}`, as the attempt was sent with.
    pub(super) fn path(&self) -> String {
        format!("{}/{}", self.verification.0, self.attempt.0)
    }
}

fn count(app: &AppState, parts: &Parts, result: &'static str) {
    let kind = kind(parts);
    let labels = CallbackLabels { kind, result };
    app.metrics().callbacks.get_or_create(&labels).inc();
}

/// The second word of the route.
fn kind(parts: &Parts) -> &'static str {
    CallbackKind::from_path(parts.uri.path()).map_or("", CallbackKind::name)
}

fn reject(app: &AppState, parts: &Parts) -> Response {
    count(app, parts, "rejected");
    if let Some(client) = parts.extensions.get::<ClientIp>() {
        let source = (*client).into();
        app.verifier.denials.reject_callback(&source, kind(parts));
    }
    StatusCode::FORBIDDEN.into_response()
}
