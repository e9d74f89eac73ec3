//! A browser's secret: new with each start, and new again once the number is verified.

use crate::NUMBER;
use crate::person::{Answer, Person, at_once, count, wrong};
use crate::stage::{EAGER, Setup, Stage};

/// Somebody who was texted, and the code.
async fn texted(stage: &Stage) -> (Person, String) {
    let person = stage.person();
    person.opens_the_page().await;
    person.asks_for_a_text(NUMBER).await;
    (person, stage.plivo.code())
}

/// The same person with the cookie of before.
fn earlier(
    person: &Person,
    cookie: Option<String>,
) -> impl AsyncFn(&str, &[(&str, &str)]) -> Answer {
    let person = person.clone();
    async move |function, fields| {
        person.takes_cookie(cookie.clone());
        person.fetches(function, fields).await
    }
}

#[tokio::test]
async fn the_secret_changes_with_the_verification_and_the_old_one_is_dead() {
    for stage in Stage::on_each_store(Setup::default()).await {
        let (person, code) = texted(&stage).await;
        let old = person.cookie();
        let answer = person.types(&code).await;
        assert_eq!(answer.status, 200);
        let given = answer.header("set-cookie");
        assert!(
            given.contains("HttpOnly") && given.contains("SameSite=Lax"),
            "{given}"
        );
        let new = person.cookie();
        assert_ne!(old, new);
        person.opens_the_page().await.says("is verified");

        let at_old = earlier(&person, old.clone());
        person.takes_cookie(old.clone());
        assert_eq!(person.delivery().await, "null");
        assert_eq!(at_old("call_me", &[]).await.status, 422);
        assert_eq!(at_old("send_code", &[("again", "true")]).await.status, 422);
        person.takes_cookie(old);
        let page = person.opens_the_page().await;
        page.says("Enter your code");
        page.says("+• •••-•••-••00");
        for part in ["415-555", "+1 415", "4155550100"] {
            assert!(!page.body.contains(part), "{part} of the number: {page:?}");
        }
        person.takes_cookie(new);
        person.opens_the_page().await.says("is verified");
        assert_eq!(stage.plivo.count(), 1);
    }
}

#[tokio::test]
async fn the_right_code_again_leads_to_the_new_secret() {
    for stage in Stage::on_each_store(Setup::default()).await {
        let (person, code) = texted(&stage).await;
        let old = person.cookie();
        person.types(&code).await;
        let new = person.cookie();
        // The first answer got lost: the browser posts the form once more.
        for _ in 0..2 {
            person.takes_cookie(old.clone());
            assert_eq!(
                person.types(&code).await.status,
                409,
                "verified, but only once"
            );
            assert_eq!(person.cookie(), new);
        }
        // Or the person loads the page anew, and finds what they saw last.
        person.takes_cookie(old.clone());
        person.opens_the_page().await.says("Enter your code");
        assert_eq!(person.cookie(), old);
        let page = person.submits("check_code", &[("code", &code)]).await;
        page.says("is verified");
    }
}

#[tokio::test]
async fn a_wrong_code_closes_that_way() {
    for stage in Stage::on_each_store(Setup::default()).await {
        let (person, code) = texted(&stage).await;
        let old = person.cookie();
        person.types(&code).await;
        let new = person.cookie();
        let at_old = earlier(&person, old.clone());
        for typed in [&wrong(&code, 0), &code] {
            let answer = at_old("check_code", &[("code", typed)]).await;
            assert_eq!((answer.status, answer.header("set-cookie")), (422, ""));
            answer.says("StartAgain");
        }
        person.takes_cookie(old);
        let page = person.opens_the_page().await;
        page.says("Verify your phone number");
        person.takes_cookie(new);
        person.opens_the_page().await.says("is verified");
    }
}

