//! A self-test of callbacks: a receipt that we sign as Plivo does, to be sent to our own public URL.
//!
//! Pure. Only a server with the same public URL and auth token accepts it, and it changes nothing
//! there: its status is no word of Plivo's.

use reqwest::Method;

use super::callback_receiver::{CallbackKind, CallbackUrls};
use super::signature::sign_v3;
use crate::telephony::plivo::AuthToken;

/// The attempt that the receipt is about, which no server has sent.
const ATTEMPT: &str = "self-test/self-test";

/// The status it reports, which no server knows.
const STATUS: (&str, &str) = ("Status", "self-test");

/// A receipt and its signature.
#[derive(Clone, Debug)]
pub(super) struct SignedReceipt {
    pub url: String,
    pub form: Vec<(String, String)>,
    pub nonce: String,
    pub signature: String,
}

impl SignedReceipt {
    /// The receipt that a self-test sends, signed with `token`.
    pub fn new(urls: &CallbackUrls, token: &AuthToken, nonce: u64) -> Self {
        let (name, status) = STATUS;
        let form = vec![(name.to_owned(), status.to_owned())];
        let url = urls.attempt_url(CallbackKind::Message, ATTEMPT);
        let nonce = nonce.to_string();
        let signature = sign_v3(&Method::POST, &url, &form, &nonce, token);
        Self {
            url,
            form,
            nonce,
            signature,
        }
    }

    /// The same receipt under another nonce, for which the signature does not hold.
    pub fn forged(mut self) -> Self {
        self.nonce.push('0');
        self
    }
}
