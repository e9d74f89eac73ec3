//! Requests of the application to the API: read as leniently and judged as strictly as Plivo
//! does.
//!
//! Nothing here acts on them. Start at [`MessageRequest`].

mod call_request;
mod dialed_number;
mod dlt_fields;
mod message_request;
mod message_sender;
mod request_body;
mod verify_request;

pub(crate) use call_request::{AnswerDocument, CallRequest, MachineDetection};
pub(crate) use dialed_number::DialedNumber;
pub(crate) use message_request::MessageRequest;
pub(crate) use message_sender::carrier_refusal;
pub(crate) use request_body::RequestBody;
pub(crate) use verify_request::VerifyRequest;
