//! Proves that a callback comes from Plivo before anything of it is read.

use reqwest::Method;
use reqwest::header::HeaderMap;
use tracing::warn;
use url::form_urlencoded;

use crate::telephony::plivo::signature::{SignedRequest, verify_v3, verify_v3_or_v2};
use crate::telephony::plivo::{
    Account, AuthToken, CallbackFields, CallbackKind, CallbackUrls, InvalidSignature,
};

/// The receiving side of one account's callbacks.
#[derive(Clone, Debug)]
pub struct CallbackReceiver {
    auth_token: AuthToken,
    urls: CallbackUrls,
    accepts_v2_receipts: bool,
}

/// A callback as it arrived: nothing of it is proven yet.
#[derive(Clone, Copy, Debug)]
pub struct CallbackRequest<'a> {
    /// The request's method.
    pub method: &'a Method,
    /// Path and query as received.
    pub path_and_query: &'a str,
    /// All headers.
    pub headers: &'a HeaderMap,
    /// The form, still encoded.
    pub body: &'a [u8],
}

impl CallbackReceiver {
    /// A receiver of `account`'s callbacks. With `accepts_v2_receipts`, receipts of texts may be
    /// signed by V2 alone, which proves the URL but not the fields (decision 60).
    pub fn new(account: &Account, accepts_v2_receipts: bool) -> Self {
        Self {
            auth_token: account.auth_token.clone(),
            urls: CallbackUrls::new(&account.public_url),
            accepts_v2_receipts,
        }
    }

    /// Verifies that Plivo signed `request` for our own public URL, and returns its fields.
    ///
    /// # Errors
    /// [`InvalidSignature`] unless it has a V3 signature made with the account's token, or, for
    /// a receipt of a text where the operator allows it, a V2 signature and no V3 header.
    pub fn verify(&self, request: CallbackRequest<'_>) -> Result<CallbackFields, InvalidSignature> {
        let form: Vec<(String, String)> =
            form_urlencoded::parse(request.body).into_owned().collect();
        let url = self.urls.received_url(request.path_and_query);
        let signed = SignedRequest {
            method: request.method,
            url: &url,
            params: &form,
            headers: request.headers,
        };
        match CallbackKind::from_path(request.path_and_query) {
            Some(CallbackKind::Message) => self.verify_receipt(signed)?,
            _ => _ = verify_v3(signed, &self.auth_token)?,
        }
        let query = request.path_and_query.split_once('?');
        Ok(CallbackFields::new(form, query.map(|(_, query)| query)))
    }

    /// The URL that a key pressed in the call with this callback path is sent to.
    pub fn digits_url(&self, callback_path: &str) -> String {
        self.urls.attempt_url(CallbackKind::Digits, callback_path)
    }

    fn verify_receipt(&self, signed: SignedRequest<'_>) -> Result<(), InvalidSignature> {
        let v3 = verify_v3(signed, &self.auth_token).map(drop);
        if v3.is_ok() || verify_v3_or_v2(signed, &self.auth_token).is_err() {
            return v3;
        }
        if self.accepts_v2_receipts {
            return Ok(());
        }
        warn!("refused a receipt that Plivo signed by V2 alone: see plivo.signature_v2");
        Err(InvalidSignature)
    }
}
