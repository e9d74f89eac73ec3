//! Everything that speaks HTTP: the router, the page, Plivo's callbacks, and the listener
//! that accepts connections.
//!
//! Start at [`router`]: every route, on one screen.

mod actions;
mod allowance;
mod callbacks;
mod delivery_streams;
mod error_page;
mod form_validation;
mod handlers;
mod json_api;
mod listener;
mod middleware;
mod notices;
mod openid;
mod readiness;
mod request_context;
mod request_headers;
mod respond;
mod response;
mod router;
mod session;
mod state;
mod static_files;
mod widget;

pub use delivery_streams::{DeliveryStreams, OpenStream};
pub use error_page::{ErrorCause, PageReader};
pub use form_validation::RejectedForm;
pub use handlers::{PageBody, PageError};
pub use listener::{Peer, raise_open_files_limit, serve, serve_always};
pub use middleware::{UntrustedForwarders, is_of_origin, wrap_operator_routes, wrap_routes};
pub use notices::TypedText;
pub use readiness::Readiness;
pub use request_context::{ActionError, Reply, RequestContext};
pub use request_headers::{cookies, only};
pub use response::retry_after_seconds;
pub use router::router;
pub use session::Session;
pub use state::{AppState, Shared};
pub use static_files::StaticFiles;
