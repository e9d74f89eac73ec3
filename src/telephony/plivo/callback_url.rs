//! The addresses of Plivo's callbacks: `{base}/plivo/{kind}/{verification}/{attempt}`.

/// A kind of callback: the second segment of its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallbackKind {
    /// Reports the delivery status of a text.
    Message,
    /// Reports that a call rings.
    Ring,
    /// Asks for the first document of an answered call.
    Answer,
    /// Brings the key that was pressed in a call, and asks for the next document.
    Digits,
    /// Reports the end of a call.
    Hangup,
}

/// Builds callback URLs: always on the configured public base, never on a request's `Host`.
#[derive(Clone, Debug)]
pub struct CallbackUrls(String);

impl CallbackKind {
    const ALL: [Self; 5] = [
        Self::Message,
        Self::Ring,
        Self::Answer,
        Self::Digits,
        Self::Hangup,
    ];

    /// The kind that a path names in its second segment, if any.
    pub fn from_path(path: &str) -> Option<Self> {
        let segment = path.split('/').nth(2)?;
        Self::ALL.into_iter().find(|kind| kind.name() == segment)
    }

    /// The segment of the path, also the name in the logs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Ring => "ring",
            Self::Answer => "answer",
            Self::Digits => "digits",
            Self::Hangup => "hangup",
        }
    }
}

impl CallbackUrls {
    /// Takes the public base URL, with or without a final slash.
    pub fn new(public_url: &str) -> Self {
        Self(public_url.trim_end_matches('/').to_owned())
    }

    /// The URL that Plivo calls about the attempt with this callback path
    /// (`{verification}/{attempt}`).
    pub fn attempt_url(&self, kind: CallbackKind, callback_path: &str) -> String {
        self.received_url(&format!("/plivo/{}/{callback_path}", kind.name()))
    }

    /// The URL that Plivo called, given the path and query as received.
    pub(super) fn received_url(&self, path_and_query: &str) -> String {
        format!("{}{path_and_query}", self.0)
    }
}
