//! A request for a Verify session.

use super::dialed_number::DialedNumber;
use super::request_body::RequestBody;
use crate::callbacks::CallbackUrl;
use crate::random;
use crate::records::VerifySession;
use crate::response::ApiError;

/// A session to begin, and the address for callbacks about its text.
pub(crate) struct VerifyRequest {
    pub(crate) session: VerifySession,
    pub(crate) callback: Option<CallbackUrl>,
}

impl VerifyRequest {
    /// Reads a request for a session with `recipient`.
    ///
    /// # Errors
    /// 400 for everything that Plivo would not accept.
    pub(crate) fn parse(body: &RequestBody, recipient: &DialedNumber) -> Result<Self, ApiError> {
        let callback = body.callback("url", "method")?;
        let channel = body.text("channel").unwrap_or_else(|| "sms".to_owned());
        let length = body.whole_number("code_length", 6)?;
        if !["sms", "voice"].contains(&channel.as_str()) || !(4..=8).contains(&length) {
            let sentence = "channel must be sms or voice, code_length 4 to 8";
            return Err(ApiError::invalid(sentence));
        }
        let random_code = || random::digits(usize::try_from(length).unwrap_or(6));
        let code = body.text("otp").unwrap_or_else(random_code);
        let locale = body.text("locale").unwrap_or_else(|| "en".to_owned());
        let session = VerifySession::new(recipient.as_str(), channel, locale, code);
        Ok(Self { session, callback })
    }
}
