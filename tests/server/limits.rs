//! The limits that everybody shares: each holds, over all instances, and one denial takes
//! nothing from any other.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use ringcode::domain::history::Own;
use ringcode::domain::phone::PhoneNumber;
use ringcode::domain::step::Channel;
use tokio::time::timeout;

use crate::NUMBER;
use crate::person::{Answer, Person, at_once, count, wrong};
use crate::stage::{Setup, Stage};

/// The application behind a proxy that names clients, on either store.
async fn stages(limits: &str) -> [Stage; 2] {
    let proxy = "[server]\ntrusted_proxies = \"127.0.0.1\"\n";
    let file = format!("{proxy}{limits}");
    Stage::on_each_store(Setup {
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

impl Stage {
    /// Somebody new asks for a text, at one address with all others.
    async fn somebody_asks_for(&self, number: &str) -> Answer {
        self.person().asks_for_a_text(number).await
    }

    /// Somebody new asks for a text who owes nothing: from a network nobody came from.
    async fn newcomer_asks_for(&self, number: &str) -> Answer {
        self.newcomer().asks_for_a_text(number).await
    }

    fn newcomer(&self) -> Person {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let [.., a, b] = COUNT.fetch_add(1, Relaxed).to_be_bytes();
        self.person().located_at(&format!("{}.{b}.0.1", 20 + a))
    }

    /// A newcomer who reads a language.
    async fn newcomer_in(&self, language: &str) -> Person {
        let person = self.newcomer();
        person.opens_the_page().await;
        let session = person.cookie().unwrap();
        person.takes_cookie(Some(format!("{session}; language={language}")));
        person
    }

    async fn somebody_at(&self, address: &str, number: &str) -> u16 {
        let person = self.person().located_at(address);
        person.asks_for_a_text(number).await.status
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
async fn a_client_gets_so_many_messages() {
    for stage in stages("[limits]\nsends_per_client_10_minutes = 5\n").await {
        for nth in 0..5 {
            assert_eq!(stage.somebody_asks_for(&phone(nth)).await.status, 200);
        }
        rests(&stage.somebody_asks_for(&phone(5)).await, "ClientRested");
        let page = stage
            .person()
            .submits("send_code", &[("phone", &phone(5))])
            .await;
        page.says("There were many requests from your network. Try again in 2 minutes (at ");
        page.says(&phone(5));
        assert_eq!(stage.plivo.count(), 5);
    }
}

#[tokio::test]
async fn clients_are_told_apart_by_what_our_proxy_says() {
    let file = "[limits]\nsends_per_client_hour = 2\n";
    for stage in stages(file).await {
        let mut next = (0..).map(phone);
        let mut ask = async |address, status| {
            let number = next.next().unwrap();
            assert_eq!(
                stage.somebody_at(address, &number).await,
                status,
                "{address}"
            );
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
async fn nobody_else_is_believed_about_addresses() {
    let file = "[limits]\nsends_per_client_hour = 1\n";
    for stage in Stage::on_each_store(Setup {
        file,
        ..Setup::default()
    })
    .await
    {
        assert_eq!(stage.somebody_at("198.51.100.1", &phone(0)).await, 200);
        assert_eq!(stage.somebody_at("198.51.100.2", &phone(1)).await, 429);
    }
}

#[tokio::test]
async fn a_client_reaches_so_many_numbers() {
    let file = "[limits]\nnumbers_per_client_hour = 2\nresend_waits = [0]\n";
    for stage in stages(file).await {
        let person = stage.person();
        assert_eq!(person.asks_for_a_text(&phone(0)).await.status, 200);
        assert_eq!(person.asks_again().await.status, 200, "the same number");
        assert_eq!(stage.somebody_asks_for(&phone(1)).await.status, 200);
        rests(&stage.somebody_asks_for(&phone(2)).await, "ClientRested");
        rests(&stage.somebody_asks_for(&phone(2)).await, "ClientRested");
        assert_eq!(person.asks_again().await.status, 200, "a known number");
        assert_eq!(stage.plivo.count(), 4);
    }
}

#[tokio::test]
async fn numbers_in_a_row_are_a_pattern() {
    for stage in stages("[limits]\nsends_per_thousand_10_minutes = 5\n").await {
        for line in 0..5 {
            let number = format!("+1415555010{line}");
            assert_eq!(stage.newcomer_asks_for(&number).await.status, 200);
        }
        rests(
            &stage.newcomer_asks_for("+14155550105").await,
            "ServiceRested",
        );
        assert_eq!(stage.newcomer_asks_for(&phone(0)).await.status, 200);
        assert_eq!(stage.plivo.count(), 6);
    }
    for stage in stages("[limits]\nsends_per_ten_thousand_hour = \"*=9, US=2\"\n").await {
        assert_eq!(stage.newcomer_asks_for("+14155550100").await.status, 200);
        assert_eq!(stage.newcomer_asks_for("+14155550101").await.status, 200);
        rests(
            &stage.newcomer_asks_for("+14155550102").await,
            "ServiceRested",
        );
        assert_eq!(stage.plivo.count(), 2);
    }
}

#[tokio::test]
async fn a_country_gets_so_many_messages() {
    for stage in stages("[limits]\nsends_per_country_hour = { US = 2, \"*\" = 1 }\n").await {
        assert_eq!(stage.newcomer_asks_for(&phone(0)).await.status, 200);
        assert_eq!(stage.newcomer_asks_for(&phone(1)).await.status, 200);
        rests(&stage.newcomer_asks_for(&phone(2)).await, "ServiceRested");
        assert_eq!(stage.newcomer_asks_for("+447400123456").await.status, 200);
        assert_eq!(stage.newcomer_asks_for("+447400123457").await.status, 429);
        assert_eq!(stage.newcomer_asks_for("+4915123456789").await.status, 200);
    }
}

#[tokio::test]
async fn only_what_is_served_is_sent_to() {
    let file = "[limits]\ncountries = [\"GB\", \"BR\", \"FR\"]\nunknown_numbers = false\n";
    for stage in stages(file).await {
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
            let page = stage
                .person()
                .submits("send_code", &[("phone", number)])
                .await;
            page.says(words);
            page.says(number);
        }
        assert_eq!(stage.plivo.count(), 0);
        assert_eq!(stage.somebody_asks_for("+447400123456").await.status, 200);
    }
}

#[tokio::test]
async fn a_call_goes_only_to_a_phone() {
    for stage in stages("[limits]\ncall_wait = 0\n").await {
        let person = stage.person();
        assert_eq!(person.asks_for_a_text("+445612345678").await.status, 200);
        let page = person.submits("call_me", &[]).await;
        page.says("We cannot call that kind of number.");
        assert_eq!(stage.plivo.count(), 1);
    }
}

#[tokio::test]
async fn money_is_spent_up_to_the_last_part_and_calls_stop_before() {
    let file = "[limits]\nspend_hour = 1\ntext_prices = \"*=0.1\"\ncall_prices = \"*=0.1\"\n\
        call_wait = 0\n";
    for stage in stages(file).await {
        // A call is paid for two minutes, and there are eight tenths for calls.
        for nth in 0..2 {
            let person = stage.newcomer();
            assert_eq!(person.asks_for_a_text(&phone(nth)).await.status, 200);
            assert_eq!(person.asks_for_a_call().await.status, 200);
        }
        let person = stage.newcomer();
        assert_eq!(person.asks_for_a_text(&phone(2)).await.status, 200);
        rests(&person.asks_for_a_call().await, "ServiceRested");
        for nth in 3..6 {
            assert_eq!(stage.newcomer_asks_for(&phone(nth)).await.status, 200);
        }
        rests(&stage.newcomer_asks_for(&phone(6)).await, "ServiceRested");
        assert_eq!(stage.plivo.count(), 8);
    }
}

/// A text in Hindi with this brand is two segments, one in English is one.
#[tokio::test]
async fn a_text_costs_as_many_segments_as_it_takes_in_its_language() {
    let file = "[verification]\nbrand = \"Acme Verification Services of the North-West\"\n\
        [limits]\nspend_hour = 1\ntext_prices = \"*=0.1\"\n";
    for (language, texts) in [("en", 10), ("hi", 5)] {
        for stage in stages(file).await {
            for nth in 0..texts {
                let person = stage.newcomer_in(language).await;
                let answer = person.asks_for_a_text(&phone(nth)).await;
                assert_eq!(answer.status, 200, "{language} {nth}");
            }
            let person = stage.newcomer_in(language).await;
            rests(
                &person.asks_for_a_text(&phone(texts)).await,
                "ServiceRested",
            );
            assert_eq!(stage.plivo.count(), texts);
        }
    }
}

#[tokio::test]
async fn what_nobody_verifies_stops_and_what_is_verified_goes_on() {
    let file = "[limits]\nunverified_per_hour = 5\nverified_percent = 50\n";
    for stage in stages(file).await {
        let person = stage.newcomer();
        person.asks_for_a_text(&phone(0)).await;
        let code = stage.plivo.code();
        for nth in 1..5 {
            assert_eq!(stage.newcomer_asks_for(&phone(nth)).await.status, 200);
        }
        rests(&stage.newcomer_asks_for(&phone(5)).await, "ServiceRested");
        assert_eq!(person.types(&code).await.status, 200);
        // What a verification makes up for is given back a moment later.
        let given_back = async { while stage.newcomer_asks_for(&phone(5)).await.status != 200 {} };
        timeout(Duration::from_secs(60), given_back).await.unwrap();
        assert_eq!(stage.newcomer_asks_for(&phone(6)).await.status, 200);
        assert_eq!(stage.newcomer_asks_for(&phone(7)).await.status, 429);
    }
}

#[tokio::test]
async fn a_denied_send_is_not_counted_with_its_number() {
    for stage in stages("[limits]\nsends_per_country_hour = \"*=1\"\n").await {
        assert_eq!(stage.newcomer_asks_for(&phone(0)).await.status, 200);
        for _ in 0..6 {
            rests(&stage.newcomer_asks_for(&phone(1)).await, "ServiceRested");
        }
        let verifier = &stage.instances[0].app.verifier;
        let number = PhoneNumber::from_e164(&phone(1)).unwrap();
        let seen = verifier.records.history(&number).await.unwrap();
        let (policy, now) = (&verifier.policy, seen.now());
        let history = seen.record.expect("it was counted, and given back");
        assert_eq!(
            history.rests_until(Channel::Text, &Own::default(), policy, now),
            None
        );
    }
}

#[tokio::test]
async fn of_everybodys_limit_and_the_numbers_own_the_longer_wait_is_told() {
    let file = "[limits]\nsends_per_thousand_10_minutes = 1\nsends_per_phone_10_minutes = 1\n";
    for stage in stages(file).await {
        assert_eq!(stage.newcomer_asks_for(&phone(0)).await.status, 200);
        rests(&stage.newcomer_asks_for(&phone(0)).await, "PhoneRested");
    }
    let file = "[limits]\nsends_per_country_hour = \"*=1\"\nsends_per_phone_10_minutes = 1\n\
        resend_waits = [0]\n";
    for stage in stages(file).await {
        let person = stage.newcomer();
        assert_eq!(person.asks_for_a_text(&phone(0)).await.status, 200);
        rests(&person.asks_again().await, "ServiceRested");
    }
}

/// What a stranger is told of a number's limit is the same an instant and minutes after its
/// owner's texts; the owner's own verification is told the moment.
#[tokio::test]
async fn a_stranger_is_told_nothing_of_when_a_number_was_texted() {
    let file = "[limits]\nsends_per_phone_10_minutes = 2\nresend_waits = [0]\n";
    for stage in stages(file).await {
        let owner = stage.newcomer();
        assert_eq!(owner.asks_for_a_text(&phone(0)).await.status, 200);
        assert_eq!(owner.asks_again().await.status, 200);
        let own = owner.asks_again().await;
        rests(&own, "PhoneRested");
        assert!(own.retry_after().unwrap() <= 620, "{own:?}");
        for _ in 0..3 {
            let told = stage.newcomer_asks_for(&phone(0)).await;
            rests(&told, "PhoneRested");
            assert!(
                (3_600..=3_720).contains(&told.retry_after().unwrap()),
                "{told:?}"
            );
        }
    }
}

#[tokio::test]
async fn one_denial_takes_nothing_and_the_longest_wait_is_told() {
    let file = "[limits]\nsends_per_client_10_minutes = 2\nsends_per_country_hour = \"*=1\"\n\
        sends_per_service_hour = 6\n";
    for stage in stages(file).await {
        assert_eq!(stage.somebody_asks_for(&phone(0)).await.status, 200);
        // A full country in an hour, again and again, at no cost to the client or the service.
        for nth in 1..20 {
            let answer = stage.somebody_asks_for(&phone(nth)).await;
            rests(&answer, "ServiceRested");
            assert!(answer.retry_after().unwrap() > 3_500, "{answer:?}");
        }
        assert_eq!(stage.somebody_asks_for("+447400123456").await.status, 200);
        // Now the client waits five minutes and the country an hour.
        let answer = stage.somebody_asks_for(&phone(1)).await;
        assert!(answer.retry_after().unwrap() > 3_500, "{answer:?}");
        let answer = stage.somebody_asks_for("+4915123456789").await;
        rests(&answer, "ClientRested");
        assert!(answer.retry_after().unwrap() <= 310, "{answer:?}");
        assert_eq!(stage.plivo.count(), 2);
    }
}

/// Nor from what the instance counts for itself, which would tell the shorter wait.
#[tokio::test]
async fn a_denial_of_all_takes_nothing_from_the_instance() {
    let file =
        "[limits]\nsends_per_country_hour = \"*=1\"\nsends_per_client_and_instance_minute = 3\n";
    for stage in stages(file).await {
        assert_eq!(stage.somebody_asks_for(&phone(0)).await.status, 200);
        for nth in 1..6 {
            let answer = stage.somebody_asks_for(&phone(nth)).await;
            rests(&answer, "ServiceRested");
            assert!(answer.retry_after().unwrap() > 3_500, "{answer:?}");
        }
        assert_eq!(stage.somebody_asks_for("+447400123456").await.status, 200);
        assert_eq!(stage.somebody_asks_for("+4915123456789").await.status, 200);
        rests(
            &stage.somebody_asks_for("+33612345678").await,
            "ClientRested",
        );
        assert_eq!(stage.plivo.count(), 3);
    }
}

#[tokio::test]
async fn a_refused_message_costs_the_client_but_not_the_service() {
    let file = "[limits]\nsends_per_client_10_minutes = 4\nsends_per_service_hour = 4\n";
    for stage in stages(file).await {
        for _ in 0..3 {
            let refused = stage.somebody_asks_for("+14155550180").await;
            assert_ne!(refused.status, 200);
        }
        assert_eq!(stage.somebody_asks_for(&phone(0)).await.status, 200);
        rests(&stage.somebody_asks_for(&phone(1)).await, "ClientRested");
        assert_eq!(stage.plivo.count(), 4);
    }
}

#[tokio::test]
async fn a_client_posts_so_many_codes() {
    let file = "[limits]\nguesses_per_client_10_minutes = 5\n";
    for stage in stages(file).await {
        let person = stage.person();
        person.asks_for_a_text(NUMBER).await;
        let code = stage.plivo.code();
        for n in 0..4 {
            assert_eq!(person.types(&wrong(&code, n)).await.status, 422);
        }
        let stranger = stage.person();
        assert_eq!(stranger.types("123456").await.status, 422);
        rests(&stranger.types("123456").await, "ClientRested");
        let page = person.posts("check_code", &[("code", &code)]).await;
        rests(&page, "There were many requests from your network.");
        person.opens_the_page().await.says("Enter your code");
        let nobody = stage.person().posts("check_code", &[("code", &code)]).await;
        rests(&nobody, "There were many requests from your network.");
    }
}

#[tokio::test]
async fn a_client_posts_so_many_numbers_and_fills_no_store() {
    let file = "[limits]\nstarts_per_client_10_minutes = 3\n";
    for stage in stages(file).await {
        for _ in 0..3 {
            assert_eq!(stage.somebody_asks_for("hello").await.status, 422);
        }
        let turned_away = stage
            .person()
            .posts("send_code", &[("phone", NUMBER)])
            .await;
        rests(&turned_away, "There were many requests from your network.");
        let person = stage.person();
        person.opens_the_page().await;
        rests(&person.asks_for_a_text(NUMBER).await, "ClientRested");
        let page = person.opens_the_page().await;
        assert!(
            !page.body.contains("many requests"),
            "no verification was begun"
        );
        assert_eq!(stage.plivo.count(), 0);
    }
}

#[tokio::test]
async fn many_wrong_guesses_make_new_codes_longer() {
    for stage in stages("[limits]\nwrong_guesses_per_day = 10\nresend_waits = [0]\n").await {
        let first = stage.person();
        first.asks_for_a_text(&phone(0)).await;
        let short = stage.plivo.code();
        for nth in 1..3 {
            let guesser = stage.person();
            guesser.asks_for_a_text(&phone(nth)).await;
            let code = stage.plivo.code();
            for n in 0..5 {
                assert_eq!(guesser.types(&wrong(&code, n)).await.status, 422);
            }
        }
        let person = stage.person();
        let page = person.submits("send_code", &[("phone", &phone(3))]).await;
        page.says("Enter the 8-digit code from our text to");
        let long = stage.plivo.code();
        assert_eq!(long.len(), 8);
        let page = person.submits("check_code", &[("code", &long[..6])]).await;
        page.says("The code has 8 digits. You entered 6 digits.");
        let page = person.submits("check_code", &[("code", &long[..5])]).await;
        page.says("The code has 8 digits. You entered 5 digits.");
        let page = person.submits("check_code", &[("code", &long)]).await;
        page.says("Your phone number is verified");
        assert_eq!(
            first.types(&short).await.status,
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
    let mut stage = Stage::with(setup).await;
    stage.add(setup).await;
    let urls = [0, 1].map(|nth| stage.instances[nth].url.clone());
    let acts = (0..60).map(|nth| {
        let person = stage.newcomer().at(&urls[nth % 2]);
        async move { person.asks_for_a_text(&phone(nth)).await }
    });
    let answers = at_once(acts).await;
    let (sent, late) = (count(&answers, 200), count(&answers, 503));
    assert_eq!(sent + late + count(&answers, 429), 60, "{answers:?}");
    // On a machine too busy for Redis, what was taken and not told is not sent.
    assert!(sent <= 20 && sent + late >= 20, "{sent} sent, {late} late");
    assert_eq!(stage.plivo.count(), sent);
}

#[tokio::test]
async fn an_instance_counts_for_itself_when_the_store_is_emptied() {
    let file = "[limits]\nsends_per_client_10_minutes = 2\n\
        sends_per_client_and_instance_minute = 4\n";
    let mut stage = Stage::with(Setup {
        file,
        redis: true,
        ..Setup::default()
    })
    .await;
    let mut sent = 0;
    for nth in 0..12 {
        sent += u32::from(stage.somebody_asks_for(&phone(nth)).await.status == 200);
        stage.redis().cli("FLUSHALL");
    }
    assert_eq!(sent, 4);
    assert_eq!(stage.plivo.count(), 4);
}

/// One bucket for all that a client posts, asked before anything else is done.
#[tokio::test]
async fn a_client_posts_so_many_forms_of_any_kind() {
    for stage in stages("[limits]\nposts_per_client_10_minutes = 10\n").await {
        let person = stage.person().located_at("198.51.100.1");
        assert_eq!(person.asks_for_a_text(NUMBER).await.status, 200);
        for form in ["start_over", "call_me", "check_code"] {
            for _ in 0..3 {
                let answer = person.fetches(form, &[]).await;
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
            rests(&person.fetches(form, fields).await, "ClientRested");
            let page = person.posts(form, fields).await;
            rests(&page, "There were many requests from your network.");
        }
        let other = stage.person().located_at("198.51.100.2");
        assert_eq!(other.asks_for_a_text(NUMBER).await.status, 200);
    }
}

/// Ten addresses that verify nothing take what they may, again and again; whoever owes nothing
/// is sent to all the same.
#[tokio::test]
async fn a_share_is_kept_for_whoever_owes_nothing() {
    let file = "[limits]\nunverified_per_hour = 50\nsends_per_client_10_minutes = 5\n";
    for stage in stages(file).await {
        let mut sent = 0;
        for round in 0..6 {
            for address in 0..10 {
                let number = phone(round * 10 + address);
                let address = format!("198.{address}.100.1");
                sent += u32::from(stage.somebody_at(&address, &number).await == 200);
            }
        }
        assert!((10..=25).contains(&sent), "{sent}");
        for nth in 0..20 {
            assert_eq!(
                stage.newcomer_asks_for(&phone(60 + nth)).await.status,
                200,
                "{nth}"
            );
        }
    }
}

/// One address takes what it may of a block, and leaves some of it to others.
#[tokio::test]
async fn nobody_stops_a_block_alone() {
    for stage in stages("[limits]\nsends_per_thousand_10_minutes = 5\n").await {
        let mut sent = 0;
        for line in 0..20 {
            let number = format!("+14155550{line:0>3}");
            sent += u32::from(stage.somebody_at("198.51.100.1", &number).await == 200);
        }
        assert_eq!(sent, 3);
        for line in 20..22 {
            let number = format!("+14155550{line:0>3}");
            assert_eq!(stage.newcomer_asks_for(&number).await.status, 200);
        }
        rests(
            &stage.newcomer_asks_for("+14155550022").await,
            "ServiceRested",
        );
    }
}

/// All at the same instant, from one network: its debts are taken, not looked at.
#[tokio::test]
async fn a_network_that_asks_all_at_once_is_clear_only_for_its_first() {
    for stage in stages("[limits]\nunverified_per_hour = 50\n").await {
        let asked = (0..60).map(|nth| {
            let person = stage.person().located_at(&format!("198.51.100.{nth}"));
            async move { person.asks_for_a_text(&phone(nth)).await }
        });
        let answers = at_once(asked).await;
        let sent = count(&answers, 200);
        assert!(sent <= 25, "{sent} sent");
        for nth in 60..80 {
            assert_eq!(stage.newcomer_asks_for(&phone(nth)).await.status, 200);
        }
    }
}
