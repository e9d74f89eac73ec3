//! Signals, as supervisors, terminals and kernels send them to the program.

use std::cell::RefCell;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use crate::process::{Process, client, send};
use ringcode_test_support::{Answer, Browser, until};

#[tokio::test(flavor = "multi_thread")]
async fn each_stop_signal_finishes_accepted_requests() {
    for signal in ["TERM", "INT", "QUIT"] {
        let mut process = Process::start(&[("RINGCODE_GRACE", "0")]).await;
        let slow = Browser::new(client(), &process.url);
        slow.opens_the_page().await;
        let asking = slow.clone();
        // Plivo keeps this one waiting for longer than the server waits for it.
        let asking =
            tokio::spawn(async move { asking.asks_for_a_text("+14155550188").await.status });
        until(async || process.log_now().contains("audit: start").then_some(())).await;
        process.is_sent(signal);
        until(async || process.log_now().contains("told to stop").then_some(())).await;
        // Whoever tells it again is heard, and nothing is cut off.
        process.is_sent("TERM");
        process.is_sent("HUP");
        assert_eq!(asking.await.unwrap(), 424, "SIG{signal}");
        let status = process.end().await;
        assert!(status.success(), "SIG{signal}: {status}");
        let log = process.log().await;
        for told in [&*format!("signal=\"SIG{signal}\""), "stopping already"] {
            assert!(log.contains(told), "{told}: {log}");
        }
    }
}

/// A terminal that is closed, and whoever asks to open logs again, end nothing.
#[tokio::test]
async fn other_signals_change_nothing() {
    let process = Process::start(&[]).await;
    for signal in ["HUP", "USR1", "USR2", "PIPE"] {
        process.is_sent(signal);
        let page = client().get(&process.url).send();
        assert_eq!(page.await.unwrap().status(), 200, "{signal}");
    }
    for signal in ["SIGUSR1", "SIGUSR2"] {
        until(async || {
            let told = format!("ignored: it has no meaning here signal=\"{signal}\"");
            process.log_now().contains(&told).then_some(())
        })
        .await;
    }
}

/// A signal is obeyed at any moment: it is not lost, and does not kill the process on the spot.
#[tokio::test]
async fn a_stop_signal_before_serving_is_obeyed() {
    // A store that is never there: the start waits for it a while.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let redis = format!("redis://{}", silent.local_addr().unwrap());
    let mut child = Command::new(env!("CARGO_BIN_EXE_ringcode"))
        .env("LEPTOS_SITE_ADDR", "127.0.0.1:0")
        .env("REDIS_URL", redis)
        .env("RINGCODE_GRACE", "60")
        // It is told before the wait is over.
        .env("RINGCODE_STORE_ANSWER_TIMEOUT", "5000")
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // It has asked the store: its handlers stand, and it does not serve yet.
    let (_asked, _) = silent.accept().await.unwrap();
    send("TERM", child.id());
    let status = ended(&mut child).await;
    assert!(status.success(), "{status}");
}

/// The first process of a container, to which the kernel passes on what it has a handler for
/// and nothing else.
#[tokio::test]
async fn process_one_of_a_container_obeys_stop_signals() {
    let own = [
        "--user",
        "--map-root-user",
        "--pid",
        "--fork",
        "--kill-child",
    ];
    let tried = Command::new("unshare").args(own).arg("true").output();
    if !tried.is_ok_and(|tried| tried.status.success()) {
        eprintln!("skipped: unshare cannot make a process namespace here");
        return;
    }
    for words in ["", "simulator --addr 127.0.0.1:0"] {
        let mut outer = Command::new("unshare")
            .args(own)
            .arg(env!("CARGO_BIN_EXE_ringcode"))
            .args(words.split_whitespace())
            .env("LEPTOS_SITE_ADDR", "127.0.0.1:0")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let children = format!("/proc/{0}/task/{0}/children", outer.id());
        let first = until(async || {
            let children = std::fs::read_to_string(&children).ok()?;
            let first: u32 = children.split_whitespace().next()?.parse().ok()?;
            // It runs the program, and has a handler for SIGTERM.
            let status = std::fs::read_to_string(format!("/proc/{first}/status")).ok()?;
            let caught = status
                .lines()
                .find_map(|line| line.strip_prefix("SigCgt:"))?;
            let caught = u64::from_str_radix(caught.trim(), 16).ok()?;
            let runs = status.contains("Name:\tringcode\n");
            (runs && caught & (1 << 14) != 0).then_some(first)
        })
        .await;
        send("TERM", first);
        let status = ended(&mut outer).await;
        assert!(status.success(), "{words}: {status}");
    }
}

/// Waits for the end of a process that was told to stop.
async fn ended(child: &mut Child) -> ExitStatus {
    let child = RefCell::new(child);
    until(async || child.borrow_mut().try_wait().unwrap()).await
}

#[tokio::test]
async fn a_second_stop_signal_does_not_shorten_the_grace_period() {
    let mut process = Process::start(&[("RINGCODE_GRACE", "8")]).await;
    process.is_sent("TERM");
    let url = format!("{}/readyz", process.url);
    until(async || {
        let answer = Answer::to(client().get(&url)).await;
        (answer.status == 503).then_some(())
    })
    .await;
    process.is_sent("TERM");
    tokio::time::sleep(Duration::from_millis(300)).await;
    let page = client().get(&process.url).send().await.unwrap();
    assert_eq!(page.status(), 200, "it still accepts");
    assert!(process.end().await.success());
}

/// A file with a mistake changes nothing, and one without takes effect.
#[tokio::test]
async fn sighup_loads_the_clients_again() {
    let path = std::env::temp_dir().join(format!("ringcode-sighup-{}.toml", std::process::id()));
    std::fs::write(&path, "").unwrap();
    let process = Process::start(&[("RINGCODE_CLIENTS", path.to_str().unwrap())]).await;
    std::fs::write(&path, "[shop]\nname = 1\n").unwrap();
    for told in [
        "alert: clients.toml has a problem",
        "clients.toml was loaded again",
    ] {
        process.is_sent("HUP");
        until(async || process.log_now().contains(told).then_some(())).await;
        std::fs::write(&path, "").unwrap();
    }
    let page = client().get(&process.url).send().await.unwrap();
    assert_eq!(page.status(), 200);
    std::fs::remove_file(path).unwrap();
}
