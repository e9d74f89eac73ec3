//! The shared limits: each holds over all instances, and a refusal by one charges nothing to any
//! other.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use ringcode::domain::{Channel, OwnAttempts, PhoneNumber};
use ringcode_test_support::{Answer, Browser, Setup, TestApp, at_once, count, wrong};
use tokio::time::timeout;

use crate::NUMBER;

/// The application behind a proxy that names clients, on either store.
async fn apps(limits: &str) -> [TestApp; 2] {
    let proxy = "[server]\ntrusted_proxies = \"127.0.0.1\"\n";
    let file = format!("{proxy}{limits}");
    TestApp::on_each_store(Setup {
        file: Box::leak(file.into_boxed_str()),
        ..Setup::default()
    })
    .await
}

/// An ordinary phone, each in another block of 10,000.
fn phone(nth: usize) -> String {
    const AREAS: [u32; 12] = [201, 205, 206, 212, 213, 214, 303, 305, 312, 313, 404, 407];
    format!("+1{}555010{}", AREAS[nth % 12], nth / 12)
}

/// People who are new to the application.
trait Newcomers {
    /// Somebody new asks for a text, at one address with all others.
    async fn somebody_asks_for(&self, number: &str) -> Answer;

    /// Somebody new asks for a text who owes nothing: from a network nobody came from.
    async fn newcomer_asks_for(&self, number: &str) -> Answer;

    fn newcomer(&self) -> Browser;

    /// A newcomer who reads a language.
    async fn newcomer_in(&self, language: &str) -> Browser;

    /// The status of somebody's text who is new and at this address.
    async fn somebody_at(&self, address: &str, number: &str) -> u16;
}

impl Newcomers for TestApp {
    async fn somebody_asks_for(&self, number: &str) -> Answer {
        self.browser().asks_for_a_text(number).await
    }

    async fn newcomer_asks_for(&self, number: &str) -> Answer {
        self.newcomer().asks_for_a_text(number).await
    }

    fn newcomer(&self) -> Browser {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let [.., a, b] = COUNT.fetch_add(1, Relaxed).to_be_bytes();
        self.browser().located_at(&format!("{}.{b}.0.1", 20 + a))
    }

    async fn newcomer_in(&self, language: &str) -> Browser {
        let browser = self.newcomer();
        browser.opens_the_page().await;
        let session = browser.cookie().unwrap();
        browser.uses_cookie(Some(format!("{session}; language={language}")));
        browser
    }

    async fn somebody_at(&self, address: &str, number: &str) -> u16 {
        let browser = self.browser().located_at(address);
        browser.asks_for_a_text(number).await.status
    }
}

/// Asserts that an answer tells everybody of this kind to wait, and how long.
fn rests(answer: &Answer, kind: &str) {
    assert_eq!(answer.status, 429, "{answer:?}");
    assert!(answer.body.contains(kind), "{answer:?}");
    assert!(
        answer.retry_after().is_some_and(|wait| wait > 0),
        "{answer:?}"
    );
}

#[tokio::test]
async fn attempts_per_client_are_limited() {
    for app in apps("[limits]\nsends_per_client_10_minutes = 5\n").await {
        for nth in 0..5 {
            assert_eq!(app.somebody_asks_for(&phone(nth)).await.status, 200);
        }
        rests(
            &app.somebody_asks_for(&phone(5)).await,
            "client_rate_limited",
        );
        let page = app
            .browser()
            .submits("send_code", &[("phone", &phone(5))])
            .await;
        page.says("There were many requests from your network. Try again in 2 minutes (at ");
        page.says(&phone(5));
        assert_eq!(app.plivo.count(), 5);
    }
}

#[tokio::test]
async fn the_trusted_proxy_names_the_client() {
    let file = "[limits]\nsends_per_client_hour = 2\n";
    for app in apps(file).await {
        let mut next = (0..).map(phone);
        let mut ask = async |address, status| {
            let number = next.next().unwrap();
            assert_eq!(app.somebody_at(address, &number).await, status, "{address}");
        };
        ask("198.51.100.1", 200).await;
        ask("203.0.113.9, 198.51.100.1", 200).await;
        ask("198.51.100.1", 429).await;
        ask("::ffff:198.51.100.1", 429).await;
        ask("198.51.100.2", 200).await;
        // One /64 is one client, and a /48 is as good as four.
        ask("2001:db8:1:1::1", 200).await;
        ask("2001:db8:1:1:ffff::2", 200).await;
        ask("2001:db8:1:1::3", 429).await;
        for subnet in ["2001:db8:1:2::", "2001:db8:1:3::", "2001:db8:1:4::"] {
            ask(subnet, 200).await;
            ask(subnet, 200).await;
        }
        ask("2001:db8:1:5::", 429).await;
        ask("2001:db8:2::", 200).await;
    }
}

