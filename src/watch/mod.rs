//! The watch: tells what is out of the ordinary to webhooks of the service, without anybody who
//! looks at a page.
//!
//! Every instance looks once a minute at the [findings](crate::findings). What is new is told as an
//! event, and once more when it is over, over all instances: [`ToldRecord`] says what was told, and
//! changes by compare-and-change (decision 95). Nothing here decides what is out of the ordinary.
//! Start at [`Watch`].

mod clients_state;
mod told_record;
mod watcher;

pub use clients_state::ClientsState;
pub use watcher::Watch;
