//! Random input that resembles valid input, and the loop that tries it.

use std::time::{Duration, Instant};

use rand::{RngExt, SeedableRng, rngs::StdRng};

/// The random source of one case.
pub struct Dice(StdRng);

/// Tells which case it was when a check panics.
struct Case {
    name: &'static str,
    seed: u64,
}

/// Checks so many cases, times `FUZZ_FACTOR`, from `FUZZ_SEED` on, but no longer than
/// `FUZZ_SECONDS`.
pub fn cases(name: &'static str, usual: u64, mut check: impl FnMut(&mut Dice)) {
    let (factor, first) = (set("FUZZ_FACTOR", 1), set("FUZZ_SEED", 0));
    let time = Duration::from_secs(set("FUZZ_SECONDS", 600));
    let start = Instant::now();
    let mut done = 0;
    while done < usual * factor && start.elapsed() < time {
        let case = Case {
            name,
            seed: first + done,
        };
        check(&mut Dice(StdRng::seed_from_u64(case.seed)));
        done += 1;
    }
    println!("fuzz {name}: {done} cases, {:.0?}", start.elapsed());
}

#[expect(
    clippy::disallowed_methods,
    reason = "how much a run of tests tries is no setting of the server"
)]
fn set(name: &str, otherwise: u64) -> u64 {
    let text = std::env::var(name).ok();
    text.map_or(otherwise, |text| text.parse().unwrap())
}

impl Drop for Case {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}: begin with FUZZ_SEED={}", self.name, self.seed);
        }
    }
}

impl Dice {
    /// Below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0.random_range(0..end)
    }

    /// Draws `true` once in `times`.
    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of these.
    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    /// A string of up to `most` digits.
    pub fn digits(&mut self, most: usize) -> String {
        let count = self.below(most + 1);
        (0..count)
            .map(|_| char::from(b'0' + self.below(10) as u8))
            .collect()
    }

    /// Up to `most` of these pieces and of any characters, one after the other.
    pub fn text(&mut self, pieces: &[&str], most: usize) -> String {
        let count = self.below(most + 1);
        let mut text = String::new();
        for _ in 0..count {
            match self.one_in(8) {
                true => text.push(self.any_char()),
                false => text.push_str(self.pick(pieces)),
            }
        }
        text
    }

    /// `text` with a few characters left out, doubled, replaced or moved in.
    pub fn mutated(&mut self, text: &str) -> String {
        let mut chars: Vec<char> = text.chars().collect();
        for _ in 0..=self.below(3) {
            let at = self.below(chars.len() + 1);
            match (self.below(3), chars.get(at).copied()) {
                (0, Some(_)) => _ = chars.remove(at),
                (1, Some(double)) => chars.insert(at, double),
                (2, Some(_)) => chars[at] = self.any_char(),
                _ => {
                    let strange = self.any_char();
                    chars.insert(at, strange);
                }
            }
        }
        chars.into_iter().collect()
    }

    /// Printable or not, of one byte or of four.
    pub fn any_char(&mut self) -> char {
        let end = self.pick(&[&0x80, &0x250, &0x700, &0x3000, &0x1_0000, &0x11_0000]);
        let number = self.0.random_range(0..*end);
        char::from_u32(number).unwrap_or('\u{FFFD}')
    }

    /// Any bytes, so many at most.
    pub fn bytes(&mut self, most: usize) -> Vec<u8> {
        let count = self.below(most + 1);
        (0..count).map(|_| self.0.random()).collect()
    }
}
