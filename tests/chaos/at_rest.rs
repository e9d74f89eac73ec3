//! What Redis holds: nothing without an end, no number and no code.

use std::{
    collections::{BTreeSet, HashSet},
    process::Command,
};

use base64::{
    Engine,
    prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD},
};

use crate::{
    redis::Server,
    stage::Stage,
    visitor::{Visitor, wrong},
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
async fn after_every_act_every_key_has_an_end() {
    let redis = Server::start();
    let stage = Stage::with(&redis.url(), crate::stage::EAGER, &[]).await;
    stage.is_ready(0).await;
    let visitor = stage.visitor();
    visitor.opens_the_page().await.expect(200);
    assert_all_end(&redis, 1);
    visitor.asks().await.expect(200);
    assert_all_end(&redis, 3);
    let code = stage.history.code(&visitor.number).await.unwrap();
    visitor.types(&wrong(&code, 0)).await.expect(422);
    visitor.types("12").await.expect(422);
    assert_all_end(&redis, 3);
    visitor.asks_again().await.expect(200);
    assert_all_end(&redis, 3);
    visitor.types(&code).await.expect(200);
    visitor.types(&code).await;
    assert_all_end(&redis, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dump_after_two_hundred_flows_holds_no_number_and_no_code() {
    let redis = Server::start();
    let stage = Stage::new(&redis.url()).await;
    let mut secrets = BTreeSet::new();
    for n in 0..200 {
        let (visitor, code) = stage.visitor_with_code().await;
        visitor.types(&wrong(&code, n)).await.expect(422);
        if n % 2 == 0 {
            visitor.types(&code).await.expect(200);
        }
        secrets.extend(told_by(&visitor, &code, &wrong(&code, n)));
    }
    let dump = everything(&redis);
    let known = keys(&redis).pop_first().unwrap();
    let sought: Vec<_> = secrets.iter().flat_map(|secret| forms(secret)).collect();
    assert!(dump.len() > 100_000 && sought.len() > 5_000);
    assert_eq!(found(&dump, &sought), [] as [&[u8]; 0]);
    let known = [known.into_bytes()];
    assert_eq!(found(&dump, &known), known, "the search finds");
}

/// What only the visitor and their phone may know.
fn told_by(visitor: &Visitor, code: &str, guess: &str) -> Vec<String> {
    let number = visitor.number.trim_start_matches('+');
    let national = &number[1..];
    vec![
        number.to_owned(),
        national.to_owned(),
        national[3..].to_owned(),
        code.to_owned(),
        guess.to_owned(),
        visitor.secret(),
    ]
}

/// Names, values and serialised values of all keys. A bucket's value is a time or a count;
/// any six digits can be in there, so it has to be just that instead.
fn everything(redis: &Server) -> Vec<u8> {
    let mut dump = Vec::new();
    for key in keys(redis) {
        dump.extend(key.as_bytes());
        if key.starts_with("ringcode:bucket:") {
            let value = redis.cli_with(&["get", &key]);
            let numbers = |c: char| c.is_ascii_digit() || c == ':';
            assert!(value.len() < 40 && value.chars().all(numbers), "{value}");
            continue;
        }
        for verb in ["get", "dump"] {
            let port = redis.port.to_string();
            let cli = Command::new("redis-cli")
                .args(["-p", &port, verb, &key])
                .output();
            dump.extend(cli.unwrap().stdout);
        }
    }
    dump
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
    forms.retain(|form| form.len() >= 6);
    forms
}

/// Which of `sought` are anywhere in `dump`.
fn found<'a>(dump: &[u8], sought: &'a [Vec<u8>]) -> Vec<&'a [u8]> {
    let lengths: BTreeSet<_> = sought.iter().map(Vec::len).collect();
    let found = lengths.into_iter().flat_map(|length| {
        let windows: HashSet<_> = dump.windows(length).collect();
        let of_length = sought.iter().filter(move |form| form.len() == length);
        of_length.filter(move |form| windows.contains(&form[..]))
    });
    found.map(Vec::as_slice).collect()
}
