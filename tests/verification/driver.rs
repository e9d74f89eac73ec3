//! Handles requests in the order of the verifier, and compares each answer with the reference
//! model: ask the verification, count on the phone, decide, give back what was not used.

use crate::world::send_again;
use ringcode::domain::{
    Action, AttemptPlan, Channel, Check, CodeLength, CodeMessage, Decision, Effect, PhoneNumber,
    Refusal, Timestamp, TypedCode,
};

use super::generators::{Pick, Request};
use super::reference_model::{Guess, Sent};
use super::world::{NEXT_SESSION, PHONES, World, phone_of, text_to};

/// The result of counting a request on the phone, before the decision.
enum Reservation {
    /// Counted on this phone, at this time; an attempt with its plan.
    Counted(usize, Timestamp, Option<AttemptPlan>),
    /// Nothing to count: the verification will refuse, or makes no attempt.
    NotCounted,
    /// Refused already.
    Refused,
}

impl World {
    pub fn handle(&mut self, requests: &[&Request]) {
        let actions: Vec<_> = requests
            .iter()
            .map(|request| self.action(request))
            .collect();
        let reservations: Vec<_> = actions.iter().map(|action| self.count(action)).collect();
        for (action, reservation) in actions.iter().zip(&reservations) {
            self.settle(action, reservation);
        }
        self.model.messages_pending.clear();
        self.model.guesses_pending.clear();
    }

    fn action(&self, request: &Request) -> Action {
        match request {
            Request::Text(phone) => text_to(*phone),
            Request::TextAgain => send_again(Channel::Text, None),
            Request::Call => send_again(Channel::Call, None),
            Request::Guess(pick) => {
                let digits = self.digits(*pick);
                Action::Check(Check {
                    typed: TypedCode::parse(&digits, CodeLength::Six).unwrap(),
                    after: None,
                    on: self.counted_on(),
                    screen: None,
                    next_session: Some(NEXT_SESSION),
                })
            }
        }
    }

    /// The number on which a guess made now is counted; the first phone if there is none.
    fn counted_on(&self) -> PhoneNumber {
        let number = self.verification().number().cloned();
        number.unwrap_or_else(|| PhoneNumber::from_e164(PHONES[0]).unwrap())
    }

    fn digits(&self, pick: Pick) -> String {
        let current = self.model.current(self.selected).map(|sent| &sent.code);
        let mut others = self.model.sent.iter().map(|sent| &sent.code).rev();
        let code = match pick {
            Pick::Right => current,
            Pick::Old => others.find(|code| Some(*code) != current),
            Pick::Wrong => None,
        };
        code.cloned().unwrap_or_else(|| "999999".to_owned())
    }

    /// The verifier's first half: asks the verification, and counts on the phone.
    fn count(&mut self, action: &Action) -> Reservation {
        match action {
            Action::Check(_) => self.count_guess(),
            _ => self.count_attempt(action),
        }
    }

    fn count_attempt(&mut self, action: &Action) -> Reservation {
        let plan = self.plan(action);
        assert_eq!(plan.is_some(), self.permits(action));
        let Some(plan) = plan else {
            return Reservation::NotCounted;
        };
        let number = &plan.recipient().number;
        let (phone, channel) = (phone_of(number), plan.channel());
        let own = self.verification().own_attempts_to(number);
        let counted = self.histories[phone].count_attempt(channel, &own, &self.policy, self.now);
        let leaves = self
            .model
            .allows_message(self.selected, phone, channel, self.now);
        assert_eq!(counted.is_ok(), leaves, "{counted:?}");
        if counted.is_ok() {
            self.model.messages_pending.push((phone, channel));
        }
        self.counted(phone, counted, action, Some(plan))
    }

    fn count_guess(&mut self) -> Reservation {
        let permitted = self.model.permits_guess(self.selected, self.now);
        let number = match self.verification().may_check(&self.policy, self.now) {
            Ok(recipient) => recipient.number.clone(),
            Err(refusal) => {
                assert!(!permitted, "{refusal:?}");
                return Reservation::Refused;
            }
        };
        assert!(permitted, "a guess too many or too late");
        let phone = phone_of(&number);
        let counted = self.histories[phone].count_guess(&self.policy, self.now);
        let leaves = self.model.allows_guess(phone, self.now);
        assert_eq!(counted.is_ok(), leaves, "{counted:?}");
        if counted.is_ok() {
            self.model.guesses_pending.push(phone);
        }
        self.counted(phone, counted, &Action::ChangeNumber, None)
    }

    fn counted(
        &mut self,
        phone: usize,
        counted: Result<(), Refusal>,
        action: &Action,
        plan: Option<AttemptPlan>,
    ) -> Reservation {
        let Err(refusal) = counted else {
            return Reservation::Counted(phone, self.now, plan);
        };
        assert!(refusal.until().is_some_and(|until| until > self.now));
        let verification = match action {
            Action::SubmitNumber { input, .. } => {
                self.verification().clone().with_input(input.clone())
            }
            _ => self.verification().clone(),
        };
        self.keep(verification.refuse(refusal, self.now).verification);
        Reservation::Refused
    }

