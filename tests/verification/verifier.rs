//! What the verifier does with a deed, in its order, and what the ledger expects of it:
//! ask the verification, count on the phone, decide, give back what was not used.

use crate::world::send_again;
use ringcode::domain::{
    Action, AttemptPlan, Channel, Check, CodeLength, CodeMessage, Decision, Effect, PhoneNumber,
    Refusal, Timestamp, TypedCode,
};

use super::ledger::{Guess, Sent};
use super::moves::{Deed, Pick};
use super::world::{PHONES, SUCCESSOR, World, phone_of, text_to};

/// What the verifier knows before it decides.
enum Prior {
    /// Counted on this phone, then; a message for this plan.
    Counted(usize, Timestamp, Option<AttemptPlan>),
    /// The verification will refuse, or has nothing to send.
    NotCounted,
    /// Refused already.
    Refused,
}

impl World {
    pub fn drive(&mut self, deeds: &[&Deed]) {
        let actions: Vec<_> = deeds.iter().map(|deed| self.action(deed)).collect();
        let priors: Vec<_> = actions.iter().map(|action| self.count(action)).collect();
        for (action, prior) in actions.iter().zip(&priors) {
            self.settle(action, prior);
        }
        self.ledger.messages_pending.clear();
        self.ledger.guesses_pending.clear();
    }

    fn action(&self, deed: &Deed) -> Action {
        match deed {
            Deed::Text(phone) => text_to(*phone),
            Deed::Again => send_again(Channel::Text, None),
            Deed::Call => send_again(Channel::Call, None),
            Deed::Guess(pick) => {
                let digits = self.digits(*pick);
                Action::Check(Check {
                    typed: TypedCode::parse(&digits, CodeLength::Six).unwrap(),
                    after: None,
                    on: self.counted_on(),
                    screen: None,
                    next_session: Some(SUCCESSOR),
                })
            }
        }
    }

    /// The number that a guess made now is counted on; anybody's where there is none.
    fn counted_on(&self) -> PhoneNumber {
        let number = self.verification().number().cloned();
        number.unwrap_or_else(|| PhoneNumber::from_e164(PHONES[0]).unwrap())
    }

    fn digits(&self, pick: Pick) -> String {
        let current = self.ledger.current(self.here).map(|sent| &sent.code);
        let mut others = self.ledger.sent.iter().map(|sent| &sent.code).rev();
        let code = match pick {
            Pick::Right => current,
            Pick::Old => others.find(|code| Some(*code) != current),
            Pick::Wrong => None,
        };
        code.cloned().unwrap_or_else(|| "999999".to_owned())
    }

    /// As the verifier does first: asks the verification, and counts on the phone.
    fn count(&mut self, action: &Action) -> Prior {
        match action {
            Action::Check(_) => self.count_guess(),
            _ => self.count_attempt(action),
        }
    }

    fn count_attempt(&mut self, action: &Action) -> Prior {
        let plan = self.plan(action);
        assert_eq!(plan.is_some(), self.permits(action));
        let Some(plan) = plan else {
            return Prior::NotCounted;
        };
        let number = &plan.recipient().number;
        let (phone, channel) = (phone_of(number), plan.channel());
        let own = self.verification().own_attempts_to(number);
        let counted = self.histories[phone].count_attempt(channel, &own, &self.policy, self.now);
        let leaves = self
            .ledger
            .leaves_a_message(self.here, phone, channel, self.now);
        assert_eq!(counted.is_ok(), leaves, "{counted:?}");
        if counted.is_ok() {
            self.ledger.messages_pending.push((phone, channel));
        }
        self.counted(phone, counted, action, Some(plan))
    }

    fn count_guess(&mut self) -> Prior {
        let permitted = self.ledger.permits_guess(self.here, self.now);
        let number = match self.verification().may_check(&self.policy, self.now) {
            Ok(recipient) => recipient.number.clone(),
            Err(refusal) => {
                assert!(!permitted, "{refusal:?}");
                return Prior::Refused;
            }
        };
        assert!(permitted, "a guess too many or too late");
        let phone = phone_of(&number);
        let counted = self.histories[phone].count_guess(&self.policy, self.now);
        let leaves = self.ledger.leaves_a_guess(phone, self.now);
        assert_eq!(counted.is_ok(), leaves, "{counted:?}");
        if counted.is_ok() {
            self.ledger.guesses_pending.push(phone);
        }
        self.counted(phone, counted, &Action::ChangeNumber, None)
    }

    fn counted(
        &mut self,
        phone: usize,
        counted: Result<(), Refusal>,
        action: &Action,
        plan: Option<AttemptPlan>,
    ) -> Prior {
        let Err(refusal) = counted else {
            return Prior::Counted(phone, self.now, plan);
        };
        assert!(refusal.until().is_some_and(|until| until > self.now));
        let verification = match action {
            Action::SubmitNumber(_, input) => self.verification().clone().with_input(input.clone()),
            _ => self.verification().clone(),
        };
        self.keep(verification.refuse(refusal, self.now).verification);
        Prior::Refused
    }

    /// As the verifier does then: decides, and gives back what was not used.
    fn settle(&mut self, action: &Action, prior: &Prior) {
        match (action, prior) {
            (_, Prior::Refused) => {}
            (Action::Check(guess), prior) => self.settle_guess(guess, prior),
            _ => self.settle_send(action, prior),
        }
    }

