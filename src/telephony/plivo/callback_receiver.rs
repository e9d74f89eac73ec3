//! Proves that a callback comes from Plivo before anything of it is read.

use enum_map::Enum;
use reqwest::Method;
use reqwest::header::HeaderMap;
use tracing::warn;
use url::form_urlencoded;

use crate::telephony::plivo::signature::{SignedRequest, verify_v3, verify_v3_or_v2};
use crate::telephony::plivo::{Account, AuthToken, CallbackFields, InvalidSignature};

/// The receiving side of one account's callbacks.
#[derive(Clone, Debug)]
pub struct CallbackReceiver {
    auth_token: AuthToken,
    urls: CallbackUrls,
    accepts_v2_receipts: bool,
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

    /// Verifies that Plivo signed a request for our own public URL, and returns its fields.
    /// `path_and_query` are as received, and `body` is the encoded form.
    ///
    /// # Errors
    /// [`InvalidSignature`] unless it has a V3 signature made with the account's token, or, for
    /// a receipt of a text where the operator allows it, a V2 signature and no V3 header.
    pub fn verify(
        &self,
        method: &Method,
        path_and_query: &str,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<CallbackFields, InvalidSignature> {
        let form: Vec<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
        let signed = SignedRequest {
            method,
            url: &self.urls.received_url(path_and_query),
            params: &form,
            headers,
        };
        match CallbackKind::from_path(path_and_query) {
            Some(CallbackKind::Message) => self.verify_receipt(signed)?,
            _ => _ = verify_v3(signed, &self.auth_token)?,
        }
        let query = path_and_query.split_once('?');
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

/// A kind of callback: the second segment of its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum CallbackKind {
    /// Reports the delivery status of a text.
    Message,
    /// Reports that a call rings.
    Ring,
    /// Asks for the first document of an answered call.
    Answer,
    /// Brings the key that was pressed in a call, and asks for the next document.
    Digits,
    /// Reports the end of a call.
    Hangup,
}

/// Builds callback URLs: always on the configured public base, never on a request's `Host`.
#[derive(Clone, Debug)]
pub struct CallbackUrls(String);

impl CallbackKind {
    fn all() -> [Self; Self::LENGTH] {
        std::array::from_fn(Self::from_usize)
    }

    /// The kind that a path names in its second segment, if any.
    pub fn from_path(path: &str) -> Option<Self> {
        let segment = path.split('/').nth(2)?;
        Self::all().into_iter().find(|kind| kind.name() == segment)
    }

    /// The segment of the path, also the name in the logs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Ring => "ring",
            Self::Answer => "answer",
            Self::Digits => "digits",
            Self::Hangup => "hangup",
        }
    }
}

impl CallbackUrls {
    /// Takes the public base URL, with or without a final slash.
    pub fn new(public_url: &str) -> Self {
        Self(public_url.trim_end_matches('/').to_owned())
    }

    /// The URL that Plivo calls about the attempt with this callback path
    /// (`{verification}/{attempt}`).
    pub fn attempt_url(&self, kind: CallbackKind, callback_path: &str) -> String {
        self.received_url(&format!("/plivo/{}/{callback_path}", kind.name()))
    }

    /// The URL that Plivo called, given the path and query as received.
    pub(super) fn received_url(&self, path_and_query: &str) -> String {
        format!("{}{path_and_query}", self.0)
    }
}
