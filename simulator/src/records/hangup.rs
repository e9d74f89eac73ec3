//! The ways in which a call ends, in Plivo's words. Source: Plivo's "Hangup causes" page. Not
//! documented is the `CallStatus` of a declined call; here it is `busy`.

/// Cause and source of the end of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hangup {
    /// Plivo's `HangupCauseCode`.
    pub(crate) code: u16,
    /// Plivo's `HangupCauseName`.
    pub(crate) name: String,
    /// Telephony's `HangupCause`.
    pub(crate) cause: &'static str,
    /// `HangupSource`: the side that ended the call.
    pub(crate) source: &'static str,
    /// The final `CallStatus`.
    pub(crate) status: &'static str,
}

/// The address that a document came from. Its value is the last digit of Plivo's hang-up codes
/// 701x to 703x and 801x.
#[derive(Clone, Copy)]
pub(crate) enum DocumentSource {
    Answer = 1,
    Action = 2,
    Redirect = 4,
}

impl DocumentSource {
    /// Plivo's word for the address.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Answer => "Answer",
            Self::Action => "Action",
            Self::Redirect => "Redirect",
        }
    }
}

impl Hangup {
    /// The end by a document without another element.
    pub(crate) fn end_of_xml() -> Self {
        let name = "End Of XML Instructions";
        Self::new(4010, name, "NORMAL_CLEARING", "Plivo", "completed")
    }

    /// A normal hang-up by this side.
    pub(crate) fn normal(source: &'static str) -> Self {
        Self::new(
            4000,
            "Normal Hangup",
            "NORMAL_CLEARING",
            source,
            "completed",
        )
    }

    /// The end by a time limit or a scheduled hang-up.
    pub(crate) fn time_limit() -> Self {
        Self::normal("Plivo")
    }

    /// The end by machine detection that is told to hang up on machines.
    pub(crate) fn machine_detected() -> Self {
        Self::normal("Plivo")
    }

    /// The end of a call to a busy line.
    pub(crate) fn busy() -> Self {
        Self::new(3010, "Busy Line", "USER_BUSY", "Callee", "busy")
    }

    /// The end by the person who declines.
    pub(crate) fn declined() -> Self {
        Self::new(3020, "Rejected", "CALL_REJECTED", "Callee", "busy")
    }

    /// The end by the ring timeout.
    pub(crate) fn no_answer() -> Self {
        Self::new(3000, "No Answer", "NO_ANSWER", "Carrier", "no-answer")
    }

    /// The end of a call to a number that does not exist.
    pub(crate) fn unreachable() -> Self {
        let name = "Invalid Destination Address";
        Self::new(2000, name, "UNALLOCATED_NUMBER", "Carrier", "failed")
    }

    /// The end by `DELETE Request`.
    pub(crate) fn canceled() -> Self {
        Self::new(
            1000,
            "Canceled",
            "ORIGINATOR_CANCEL",
            "API Request",
            "cancel",
        )
    }

    /// The end by a document that cannot be had or understood. `code` ends in 0; the name reads
    /// `prefix`, the document's source, `suffix`.
    pub(crate) fn document_error(
        code: u16,
        prefix: &str,
        source: DocumentSource,
        suffix: &str,
    ) -> Self {
        Self {
            code: code + source as u16,
            name: format!("{prefix} {} {suffix}", source.word()),
            source: "Error",
            ..Self::end_of_xml()
        }
    }

    /// Whether an address or a document of the application is to blame.
    pub(crate) fn is_document_error(&self) -> bool {
        self.source == "Error"
    }

    fn new(
        code: u16,
        name: &str,
        cause: &'static str,
        source: &'static str,
        status: &'static str,
    ) -> Self {
        let name = name.to_owned();
        Self {
            code,
            name,
            cause,
            source,
            status,
        }
    }
}
