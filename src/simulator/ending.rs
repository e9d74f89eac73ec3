//! Room `simulator`: the ways a call ends, in Plivo's words. Source: Plivo's
//! "Hangup causes" page; which `CallStatus` a declined call reports is not
//! documented (here: busy).

/// Why and how a call ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ending {
    /// Plivo's `HangupCauseCode`.
    pub(super) code: u16,
    /// Plivo's `HangupCauseName`.
    pub(super) name: String,
    /// The telephony `HangupCause`.
    pub(super) cause: &'static str,
    /// Who ended it: `HangupSource`.
    pub(super) source: &'static str,
    /// The final `CallStatus`.
    pub(super) status: &'static str,
}

impl Ending {
    pub(super) fn end_of_xml() -> Self {
        let name = "End Of XML Instructions";
        Self::new(4010, name, "NORMAL_CLEARING", "Plivo", "completed")
    }

    pub(super) fn hung_up(source: &'static str) -> Self {
        Self::new(
            4000,
            "Normal Hangup",
            "NORMAL_CLEARING",
            source,
            "completed",
        )
    }

    /// Also a scheduled hang-up.
    pub(super) fn time_limit() -> Self {
        Self::hung_up("Plivo")
    }

    /// Machine detection was told to hang up on machines.
    pub(super) fn machine() -> Self {
        Self::hung_up("Plivo")
    }

    pub(super) fn busy() -> Self {
        Self::new(3010, "Busy Line", "USER_BUSY", "Callee", "busy")
    }

    pub(super) fn declined() -> Self {
        Self::new(3020, "Rejected", "CALL_REJECTED", "Callee", "busy")
    }

    pub(super) fn no_answer() -> Self {
        Self::new(3000, "No Answer", "NO_ANSWER", "Carrier", "no-answer")
    }

    pub(super) fn unreachable() -> Self {
        let name = "Invalid Destination Address";
        Self::new(2000, name, "UNALLOCATED_NUMBER", "Carrier", "failed")
    }

    pub(super) fn canceled() -> Self {
        Self::new(
            1000,
            "Canceled",
            "ORIGINATOR_CANCEL",
            "API Request",
            "cancel",
        )
    }

    /// Whether the application's addresses or documents are to blame.
    pub(super) fn is_error(&self) -> bool {
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