#[tokio::test]
async fn only_the_trusted_proxy_names_the_client() {
    let file = "[limits]\nsends_per_client_hour = 1\n";
    for app in TestApp::on_each_store(Setup {
        file,
        ..Setup::default()
    })
    .await
    {
        assert_eq!(app.somebody_at("198.51.100.1", &phone(0)).await, 200);
        assert_eq!(app.somebody_at("198.51.100.2", &phone(1)).await, 429);
    }
}

#[tokio::test]
async fn numbers_per_client_are_limited() {
    let file = "[limits]\nnumbers_per_client_hour = 2\nresend_waits = [0]\n";
    for app in apps(file).await {
        let browser = app.browser();
        assert_eq!(browser.asks_for_a_text(&phone(0)).await.status, 200);
        assert_eq!(browser.asks_again().await.status, 200, "the same number");
        assert_eq!(app.somebody_asks_for(&phone(1)).await.status, 200);
        rests(
            &app.somebody_asks_for(&phone(2)).await,
            "client_rate_limited",
        );
        rests(
            &app.somebody_asks_for(&phone(2)).await,
            "client_rate_limited",
        );
        assert_eq!(browser.asks_again().await.status, 200, "a known number");
        assert_eq!(app.plivo.count(), 4);
    }
}

#[tokio::test]
async fn consecutive_numbers_are_limited_together() {
    for app in apps("[limits]\nsends_per_thousand_10_minutes = 5\n").await {
        for line in 0..5 {
            let number = format!("+1415555010{line}");
            assert_eq!(app.newcomer_asks_for(&number).await.status, 200);
        }
        rests(
            &app.newcomer_asks_for("+14155550105").await,
            "service_rate_limited",
        );
        assert_eq!(app.newcomer_asks_for(&phone(0)).await.status, 200);
        assert_eq!(app.plivo.count(), 6);
    }
    for app in apps("[limits]\nsends_per_ten_thousand_hour = \"*=9, US=2\"\n").await {
        assert_eq!(app.newcomer_asks_for("+14155550100").await.status, 200);
        assert_eq!(app.newcomer_asks_for("+14155550101").await.status, 200);
        rests(
            &app.newcomer_asks_for("+14155550102").await,
            "service_rate_limited",
        );
        assert_eq!(app.plivo.count(), 2);
    }
}

#[tokio::test]
async fn attempts_per_country_are_limited() {
    for app in apps("[limits]\nsends_per_country_hour = { US = 2, \"*\" = 1 }\n").await {
        assert_eq!(app.newcomer_asks_for(&phone(0)).await.status, 200);
        assert_eq!(app.newcomer_asks_for(&phone(1)).await.status, 200);
        rests(
            &app.newcomer_asks_for(&phone(2)).await,
            "service_rate_limited",
        );
        assert_eq!(app.newcomer_asks_for("+447400123456").await.status, 200);
        assert_eq!(app.newcomer_asks_for("+447400123457").await.status, 429);
        assert_eq!(app.newcomer_asks_for("+4915123456789").await.status, 200);
    }
}

#[tokio::test]
async fn only_permitted_destinations_get_messages() {
    let file = "[limits]\ncountries = [\"GB\", \"BR\", \"FR\"]\nunknown_numbers = false\n";
    for app in apps(file).await {
        for (number, words) in [
            (NUMBER, "We cannot send codes to that country."),
            ("+881612345678", "We cannot send codes to that country."),
            (
                "+449012345678",
                "We cannot send codes to that kind of number.",
            ),
            (
                "+448431234567",
                "We cannot send codes to that kind of number.",
            ),
            (
                "+447640123456",
                "We cannot send codes to that kind of number.",
            ),
            ("+447700900123", "We don't know that number."),
            ("+551161234567", "We don't know that number."),
            ("+33692123456", "We don't know that number."),
        ] {
            let page = app
                .browser()
                .submits("send_code", &[("phone", number)])
                .await;
            page.says(words);
            page.says(number);
        }
        assert_eq!(app.plivo.count(), 0);
        assert_eq!(app.somebody_asks_for("+447400123456").await.status, 200);
    }
}

