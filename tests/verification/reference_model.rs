//! Reference model: every attempt and every compared guess in plain lists, and what they permit.
//!
//! Each question is answered by counting the lists again. The numbers of the policy are repeated
//! here, so that the code under test is not compared with itself.

use std::time::Duration;

use ringcode::domain::{Channel, DeliveryStatus, Timestamp};

pub const MILLISECOND: Duration = Duration::from_millis(1);
pub const SECOND: Duration = Duration::from_secs(1);
pub const MINUTE: Duration = Duration::from_secs(60);
pub const DAY: Duration = Duration::from_secs(24 * 60 * 60);
pub const RESEND_WAITS: [u32; 5] = [30, 60, 120, 300, 600];
pub const MESSAGES: [(usize, Duration); 3] = [
    (3, Duration::from_secs(10 * 60)),
    (5, Duration::from_secs(60 * 60)),
    (10, DAY),
];
pub const CALLS: (usize, Duration) = (3, DAY);
pub const GUESSES: (usize, Duration) = (15, DAY);
pub const GUESSES_IN_A_ROW: usize = 100;

/// The start of the five-minute period that contains `now`.
fn period_start(now: Timestamp) -> Timestamp {
    let millis = now.as_millis();
    Timestamp::from_millis(millis - millis % (5 * 60_000))
}

/// An attempt that was made. Codes are identified by their digits: every drawn code is different.
#[derive(Clone, Debug)]
pub struct Sent {
    pub verification: usize,
    pub phone: usize,
    pub channel: Channel,
    pub at: Timestamp,
    pub code: String,
    pub expires_at: Timestamp,
    pub attempt: String,
    /// The reports received before `end`.
    pub reports: Vec<DeliveryStatus>,
    /// The first final report.
    pub end: Option<DeliveryStatus>,
}

/// A guess that was compared, and the code that was valid then.
#[derive(Clone, Debug)]
pub struct Guess {
    pub verification: usize,
    pub phone: usize,
    pub code: String,
    pub at: Timestamp,
    pub right: bool,
}

#[derive(Default)]
pub struct ReferenceModel {
    pub sent: Vec<Sent>,
    pub guesses: Vec<Guess>,
    /// Phones with an attempt, or a guess, that is counted but not decided yet.
    pub messages_pending: Vec<(usize, Channel)>,
    pub guesses_pending: Vec<usize>,
}

impl Sent {
    pub fn failed(&self) -> bool {
        use DeliveryStatus::{Busy, Failed, NoAnswer, NoKey, Voicemail};
        matches!(self.end, Some(Failed | Busy | NoAnswer | NoKey | Voicemail))
    }

