//! Typed codes: right ones, wrong ones, and input that is no code.

use std::time::{Duration, Instant, UNIX_EPOCH};

use ringcode::config::Settings;
use ringcode::domain::{History, PhoneNumber, Timestamp, Verification};
use ringcode::repository::{KnownHistory, Notes};
use ringcode_test_support::{Browser, NO_WAITS, Setup, TestApp, wrong};

use crate::NUMBER;

/// Types `count` wrong codes, and is refused each time.
async fn guess_wrong(browser: &Browser, code: &str, count: u32) {
    for n in 0..count {
        assert_eq!(browser.types_code(&wrong(code, n)).await.status, 422);
    }
}

#[tokio::test]
async fn five_guesses_use_up_a_code_ten_a_verification_fifteen_a_number() {
    let file = NO_WAITS;
    for app in TestApp::on_each_store(Setup {
        file,
        ..Setup::default()
    })
    .await
    {
        let browser = app.browser();
        browser.asks_for_a_text(NUMBER).await;
        let first = app.plivo.code();
        guess_wrong(&browser, &first, 5).await;
        assert_eq!(browser.types_code(&first).await.status, 422);
        let page = browser.opens_the_page().await;
        page.says("That code was entered wrong too many times.");

        assert_eq!(browser.asks_again().await.status, 200);
        let second = app.plivo.code();
        assert_ne!(first, second, "a dead code is not sent again");
        guess_wrong(&browser, &second, 5).await;
        assert_eq!(browser.types_code(&second).await.status, 422);
        let page = browser.opens_the_page().await;
        page.says("You have used all your tries. Start over");
        assert_eq!(browser.asks_again().await.status, 422);

        let other = app.browser();
        other.asks_for_a_text(NUMBER).await;
        let third = app.plivo.code();
        guess_wrong(&other, &third, 5).await;
        let last = app.browser();
        last.asks_for_a_text(NUMBER).await;
        assert_eq!(last.types_code(&app.plivo.code()).await.status, 422);
        let page = last.opens_the_page().await;
        page.says("Too many wrong codes were entered for this number.");
    }
}

#[tokio::test]
async fn input_that_is_no_code_counts_no_guess() {
    let app = TestApp::new().await;
    let browser = app.browser();
    browser.asks_for_a_text(NUMBER).await;
    let shapes = [
        "",
        " ",
        "1",
        "12345",
        "1234567",
        "code",
        "null",
        "123456 654321",
    ];
    for typed in shapes.into_iter().cycle().take(24) {
        let answer = browser.types_code(typed).await;
        assert_eq!(answer.status, 422, "{typed}");
        assert!(!answer.body.contains("start_again"), "{answer:?}");
    }
    let code = app.plivo.code();
    let typed = format!(" {}-{} ", &code[..3], &code[3..]);
    assert_eq!(browser.types_code(&typed).await.status, 200);
}

#[tokio::test]
async fn a_stranger_cannot_distinguish_a_wrong_code_from_no_verification() {
    for app in TestApp::on_each_store(Setup {
        clock: true,
        ..Setup::default()
    })
    .await
    {
        let browser = app.browser();
        browser.asks_for_a_text(NUMBER).await;
        let code = app.plivo.code();
        let wrong = browser.types_code(&wrong(&code, 0)).await;
        app.advance_clock(601);
        let expired = browser.types_code(&code).await;
        browser.opens_the_page().await.says("That code expired (");
        let unknown = app.browser();
        unknown.uses_cookie(Some(format!("ringcode={}", "A".repeat(64))));
        let unknown = unknown.types_code(&code).await;
        for answer in [&wrong, &expired, &unknown] {
            assert_eq!(answer.status, 422);
            assert_eq!(answer.body, wrong.body);
            assert_eq!(headers(answer), headers(&wrong));
        }
    }
}

/// All headers but the date and the ID of the request.
fn headers(answer: &ringcode_test_support::Answer) -> Vec<(String, String)> {
    let all = answer.headers.iter();
    let rest = all.filter(|(name, _)| *name != "date" && *name != "x-request-id");
    rest.map(|(name, value)| (name.to_string(), format!("{value:?}")))
        .collect()
}

#[tokio::test]
async fn an_ended_verification_starts_again() {
    // Shorter than the time without an act after which it ends too.
    let adjust = |settings: &mut Settings| settings.limits.flow_life = Duration::from_secs(300);
    for app in TestApp::on_each_store(Setup {
        adjust,
        clock: true,
        ..Setup::default()
    })
    .await
    {
        let browser = app.browser();
        browser.asks_for_a_text(NUMBER).await;
        let code = app.plivo.code();
        browser.opens_the_page().await.says("Enter your code");
        app.advance_clock(301);
        assert_eq!(browser.types_code(&code).await.status, 422);
        browser
            .opens_the_page()
            .await
            .says("Verify your phone number");
    }
}

