//! The decision: which attempt an action would make, and what becomes of the verification.

use crate::domain::{
    Action, ApprovedAttempt, AttemptPlan, Channel, Decision, Effect, Policy, Refusal, Timestamp,
    Verification,
};

impl Verification {
    /// The attempt that `action` would make at `now`; `None` if it would make none.
    pub fn plan(&self, action: &Action, policy: &Policy, now: Timestamp) -> Option<AttemptPlan> {
        let mut verification = self.clone();
        let channel = verification.due_channel(action, policy, now).ok()??;
        verification.planned(channel)
    }

    /// Decides what becomes of the verification if the person asks for `action` at `now`. Without
    /// an approved attempt nothing is sent.
    ///
    /// A refusal changes nothing but the notice, which the page shows after the redirect and the
    /// next action removes, and what was typed.
    pub fn decide(
        mut self,
        action: &Action,
        approved: Option<ApprovedAttempt<'_>>,
        policy: &Policy,
        now: Timestamp,
    ) -> Decision {
        if let Some(refusal) = self.answered_before(action) {
            return self.refuse(refusal, now);
        }
        self.notice = None;
        self.typed_code.clear();
        let before = self.clone();
        let answer = self.carry_out(action, approved, policy, now);
        let compared =
            self.wrong_guesses != before.wrong_guesses || self.verified_at != before.verified_at;
        match answer {
            Ok(effect) => Decision {
                verification: self,
                effect,
                answer: Ok(()),
                compared,
                now,
            },
            // A wrong guess is the one refusal that changes the record.
            Err(refusal) if compared => Decision {
                compared,
                ..self.refuse(refusal, now)
            },
            Err(refusal) => before.with_input_of(action).refuse(refusal, now),
        }
    }

    /// Refuses an action, and keeps the refusal as the notice of the next page.
    pub fn refuse(mut self, refusal: Refusal, now: Timestamp) -> Decision {
        self.notice = Some(refusal);
        Decision {
            verification: self,
            effect: Effect::None,
            answer: Err(refusal),
            compared: false,
            now,
        }
    }

    fn carry_out(
        &mut self,
        action: &Action,
        approved: Option<ApprovedAttempt<'_>>,
        policy: &Policy,
        now: Timestamp,
    ) -> Result<Effect, Refusal> {
        match action {
            Action::Check(check) => self.check(check, policy, now),
            _ => match self.due_channel(action, policy, now)? {
                Some(channel) => self.send(channel, approved, policy, now),
                None => Ok(Effect::None),
            },
        }
    }

    /// Applies an action up to the attempt that it makes, and returns the channel of that.
    fn due_channel(
        &mut self,
        action: &Action,
        policy: &Policy,
        now: Timestamp,
    ) -> Result<Option<Channel>, Refusal> {
        if self.verified_at.is_some() {
            return Err(Refusal::AlreadyVerified);
        }
        match action {
            Action::SubmitNumber {
                recipient,
                input,
                channel,
            } => self.submit_number(recipient, input, *channel, policy, now),
            Action::SendAgain { channel, screen } => {
                self.send_again(*channel, screen.as_ref(), policy, now)
            }
            Action::Check(_) => Ok(None),
            Action::ChangeNumber => {
                self.changing_number = true;
                Ok(None)
            }
        }
    }

    fn with_input_of(self, action: &Action) -> Self {
        match action {
            Action::SubmitNumber { input, .. } => self.with_input(input.clone()),
            _ => self,
        }
    }
}
