//! Room `simulator`: the one table of destinations with a fixed outcome. The
//! API obeys it, the handset page lists it, docs/reference/simulator.md is tested against it.
//!
//! A magic destination is a fictitious North American number, +1 and any area
//! code, then 555-01NN. Every other number, and 555-0100 to 555-0119, is an
//! ordinary phone: texts are delivered, calls ring on the handset page.

use Calling::{
    Busy, Declined, Handset, HangsUp, Listens, NoAnswer, Presses, Unreachable, Voicemail,
};
use Texting::{Backwards, Delivered, Failed, Late, SentOnly, Twice, Undelivered};

/// One magic number: its last two digits and what happens there.
#[derive(Clone, Copy, Debug)]
pub struct Magic {
    /// `NN` of 555-01NN.
    pub line: u8,
    /// What becomes of a text.
    pub text: Texting,
    /// What becomes of a call.
    pub call: Calling,
    /// What the API itself does instead, before any text or call.
    pub trouble: Option<Trouble>,
    /// The outcome in words, for the handset page and docs/reference/simulator.md.
    pub words: &'static str,
}

/// What becomes of a text. Numbers are Plivo's SMS error codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Texting {
    /// queued, sent, delivered.
    Delivered,
    /// queued, sent, and no word from the carrier; the text arrives.
    SentOnly,
    /// queued, sent, undelivered.
    Undelivered(u16),
    /// queued, failed.
    Failed(u16),
    /// Delivered, every receipt twice.
    Twice,
    /// Delivered, the receipts in reverse order.
    Backwards,
    /// Arrives at once, but the receipt takes 45 s.
    Late,
}

/// What becomes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calling {
    /// Rings on the handset page until a person answers or it times out.
    Handset,
    /// The line is busy.
    Busy,
    /// Rings in vain until the ring timeout.
    NoAnswer,
    /// Rings, then is declined.
    Declined,
    /// The number does not exist.
    Unreachable,
    /// A machine answers.
    Voicemail,
    /// A person answers and presses the key that the first question names, or this one.
    Presses(char),
    /// A person answers, listens and presses nothing.
    Listens,
    /// A person answers and hangs up after two seconds.
    HangsUp,
}

/// What the API does to a request for this destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// 400: not a valid number.
    InvalidNumber,
    /// 401 in JSON: wrong credentials.
    Unauthorized,
    /// 402: no credit.
    NoCredit,
    /// 403: geo permission.
    Barred,
    /// 429 with `Retry-After: 5`.
    TooMany,
    /// This status, with a JSON error.
    Broken(u16),
    /// 500 with a plain-text body.
    PlainText,
    /// Accepts, then holds the request open without an answer.
    Silent,
    /// Accepts, then breaks the connection.
    Reset,
    /// A PHLO run answers 201 and has stopped; anything else is ordinary.
    PhloStopped,
}

/// The table, by number.
pub const NUMBERS: &[Magic] = &[
    text(20, Delivered, "text delivered"),
    text(21, SentOnly, "text sent; the carrier never reports back"),
    text(22, Twice, "text delivered, every receipt twice"),
    text(23, Backwards, "text delivered, receipts in reverse order"),
    text(24, Late, "text delivered, its receipt 45 s late"),
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
    both(
        50,
        Undelivered(50),
        Presses('1'),
        "text undelivered (50); call answered, the named key pressed",
    ),
    both(
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
        Trouble::InvalidNumber,
        "API answers 400, not a valid phone number",
    ),
    api(
        81,
        Trouble::Unauthorized,
        "API answers 401, wrong credentials",
    ),
    api(
        82,
        Trouble::NoCredit,
        "API answers 402, insufficient credit",
    ),
    api(83, Trouble::Barred, "API answers 403, destination barred"),
    api(84, Trouble::TooMany, "API answers 429, Retry-After 5"),
    api(85, Trouble::Broken(500), "API answers 500"),
    api(86, Trouble::Broken(503), "API answers 503"),
    api(87, Trouble::PlainText, "API answers 500 in plain text"),
    api(88, Trouble::Silent, "API accepts, but never answers (30 s)"),
    api(
        89,
        Trouble::Reset,
        "API accepts, then breaks the connection",
    ),
    api(
        90,
        Trouble::PhloStopped,
        "PHLO run answers 201 but has stopped",
    ),
];

/// An ordinary phone.
const ORDINARY: Magic = text(0, Delivered, "text delivered; call rings on the handset");

/// What happens at a destination (digits only, or any SIP address).
#[must_use]
pub fn at(destination: &str) -> Magic {
    let line = destination
        .strip_prefix('1')
        .filter(|national| national.len() == 10)
        .and_then(|national| national.get(3..)?.strip_prefix("55501"))
        .and_then(|line| line.parse::<u8>().ok());
    let found = NUMBERS.iter().find(|magic| Some(magic.line) == line);
    *found.unwrap_or(&ORDINARY)
}

impl Magic {
    /// The number as an example with area code 415, in E.164.
    #[must_use]
    pub fn example(&self) -> String {
        format!("+141555501{:02}", self.line)
    }
}

const fn both(line: u8, text: Texting, call: Calling, words: &'static str) -> Magic {
    let trouble = None;
    Magic {
        line,
        text,
        call,
        trouble,
        words,
    }
}

const fn text(line: u8, text: Texting, words: &'static str) -> Magic {
    both(line, text, Handset, words)
}

const fn call(line: u8, call: Calling, words: &'static str) -> Magic {
    both(line, Delivered, call, words)
}

const fn api(line: u8, trouble: Trouble, words: &'static str) -> Magic {
    let trouble = Some(trouble);
    Magic {
        trouble,
        ..both(line, Delivered, Handset, words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_in_any_area_code() {
        assert_eq!(at("14155550160").call, Busy);
        assert_eq!(at("12125550130").text, Undelivered(20));
        for ordinary in ["14155550100", "14155551160", "4915112345678", "sip:a@b"] {
            assert_eq!(at(ordinary).line, 0, "{ordinary}");
        }
    }

    #[test]
    fn lines_are_unique_ascending_and_leave_the_ordinary_range_alone() {
        assert!(NUMBERS.windows(2).all(|pair| pair[0].line < pair[1].line));
        assert!(NUMBERS.iter().all(|magic| (20..100).contains(&magic.line)));
    }
}
