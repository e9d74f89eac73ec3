//! The body of a page: all that differs between requests.

use super::page_error::PageError;
use crate::domain::{PhoneScreen, Screen};

/// A screen of the wizard, or a message.
#[derive(Clone, Debug)]
pub enum PageBody {
    /// A screen of the wizard.
    Screen(Screen),
    /// The phone screen with what was typed, since an error prevented the request.
    PhoneWithError {
        /// The screen, with the number and country as they were typed.
        screen: PhoneScreen,
        /// The error.
        error: PageError,
    },
    /// An error that prevented a request with nothing typed to keep.
    Error(PageError),
    /// The form was submitted from a page of another origin.
    ForeignOrigin {
        /// The address to open instead.
        address: String,
    },
    /// The request was larger than any of our forms.
    TooLarge,
    /// The request did not arrive in time.
    TooSlow,
    /// There is no page at this path.
    NotFound,
    /// The client that sent the person here made a mistake.
    BrokenRequest,
    /// An answer that the browser posts to a client.
    Return {
        /// The client's address.
        address: String,
        /// The answer.
        parameters: Vec<(&'static str, String)>,
    },
    /// The end of a popup of the widget, which tells the page that opened it.
    Message {
        /// The only origin that is told.
        origin: String,
        /// The token; empty where the person canceled.
        token: String,
    },
}