#[tokio::test]
async fn no_page_contains_the_code() {
    let file = NO_WAITS;
    let app = TestApp::with(Setup {
        file,
        ..Setup::default()
    })
    .await;
    let browser = app.browser();
    browser.asks_for_a_text(NUMBER).await;
    let code = app.plivo.code();
    let mut seen = browser.opens_the_page().await.body;
    seen += &browser.types_code(&wrong(&code, 1)).await.body;
    seen += &browser
        .submits("send_code", &[("again", "true")])
        .await
        .body;
    seen += &browser.submits("call_me", &[]).await.body;
    seen += &browser
        .submits("start_over", &[("keep_number", "true")])
        .await
        .body;
    assert!(seen.len() > 4 && !seen.contains(&code));
    seen = browser.submits("check_code", &[("code", &code)]).await.body;
    assert!(seen.contains("is verified") && !seen.contains(&code));
}

/// A browser that lost the answer may post by itself once more.
#[tokio::test]
async fn the_same_post_twice_counts_one_guess() {
    for app in TestApp::on_each_store(Setup::default()).await {
        let browser = app.browser();
        browser.asks_for_a_text(NUMBER).await;
        let code = app.plivo.delivered_code(NUMBER).await;
        let page = browser.opens_the_page().await;
        page.says(r#"name="after" value="0""#);
        let first = wrong(&code, 0);
        for _ in 0..4 {
            let fields = [("code", &*first), ("after", "0")];
            let page = browser.submits("check_code", &fields).await;
            page.says("4 tries left.");
            page.says(r#"name="after" value="1""#);
        }
        let other = wrong(&code, 1);
        let fields = [("code", &*other), ("after", "0")];
        let page = browser.submits("check_code", &fields).await;
        page.says("3 tries left.");
        let fields = [("code", &*other), ("after", "2")];
        let page = browser.submits("check_code", &fields).await;
        page.says("2 tries left.");
        let page = browser.submits("check_code", &[("code", &code)]).await;
        page.says("Your phone number is verified");
    }
}

/// A person who locks a number out takes nothing from one who has proved it.
#[tokio::test]
async fn a_locked_number_stays_verified_where_it_was() {
    let file = NO_WAITS;
    for app in TestApp::on_each_store(Setup {
        file,
        ..Setup::default()
    })
    .await
    {
        let owner = app.browser();
        owner.asks_for_a_text(NUMBER).await;
        assert_eq!(owner.types_code(&app.plivo.code()).await.status, 200);
        for _ in 0..3 {
            let stranger = app.browser();
            stranger.asks_for_a_text(NUMBER).await;
            guess_wrong(&stranger, &app.plivo.code(), 5).await;
        }
        let late = app.browser();
        late.asks_for_a_text(NUMBER).await;
        late.types_code(&app.plivo.code()).await;
        let page = late.opens_the_page().await;
        page.says("Too many wrong codes were entered for this number.");
        let page = owner.opens_the_page().await;
        page.says("Your phone number is verified");
    }
}

/// Half of the guesses find a code and half find nothing: their answers take the same time.
#[tokio::test]
async fn every_refused_guess_takes_the_same_time() {
    let file = NO_WAITS;
    let app = TestApp::with(Setup {
        file,
        redis: true,
        ..Setup::default()
    })
    .await;
    let mut times = [Vec::new(), Vec::new()];
    for verification in 0..8 {
        let browser = app.browser();
        browser
            .asks_for_a_text(&format!("+1415555010{verification}"))
            .await;
        let code = app.plivo.code();
        for n in 0..4 {
            for (kind, guesser) in [browser.clone(), app.browser()].into_iter().enumerate() {
                let start = Instant::now();
                assert_eq!(guesser.types_code(&wrong(&code, n)).await.status, 422);
                times[kind].push(start.elapsed());
            }
        }
    }
    let [wrong, unknown] = times;
    let least = wrong.iter().chain(&unknown).min().unwrap();
    assert!(*least >= Duration::from_millis(20), "{least:?}");
    for (one, other) in [(&wrong, &unknown), (&unknown, &wrong)] {
        let later = is_later(one, other, Duration::from_millis(6));
        assert!(later < 4.0, "{later}: {wrong:?} and {unknown:?}");
    }
}

/// The standard deviations by which `times` are later than `others` plus `by`, beyond chance: the
/// rank test of Mann and Whitney, in which a few that a busy machine held up count for no more
/// than any others.
fn is_later(times: &[Duration], others: &[Duration], by: Duration) -> f64 {
    let wins = |time: &Duration| others.iter().filter(|other| *time > **other + by).count();
    let wins: usize = times.iter().map(wins).sum();
    let count = |of: &[Duration]| f64::from(u32::try_from(of.len()).unwrap());
    let (n, m) = (count(times), count(others));
    let wins = f64::from(u32::try_from(wins).unwrap());
    (wins - n * m / 2.0) / (n * m * (n + m + 1.0) / 12.0).sqrt()
}

#[test]
fn the_rank_test_finds_only_later_samples() {
    let times = |base: u64, held_up: usize| -> Vec<Duration> {
        let one = |n: usize| {
            let late = if n < held_up { 500 } else { 0 };
            Duration::from_millis(base + u64::try_from(n % 5).unwrap() + late)
        };
        (0..32).map(one).collect()
    };
    let by = Duration::from_millis(6);
    assert!(is_later(&times(33, 0), &times(20, 0), by) > 4.0);
    assert!(is_later(&times(35, 2), &times(20, 6), by) > 4.0, "held up");
    assert!(is_later(&times(20, 12), &times(20, 0), by) < 4.0, "held up");
    assert!(is_later(&times(21, 0), &times(20, 0), by) < 4.0);
}

/// Has the person's verification believe this of its number.
async fn believes(app: &TestApp, browser: &Browser, history: &History) {
    let records = &app.instances[0].state.verifier.records;
    let key = browser.session().verification_key(records).await.unwrap();
    let (history, version) = (history.clone(), rand::random());
    let known = KnownHistory { history, version };
    let note = |_: &Verification, notes: &mut Notes| notes.known_history = Some(known.clone());
    let read = records.verification(&key).await.unwrap();
    let keep = |verification, _| (verification, ());
    let noted = records.update_with_notes(read, keep, note);
    noted.await.unwrap();
}

#[tokio::test]
async fn a_cached_history_neither_locks_nor_unlocks_a_number() {
    for app in TestApp::on_each_store(Setup::default()).await {
        let verifier = &app.instances[0].state.verifier;
        let (free, mut locked) = (History::default(), History::default());
        while locked.count_guess(&verifier.policy, now()).is_ok() {}

        let browser = app.browser();
        browser.asks_for_a_text(NUMBER).await;
        let code = app.plivo.code();
        believes(&app, &browser, &locked).await;
        browser.types_code(&wrong(&code, 0)).await;
        browser.opens_the_page().await.says("4 tries left");

        let number = PhoneNumber::from_e164(NUMBER).unwrap();
        let seen = verifier.records.history(&number).await.unwrap();
        let lock = |history: &mut History| history.clone_from(&locked);
        verifier.records.correct_history(seen, lock).await.unwrap();
        believes(&app, &browser, &free).await;
        assert_eq!(browser.types_code(&code).await.status, 422);
        browser.opens_the_page().await.says("Too many wrong codes");
    }
}

fn now() -> Timestamp {
    Timestamp::EPOCH + UNIX_EPOCH.elapsed().unwrap()
}

#[tokio::test]
async fn a_phone_number_in_the_code_field_counts_no_guess() {
    let app = TestApp::new().await;
    let browser = app.browser();
    browser.asks_for_a_text(NUMBER).await;
    for number in [
        "07700 900123",
        "(07700) 900123",
        "07700900123",
        "+44 7700 900123",
        "+447700",
        "+4 4 7 7 0 0",
        "00 44 7700 900123",
        "415-555-0123",
    ] {
        let page = browser.submits("check_code", &[("code", number)]).await;
        page.says("id=\"code-error\"");
        assert!(!page.body.contains("left."), "{number}");
    }
    let page = browser
        .submits("check_code", &[("code", &wrong(&app.plivo.code(), 1))])
        .await;
    page.says("4 tries left.");
}

#[tokio::test]
async fn a_code_is_accepted_in_any_notation() {
    let file = NO_WAITS;
    let app = TestApp::with(Setup {
        file,
        ..Setup::PLAIN
    })
    .await;
    let thai = |code: &str| {
        let digits = code.chars().filter_map(|c| c.to_digit(10));
        digits
            .filter_map(|digit| char::from_u32(0xE50 + digit))
            .collect()
    };
    let writings: [&dyn Fn(&str) -> String; 4] = [
        &|code| code.repeat(2),
        &|code| format!("{code} {code}"),
        &|code| format!("Your code is {code}. Call 0800 123123 if this was not you."),
        &thai,
    ];
    for write in writings {
        let browser = app.browser();
        browser.asks_for_a_text(NUMBER).await;
        let code = app.plivo.code();
        assert_eq!(
            browser.types_code(&write(&code)).await.status,
            200,
            "{}",
            write(&code)
        );
    }
}
