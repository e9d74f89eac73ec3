//! The screens of the wizard, and the pages that only tell something. Rendered by the server.
//!
//! Every screen is made of plain forms and drawn from the verification's state alone. Nothing here
//! chooses a sentence (`messages`), runs in the browser (`islands`) or reads a request (`web`).
//! Start at [`wizard`].

pub mod client_banner;
pub mod language_choice;
pub mod page_body;
pub mod wizard;

mod code;
mod country_select;
mod done;
mod form_errors;
mod opener_message;
mod phone;
mod return_form;
mod send_again;
mod step_up;
