//! `ringcode doctor` before real servers that are set up well and badly, and `ringcode health`.

use std::io::{BufRead, BufReader, Write, copy};
use std::net::{TcpListener, TcpStream};
use std::thread::spawn;

use ringcode_test_support::TestPlivo;
use ringcode_test_support::redis::{Cluster, Sentinel, Server};

use crate::process::{Process, fails};

const SECRET: (&str, &str) = (
    "RINGCODE_SECRET",
    "the secret of this test, with letters enough",
);

/// Runs the doctor's checks of the store at `url`: whether they passed, and the output.
fn told_of(url: &str, given: &[(&str, &str)]) -> (bool, String) {
    let environment = [&[("REDIS_URL", url), SECRET], given].concat();
    fails(&["doctor"], &environment)
}

/// Asserts that one line begins with `severity` and `name`, and that it and the advice below it
/// contain `told`.
fn assert_told(said: &str, severity: &str, name: &str, told: &str) {
    let begins = format!("{severity:7}  {name:14}  ");
    let mut lines = said.lines().skip_while(|line| !line.starts_with(&begins));
    let (line, advice) = (lines.next(), lines.next());
    let line = line.unwrap_or_else(|| panic!("{severity} {name}: {said}"));
    let advice = advice.filter(|line| line.trim_start().starts_with("-> "));
    assert_eq!(advice.is_some(), severity != "ok", "{said}");
    let whole = format!("{line} {}", advice.unwrap_or_default());
    assert!(whole.contains(told), "{told}: {whole}");
}

#[test]
fn a_sound_store_has_no_advice() {
    let redis = Server::start_with("appendonly yes\nmaxmemory 100mb");
    let (failed, said) = told_of(&redis.url(), &[]);
    assert!(!failed, "{said}");
    for (name, told) in [
        ("store", "is there, can be read and written"),
        ("version", "Redis 7."),
        ("memory", "of 100 MB"),
        ("persistence", "every write is logged to disk"),
        ("replicas", "0 connected, 0 awaited"),
        ("clock", "agree"),
    ] {
        assert_told(&said, "ok", name, told);
    }
    assert!(!redis.cli("keys *").contains("report"), "only asked");
}

#[test]
fn each_wrong_configuration_is_told_with_what_to_do() {
    let awaited = ("RINGCODE_STORE_REPLICAS", "1");
    // Lines of the configuration, a command, a setting; then what is told.
    for (lines, command, given, (severity, name, told)) in [
        (
            "maxmemory-policy allkeys-lru",
            "",
            None,
            (
                "WRONG",
                "store",
                "maxmemory-policy noeviction in redis.conf",
            ),
        ),
        (
            "",
            "acl setuser default -hgetall",
            None,
            (
                "WRONG",
                "store",
                "give the user all rights of docs/operate/redis.acl",
            ),
        ),
        (
            "",
            "acl setuser default -info",
            None,
            ("warning", "store's state", "allow INFO"),
        ),
        ("", "", None, ("warning", "persistence", "appendonly yes")),
        (
            "",
            "",
            None,
            ("warning", "memory", "maxmemory in redis.conf"),
        ),
        (
            "",
            "",
            Some(awaited),
            ("WRONG", "replicas", "0 connected, 1 awaited"),
        ),
        (
            "",
            "",
            Some(awaited),
            (
                "WRONG",
                "store",
                "connect as many replicas as store.replicas says",
            ),
        ),
    ] {
        let redis = Server::start_with(lines);
        if !command.is_empty() {
            assert_eq!(redis.cli(command), "OK");
        }
        let (failed, said) = told_of(&redis.url(), given.as_slice());
        assert_eq!(failed, severity == "WRONG", "{said}");
        assert_told(&said, severity, name, told);
    }
    let (failed, said) = told_of("redis://127.0.0.1:1", &[]);
    assert!(failed, "{said}");
    assert_told(&said, "WRONG", "store", "is Redis running");
    assert!(!said.contains("persistence"), "nothing to examine: {said}");
}

#[test]
fn an_old_version_is_told() {
    let redis = Server::start();
    let url = format!("redis://127.0.0.1:{}", made_older(redis.port));
    let (failed, said) = told_of(&url, &[]);
    assert!(failed, "{said}");
    assert_told(&said, "WRONG", "version", "Redis 7 or newer, or Valkey");
}

#[test]
fn replicas_that_nobody_waits_for_are_told() {
    let sentinel = Sentinel::start();
    let (_, said) = told_of(&sentinel.url(), &[]);
    assert_told(&said, "warning", "replicas", "RINGCODE_STORE_REPLICAS=1");
    let awaited = ("RINGCODE_STORE_REPLICAS", "1");
    let (failed, said) = told_of(&sentinel.url(), &[awaited]);
    assert!(!failed, "{said}");
    assert_told(&said, "warning", "replicas", "min-replicas-to-write 1");
}

