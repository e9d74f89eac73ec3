//! Many requests at the same moment: each limit holds to the last one.

use crate::NUMBER;
use crate::person::{Person, at_once, count, wrong};
use crate::stage::{Setup, Stage};

const ON_REDIS: Setup = Setup {
    redis: true,
    ..Setup::PLAIN
};

/// Two instances that share one Redis.
async fn two_instances() -> Stage {
    let mut stage = Stage::with(ON_REDIS).await;
    stage.add(ON_REDIS).await;
    stage
}

/// How many guesses were compared with the code, as the verification's record has it.
async fn compared(stage: &Stage, person: &Person) -> u64 {
    let records = &stage.instances[0].app.verifier.records;
    let key = records.verification_key(&person.session()).await.unwrap();
    let verification = records.verification(&key).await.unwrap().record;
    let record = serde_json::to_value(verification.unwrap()).unwrap();
    record["wrong_guesses"].as_u64().unwrap_or(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn one_press_that_arrives_twenty_times_sends_one_text() {
    for stage in Stage::on_each_store(Setup::default()).await {
        let person = stage.person();
        person.opens_the_page().await;
        let answers = at_once((0..20).map(|_| {
            let person = person.clone();
            async move { person.asks_for_a_text(NUMBER).await }
        }));
        let answers = answers.await;
        assert!(count(&answers, 200) >= 1, "{answers:?}");
        assert_eq!(stage.plivo.count(), 1);
        assert_eq!(person.types(&stage.plivo.code()).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_browsers_get_three_texts_to_one_number() {
    let stage = two_instances().await;
    let answers = at_once((0..50).map(|n| {
        let person = stage.person().at(&stage.instances[n % 2].url);
        async move { person.asks_for_a_text(NUMBER).await }
    }));
    let answers = answers.await;
    assert_eq!(count(&answers, 200), 3, "{answers:?}");
    assert_eq!(stage.plivo.count(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_hundred_wrong_codes_five_are_looked_at() {
    let stage = two_instances().await;
    let person = stage.person();
    person.asks_for_a_text(NUMBER).await;
    let code = stage.plivo.code();
    let answers = at_once((0..200_u32).map(|n| {
        let person = person.at(&stage.instances[n as usize % 2].url);
        let typed = wrong(&code, n);
        async move { person.types(&typed).await }
    }));
    let answers = answers.await;
    assert_eq!(count(&answers, 422) + count(&answers, 503), 200);
    assert_eq!(compared(&stage, &person).await, 5);
    assert_eq!(person.types(&code).await.status, 422, "the code is dead");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_hundred_right_codes_one_verifies() {
    let stage = two_instances().await;
    let person = stage.person();
    person.asks_for_a_text(NUMBER).await;
    let code = stage.plivo.code();
    let answers = at_once((0..200).map(|n| {
        let (person, code) = (person.at(&stage.instances[n % 2].url), code.clone());
        async move { person.types(&code).await }
    }));
    assert_eq!(count(&answers.await, 200), 1);
    assert_eq!(compared(&stage, &person).await, 0);
    person.opens_the_page().await.says("is verified");
}
