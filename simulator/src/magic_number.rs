//! The table of magic numbers: destinations with a fixed outcome. The API obeys it, the handset
//! lists it, and `docs/reference/simulator.md` is generated from it.
//!
//! A magic number is a fictitious North American number: +1, any area code, then 555-01NN. Every
//! other number, and 555-0100 to 555-0119, is an ordinary phone: texts are delivered, and calls
//! ring on the handset.

use ApiFault::{
    ConnectionReset, GeoPermission, InsufficientCredit, InvalidNumber, PhloStopped, PlainTextError,
    ServerError, TooManyRequests, Unanswered, Unauthorized,
};
use CallOutcome::{
    Busy, Declined, HangsUp, Listens, NoAnswer, Presses, RingsHandset, Unreachable, Voicemail,
};
use TextOutcome::{
    Delivered, DeliveredReceiptLate, DeliveredReceiptsReversed, DeliveredReceiptsTwice, Failed,
    SentOnly, Undelivered,
};

/// A magic number and what happens there.
#[derive(Clone, Copy, Debug)]
pub struct MagicNumber {
    /// `NN` of 555-01NN.
    pub line: u8,
    /// Outcome of a text.
    pub text: TextOutcome,
    /// Outcome of a call.
    pub call: CallOutcome,
    /// Fault of the API, in place of any text or call.
    pub fault: Option<ApiFault>,
    /// The outcome in words, for the handset and the reference.
    pub description: &'static str,
}

/// Outcome of a text. Numbers are Plivo's SMS error codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextOutcome {
    /// queued, sent, delivered.
    Delivered,
    /// queued, sent, and no report from the carrier; the text arrives.
    SentOnly,
    /// queued, sent, undelivered.
    Undelivered(u16),
    /// queued, failed.
    Failed(u16),
    /// Delivered, with every receipt twice.
    DeliveredReceiptsTwice,
    /// Delivered, with the receipts in reverse order.
    DeliveredReceiptsReversed,
    /// Delivered in the usual time, but the receipt takes 45 s.
    DeliveredReceiptLate,
}

/// Outcome of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallOutcome {
    /// Rings on the handset until a person answers or the ring timeout ends it.
    RingsHandset,
    /// The line is busy.
    Busy,
    /// Rings until the ring timeout.
    NoAnswer,
    /// Rings, then is declined.
    Declined,
    /// The number does not exist.
    Unreachable,
    /// A machine answers.
    Voicemail,
    /// A person answers and presses the key that the first prompt names, or else this one.
    Presses(char),
    /// A person answers, listens and presses nothing.
    Listens,
    /// A person answers and hangs up after two seconds.
    HangsUp,
}

/// Fault of the API in response to a request for this destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiFault {
    /// 400: not a valid phone number.
    InvalidNumber,
    /// 401 in JSON: wrong credentials.
    Unauthorized,
    /// 402: insufficient credit.
    InsufficientCredit,
    /// 403: the destination is barred by geo permissions.
    GeoPermission,
    /// 429 with `Retry-After: 5`.
    TooManyRequests,
    /// This status, with an error in JSON.
    ServerError(u16),
    /// 500 with a plain-text body.
    PlainTextError,
    /// Accepts the request, then holds it open without a response.
    Unanswered,
    /// Accepts the request, then resets the connection.
    ConnectionReset,
    /// A PHLO run is answered 201 but has stopped; texts and calls are ordinary.
    PhloStopped,
}

