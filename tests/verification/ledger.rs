//! What went out and what was compared, as plain lists, and what these still permit.
//!
//! Every answer is counted anew from the lists, and the numbers of the policy are written
//! down here a second time, so that the code under test is not asked about itself.

use std::time::Duration;

use ringcode::domain::{Channel, DeliveryStatus, Timestamp};

pub const MILLISECOND: Duration = Duration::from_millis(1);
pub const SECOND: Duration = Duration::from_secs(1);
pub const MINUTE: Duration = Duration::from_secs(60);
pub const DAY: Duration = Duration::from_secs(24 * 60 * 60);
pub const LADDER: [u32; 5] = [30, 60, 120, 300, 600];
pub const MESSAGES: [(usize, Duration); 3] = [
    (3, Duration::from_secs(10 * 60)),
    (5, Duration::from_secs(60 * 60)),
    (10, DAY),
];
pub const CALLS: (usize, Duration) = (3, DAY);
pub const GUESSES: (usize, Duration) = (15, DAY);
pub const GUESSES_IN_A_ROW: usize = 100;

/// The beginning of the five minutes that a time is in.
fn step_of(now: Timestamp) -> Timestamp {
    let millis = now.as_millis();
    Timestamp::from_millis(millis - millis % (5 * 60_000))
}

/// A message that went out. Codes are told apart by their digits: no two draws are alike.
#[derive(Clone, Debug)]
pub struct Sent {
    pub verification: usize,
    pub phone: usize,
    pub channel: Channel,
    pub at: Timestamp,
    pub code: String,
    pub expires_at: Timestamp,
    pub attempt: String,
    /// What was reported of it until then.
    pub reports: Vec<DeliveryStatus>,
    /// The first report after which nothing more can come.
    pub end: Option<DeliveryStatus>,
}

/// A guess that was compared, and the code that counted then.
#[derive(Clone, Debug)]
pub struct Guess {
    pub verification: usize,
    pub phone: usize,
    pub code: String,
    pub at: Timestamp,
    pub right: bool,
}

#[derive(Default)]
pub struct Ledger {
    pub sent: Vec<Sent>,
    pub guesses: Vec<Guess>,
    /// Phones on which a message, or a guess, is counted that is not decided yet.
    pub messages_pending: Vec<(usize, Channel)>,
    pub guesses_pending: Vec<usize>,
}

impl Sent {
    pub fn failed(&self) -> bool {
        use DeliveryStatus::{Busy, Failed, NoAnswer, NoKey, Voicemail};
        matches!(self.end, Some(Failed | Busy | NoAnswer | NoKey | Voicemail))
    }

    pub fn hears(&mut self, delivery: DeliveryStatus) {
        if self.end.is_some() {
            return;
        }
        let heard = |stage| self.reports.contains(&stage);
        let keyless = heard(DeliveryStatus::Answered) && !heard(DeliveryStatus::Spoken);
        self.end = match delivery {
            DeliveryStatus::Ended if keyless => Some(DeliveryStatus::NoKey),
            other => Some(other).filter(|other| other.is_final()),
        };
        self.reports.push(delivery);
    }
}

impl Ledger {
    pub fn sent_in(&self, verification: usize) -> impl DoubleEndedIterator<Item = &Sent> {
        self.sent
            .iter()
            .filter(move |sent| sent.verification == verification)
    }

    /// The last message of a verification: its phone and its code are the verification's.
    pub fn current(&self, verification: usize) -> Option<&Sent> {
        self.sent_in(verification).next_back()
    }

    pub fn verified(&self, verification: usize) -> bool {
        let mut guesses = self.guesses.iter();
        guesses.any(|guess| guess.verification == verification && guess.right)
    }

    pub fn wrong_in(&self, verification: usize) -> usize {
        self.wrong(|guess| guess.verification == verification)
    }

    pub fn wrong_on(&self, code: &str) -> usize {
        self.wrong(|guess| guess.code == code)
    }

    fn wrong(&self, counts: impl Fn(&Guess) -> bool) -> usize {
        let wrong = self.guesses.iter().filter(|guess| !guess.right);
        wrong.filter(|guess| counts(guess)).count()
    }

    /// Whether a verification may send a text to a phone, as far as the verification is concerned.
    pub fn permits_text(&self, verification: usize, phone: usize, now: Timestamp) -> bool {
        self.may_text(verification, phone) && now >= self.text_from(verification, phone)
    }

    /// Whether the text to this phone is on its way, so that asking for it is no mistake.
    pub fn is_repeated(&self, verification: usize, phone: usize, now: Timestamp) -> bool {
        let to_it = self
            .current(verification)
            .is_some_and(|last| last.phone == phone);
        let too_soon =
            self.may_text(verification, phone) && now < self.text_from(verification, phone);
        let out_of_sends = self.sent_in(verification).count() >= 5;
        to_it && (too_soon || out_of_sends && self.permits_guess(verification, now))
    }

    pub fn permits_call(&self, verification: usize, now: Timestamp) -> bool {
        let Some(last) = self.current(verification) else {
            return false;
        };
        let calls = self
            .sent_in(verification)
            .filter(|sent| sent.channel == Channel::Call);
        self.may_send(verification) && calls.count() < 2 && now >= self.call_from(last)
    }

    pub fn permits_guess(&self, verification: usize, now: Timestamp) -> bool {
        self.current(verification).is_some_and(|last| {
            !self.verified(verification)
                && self.wrong_in(verification) < 10
                && self.wrong_on(&last.code) < 5
                && now < last.expires_at
        })
    }

