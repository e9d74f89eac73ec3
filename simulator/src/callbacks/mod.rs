//! Requests from Plivo to the application: form-encoded, signed, timed out and repeated as Plivo
//! does it.
//!
//! Nothing here knows what a callback is about; [`CallbackClient`] is the way in.

mod callback_client;
mod callback_form;
mod callback_url;
pub mod signature;

pub(crate) use callback_client::{CallbackClient, CallbackError};
pub(crate) use callback_form::{CallbackForm, callback_form};
pub(crate) use callback_url::CallbackUrl;