#[test]
fn a_node_of_a_cluster_is_examined() {
    let cluster = Cluster::start();
    let (failed, said) = told_of(&cluster.url(), &[]);
    assert!(!failed, "{said}");
    assert_told(&said, "ok", "version", "Redis 7.");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_callback_finds_out_who_answers_at_the_public_address() {
    let plivo = TestPlivo::start(0.01).await;
    let account = [
        SECRET,
        ("PLIVO_AUTH_ID", plivo.options.auth_id.as_str()),
        ("PLIVO_AUTH_TOKEN", plivo.options.auth_token.as_str()),
        ("PLIVO_SENDER", "+12025550100"),
        ("PLIVO_API_URL", plivo.url.as_str()),
        ("PLIVO_PHLO_URL", plivo.url.as_str()),
    ];
    let server = Process::start(&account).await;
    let told = |public_url: &str, token: &str| {
        let given = [
            ("RINGCODE_PUBLIC_URL", public_url),
            ("PLIVO_AUTH_TOKEN", token),
        ];
        let environment = [&account[..], &given].concat();
        tokio::task::block_in_place(|| fails(&["doctor"], &environment))
    };
    let token = plivo.options.auth_token.as_str();
    let (failed, said) = told(&server.url, token);
    assert!(!failed, "{said}");
    assert_told(&said, "ok", "plivo", "knows the account");
    assert_told(&said, "ok", "public address", "is answered by Ringcode");
    assert_told(&said, "ok", "callbacks", "a signed receipt arrives");
    assert_eq!(
        plivo.count(),
        1,
        "the account was asked for, and nothing sent"
    );
    let log = server.log().await;
    assert!(!log.contains("report"), "nothing was reported: {log}");

    // Another token, as after a rotation that reached one of the two.
    let (failed, said) = told(&server.url, "another-token");
    assert!(failed && !said.contains(token), "{said}");
    assert_told(&said, "ok", "public address", "is answered by Ringcode");
    assert_told(&said, "WRONG", "callbacks", "another PLIVO_AUTH_TOKEN");
    // The same server under another name than it knows itself by.
    let other = server.url.replace("127.0.0.1", "localhost");
    assert_told(&told(&other, token).1, "WRONG", "callbacks", "is refused");
    // Something else answers: the simulator. Nothing answers.
    for (url, advice) in [
        (plivo.url.as_str(), "pass every path to Ringcode"),
        ("http://127.0.0.1:1", "look at DNS"),
    ] {
        let (failed, said) = told(url, token);
        assert!(failed && !said.contains("callbacks"), "{said}");
        assert_told(&said, "WRONG", "public address", advice);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn health_tells_whether_the_server_should_get_requests() {
    let mut redis = Server::start();
    let mut server = Process::start(&[("REDIS_URL", &redis.url())]).await;
    let address = server.url.trim_start_matches("http://").to_owned();
    // Whatever else is wrong in its environment.
    let ask = || {
        let environment = [
            ("LEPTOS_SITE_ADDR", address.as_str()),
            ("RINGCODE_COUNTRIES", "Atlantis"),
        ];
        tokio::task::block_in_place(|| fails(&["health"], &environment))
    };
    assert_eq!(ask(), (false, String::new()));
    redis.kill();
    ringcode_test_support::until(async || {
        let (failed, said) = ask();
        (failed && said.starts_with("not ready: the store does not answer")).then_some(())
    })
    .await;
    server.is_told_to_stop();
    server.end().await;
    let (failed, said) = ask();
    let nothing = format!("nothing answers at {address}: ");
    assert!(failed && said.starts_with(&nothing), "{said}");
}

/// The text before the version in the reply to `INFO`.
const VERSION: &[u8] = b"redis_version:";

/// The port of a wire to a Redis on which it says that it is of version 6.
fn made_older(port: u16) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let own = listener.local_addr().unwrap().port();
    spawn(move || {
        for client in listener.incoming() {
            let mut client = client.unwrap();
            let mut server = TcpStream::connect(("127.0.0.1", port)).unwrap();
            let (mut asked, answered) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            spawn(move || copy(&mut asked, &mut server));
            spawn(move || {
                let mut answered = BufReader::new(answered);
                let mut line = Vec::new();
                while answered
                    .read_until(b'\n', &mut line)
                    .is_ok_and(|length| length > 0)
                {
                    if line.starts_with(VERSION) {
                        line[VERSION.len()] = b'6';
                    }
                    if client.write_all(&line).is_err() {
                        return;
                    }
                    line.clear();
                }
            });
        }
    });
    own
}