#[tokio::test]
async fn only_numbers_of_phones_are_called() {
    for app in apps("[limits]\ncall_wait = 0\n").await {
        let browser = app.browser();
        assert_eq!(browser.asks_for_a_text("+445612345678").await.status, 200);
        let page = browser.submits("call_me", &[]).await;
        page.says("We cannot call that kind of number.");
        assert_eq!(app.plivo.count(), 1);
    }
}

#[tokio::test]
async fn the_money_cap_is_used_up_and_calls_stop_first() {
    let file = "[limits]\nspend_hour = 1\ntext_prices = \"*=0.1\"\ncall_prices = \"*=0.1\"\n\
        call_wait = 0\n";
    for app in apps(file).await {
        // A call is paid for two minutes, and there are eight tenths for calls.
        for nth in 0..2 {
            let browser = app.newcomer();
            assert_eq!(browser.asks_for_a_text(&phone(nth)).await.status, 200);
            assert_eq!(browser.asks_for_a_call().await.status, 200);
        }
        let browser = app.newcomer();
        assert_eq!(browser.asks_for_a_text(&phone(2)).await.status, 200);
        rests(&browser.asks_for_a_call().await, "service_rate_limited");
        for nth in 3..6 {
            assert_eq!(app.newcomer_asks_for(&phone(nth)).await.status, 200);
        }
        rests(
            &app.newcomer_asks_for(&phone(6)).await,
            "service_rate_limited",
        );
        assert_eq!(app.plivo.count(), 8);
    }
}

/// A text in Hindi with this brand is two segments, one in English is one.
#[tokio::test]
async fn a_text_costs_its_number_of_segments() {
    let file = "[verification]\nbrand = \"Acme Verification Services of the North-West\"\n\
        [limits]\nspend_hour = 1\ntext_prices = \"*=0.1\"\n";
    for (language, texts) in [("en", 10), ("hi", 5)] {
        for app in apps(file).await {
            for nth in 0..texts {
                let browser = app.newcomer_in(language).await;
                let answer = browser.asks_for_a_text(&phone(nth)).await;
                assert_eq!(answer.status, 200, "{language} {nth}");
            }
            let browser = app.newcomer_in(language).await;
            rests(
                &browser.asks_for_a_text(&phone(texts)).await,
                "service_rate_limited",
            );
            assert_eq!(app.plivo.count(), texts);
        }
    }
}

#[tokio::test]
async fn unverified_traffic_is_stopped_and_verified_traffic_continues() {
    let file = "[limits]\nunverified_per_hour = 5\nverified_percent = 50\n";
    for app in apps(file).await {
        let browser = app.newcomer();
        browser.asks_for_a_text(&phone(0)).await;
        let code = app.plivo.code();
        for nth in 1..5 {
            assert_eq!(app.newcomer_asks_for(&phone(nth)).await.status, 200);
        }
        rests(
            &app.newcomer_asks_for(&phone(5)).await,
            "service_rate_limited",
        );
        assert_eq!(browser.types_code(&code).await.status, 200);
        // What a verification makes up for is given back a moment later.
        let given_back = async { while app.newcomer_asks_for(&phone(5)).await.status != 200 {} };
        timeout(Duration::from_secs(60), given_back).await.unwrap();
        assert_eq!(app.newcomer_asks_for(&phone(6)).await.status, 200);
        assert_eq!(app.newcomer_asks_for(&phone(7)).await.status, 429);
    }
}

#[tokio::test]
async fn a_refused_attempt_is_not_counted_on_its_number() {
    for app in apps("[limits]\nsends_per_country_hour = \"*=1\"\n").await {
        assert_eq!(app.newcomer_asks_for(&phone(0)).await.status, 200);
        for _ in 0..6 {
            rests(
                &app.newcomer_asks_for(&phone(1)).await,
                "service_rate_limited",
            );
        }
        let verifier = &app.instances[0].state.verifier;
        let number = PhoneNumber::from_e164(&phone(1)).unwrap();
        let seen = verifier.records.history(&number).await.unwrap();
        let (policy, now) = (&verifier.policy, seen.now());
        let history = seen.record.expect("it was counted, and given back");
        assert_eq!(
            history.limited_until(Channel::Text, &OwnAttempts::default(), policy, now),
            None
        );
    }
}