    /// The verifier's second half: decides, and gives back what was not used.
    fn settle(&mut self, action: &Action, reservation: &Reservation) {
        match (action, reservation) {
            (_, Reservation::Refused) => {}
            (Action::Check(guess), reservation) => self.settle_guess(guess, reservation),
            _ => self.settle_attempt(action, reservation),
        }
    }

    fn settle_attempt(&mut self, action: &Action, reservation: &Reservation) {
        let permitted = self.permits(action);
        let repeated = matches!(action, Action::SubmitNumber { recipient, .. }
            if self.model.is_repeated(self.selected, phone_of(&recipient.number), self.now));
        let reserved = match reservation {
            Reservation::Counted(_, _, plan) => plan.as_ref(),
            _ => None,
        };
        // A request that was overtaken makes no attempt, even if another one is permitted now.
        let stands = reserved.is_some() && reserved == self.plan(action).as_ref();
        let decision = self.decide_with(action, reserved);
        let answer = decision.answer;
        let due = permitted && stands || repeated;
        assert_eq!(answer.is_ok(), due, "{action:?}: {answer:?}");
        let moved_on = answer == Err(Refusal::MovedOn);
        assert_eq!(moved_on, permitted && !stands, "{action:?}: {answer:?}");
        match (decision.effect, reservation) {
            (Effect::Deliver(message), Reservation::Counted(phone, _, Some(plan))) if permitted => {
                assert_eq!(phone_of(&plan.recipient().number), *phone, "not reserved");
                self.sent(action, plan, &message);
            }
            (Effect::None, Reservation::Counted(phone, at, _)) => {
                self.histories[*phone].uncount_attempt(channel_of(action), *at);
            }
            (Effect::None, Reservation::NotCounted) => {}
            (effect, _) => panic!("{effect:?} of {action:?}"),
        }
    }

    /// Checks the attempt, and adds it to the model.
    fn sent(&mut self, action: &Action, plan: &AttemptPlan, message: &CodeMessage) {
        let (verification, phone) = (self.selected, phone_of(&plan.recipient().number));
        let code = message.code.digits();
        match self.model.code_to_repeat(verification, phone, self.now) {
            Some(before) => assert_eq!(code, before.code, "a new code too early"),
            None => assert_eq!(code, format!("{:06}", self.drawn), "not the new code"),
        }
        assert_eq!(message.attempt.0, format!("attempt-{}", self.drawn));
        let to = match action {
            Action::SubmitNumber { recipient, .. } => phone_of(&recipient.number),
            _ => self.model.current(verification).unwrap().phone,
        };
        assert_eq!(phone, to, "sent to another phone");
        assert_eq!(plan.channel(), channel_of(action));
        self.model.sent.push(Sent {
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

    fn settle_guess(&mut self, guess: &Check, reservation: &Reservation) {
        let sent = self.model.current(self.selected);
        let to = sent.map(|sent| PHONES[sent.phone]);
        let permitted =
            self.model.permits_guess(self.selected, self.now) && to == Some(guess.on.as_e164());
        let decision = self.decide(&Action::Check(guess.clone()));
        assert_eq!(decision.compared, permitted, "{:?}", decision.answer);
        let &Reservation::Counted(phone, at, _) = reservation else {
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

    /// Checks the answer to a guess, and adds it to the model.
    fn compared(&mut self, typed: &TypedCode, decision: &Decision) {
        let verification = self.selected;
        let sent = self.model.current(verification).unwrap();
        let (phone, code) = (sent.phone, sent.code.clone());
        let right = typed.digits() == code;
        self.model.guesses.push(Guess {
            verification,
            phone,
            code: code.clone(),
            at: self.now,
            right,
        });
        let on_verification = 10 - self.model.wrong_in(verification);
        let on_code = 5 - self.model.wrong_on(&code);
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

    /// Whether the limits of the verification permit an attempt now; those of the phone count apart.
    fn permits(&self, action: &Action) -> bool {
        let current = self.model.current(self.selected);
        match action {
            Action::SubmitNumber { recipient, .. } => {
                let phone = phone_of(&recipient.number);
                self.model.permits_text(self.selected, phone, self.now)
            }
            Action::SendAgain {
                channel: Channel::Call,
                ..
            } => self.model.permits_call(self.selected, self.now),
            _ => current
                .is_some_and(|sent| self.model.permits_text(self.selected, sent.phone, self.now)),
        }
    }
}

fn channel_of(action: &Action) -> Channel {
    match action {
        Action::SendAgain { channel, .. } => *channel,
        _ => Channel::FIRST,
    }
}
