//! Two processes, one Redis, and everything at the same moment.

use ringcode::repository::Repository;
use ringcode::store::redis::{RedisAddress, RedisCredentials, RedisStore};
use ringcode_test_support::default_policy;
use ringcode_test_support::redis::Server;
use secrecy::SecretString;
use tokio::task::JoinSet;

use crate::{
    browser::{Answer, Browser, wrong},
    deployment::{Deployment, NO_WAITS, SECRET},
};

pub async fn two_processes(redis: &Server, limits: &str) -> Deployment {
    let mut deployment = Deployment::with(&redis.url(), limits, &[]).await;
    deployment.add(limits, &[]).await;
    deployment
}

/// The answers to what is done all at once.
async fn at_once<F>(acts: impl Iterator<Item = F>) -> Vec<Answer>
where
    F: Future<Output = Answer> + Send + 'static,
{
    acts.collect::<JoinSet<_>>().join_all().await
}

fn count(answers: &[Answer], status: u16) -> usize {
    answers.iter().filter(|answer| answer.is(status)).count()
}

/// All these codes typed at once, by turns at both processes.
pub async fn types_at_once(
    deployment: &Deployment,
    browser: &Browser,
    codes: impl Iterator<Item = String>,
) -> Vec<Answer> {
    let acts = codes.enumerate().map(|(n, code)| {
        let browser = browser.at(&deployment.apps[n % 2].url);
        async move { browser.types_code(&code).await }
    });
    at_once(acts).await
}

/// The wrong guesses that were compared with a code, as counted in the record.
async fn compared(redis: &Server, browser: &Browser) -> u64 {
    let store = RedisStore::new(
        RedisAddress::parse(&redis.url(), &RedisCredentials::default()).unwrap(),
        std::time::Duration::from_secs(10),
    );
    let records = Repository::new(
        std::sync::Arc::new(store),
        &SecretString::from(SECRET),
        &[],
        default_policy(),
    );
    let key = browser.session().verification_key(&records).await.unwrap();
    let verification = records.verification(&key).await.unwrap().record;
    let record = serde_json::to_value(verification.unwrap().verification).unwrap();
    record["wrong_guesses"].as_u64().unwrap_or(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_hundred_wrong_codes_five_are_compared() {
    let redis = Server::start();
    let deployment = two_processes(&redis, "").await;
    let (browser, code) = deployment.browser_with_code().await;
    let answers = types_at_once(&deployment, &browser, (0..200).map(|n| wrong(&code, n))).await;
    assert_eq!(count(&answers, 422) + count(&answers, 503), 200);
    assert_eq!(compared(&redis, &browser).await, 5);
    assert_eq!(deployment.wrong_guesses(), 5, "told to the operator");
    browser.types_code(&code).await.expect(422);
    assert_eq!(deployment.verifications(), 0);
    deployment.assert_sound();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_hundred_right_codes_one_verifies() {
    let redis = Server::start();
    let deployment = two_processes(&redis, "").await;
    let (browser, code) = deployment.browser_with_code().await;
    let answers = types_at_once(&deployment, &browser, (0..200).map(|_| code.clone())).await;
    assert!(count(&answers, 200) >= 1, "{answers:?}");
    assert_eq!(deployment.verifications(), 1);
    deployment.assert_sound();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_verifications_of_one_number_send_three_texts() {
    let redis = Server::start();
    let deployment = two_processes(&redis, "").await;
    let number = deployment.browser().number;
    let answers = at_once((0..50).map(|n| {
        let browser = deployment.browser_at(n % 2).claims(&number);
        async move { browser.asks_for_a_text().await }
    }))
    .await;
    assert_eq!(count(&answers, 200), 3, "{answers:?}");
    assert_eq!(deployment.history.texts(), 3);
    deployment.assert_sound();
}

/// One code, many parallel posts: in how many of the rounds it was accepted more than once.
/// Each round has a number of its own.
pub async fn rounds_with_two_successes(
    deployment: &Deployment,
    rounds: usize,
    parallel: usize,
) -> usize {
    for _ in 0..rounds {
        let (browser, code) = deployment.browser_with_code().await;
        types_at_once(deployment, &browser, (0..parallel).map(|_| code.clone())).await;
    }
    deployment.history.assert_sound();
    assert_eq!(
        deployment.numbers_verified(),
        rounds,
        "everybody was verified"
    );
    deployment.verified_twice()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_code_is_accepted_twice() {
    let redis = Server::start();
    let deployment = two_processes(&redis, NO_WAITS).await;
    assert_eq!(rounds_with_two_successes(&deployment, 30, 20).await, 0);
}
