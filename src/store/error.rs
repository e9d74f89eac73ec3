//! Errors of the store. None names a key or a value.

use std::time::Duration;

use thiserror::Error;

/// The reason why the store did not do what it was asked. Holds no key and no value.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StoreError {
    /// No connection, or no reply in time. The call may have been carried out.
    #[error("the store does not answer: {0}")]
    Unavailable(Outage),
    /// The server replied with an error: its code (`READONLY`, `OOM`, `LOADING`, `NOPERM`,
    /// `NOREPLICAS`), then its message without keys and values. A durable write that was made,
    /// but reached too few replicas in time, is `NOREPLICAS` too.
    #[error("the store refuses: {message}{remedy}", message = .0, remedy = remedy(.0))]
    Refused(String),
    /// The server evicts records when its memory is full; holds its `maxmemory-policy`.
    #[error("the store may forget what it holds: its maxmemory-policy is {0}, not noeviction")]
    EvictionEnabled(String),
    /// Others changed the same record each time before [`update`](super::update) could.
    #[error("too many writers at one record")]
    Contended,
    /// The stored bytes or the reply do not have the shape that this program gives them.
    #[error("the store holds something that is not ours")]
    Corrupt,
}

/// The reason why no reply of the server arrived.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Outage {
    /// The server did not reply within this time.
    #[error("nothing within {} ms", .0.as_millis())]
    TimedOut(Duration),
    /// Too many calls already wait for a reply.
    #[error("too many calls wait for it")]
    TooManyCalls,
    /// The server left several calls without a reply and is probed once a second, so this call
    /// was not made.
    #[error("it kept silent, and is asked once a second")]
    CircuitOpen,
    /// The connection could not be made, or broke.
    #[error("{0}")]
    Connection(String),
}

impl StoreError {
    /// Whether the call was not made because the circuit breaker is open. The cause of the
    /// outage was reported by the calls that opened it.
    pub fn is_circuit_open(&self) -> bool {
        matches!(self, Self::Unavailable(Outage::CircuitOpen))
    }

    /// The kind of error, which is the same word for errors with the same cause: the server's
    /// error code, or one of ours in the same style.
    pub fn kind(&self) -> &str {
        match self {
            Self::Unavailable(_) => "UNAVAILABLE",
            Self::Refused(message) => code(message),
            Self::EvictionEnabled(_) => "EVICTIONENABLED",
            Self::Contended => "CONTENDED",
            Self::Corrupt => "CORRUPT",
        }
    }
}

/// The error code at the beginning of a server's message.
fn code(message: &str) -> &str {
    message.split(' ').next().unwrap_or_default()
}

/// The remedy that an operator has for a refusal that is no accident, in parentheses; else
/// nothing.
fn remedy(message: &str) -> &'static str {
    match code(message) {
        "NOPERM" => MISSING_PERMISSION,
        "ERR" if message.contains("permission") || message.contains("executing the script") => {
            MISSING_PERMISSION
        }
        "NOAUTH" | "WRONGPASS" | "authentication" => {
            " (user and password stand in store.url; those of Sentinels are \
             store.sentinel_user and store.sentinel_password)"
        }
        "MOVED" | "CROSSSLOT" => {
            " (it is one node of a Cluster: store.url begins with redis-cluster://)"
        }
        _ => "",
    }
}

const MISSING_PERMISSION: &str = " (docs/operate/redis.acl has all that is needed)";
