//! The data in Redis: everything expires, and no number or code can be read.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use base64::{
    Engine,
    prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD},
};
use secrecy::SecretString;

use ringcode::domain::PhoneNumber;
use ringcode::repository::Repository;
use ringcode::store::redis::{RedisAddress, RedisCredentials, RedisStore};
use ringcode_test_support::default_policy;
use ringcode_test_support::redis::{Monitor, Server};

use crate::{
    browser::{Browser, wrong},
    deployment::{Deployment, SECRET},
};

/// The names of all keys, by SCAN.
fn keys(redis: &Server) -> BTreeSet<String> {
    let (mut keys, mut cursor) = (BTreeSet::new(), "0".to_owned());
    loop {
        let page = redis.cli(&format!("scan {cursor} count 1000"));
        let mut lines = page.lines();
        cursor = lines.next().unwrap().to_owned();
        keys.extend(lines.filter(|key| !key.is_empty()).map(str::to_owned));
        if cursor == "0" {
            return keys;
        }
    }
}

fn assert_all_end(redis: &Server, least: usize) {
    let keys = keys(redis);
    assert!(keys.len() >= least, "{keys:?}");
    for key in keys {
        let left: i64 = redis.cli_with(&["pttl", &key]).parse().unwrap();
        // -1 is no end; -2 a key that ended meanwhile.
        assert!(left != -1, "{key} has no end");
        assert!(key.starts_with("ringcode:"), "{key} is not in our space");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_every_action_every_key_expires() {
    let redis = Server::start();
    let deployment = Deployment::with(&redis.url(), crate::deployment::NO_WAITS, &[]).await;
    deployment.is_ready(0).await;
    let browser = deployment.browser();
    browser.opens_the_page().await.expect(200);
    assert_all_end(&redis, 1);
    browser.asks_for_a_text().await.expect(200);
    assert_all_end(&redis, 3);
    let code = deployment.history.code(&browser.number).await.unwrap();
    browser.types_code(&wrong(&code, 0)).await.expect(422);
    browser.types_code("12").await.expect(422);
    assert_all_end(&redis, 3);
    browser.asks_again().await.expect(200);
    assert_all_end(&redis, 3);
    browser.types_code(&code).await.expect(200);
    browser.types_code(&code).await;
    assert_all_end(&redis, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn neither_a_dump_nor_a_redis_command_contains_a_number_or_a_code() {
    let redis = Server::start();
    let deployment = Deployment::new(&redis.url()).await;
    let monitor = redis.monitor();
    let mut secrets = BTreeSet::new();
    for n in 0..200 {
        let (browser, code) = deployment.browser_with_code().await;
        browser.types_code(&wrong(&code, n)).await.expect(422);
        if n % 2 == 0 {
            browser.types_code(&code).await.expect(200);
        }
        secrets.extend(told_by(&browser, &code, &wrong(&code, n)));
    }
    let dump = everything(&redis);
    let known = keys(&redis).pop_first().unwrap();
    let sought: Vec<_> = secrets.iter().flat_map(|secret| forms(secret)).collect();
    assert!(dump.len() > 100_000 && sought.len() > 5_000);
    assert_eq!(found(&dump, &sought), BTreeSet::new());
    let (words, numbers) = asked(&monitor);
    assert_eq!(found(&words, &sought), BTreeSet::new());
    assert_eq!(numbers.intersection(&secrets).next(), None);
    let known = [known.into_bytes()];
    for text in [&dump, &words] {
        assert_eq!(found(text, &known).len(), 1, "the search finds");
    }
}

/// Half an hour after their end nothing is left of verifications, and of a number only when it was
/// sent to and guessed at, under a name that is no number.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_half_an_hour_no_verification_is_stored() {
    let redis = Server::start_on_clock("", "+0");
    let deployment = Deployment::new(&redis.url()).await;
    let mut people = Vec::new();
    for n in 0..10 {
        let (browser, code) = deployment.browser_with_code().await;
        browser.types_code(&wrong(&code, n)).await.expect(422);
        if n % 2 == 0 {
            browser.types_code(&code).await.expect(200);
        }
        people.push((browser, code));
    }
    redis.set_clock("+1860");
    for (browser, code) in &people {
        let page = browser.opens_the_page().await.expect(200);
        assert!(page.body.contains("Verify your phone number"), "{page:?}");
        browser.types_code(code).await.expect(422);
    }
    let left: Vec<_> = keys(&redis)
        .into_iter()
        .filter(|key| is_there(&redis, key))
        .collect();
    let records = left
        .iter()
        .filter(|key| key.starts_with("ringcode:record:"))
        // By which the instances know one another, written anew every few seconds.
        .filter(|key| *key != "ringcode:record:secret")
        .filter(|key| !is_of_statistics(&redis, key));
    assert_eq!(
        records.count(),
        people.len(),
        "one history a number: {left:?}"
    );
    let store = Arc::new(RedisStore::new(
        RedisAddress::parse(&redis.url(), &RedisCredentials::default()).unwrap(),
        std::time::Duration::from_secs(10),
    ));
    let records = Repository::new(store, &SecretString::from(SECRET), &[], default_policy());
    for (browser, code) in &people {
        let number = PhoneNumber::from_e164(&browser.number).unwrap();
        let history = records.history(&number).await.unwrap().record;
        let told = serde_json::to_string(&history.unwrap()).unwrap();
        assert!(told.len() > 20, "{told}");
        for secret in [&browser.number[1..], &browser.number[2..], code] {
            assert!(!told.contains(&format!("\"{secret}")), "{secret} in {told}");
        }
    }
}

/// Totals and events are kept for eight days, and hold no number: `tests/server/statistics.rs`.
fn is_of_statistics(redis: &Server, key: &str) -> bool {
    const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
    let left: i64 = redis.cli_with(&["pttl", key]).parse().unwrap();
    (7 * DAY_MS..9 * DAY_MS).contains(&left)
}

/// Asking for a key removes it when its time is over.
fn is_there(redis: &Server, key: &str) -> bool {
    redis.cli_with(&["exists", key]) == "1"
}

/// The text of a server's requests, and apart from it the arguments that are only numbers: a time or a
/// count, in which any six digits can be. Hashes of scripts are constant.
fn asked(monitor: &Monitor) -> (Vec<u8>, BTreeSet<String>) {
    let commands = monitor.commands();
    let commands = commands.iter().filter_map(|line| line.split_once("] "));
    let words = commands.flat_map(|(_, asked)| asked.split("\" \""));
    let words = words.map(|word| word.trim_matches('"'));
    let is_hash = |word: &str| word.len() == 40 && word.bytes().all(|b| b.is_ascii_hexdigit());
    let is_number = |word: &str| word.bytes().all(|b| b.is_ascii_digit());
    let (numbers, words): (Vec<_>, Vec<_>) = words
        .filter(|word| !is_hash(word))
        .partition(|word| is_number(word));
    let long = numbers.into_iter().filter(|number| number.len() > 6);
    (
        words.join("\n").into_bytes(),
        long.map(str::to_owned).collect(),
    )
}

/// The secrets that only the visitor and their phone may know.
fn told_by(browser: &Browser, code: &str, guess: &str) -> Vec<String> {
    let number = browser.number.trim_start_matches('+');
    let national = &number[1..];
    vec![
        number.to_owned(),
        national.to_owned(),
        national[3..].to_owned(),
        code.to_owned(),
        guess.to_owned(),
        browser.session_cookie(),
    ]
}

/// Names, values and serialised values of all keys. What a bucket holds is a time; any six
/// digits can be in there, so it has to be just that instead.
fn everything(redis: &Server) -> Vec<u8> {
    let keys = keys(redis);
    let (buckets, others): (Vec<_>, Vec<_>) = keys
        .iter()
        .partition(|key| key.starts_with("ringcode:buckets:"));
    let held = redis.cli_all(&commands("hvals", &buckets));
    for held in String::from_utf8(held).unwrap().split_whitespace() {
        let is_time = held.len() == 16 && held.bytes().all(|b| b.is_ascii_digit());
        assert!(is_time, "{held}");
    }
    let mut dump: Vec<u8> = keys.iter().flat_map(|key| key.bytes()).collect();
    for (verb, keys) in [("hkeys", &buckets), ("get", &others), ("dump", &others)] {
        dump.extend(redis.cli_all(&commands(verb, keys)));
    }
    dump
}

/// The same command for each key.
fn commands(verb: &str, keys: &[&String]) -> String {
    keys.iter().map(|key| format!("{verb} {key}\n")).collect()
}

/// Itself, in hexadecimal, and in Base64 at each of the three places it can begin at.
fn forms(secret: &str) -> Vec<Vec<u8>> {
    let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
    let mut forms = vec![secret.as_bytes().to_vec(), hex.to_uppercase().into_bytes()];
    forms.push(hex.into_bytes());
    for skipped in 0..3 {
        let shifted = [&b"\0\0"[..skipped], secret.as_bytes()].concat();
        // Only whole groups are the same whatever stands before and behind.
        let whole = shifted.len() / 3 * 4;
        let from = if skipped == 0 { 0 } else { 4 };
        for text in [
            BASE64_STANDARD_NO_PAD.encode(&shifted),
            BASE64_URL_SAFE_NO_PAD.encode(&shifted),
        ] {
            forms.push(text.as_bytes()[from..whole].to_vec());
        }
    }
    forms.retain(|form| form.len() >= SHORTEST);
    forms
}

/// Those of `sought` that are anywhere in `dump`; each has six bytes at least.
fn found<'a>(dump: &[u8], sought: &'a [Vec<u8>]) -> BTreeSet<&'a [u8]> {
    let mut by_start: HashMap<&[u8], Vec<&'a [u8]>> = HashMap::new();
    for form in sought {
        by_start.entry(&form[..SHORTEST]).or_default().push(form);
    }
    let starts = dump.windows(SHORTEST).enumerate();
    let met = starts.filter_map(|(at, start)| Some((at, by_start.get(start)?)));
    met.flat_map(|(at, forms)| {
        forms
            .iter()
            .filter(move |form| dump[at..].starts_with(form))
    })
    .copied()
    .collect()
}

/// The length of a code.
const SHORTEST: usize = 6;