    fn settle_send(&mut self, action: &Action, prior: &Prior) {
        let permitted = self.permits(action);
        let repeated = matches!(action, Action::SubmitNumber(recipient, _)
            if self.ledger.is_repeated(self.here, phone_of(&recipient.number), self.now));
        let reserved = match prior {
            Prior::Counted(_, _, plan) => plan.as_ref(),
            _ => None,
        };
        // Whoever was overtaken sends nothing, though something could be sent now.
        let stands = reserved.is_some() && reserved == self.plan(action).as_ref();
        let decision = self.decide_with(action, reserved);
        let answer = decision.answer;
        let due = permitted && stands || repeated;
        assert_eq!(answer.is_ok(), due, "{action:?}: {answer:?}");
        let moved_on = answer == Err(Refusal::MovedOn);
        assert_eq!(moved_on, permitted && !stands, "{action:?}: {answer:?}");
        match (decision.effect, prior) {
            (Effect::Deliver(message), Prior::Counted(phone, _, Some(plan))) if permitted => {
                assert_eq!(phone_of(&plan.recipient().number), *phone, "not reserved");
                self.sent(action, plan, &message);
            }
            (Effect::None, Prior::Counted(phone, at, _)) => {
                self.histories[*phone].uncount_attempt(channel_of(action), *at);
            }
            (Effect::None, Prior::NotCounted) => {}
            (effect, _) => panic!("{effect:?} of {action:?}"),
        }
    }

    /// Checks what goes out, and writes it down.
    fn sent(&mut self, action: &Action, plan: &AttemptPlan, message: &CodeMessage) {
        let (verification, phone) = (self.here, phone_of(&plan.recipient().number));
        let code = message.code.digits();
        match self.ledger.goes_again(verification, phone, self.now) {
            Some(before) => assert_eq!(code, before.code, "a new code too early"),
            None => assert_eq!(code, format!("{:06}", self.drawn), "not the new code"),
        }
        assert_eq!(message.attempt.0, format!("attempt-{}", self.drawn));
        let to = match action {
            Action::SubmitNumber(recipient, _) => phone_of(&recipient.number),
            _ => self.ledger.current(verification).unwrap().phone,
        };
        assert_eq!(phone, to, "sent to another phone");
        assert_eq!(plan.channel(), channel_of(action));
        self.ledger.sent.push(Sent {
            verification,
            phone,
            channel: plan.channel(),
            at: self.now,
            code: code.to_owned(),
            expires_at: self.now + message.expires_in,
            attempt: message.attempt.0.clone(),
            reports: Vec::new(),
            end: None,
        });
    }

    fn settle_guess(&mut self, guess: &Check, prior: &Prior) {
        let sent = self.ledger.current(self.here);
        let to = sent.map(|sent| PHONES[sent.phone]);
        let permitted =
            self.ledger.permits_guess(self.here, self.now) && to == Some(guess.on.as_e164());
        let decision = self.decide(&Action::Check(guess.clone()));
        assert_eq!(decision.compared, permitted, "{:?}", decision.answer);
        let &Prior::Counted(phone, at, _) = prior else {
            panic!("compared, and not counted");
        };
        match decision.effect {
            Effect::Verified(_) => self.histories[phone].settle_right_guess(at),
            _ if decision.compared => {}
            _ => self.histories[phone].uncount_guess(at),
        }
        if permitted {
            self.compared(&guess.typed, &decision);
        }
    }

    /// Checks what a guess was answered, and writes it down.
    fn compared(&mut self, typed: &TypedCode, decision: &Decision) {
        let verification = self.here;
        let sent = self.ledger.current(verification).unwrap();
        let (phone, code) = (sent.phone, sent.code.clone());
        let right = typed.digits() == code;
        self.ledger.guesses.push(Guess {
            verification,
            phone,
            code: code.clone(),
            at: self.now,
            right,
        });
        let on_verification = 10 - self.ledger.wrong_in(verification);
        let on_code = 5 - self.ledger.wrong_on(&code);
        let due = match (on_verification, on_code) {
            _ if right => Ok(()),
            (0, _) => Err(Refusal::VerificationLocked),
            (_, 0) => Err(Refusal::CodeUsedUp),
            _ => Err(Refusal::CodeWrong {
                tries_left: on_verification.min(on_code).try_into().unwrap(),
            }),
        };
        assert_eq!(decision.answer, due);
        match &decision.effect {
            Effect::Verified(number) => assert!(right && phone_of(number) == phone),
            effect => assert!(!right && matches!(effect, Effect::None)),
        }
    }

    /// Whether the verification, asked alone, may send now.
    fn permits(&self, action: &Action) -> bool {
        let current = self.ledger.current(self.here);
        match action {
            Action::SubmitNumber(recipient, _) => {
                let phone = phone_of(&recipient.number);
                self.ledger.permits_text(self.here, phone, self.now)
            }
            Action::SendAgain {
                channel: Channel::Call,
                ..
            } => self.ledger.permits_call(self.here, self.now),
            _ => current
                .is_some_and(|sent| self.ledger.permits_text(self.here, sent.phone, self.now)),
        }
    }
}

fn channel_of(action: &Action) -> Channel {
    match action {
        Action::SendAgain { channel, .. } => *channel,
        _ => Channel::FIRST,
    }
}
