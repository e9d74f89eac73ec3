//! The people of a run. Each has a number, an address and a browser of their own.

/// The count of numbers there are, +44 7100 000000 and those after it.
const NUMBERS: u64 = 100_000_000;

/// The step from one person's number to the next one's. It has no factor in common with
/// [`NUMBERS`], so that none comes twice.
const STRIDE: u64 = 7_654_321;

use crate::clients::HostClient;

/// One person proving one number.
#[derive(Clone, Debug, Default)]
pub struct Verification {
    /// The number in E.164: a British mobile number that nobody else in the run has.
    pub number: String,
    /// The address their browser is at.
    pub address: String,
    /// The cookie their browser was given, as it sends it back.
    pub cookie: String,
    /// The field that the server gave them to carry, where that is no cookie.
    pub token: String,
    /// The code that the simulator's phone received.
    pub code: String,
    /// The host application that sent them; none where they came by themselves.
    pub client: Option<&'static HostClient>,
    /// The code that their browser brings back to it.
    pub grant: String,
}

/// Hands out people whose addresses stand in a row, and whose numbers are all over the
/// country, as people's are: limits of blocks of numbers have to be asked for each of them.
pub struct Crowd {
    next: u32,
}

impl Crowd {
    /// A crowd that begins with the person `first`; the crowds of one run must not overlap.
    pub fn from(first: u32) -> Self {
        Self { next: first }
    }

    /// Creates `count` people who were never here.
    pub fn people(&mut self, count: usize) -> Vec<Verification> {
        (0..count).map(|_| self.person()).collect()
    }

    fn person(&mut self) -> Verification {
        let n = self.next;
        self.next += 1;
        let [_, a, b, c] = n.to_be_bytes();
        Verification {
            number: format!("+447{:09}", 100_000_000 + u64::from(n) * STRIDE % NUMBERS),
            address: format!("10.{a}.{b}.{c}"),
            // As the page would have given it: what names the verification, and a secret.
            // Its first bits are no mark: these people came by themselves.
            cookie: format!("ringcode=AA{n:0>19}{n:0>43}"),
            ..Verification::default()
        }
    }
}