#[tokio::test]
async fn the_longer_wait_of_two_limits_is_shown() {
    let file = "[limits]\nsends_per_thousand_10_minutes = 1\nsends_per_phone_10_minutes = 1\n";
    for app in apps(file).await {
        assert_eq!(app.newcomer_asks_for(&phone(0)).await.status, 200);
        rests(
            &app.newcomer_asks_for(&phone(0)).await,
            "phone_rate_limited",
        );
    }
    let file = "[limits]\nsends_per_country_hour = \"*=1\"\nsends_per_phone_10_minutes = 1\n\
        resend_waits = [0]\n";
    for app in apps(file).await {
        let browser = app.newcomer();
        assert_eq!(browser.asks_for_a_text(&phone(0)).await.status, 200);
        rests(&browser.asks_again().await, "service_rate_limited");
    }
}

/// A stranger is told the same of a number's limit an instant and minutes after its owner's texts;
/// the owner's own verification is told the exact time.
#[tokio::test]
async fn a_stranger_does_not_learn_when_a_number_got_a_text() {
    let file = "[limits]\nsends_per_phone_10_minutes = 2\nresend_waits = [0]\n";
    for app in apps(file).await {
        let owner = app.newcomer();
        assert_eq!(owner.asks_for_a_text(&phone(0)).await.status, 200);
        assert_eq!(owner.asks_again().await.status, 200);
        let own = owner.asks_again().await;
        rests(&own, "phone_rate_limited");
        assert!(own.retry_after().unwrap() <= 620, "{own:?}");
        for _ in 0..3 {
            let told = app.newcomer_asks_for(&phone(0)).await;
            rests(&told, "phone_rate_limited");
            assert!(
                (3_600..=3_720).contains(&told.retry_after().unwrap()),
                "{told:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_refused_request_is_charged_nothing_and_shows_the_longest_wait() {
    let file = "[limits]\nsends_per_client_10_minutes = 2\nsends_per_country_hour = \"*=1\"\n\
        sends_per_service_hour = 6\n";
    for app in apps(file).await {
        assert_eq!(app.somebody_asks_for(&phone(0)).await.status, 200);
        // A full country in an hour, again and again, at no cost to the client or the service.
        for nth in 1..20 {
            let answer = app.somebody_asks_for(&phone(nth)).await;
            rests(&answer, "service_rate_limited");
            assert!(answer.retry_after().unwrap() > 3_500, "{answer:?}");
        }
        assert_eq!(app.somebody_asks_for("+447400123456").await.status, 200);
        // Now the client waits five minutes and the country an hour.
        let answer = app.somebody_asks_for(&phone(1)).await;
        assert!(answer.retry_after().unwrap() > 3_500, "{answer:?}");
        let answer = app.somebody_asks_for("+4915123456789").await;
        rests(&answer, "client_rate_limited");
        assert!(answer.retry_after().unwrap() <= 310, "{answer:?}");
        assert_eq!(app.plivo.count(), 2);
    }
}

/// Nor from what the instance counts for itself, which would tell the shorter wait.
#[tokio::test]
async fn a_limit_of_the_service_charges_nothing_to_the_instance() {
    let file =
        "[limits]\nsends_per_country_hour = \"*=1\"\nsends_per_client_and_instance_minute = 3\n";
    for app in apps(file).await {
        assert_eq!(app.somebody_asks_for(&phone(0)).await.status, 200);
        for nth in 1..6 {
            let answer = app.somebody_asks_for(&phone(nth)).await;
            rests(&answer, "service_rate_limited");
            assert!(answer.retry_after().unwrap() > 3_500, "{answer:?}");
        }
        assert_eq!(app.somebody_asks_for("+447400123456").await.status, 200);
        assert_eq!(app.somebody_asks_for("+4915123456789").await.status, 200);
        rests(
            &app.somebody_asks_for("+33612345678").await,
            "client_rate_limited",
        );
        assert_eq!(app.plivo.count(), 3);
    }
}

#[tokio::test]
async fn a_refused_message_costs_the_client_but_not_the_service() {
    let file = "[limits]\nsends_per_client_10_minutes = 4\nsends_per_service_hour = 4\n";
    for app in apps(file).await {
        for _ in 0..3 {
            let refused = app.somebody_asks_for("+14155550180").await;
            assert_ne!(refused.status, 200);
        }
        assert_eq!(app.somebody_asks_for(&phone(0)).await.status, 200);
        rests(
            &app.somebody_asks_for(&phone(1)).await,
            "client_rate_limited",
        );
        assert_eq!(app.plivo.count(), 4);
    }
}

#[tokio::test]
async fn codes_per_client_are_limited() {
    let file = "[limits]\nguesses_per_client_10_minutes = 5\n";
    for app in apps(file).await {
        let browser = app.browser();
        browser.asks_for_a_text(NUMBER).await;
        let code = app.plivo.code();
        for n in 0..4 {
            assert_eq!(browser.types_code(&wrong(&code, n)).await.status, 422);
        }
        let stranger = app.browser();
        assert_eq!(stranger.types_code("123456").await.status, 422);
        rests(&stranger.types_code("123456").await, "client_rate_limited");
        let page = browser.posts("check_code", &[("code", &code)]).await;
        rests(&page, "There were many requests from your network.");
        browser.opens_the_page().await.says("Enter your code");
        let nobody = app.browser().posts("check_code", &[("code", &code)]).await;
        rests(&nobody, "There were many requests from your network.");
    }
}

#[tokio::test]
async fn numbers_posted_by_one_client_are_limited_and_not_stored() {
    let file = "[limits]\nstarts_per_client_10_minutes = 3\n";
    for app in apps(file).await {
        for _ in 0..3 {
            assert_eq!(app.somebody_asks_for("hello").await.status, 422);
        }
        let turned_away = app.browser().posts("send_code", &[("phone", NUMBER)]).await;
        rests(&turned_away, "There were many requests from your network.");
        let browser = app.browser();
        browser.opens_the_page().await;
        rests(
            &browser.asks_for_a_text(NUMBER).await,
            "client_rate_limited",
        );
        let page = browser.opens_the_page().await;
        assert!(
            !page.body.contains("many requests"),
            "no verification was begun"
        );
        assert_eq!(app.plivo.count(), 0);
    }
}

#[tokio::test]
async fn many_wrong_guesses_make_new_codes_longer() {
    for app in apps("[limits]\nwrong_guesses_per_day = 10\nresend_waits = [0]\n").await {
        let first = app.browser();
        first.asks_for_a_text(&phone(0)).await;
        let short = app.plivo.code();
        for nth in 1..3 {
            let guesser = app.browser();
            guesser.asks_for_a_text(&phone(nth)).await;
            let code = app.plivo.code();
            for n in 0..5 {
                assert_eq!(guesser.types_code(&wrong(&code, n)).await.status, 422);
            }
        }
        let browser = app.browser();
        let page = browser.submits("send_code", &[("phone", &phone(3))]).await;
        page.says("Enter the 8-digit code from our text to");
        let long = app.plivo.code();
        assert_eq!(long.len(), 8);
        let page = browser.submits("check_code", &[("code", &long[..6])]).await;
        page.says("The code has 8 digits. You entered 6 digits.");
        let page = browser.submits("check_code", &[("code", &long[..5])]).await;
        page.says("The code has 8 digits. You entered 5 digits.");
        let page = browser.submits("check_code", &[("code", &long)]).await;
        page.says("Your phone number is verified");
        assert_eq!(
            first.types_code(&short).await.status,
            200,
            "an earlier code works"
        );
    }
}

#[tokio::test]
async fn limits_are_shared_by_all_instances_and_exact() {
    let file = "[server]\ntrusted_proxies = \"127.0.0.1\"\n[limits]\nsends_per_service_hour = 20\n";
    let setup = Setup {
        file,
        redis: true,
        ..Setup::default()
    };
    let mut app = TestApp::with(setup).await;
    app.add(setup).await;
    let urls = [0, 1].map(|nth| app.instances[nth].url.clone());
    let acts = (0..60).map(|nth| {
        let browser = app.newcomer().at(&urls[nth % 2]);
        async move { browser.asks_for_a_text(&phone(nth)).await }
    });
    let answers = at_once(acts).await;
    let (sent, late) = (count(&answers, 200), count(&answers, 503));
    assert_eq!(sent + late + count(&answers, 429), 60, "{answers:?}");
    // On a machine too busy for Redis, what was taken and not told is not sent.
    assert!(sent <= 20 && sent + late >= 20, "{sent} sent, {late} late");
    assert_eq!(app.plivo.count(), sent);
}

#[tokio::test]
async fn an_instance_keeps_its_local_limits_when_the_store_is_emptied() {
    let file = "[limits]\nsends_per_client_10_minutes = 2\n\
        sends_per_client_and_instance_minute = 4\n";
    let mut app = TestApp::with(Setup {
        file,
        redis: true,
        ..Setup::default()
    })
    .await;
    let mut sent = 0;
    for nth in 0..12 {
        sent += u32::from(app.somebody_asks_for(&phone(nth)).await.status == 200);
        app.redis().cli("FLUSHALL");
    }
    assert_eq!(sent, 4);
    assert_eq!(app.plivo.count(), 4);
}

/// One bucket for all that a client posts, asked before anything else is done.
#[tokio::test]
async fn forms_per_client_are_limited() {
    for app in apps("[limits]\nposts_per_client_10_minutes = 10\n").await {
        let browser = app.browser().located_at("198.51.100.1");
        assert_eq!(browser.asks_for_a_text(NUMBER).await.status, 200);
        for form in ["start_over", "call_me", "check_code"] {
            for _ in 0..3 {
                let answer = browser.fetches(form, &[]).await;
                assert_ne!(answer.status, 429, "{form}: {answer:?}");
            }
        }
        for (form, fields) in [
            ("start_over", &[][..]),
            ("start_over", &[("keep_number", "true")]),
            ("call_me", &[]),
            ("check_code", &[("code", "123456")]),
            ("send_code", &[("again", "true")]),
            ("send_code", &[("phone", NUMBER)]),
        ] {
            rests(&browser.fetches(form, fields).await, "client_rate_limited");
            let page = browser.posts(form, fields).await;
            rests(&page, "There were many requests from your network.");
        }
        let other = app.browser().located_at("198.51.100.2");
        assert_eq!(other.asks_for_a_text(NUMBER).await.status, 200);
    }
}

/// Ten addresses that verify nothing take what they may, again and again; whoever owes nothing
/// is sent to all the same.
#[tokio::test]
async fn a_share_is_reserved_for_sources_without_debt() {
    let file = "[limits]\nunverified_per_hour = 50\nsends_per_client_10_minutes = 5\n";
    for app in apps(file).await {
        let mut sent = 0;
        for round in 0..6 {
            for address in 0..10 {
                let number = phone(round * 10 + address);
                let address = format!("198.{address}.100.1");
                sent += u32::from(app.somebody_at(&address, &number).await == 200);
            }
        }
        assert!((10..=25).contains(&sent), "{sent}");
        for nth in 0..20 {
            assert_eq!(
                app.newcomer_asks_for(&phone(60 + nth)).await.status,
                200,
                "{nth}"
            );
        }
    }
}

/// One address takes what it may of a block, and leaves some of it to others.
#[tokio::test]
async fn one_client_cannot_use_up_a_block_of_numbers() {
    for app in apps("[limits]\nsends_per_thousand_10_minutes = 5\n").await {
        let mut sent = 0;
        for line in 0..20 {
            let number = format!("+14155550{line:0>3}");
            sent += u32::from(app.somebody_at("198.51.100.1", &number).await == 200);
        }
        assert_eq!(sent, 3);
        for line in 20..22 {
            let number = format!("+14155550{line:0>3}");
            assert_eq!(app.newcomer_asks_for(&number).await.status, 200);
        }
        rests(
            &app.newcomer_asks_for("+14155550022").await,
            "service_rate_limited",
        );
    }
}

/// All at the same instant, from one network: its debts are taken, not looked at.
#[tokio::test]
async fn a_burst_of_one_network_is_limited_by_its_debt() {
    for app in apps("[limits]\nunverified_per_hour = 50\n").await {
        let asked = (0..60).map(|nth| {
            let browser = app.browser().located_at(&format!("198.51.100.{nth}"));
            async move { browser.asks_for_a_text(&phone(nth)).await }
        });
        let answers = at_once(asked).await;
        let sent = count(&answers, 200);
        assert!(sent <= 25, "{sent} sent");
        for nth in 60..80 {
            assert_eq!(app.newcomer_asks_for(&phone(nth)).await.status, 200);
        }
    }
}