#[tokio::test]
async fn that_way_ends_with_the_code() {
    for stage in Stage::on_each_store(Setup {
        clock: true,
        ..Setup::default()
    })
    .await
    {
        let (person, code) = texted(&stage).await;
        let old = person.cookie();
        assert_eq!(person.types(&code).await.status, 200);
        stage.passes(601);
        let answer = earlier(&person, old)("check_code", &[("code", &code)]).await;
        assert_eq!((answer.status, answer.header("set-cookie")), (422, ""));
    }
}

#[tokio::test]
async fn nothing_done_with_the_old_secret_touches_what_is_verified() {
    for stage in Stage::on_each_store(Setup::default()).await {
        let (person, code) = texted(&stage).await;
        let old = person.cookie();
        person.types(&code).await;
        let (new, session) = (person.cookie(), person.session());
        person.takes_cookie(old.clone());
        let answer = person.asks_for_a_text("+14155550101").await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(stage.plivo.count(), 2, "they begin anew");
        assert_ne!(person.session().id(), session.id());
        person.opens_the_page().await.says("Enter your code");
        person.takes_cookie(old);
        assert_eq!(person.starts_over().await.status, 200);
        person.takes_cookie(new);
        person.opens_the_page().await.says("is verified");
    }
}

#[tokio::test]
async fn another_browser_gets_nothing_for_the_right_code() {
    let file = EAGER;
    for stage in Stage::on_each_store(Setup {
        file,
        ..Setup::default()
    })
    .await
    {
        let (person, code) = texted(&stage).await;
        let stranger = stage.person();
        stranger.opens_the_page().await;
        assert_eq!(stranger.types(&code).await.status, 422);
        let (other, others) = texted(&stage).await;
        assert_ne!(
            person.cookie(),
            other.cookie(),
            "the same number, another verification"
        );
        if code != others {
            assert_eq!(other.types(&code).await.status, 422);
        }
        assert_eq!(person.types(&code).await.status, 200);
        assert_eq!(stranger.types(&code).await.status, 422);
        other.opens_the_page().await.says("Enter your code");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_at_once_all_get_the_one_new_secret() {
    for stage in Stage::on_each_store(Setup::default()).await {
        let (person, code) = texted(&stage).await;
        let old = person.cookie();
        let answers = at_once((0..50).map(|_| {
            let (person, code) = (stage.person(), code.clone());
            person.takes_cookie(old.clone());
            async move { person.types(&code).await }
        }));
        let answers = answers.await;
        assert_eq!(count(&answers, 200), 1);
        let cookies = answers.iter().map(|answer| answer.header("set-cookie"));
        let mut cookies: Vec<_> = cookies.filter(|cookie| !cookie.is_empty()).collect();
        cookies.sort_unstable();
        cookies.dedup();
        assert_eq!(cookies.len(), 1, "{cookies:?}");
        let pair = cookies[0].split(';').next().unwrap();
        person.takes_cookie(Some(pair.to_owned()));
        person.opens_the_page().await.says("is verified");
    }
}

#[tokio::test]
async fn a_secret_that_leads_nowhere_is_replaced() {
    let stage = Stage::new().await;
    let person = stage.person();
    person.opens_the_page().await;
    let planted = person.cookie();
    person.opens_the_page().await;
    let own = person.cookie();
    assert_ne!(
        planted, own,
        "nobody starts under a secret that others may know"
    );
    person.asks_for_a_text(NUMBER).await;
    person.opens_the_page().await.says("Enter your code");
    assert_eq!(person.cookie(), own, "a verification keeps its secret");
    person.starts_over().await;
    assert_ne!(person.cookie(), own);
}

#[tokio::test]
async fn what_is_left_in_redis_has_an_end() {
    let redis = true;
    let mut stage = Stage::with(Setup {
        redis,
        ..Setup::default()
    })
    .await;
    let (person, code) = texted(&stage).await;
    person.types(&code).await;
    person.opens_the_page().await.says("is verified");
    stage.redis().assert_everything_ends();
}