    /// Whether all verifications together leave a message for this phone to a verification.
    pub fn leaves_a_message(
        &self,
        verification: usize,
        phone: usize,
        channel: Channel,
        now: Timestamp,
    ) -> bool {
        let full = |(own, others, count)| own + others >= count;
        !self.counted(verification, phone, channel, now).any(full)
    }

    /// Whether a limit that others had a part in leaves the verification no message for this phone.
    pub fn others_leave_none(
        &self,
        verification: usize,
        phone: usize,
        channel: Channel,
        now: Timestamp,
    ) -> bool {
        let full = |(own, others, count)| own + others >= count && others > 0;
        self.counted(verification, phone, channel, now).any(full)
    }

    /// For each limit of this phone: the verification's own messages, those of others, which count
    /// to the end of a step of five minutes, and how many there may be.
    fn counted(
        &self,
        verification: usize,
        phone: usize,
        channel: Channel,
        now: Timestamp,
    ) -> impl Iterator<Item = (usize, usize, usize)> {
        let calls = (channel == Channel::Call).then_some((CALLS, true));
        let limits = MESSAGES
            .into_iter()
            .map(|limit| (limit, false))
            .chain(calls);
        limits.map(move |((count, span), only_calls)| {
            let counts = |by: Channel| !only_calls || by == Channel::Call;
            let pending = self.messages_pending.iter();
            let pending = pending.filter(|(on, by)| *on == phone && counts(*by));
            let sent = |own: bool, at: Timestamp| {
                let sent = self.sent.iter().filter(|sent| sent.phone == phone);
                let sent = sent.filter(|sent| sent.at + span > at && counts(sent.channel));
                sent.filter(|sent| (sent.verification == verification) == own)
                    .count()
            };
            let own = sent(true, now);
            (own, sent(false, step_of(now)) + pending.count(), count)
        })
    }

    /// Whether all verifications together leave a guess on this phone.
    pub fn leaves_a_guess(&self, phone: usize, now: Timestamp) -> bool {
        let pending = self.guesses_pending.iter().filter(|on| **on == phone);
        let wrong = self.wrong(|guess| guess.phone == phone && guess.at + GUESSES.1 > now);
        wrong + pending.count() < GUESSES.0 && self.leaves_one_in_a_row(phone, now)
    }

    /// Whether a page shows that the phone leaves a guess: some minutes late.
    pub fn shows_a_guess(&self, phone: usize, now: Timestamp) -> bool {
        self.leaves_a_guess(phone, step_of(now))
    }

    fn leaves_one_in_a_row(&self, phone: usize, now: Timestamp) -> bool {
        let on_phone = self.guesses.iter().filter(|guess| guess.phone == phone);
        let row: Vec<_> = on_phone.rev().take_while(|guess| !guess.right).collect();
        let pending = self.guesses_pending.iter().filter(|on| **on == phone);
        row.len() + pending.count() < GUESSES_IN_A_ROW || row[0].at + DAY <= now
    }

    /// The message whose code has to go out again to this phone, if any has to.
    pub fn goes_again(&self, verification: usize, phone: usize, now: Timestamp) -> Option<&Sent> {
        self.current(verification).filter(|last| {
            last.phone == phone
                && now + 2 * MINUTE <= last.expires_at
                && self.wrong_on(&last.code) < 5
        })
    }

    /// The times to come at which a verification's possibilities change.
    pub fn turns(&self, verification: usize, now: Timestamp) -> Vec<Timestamp> {
        let Some(last) = self.current(verification) else {
            return Vec::new();
        };
        let mut turns = vec![
            last.expires_at,
            last.expires_at - 2 * MINUTE,
            last.at + 30 * SECOND,
            self.text_from(verification, last.phone),
        ];
        let spans = MESSAGES.into_iter().map(|(_, span)| span);
        turns.extend(spans.flat_map(|span| self.sent.iter().map(move |sent| sent.at + span)));
        turns.extend(self.guesses.iter().map(|guess| guess.at + GUESSES.1));
        turns.retain(|turn| *turn > now);
        turns.sort_unstable();
        turns.dedup();
        turns
    }

    fn may_text(&self, verification: usize, phone: usize) -> bool {
        let others = |other: &usize| self.sent_in(verification).any(|sent| sent.phone == *other);
        let others = (0..self.phones()).filter(|other| *other != phone && others(other));
        self.may_send(verification) && others.count() < 3
    }

    fn may_send(&self, verification: usize) -> bool {
        !self.verified(verification)
            && self.wrong_in(verification) < 10
            && self.sent_in(verification).count() < 5
    }

    fn text_from(&self, verification: usize, phone: usize) -> Timestamp {
        let sent: Vec<_> = self
            .sent_in(verification)
            .filter(|sent| sent.phone == phone)
            .collect();
        match sent.last() {
            Some(last) if !last.failed() => last.at + LADDER[sent.len() - 1] * SECOND,
            _ => Timestamp::EPOCH,
        }
    }

    fn call_from(&self, last: &Sent) -> Timestamp {
        match last.channel {
            _ if last.failed() => Timestamp::EPOCH,
            Channel::Text => last.at + 30 * SECOND,
            Channel::Call => self.text_from(last.verification, last.phone),
        }
    }

    fn phones(&self) -> usize {
        let used = self.sent.iter().map(|sent| sent.phone + 1);
        used.max().unwrap_or(0)
    }
}
