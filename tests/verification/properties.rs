//! Properties that hold for every history in the reference model, however it came about.

use std::collections::BTreeSet;
use std::time::Duration;

use ringcode::domain::{Channel, Timestamp};

use super::reference_model::{
    CALLS, GUESSES, Guess, MESSAGES, MINUTE, RESEND_WAITS, ReferenceModel, SECOND, Sent,
};

pub fn assert_all(model: &ReferenceModel) {
    for verification in distinct(model.sent.iter().map(|sent| sent.verification)) {
        let sent: Vec<_> = model.sent_in(verification).collect();
        let guesses = model
            .guesses
            .iter()
            .filter(|guess| guess.verification == verification);
        attempts_of_a_verification(&sent);
        guesses_of_a_verification(&guesses.collect::<Vec<_>>());
    }
    for code in distinct(model.sent.iter().map(|sent| sent.code.as_str())) {
        let sent: Vec<_> = model.sent.iter().filter(|sent| sent.code == code).collect();
        life_of_a_code(&sent);
        let guesses = model.guesses.iter().filter(|guess| guess.code == code);
        guesses_on_a_code(&guesses.collect::<Vec<_>>(), sent[0]);
    }
    for phone in distinct(model.sent.iter().map(|sent| sent.phone)) {
        let sent = model.sent.iter().filter(|sent| sent.phone == phone);
        let called = sent.clone().filter(|sent| sent.channel == Channel::Call);
        let called: Vec<_> = called.map(|sent| sent.at).collect();
        at_most(CALLS.0, CALLS.1, &called);
        let sent: Vec<_> = sent.map(|sent| sent.at).collect();
        for (count, span) in MESSAGES {
            at_most(count, span, &sent);
        }
        let wrong = model.guesses.iter().filter(|guess| !guess.right);
        let wrong = wrong.filter(|guess| guess.phone == phone);
        let wrong: Vec<_> = wrong.map(|guess| guess.at).collect();
        at_most(GUESSES.0, GUESSES.1, &wrong);
    }
}

fn attempts_of_a_verification(sent: &[&Sent]) {
    assert!(sent.len() <= 5, "a sixth message in one verification");
    let calls = sent.iter().filter(|sent| sent.channel == Channel::Call);
    assert!(calls.count() <= 2, "a third call in one verification");
    let phones = distinct(sent.iter().map(|sent| sent.phone));
    assert!(phones.len() <= 3, "a fourth number in one verification");
    for phone in phones {
        let to_it: Vec<_> = sent.iter().filter(|sent| sent.phone == phone).collect();
        assert_eq!(to_it[0].channel, Channel::Text, "a call before any text");
        for (nth, pair) in to_it.windows(2).enumerate() {
            let [before, after] = pair else { continue };
            let wait = match (before.channel, after.channel) {
                _ if before.failed() => 0,
                (Channel::Text, Channel::Call) => 30,
                _ => RESEND_WAITS[nth],
            };
            assert!(after.at >= before.at + wait * SECOND, "{after:?} too soon");
        }
    }
}

fn guesses_of_a_verification(guesses: &[&Guess]) {
    let wrong = guesses.iter().filter(|guess| !guess.right).count();
    assert!(wrong <= 10, "an eleventh wrong guess in one verification");
    let right = guesses.iter().position(|guess| guess.right);
    assert!(
        right.is_none_or(|right| right + 1 == guesses.len()),
        "compared after it was verified"
    );
}

fn life_of_a_code(sent: &[&Sent]) {
    for again in sent {
        assert_eq!(again.expires_at, sent[0].at + 10 * MINUTE, "another life");
        assert_eq!(again.phone, sent[0].phone, "one code for two phones");
        assert_eq!(
            again.verification, sent[0].verification,
            "one code for two verifications"
        );
        assert!(
            again.at + 2 * MINUTE <= again.expires_at,
            "{again:?} too late"
        );
    }
}

fn guesses_on_a_code(guesses: &[&Guess], sent: &Sent) {
    let wrong = guesses.iter().filter(|guess| !guess.right).count();
    assert!(wrong <= 5, "a sixth wrong guess on one code");
    let in_time = |guess: &&Guess| guess.at < sent.at + 10 * MINUTE;
    assert!(guesses.iter().all(in_time), "compared after its life");
}

fn at_most(count: usize, span: Duration, times: &[Timestamp]) {
    for run in times.windows(count + 1) {
        assert!(
            run[count].since(run[0]) >= span,
            "{} within {span:?}",
            count + 1
        );
    }
}

fn distinct<T: Ord>(all: impl Iterator<Item = T>) -> BTreeSet<T> {
    all.collect()
}