/// The table, in ascending order of `line`.
pub const NUMBERS: &[MagicNumber] = &[
    text(20, Delivered, "text delivered"),
    text(21, SentOnly, "text sent; the carrier never reports back"),
    text(
        22,
        DeliveredReceiptsTwice,
        "text delivered, every receipt twice",
    ),
    text(
        23,
        DeliveredReceiptsReversed,
        "text delivered, receipts in reverse order",
    ),
    text(
        24,
        DeliveredReceiptLate,
        "text delivered, its receipt 45 s late",
    ),
    text(30, Undelivered(20), "text undelivered: network error (20)"),
    text(31, Undelivered(30), "text undelivered: spam detected (30)"),
    text(
        32,
        Undelivered(50),
        "text undelivered: invalid destination, a landline (50)",
    ),
    text(
        33,
        Undelivered(80),
        "text undelivered: phone off or out of coverage (80)",
    ),
    text(
        34,
        Undelivered(100),
        "text undelivered: prohibited by carrier (100)",
    ),
    text(
        35,
        Undelivered(200),
        "text undelivered: blocked by STOP (200)",
    ),
    text(40, Failed(300), "text failed: not dispatched (300)"),
    text(41, Failed(420), "text failed: expired in the queue (420)"),
    text(42, Failed(450), "text failed: country barred (450)"),
    text(43, Failed(452), "text failed: suspected SMS pumping (452)"),
    text(44, Failed(900), "text failed: insufficient credit (900)"),
    text_and_call(
        50,
        Undelivered(50),
        Presses('1'),
        "text undelivered (50); call answered, the named key pressed",
    ),
    text_and_call(
        51,
        Undelivered(80),
        Busy,
        "text undelivered (80); call busy",
    ),
    call(60, Busy, "call busy"),
    call(61, NoAnswer, "call not answered"),
    call(62, Declined, "call declined"),
    call(63, Unreachable, "call failed: invalid destination"),
    call(64, Voicemail, "call answered by voicemail"),
    call(65, Presses('1'), "call answered, the named key pressed"),
    call(66, Listens, "call answered, no key pressed"),
    call(67, HangsUp, "call answered, hung up after 2 s"),
    api(
        80,
        InvalidNumber,
        "API answers 400, not a valid phone number",
    ),
    api(81, Unauthorized, "API answers 401, wrong credentials"),
    api(
        82,
        InsufficientCredit,
        "API answers 402, insufficient credit",
    ),
    api(83, GeoPermission, "API answers 403, destination barred"),
    api(84, TooManyRequests, "API answers 429, Retry-After 5"),
    api(85, ServerError(500), "API answers 500"),
    api(86, ServerError(503), "API answers 503"),
    api(87, PlainTextError, "API answers 500 in plain text"),
    api(88, Unanswered, "API accepts, but never answers (30 s)"),
    api(
        89,
        ConnectionReset,
        "API accepts, then breaks the connection",
    ),
    api(90, PhloStopped, "PHLO run answers 201 but has stopped"),
];

const ORDINARY_PHONE: MagicNumber = text(0, Delivered, "text delivered; call rings on the handset");

/// The outcome at a destination, given as digits or a SIP address.
#[must_use]
pub fn lookup(destination: &str) -> MagicNumber {
    let line = destination
        .strip_prefix('1')
        .filter(|national| national.len() == 10)
        .and_then(|national| national.get(3..)?.strip_prefix("55501"))
        .and_then(|line| line.parse::<u8>().ok());
    let found = NUMBERS.iter().find(|number| Some(number.line) == line);
    *found.unwrap_or(&ORDINARY_PHONE)
}

impl MagicNumber {
    /// The number with area code 415, in E.164.
    #[must_use]
    pub fn example(&self) -> String {
        format!("+141555501{:02}", self.line)
    }
}

const fn text_and_call(
    line: u8,
    text: TextOutcome,
    call: CallOutcome,
    description: &'static str,
) -> MagicNumber {
    let fault = None;
    MagicNumber {
        line,
        text,
        call,
        fault,
        description,
    }
}

const fn text(line: u8, text: TextOutcome, description: &'static str) -> MagicNumber {
    text_and_call(line, text, RingsHandset, description)
}

const fn call(line: u8, call: CallOutcome, description: &'static str) -> MagicNumber {
    text_and_call(line, Delivered, call, description)
}

const fn api(line: u8, fault: ApiFault, description: &'static str) -> MagicNumber {
    let fault = Some(fault);
    MagicNumber {
        fault,
        ..text_and_call(line, Delivered, RingsHandset, description)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_in_any_area_code() {
        assert_eq!(lookup("14155550160").call, Busy);
        assert_eq!(lookup("12125550130").text, Undelivered(20));
        for ordinary in ["14155550100", "14155551160", "4915112345678", "sip:a@b"] {
            assert_eq!(lookup(ordinary).line, 0, "{ordinary}");
        }
    }

    #[test]
    fn lines_are_unique_ascending_and_leave_the_ordinary_range_alone() {
        assert!(NUMBERS.windows(2).all(|pair| pair[0].line < pair[1].line));
        assert!(
            NUMBERS
                .iter()
                .all(|number| (20..100).contains(&number.line))
        );
    }
}
