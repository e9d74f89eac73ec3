//! The look-up of one number: what is known of it, why it would be refused now, and the operator's
//! rulings about it. The number is neither stored nor logged, and is in no address.

use axum::extract::State;
use axum::response::Response;
use tracing::{info, warn};

use super::access::PostedForm;
use super::asked_number::AskedNumber;
use super::page::{self, KnownNumber, LimitUse, LookUp, NumberHistory, Outcome};
use super::rulings::rule;
use super::state::{Operator, OperatorState};
use super::words::duration;
use crate::domain::{
    Channel, History, OwnAttempts, Policy, Recipient, Refusal, Timestamp, WindowLimit,
};
use crate::repository::RepositoryError;
use crate::verifier::number_rules::{NumberRule, Ruling};

/// Answers with what is known of the posted number.
pub(super) async fn look_up(State(operator): State<OperatorState>, form: PostedForm) -> Response {
    answer(&operator, &form, false).await
}

/// Carries out a ruling about the posted number, and answers with what is known of it then.
pub(super) async fn carry_out(State(operator): State<OperatorState>, form: PostedForm) -> Response {
    answer(&operator, &form, true).await
}

async fn answer(operator: &Operator, form: &PostedForm, rules: bool) -> Response {
    let found = match AskedNumber::read(&form.field("phone")) {
        Some(subject) => {
            let outcome = match rules {
                true => Some(rule(operator, &subject, form).await),
                false => None,
            };
            known_of(operator, &subject, outcome, form.viewer.name()).await
        }
        None => Ok(LookUp::NotANumber),
    };
    let found = found.unwrap_or_else(|error| {
        warn!(%error, "a number could not be looked up");
        LookUp::Unavailable
    });
    page::look_up(&found, &form.viewer.reader(operator), operator.now())
}

async fn known_of(
    operator: &Operator,
    subject: &AskedNumber,
    outcome: Option<Outcome>,
    user: Option<&str>,
) -> Result<LookUp, RepositoryError> {
    let verifier = &operator.app.verifier;
    let phone = subject.fingerprint(operator).0;
    let rules = verifier.number_rules().await?;
    let rule = rules.into_iter().find(|rule| rule.phone == phone);
    let history = match subject {
        AskedNumber::Number(recipient) => {
            Some(history_of(operator, recipient, rule.as_ref()).await?)
        }
        AskedNumber::Fingerprint(_) => None,
    };
    info!(target: "audit", phone, user, "operator look-up");
    Ok(LookUp::Found(Box::new(KnownNumber {
        fingerprint: phone,
        rule,
        outcome,
        history,
    })))
}

async fn history_of(
    operator: &Operator,
    recipient: &Recipient,
    rule: Option<&NumberRule>,
) -> Result<NumberHistory, RepositoryError> {
    let verifier = &operator.app.verifier;
    let read = verifier.records.history(&recipient.number).await?;
    let now = read.now();
    let history = read.record.unwrap_or_default();
    let blocked = rule.filter(|rule| rule.ruling == Ruling::Block);
    let blocked = blocked.map(|_| "Nothing is sent: an operator blocked the number.".to_owned());
    let own = refusals(operator, recipient, &history, now);
    Ok(NumberHistory {
        refusals: blocked.into_iter().chain(own).collect(),
        limits: limits(&history, &verifier.policy, now),
        attempts: attempts(&history),
        guesses: history.guesses().to_vec(),
        number: recipient.number.as_e164().to_owned(),
        country: recipient.country.clone(),
        shown: recipient.shown.clone(),
    })
}

/// The attempts with their channels, the newest first.
fn attempts(history: &History) -> Vec<(Timestamp, Channel)> {
    let mut calls = history.attempts_by(Channel::Call).to_vec();
    let attempts = history.attempts().iter().rev();
    let with_channel = attempts.map(|at| match calls.iter().rposition(|call| call == at) {
        Some(nth) => (calls.remove(nth), Channel::Call),
        None => (*at, Channel::Text),
    });
    with_channel.collect()
}

/// The use of each limit of the number.
fn limits(history: &History, policy: &Policy, now: Timestamp) -> Vec<LimitUse> {
    let window = |what: &str, limit: &WindowLimit, times: &[Timestamp]| LimitUse {
        name: format!("{what} in {}", duration(limit.within)),
        used: limit.count_at(times, now),
        of: limit.count,
    };
    let all = policy.attempts_per_phone.iter();
    let all = all.map(|limit| window("Texts and calls", limit, history.attempts()));
    let of_channels = Channel::ALL.into_iter().flat_map(|channel| {
        let limits = policy.channels[channel].attempts_per_phone.iter();
        limits.map(move |limit| {
            let name = format!("{}s", channel.title());
            window(&name, limit, history.attempts_by(channel))
        })
    });
    let guesses = window(
        "Wrong guesses",
        &policy.guesses_per_phone,
        history.guesses(),
    );
    let row = LimitUse {
        name: "Wrong guesses in a row".to_owned(),
        used: history.guesses_in_a_row() as usize,
        of: policy.guesses_in_a_row as usize,
    };
    all.chain(of_channels).chain([guesses, row]).collect()
}

/// The reasons for which a stranger's request about the number would be refused now, limits of
/// whoever asks aside.
fn refusals(
    operator: &Operator,
    recipient: &Recipient,
    history: &History,
    now: Timestamp,
) -> Vec<String> {
    let verifier = &operator.app.verifier;
    let policy = &verifier.policy;
    let of_channel = |channel: Channel| {
        let served = verifier.destinations.check(recipient, channel).err();
        let strangers = OwnAttempts::default();
        let limited = history.limited_until(channel, &strangers, policy, now);
        let offered = *policy.channels[channel].offered_in.get(&recipient.country);
        let name = channel.plural();
        [
            served.map(|refusal| format!("No {name}: {}.", unserved(refusal))),
            (!offered).then(|| format!("No {name}: there are none in this country.")),
            limited.map(|_| format!("No {name}: a limit of the number is used up.")),
            verifier
                .provider
                .cooldown(channel)
                .map(|left| format!("No {name} for another {}: Plivo fails.", duration(left))),
        ]
    };
    let locked = history
        .locked_until(policy, now)
        .map(|_| "No guess is taken: there were too many wrong ones on the number.".to_owned());
    let of_channels = Channel::ALL.into_iter().flat_map(of_channel);
    of_channels.chain([locked]).flatten().collect()
}

/// The words for what the destination policy says.
fn unserved(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::CountryNotServed => "limits.countries does not name the country",
        Refusal::PhoneUnknown => "the number is in no known numbering plan",
        _ => "numbers of this kind can cost anything",
    }
}
