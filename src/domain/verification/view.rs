//! The screen to draw for a verification.

use std::time::Duration;

use enum_map::EnumMap;

use super::record::IssuedCode;
use crate::domain::{
    Availability, Channel, CodeScreen, CodeState, History, OwnAttempts, PhoneScreen, Policy,
    Refusal, Screen, Timestamp, Unreached, Verification,
};

/// The time for which a notice that asked to wait is still shown after the wait. If it vanished at
/// once, a page drawn a moment later would not mention the press.
const NOTICE_AFTER_WAIT: Duration = Duration::from_secs(30);

impl Verification {
    /// The screen to draw at `now`; `history` is that of the current number.
    pub fn screen(&self, history: &History, policy: &Policy, now: Timestamp) -> Screen {
        if self.verified_at.is_some() {
            return Screen::Done;
        }
        match self.code_screen(history, policy, now) {
            Some(screen) if !self.changing_number => Screen::Code(screen),
            _ => Screen::Phone(PhoneScreen {
                country: self.input.country.clone(),
                typed: self.input.typed.clone(),
                notice: self.current_notice(now),
                unreached: self.unreached(history, &self.own_attempts(), policy, now),
                mark: self.mark().as_str().to_owned(),
                now,
            }),
        }
    }

    /// The screen for the code, also while another number is asked for; `None` without a code.
    pub fn code_screen(
        &self,
        history: &History,
        policy: &Policy,
        now: Timestamp,
    ) -> Option<CodeScreen> {
        let (recipient, issued) = (self.recipient.as_ref()?, self.code.as_ref()?);
        let last = self.attempts_at_recipient().next_back()?;
        let own = self.own_attempts();
        Some(CodeScreen {
            number: recipient.shown.clone(),
            country: recipient.country.clone(),
            channel: last.channel,
            status: last.status,
            sent_at: last.at,
            reached_at: last.reached_at,
            attempts: self.attempts_at_recipient().count(),
            code: self.code_state(issued, history, policy, now),
            code_length: issued.code.length(),
            wrong_guesses: self.wrong_guesses,
            mark: self.mark().as_str().to_owned(),
            channels: EnumMap::from_fn(|channel| {
                availability(
                    self.send_refusal(channel, policy, now),
                    history.limited_until(channel, &own, policy, now),
                )
            }),
            typed: self.typed_code.clone(),
            notice: self.current_notice(now),
            now,
        })
    }

    fn code_state(
        &self,
        issued: &IssuedCode,
        history: &History,
        policy: &Policy,
        now: Timestamp,
    ) -> CodeState {
        if let Some(until) = history.locked_until(policy, now) {
            return CodeState::PhoneLocked { until };
        }
        match self.may_check(policy, now) {
            Ok(_) => CodeState::Live {
                until: issued.expires_at,
            },
            Err(Refusal::VerificationLocked) => CodeState::VerificationLocked,
            Err(Refusal::CodeUsedUp) => CodeState::UsedUp,
            Err(_) => CodeState::Expired {
                at: issued.expires_at,
            },
        }
    }

    /// The number that the first channel could not reach, if another one is possible and may help.
    fn unreached(
        &self,
        history: &History,
        own: &OwnAttempts,
        policy: &Policy,
        now: Timestamp,
    ) -> Option<Unreached> {
        self.notice
            .filter(|notice| notice.other_channel_may_help())?;
        let recipient = self.recipient.as_ref()?;
        let is_possible = |channel: &Channel| {
            self.send_refusal(*channel, policy, now).is_none()
                && history.limited_until(*channel, own, policy, now).is_none()
        };
        let others = Channel::ALL
            .into_iter()
            .filter(|channel| *channel != Channel::FIRST);
        let channels: Vec<_> = others.filter(is_possible).collect();
        (!channels.is_empty()).then(|| Unreached {
            number: recipient.shown.clone(),
            country: recipient.country.clone(),
            channels,
        })
    }

    /// The notice, unless it only asked for a wait that ended a while ago.
    fn current_notice(&self, now: Timestamp) -> Option<Refusal> {
        let shown = |until: Timestamp| until.saturating_add(NOTICE_AFTER_WAIT) > now;
        self.notice
            .filter(|notice| notice.until().is_none_or(shown))
    }
}

/// The time from which an attempt is possible, given the refusal of the verification and the wait
/// for the number's limits.
fn availability(refusal: Option<Refusal>, limited_until: Option<Timestamp>) -> Availability {
    match (refusal, limited_until) {
        (None, None) => Availability::Now,
        (None, Some(until)) => Availability::From(until),
        (Some(refusal), other) => refusal.until().map_or(Availability::Never, |until| {
            Availability::From(until.max(other.unwrap_or_default()))
        }),
    }
}
