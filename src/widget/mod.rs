//! The widget of host applications, purely: how its page asks for a number, and how the
//! application's server redeems the token that it gets.
//!
//! It is no second verification: [`start_request`] reads a request like that of OpenID Connect, the
//! wizard serves it in the same way, and the token stands for the same grant. Nothing here does
//! I/O; the handlers and the script are in `web/widget`.

mod redemption;
mod redemption_answer;
mod redemption_form;
mod start_request;
mod token_refusal;

pub use redemption::{RedeemedWidget, WIDGET_TOKEN_LIFE, WidgetGrantRecord, WidgetRedemption};
pub use redemption_answer::RedemptionAnswer;
pub use redemption_form::RedemptionForm;
pub use start_request::start_request;
pub use token_refusal::TokenRefusal;

/// The addresses of the widget.
pub mod paths {
    pub const SCRIPT: &str = "/widget.js";
    pub const START: &str = "/start";
    pub const REDEEM: &str = "/v1/redeem";
}
