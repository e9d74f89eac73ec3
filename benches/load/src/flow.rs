//! The people of a run. Each has a number, an address and a browser of their own.

/// One person proving one number.
#[derive(Clone, Debug, Default)]
pub struct Flow {
    /// In E.164: a British mobile number that nobody else in the run has.
    pub number: String,
    /// The address their browser is at.
    pub address: String,
    /// The cookie their browser was given, as it sends it back.
    pub cookie: String,
    /// What the server gave them to carry, where that is no cookie.
    pub token: String,
    /// The code that the simulator's phone received.
    pub code: String,
}

/// Hands out people whose numbers and addresses stand in a row.
pub struct Crowd {
    next: u32,
}

impl Crowd {
    /// A crowd whose numbers begin at `first`; the crowds of one run must not overlap.
    pub fn from(first: u32) -> Self {
        Self { next: first }
    }

    /// So many people who were never here.
    pub fn people(&mut self, count: usize) -> Vec<Flow> {
        (0..count).map(|_| self.person()).collect()
    }

    fn person(&mut self) -> Flow {
        let n = self.next;
        self.next += 1;
        let [_, a, b, c] = n.to_be_bytes();
        Flow {
            number: format!("+447{:09}", 400_000_000 + n),
            address: format!("10.{a}.{b}.{c}"),
            ..Flow::default()
        }
    }
}