    pub fn record_report(&mut self, delivery: DeliveryStatus) {
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

impl ReferenceModel {
    pub fn sent_in(&self, verification: usize) -> impl DoubleEndedIterator<Item = &Sent> {
        self.sent
            .iter()
            .filter(move |sent| sent.verification == verification)
    }

    /// The last attempt of a verification. Its phone and code are those of the verification.
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

    /// Whether the limits of the verification permit a text to this phone; those of the phone count apart.
    pub fn permits_text(&self, verification: usize, phone: usize, now: Timestamp) -> bool {
        self.may_text(verification, phone) && now >= self.text_allowed_at(verification, phone)
    }

    /// Whether the text to this phone is on its way, so that asking for it again is not refused.
    pub fn is_repeated(&self, verification: usize, phone: usize, now: Timestamp) -> bool {
        let to_it = self
            .current(verification)
            .is_some_and(|last| last.phone == phone);
        let too_soon =
            self.may_text(verification, phone) && now < self.text_allowed_at(verification, phone);
        let no_attempts_left = self.sent_in(verification).count() >= 5;
        to_it && (too_soon || no_attempts_left && self.permits_guess(verification, now))
    }

    pub fn permits_call(&self, verification: usize, now: Timestamp) -> bool {
        let Some(last) = self.current(verification) else {
            return false;
        };
        let calls = self
            .sent_in(verification)
            .filter(|sent| sent.channel == Channel::Call);
        self.may_deliver(verification) && calls.count() < 2 && now >= self.call_allowed_at(last)
    }

    pub fn permits_guess(&self, verification: usize, now: Timestamp) -> bool {
        self.current(verification).is_some_and(|last| {
            !self.verified(verification)
                && self.wrong_in(verification) < 10
                && self.wrong_on(&last.code) < 5
                && now < last.expires_at
        })
    }

    /// Whether the limits of this phone, over all verifications, permit one more attempt.
    pub fn allows_message(
        &self,
        verification: usize,
        phone: usize,
        channel: Channel,
        now: Timestamp,
    ) -> bool {
        let full = |(own, others, count)| own + others >= count;
        !self.counted(verification, phone, channel, now).any(full)
    }

    /// Whether a limit of this phone is used up, and other verifications used part of it.
    pub fn blocked_with_others(
        &self,
        verification: usize,
        phone: usize,
        channel: Channel,
        now: Timestamp,
    ) -> bool {
        let full = |(own, others, count)| own + others >= count && others > 0;
        self.counted(verification, phone, channel, now).any(full)
    }

    /// For each limit of this phone: the verification's own attempts, those of others, which count
    /// to the end of a five-minute period, and the maximum.
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
            (own, sent(false, period_start(now)) + pending.count(), count)
        })
    }

    /// Whether the limits of this phone, over all verifications, permit one more guess.
    pub fn allows_guess(&self, phone: usize, now: Timestamp) -> bool {
        let pending = self.guesses_pending.iter().filter(|on| **on == phone);
        let wrong = self.wrong(|guess| guess.phone == phone && guess.at + GUESSES.1 > now);
        wrong + pending.count() < GUESSES.0 && self.allows_one_more_in_a_row(phone, now)
    }

    /// Whether the screen shows that one more guess is permitted: up to five minutes late.
    pub fn shows_guess_allowed(&self, phone: usize, now: Timestamp) -> bool {
        self.allows_guess(phone, period_start(now))
    }

    fn allows_one_more_in_a_row(&self, phone: usize, now: Timestamp) -> bool {
        let on_phone = self.guesses.iter().filter(|guess| guess.phone == phone);
        let row: Vec<_> = on_phone.rev().take_while(|guess| !guess.right).collect();
        let pending = self.guesses_pending.iter().filter(|on| **on == phone);
        row.len() + pending.count() < GUESSES_IN_A_ROW || row[0].at + DAY <= now
    }

    /// The attempt whose code the next attempt to this phone must repeat, if any.
    pub fn code_to_repeat(
        &self,
        verification: usize,
        phone: usize,
        now: Timestamp,
    ) -> Option<&Sent> {
        self.current(verification).filter(|last| {
            last.phone == phone
                && now + 2 * MINUTE <= last.expires_at
                && self.wrong_on(&last.code) < 5
        })
    }

    /// The future times at which what a verification permits changes, in order.
    pub fn next_changes(&self, verification: usize, now: Timestamp) -> Vec<Timestamp> {
        let Some(last) = self.current(verification) else {
            return Vec::new();
        };
        let mut next_changes = vec![
            last.expires_at,
            last.expires_at - 2 * MINUTE,
            last.at + 30 * SECOND,
            self.text_allowed_at(verification, last.phone),
        ];
        let spans = MESSAGES.into_iter().map(|(_, span)| span);
        next_changes
            .extend(spans.flat_map(|span| self.sent.iter().map(move |sent| sent.at + span)));
        next_changes.extend(self.guesses.iter().map(|guess| guess.at + GUESSES.1));
        next_changes.retain(|change| *change > now);
        next_changes.sort_unstable();
        next_changes.dedup();
        next_changes
    }

    fn may_text(&self, verification: usize, phone: usize) -> bool {
        let others = |other: &usize| self.sent_in(verification).any(|sent| sent.phone == *other);
        let others = (0..self.phones()).filter(|other| *other != phone && others(other));
        self.may_deliver(verification) && others.count() < 3
    }

    fn may_deliver(&self, verification: usize) -> bool {
        !self.verified(verification)
            && self.wrong_in(verification) < 10
            && self.sent_in(verification).count() < 5
    }

    fn text_allowed_at(&self, verification: usize, phone: usize) -> Timestamp {
        let sent: Vec<_> = self
            .sent_in(verification)
            .filter(|sent| sent.phone == phone)
            .collect();
        match sent.last() {
            Some(last) if !last.failed() => last.at + RESEND_WAITS[sent.len() - 1] * SECOND,
            _ => Timestamp::EPOCH,
        }
    }

    fn call_allowed_at(&self, last: &Sent) -> Timestamp {
        match last.channel {
            _ if last.failed() => Timestamp::EPOCH,
            Channel::Text => last.at + 30 * SECOND,
            Channel::Call => self.text_allowed_at(last.verification, last.phone),
        }
    }

    fn phones(&self) -> usize {
        let used = self.sent.iter().map(|sent| sent.phone + 1);
        used.max().unwrap_or(0)
    }
}
