//! Compares each screen with the reference model.

use ringcode::domain::{
    AttemptId, Availability, Channel, CodeScreen, CodeState, Refusal, Screen, Timestamp,
};

use super::reference_model::{DAY, MILLISECOND, MINUTE, SECOND};
use super::world::{PHONES, World};

impl World {
    /// Asserts that the screen tells correctly what is possible now and later.
    pub fn check_screen(&self) {
        let (verification, now) = (self.selected, self.now);
        match self.screen() {
            Screen::Done => assert!(self.model.verified(verification)),
            Screen::Phone(_) => assert!(!self.model.verified(verification)),
            Screen::Code(screen) => self.check_code_screen(&screen),
        }
        for sent in self.model.sent_in(verification) {
            let attempt = AttemptId(sent.attempt.clone());
            let spoken = self.verification().spoken_code(&attempt, now);
            let spoken = spoken.map(|(code, left)| (code.digits(), now + left));
            let current = self.model.current(verification).filter(|last| {
                let live = !self.model.verified(verification) && now < last.expires_at;
                live && last.phone == sent.phone && sent.channel == Channel::Call
            });
            let due = current.map(|last| (last.code.as_str(), last.expires_at));
            assert_eq!(spoken, due, "spoken to {sent:?}");
        }
    }

    fn check_code_screen(&self, screen: &CodeScreen) {
        let (verification, now, model) = (self.selected, self.now, &self.model);
        assert!(!model.verified(verification));
        let last = model.current(verification).unwrap();
        let to_it = model
            .sent_in(verification)
            .filter(|sent| sent.phone == last.phone);
        assert_eq!(screen.number, PHONES[last.phone]);
        assert_eq!(screen.attempts, to_it.count());
        assert_eq!((screen.channel, screen.sent_at), (last.channel, last.at));
        let end = Some(screen.status).filter(|delivery| delivery.is_final());
        assert_eq!(end, last.end);
        let live =
            model.permits_guess(verification, now) && model.shows_guess_allowed(last.phone, now);
        let until = last.expires_at;
        assert_eq!(screen.code == CodeState::Live { until }, live);
        let leaves = |by, at| model.allows_message(verification, last.phone, by, at);
        let others = |by| model.blocked_with_others(verification, last.phone, by, now);
        let text =
            |at| model.permits_text(verification, last.phone, at) && leaves(Channel::Text, at);
        let call = |at| model.permits_call(verification, at) && leaves(Channel::Call, at);
        check_availability(
            screen.channels[Channel::Text],
            now,
            others(Channel::Text),
            text,
        );
        check_availability(
            screen.channels[Channel::Call],
            now,
            others(Channel::Call),
            call,
        );
        let waits = screen.notice.and_then(Refusal::until);
        let lately = |until: Timestamp| until.saturating_add(30 * SECOND) > now;
        assert!(waits.is_none_or(lately), "an old notice");
    }
}

/// Asserts that an availability is exact; or, where the attempts of others used up a limit, that
/// it reveals nothing about them.
fn check_availability(
    chance: Availability,
    now: Timestamp,
    others: bool,
    permitted: impl Fn(Timestamp) -> bool,
) {
    match chance {
        Availability::From(at) if others => assert!(at >= now + 60 * MINUTE && !permitted(now)),
        Availability::Now => assert!(permitted(now), "promised too early"),
        Availability::From(at) => {
            assert!(at > now && permitted(at), "promised too early");
            assert!(!permitted(at - MILLISECOND), "promised too late");
        }
        Availability::Never => assert!(!permitted(now) && !permitted(now + 2 * DAY)),
    }
}
