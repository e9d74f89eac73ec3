//! What is watched for the operator beside the totals in the store. Start at [`ClientsState`].

mod clients_state;

pub use clients_state::ClientsState;
