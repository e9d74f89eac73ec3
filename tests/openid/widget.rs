//! From the page with the widget to the wizard and back.

use ringcode_test_support::{Answer, Browser, TestApp, wrong};

use crate::host::{SETUP, returned};
use crate::widget_page::{WidgetPage, told};
use crate::{NUMBER, OTHER};

const OPENER: &str = "cross-origin-opener-policy";

#[tokio::test]
async fn a_popup_tells_its_token_to_the_page_that_opened_it() {
    for app in TestApp::on_each_store(SETUP).await {
        let (page, browser) = (WidgetPage::new(&app, "form"), app.browser());
        browser.follows(&page.popup(&[("ref", "order 7")])).await;
        let shown = browser.opens_the_page().await;
        shown.says("Form wants to confirm your phone number.");
        shown.says("Cancel and go back to Form");
        let last = page.verifies(&browser, NUMBER).await;
        last.says("Your phone number is verified");
        last.says("<header class=\"brand\">Form</header>");
        let token = told(&last, "https://form.example");
        assert_eq!(token.len(), 43);
        let proof = page.redeems(&token).await;
        assert_eq!(
            (&proof["success"], &proof["phone_number"]),
            (&true.into(), &NUMBER.into())
        );
        assert_eq!(
            (&proof["channel"], &proof["client_ref"]),
            (&"text".into(), &"order 7".into())
        );
        assert_eq!(proof["hostname"], "form.example");
        let at = proof["verified_at"].as_str().unwrap();
        assert!(
            at.starts_with("20") && at.ends_with('Z') && at.len() == 20,
            "{at}"
        );
        assert_eq!(app.plivo.count(), 1);
    }
}

/// One answer without it, and the popup never reaches its page again.
#[tokio::test]
async fn every_answer_in_a_popup_keeps_its_opener() {
    let app = TestApp::with(SETUP).await;
    let (page, browser) = (WidgetPage::new(&app, "form"), app.browser());
    let kept = |answer: &Answer| {
        assert_eq!(answer.header(OPENER), "unsafe-none", "{answer:?}");
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("frame-ancestors 'none'"), "{answer:?}");
        assert!(!policy.contains("form.example"), "{answer:?}");
    };
    kept(&browser.follows(&page.popup(&[("lang", "de")])).await);
    kept(&browser.opens_the_page().await);
    kept(&browser.follows("/nowhere").await);
    kept(&browser.follows("/api/check_code").await);
    kept(&browser.posts("send_code", &[("phone", "1")]).await);
    kept(
        &browser
            .posts("send_code", &[("phone", "1"), ("phone", "1")])
            .await,
    );
    kept(&browser.posts("send_code", &[("phone", NUMBER)]).await);
    kept(&browser.posts_to("/language", &[("language", "fr")]).await);
    let guess = wrong(&app.plivo.code(), 0);
    kept(&browser.posts("check_code", &[("code", &guess)]).await);
    kept(&browser.posts("start_over", &[]).await);
    kept(&browser.opens_the_page().await);
    let last = page.verifies(&browser, OTHER).await;
    kept(&last);
    kept(&browser.opens_the_page().await);
    assert_eq!(
        page.redeems(&told(&last, &page.origin())).await["success"],
        true
    );
    kept(&browser.opens_the_page().await);
    // Whoever verifies another number then is on their own.
    browser.submits("start_over", &[]).await;
    assert_eq!(browser.opens_the_page().await.header(OPENER), "same-origin");
}

#[tokio::test]
async fn every_other_answer_severs_whatever_opened_it() {
    let app = TestApp::with(SETUP).await;
    let (page, browser) = (WidgetPage::new(&app, "form"), app.browser());
    let severed = async |browser: &Browser| {
        for path in [
            "/",
            "/nowhere",
            "/livez",
            "/widget.js",
            "/handset",
            "/authorize",
        ] {
            let answer = browser.follows(path).await;
            assert_eq!(answer.header(OPENER), "same-origin", "{path}");
        }
    };
    severed(&browser).await;
    browser.follows(&page.tab("/", &[])).await;
    severed(&browser).await;
    page.verifies_in_tab(&browser).await;
    severed(&browser).await;
}

impl WidgetPage<'_> {
    async fn verifies_in_tab(&self, browser: &Browser) -> Answer {
        browser.submits("send_code", &[("phone", NUMBER)]).await;
        let code = self.app.plivo.code();
        browser.posts("check_code", &[("code", &code)]).await
    }
}

#[tokio::test]
async fn without_a_popup_the_token_is_in_the_address_of_the_page() {
    let app = TestApp::with(SETUP).await;
    let (page, browser) = (WidgetPage::new(&app, "form"), app.browser());
    let link = page.tab(
        "/sign-up?a=b&ringcode=old",
        &[("state", "0.1.2"), ("ref", "r")],
    );
    browser.follows(&link).await;
    let shown = browser.opens_the_page().await;
    let policy = shown.header("content-security-policy");
    assert!(
        policy.contains("form-action 'self' https://form.example;"),
        "{policy}"
    );
    let back = returned(&page.verifies_in_tab(&browser).await);
    assert_eq!(back.address, "https://form.example/sign-up");
    assert_eq!(
        (&*back.parameters["a"], &*back.parameters["ringcode-state"]),
        ("b", "0.1.2")
    );
    assert_eq!(back.parameters.len(), 3);
    let proof = page.redeems(&back.parameters["ringcode"]).await;
    assert_eq!(
        (&proof["phone_number"], &proof["client_ref"]),
        (&NUMBER.into(), &"r".into())
    );
    // A verified number answers again, at once, by another token.
    let again = returned(&browser.follows(&link).await);
    assert_ne!(again.parameters["ringcode"], back.parameters["ringcode"]);
    assert_eq!(
        page.redeems(&again.parameters["ringcode"]).await["success"],
        true
    );
    assert_eq!(app.plivo.count(), 1);
}

#[tokio::test]
async fn whoever_cancels_brings_nothing_back() {
    let app = TestApp::with(SETUP).await;
    let (page, browser) = (WidgetPage::new(&app, "form"), app.browser());
    browser.follows(&page.popup(&[])).await;
    let last = browser.posts_to("/cancel", &[]).await;
    assert_eq!(told(&last, &page.origin()), "");
    last.says("Back to where you came from");
    assert_eq!(last.header(OPENER), "unsafe-none");
    browser
        .follows(&page.tab("/sign-up?a=b", &[("state", "0.1")]))
        .await;
    let back = browser.posts_to("/cancel", &[]).await;
    assert_eq!(back.header("location"), "https://form.example/sign-up?a=b");
}

#[tokio::test]
async fn a_page_of_another_origin_gets_a_page_and_nobody_back() {
    let app = TestApp::with(SETUP).await;
    let page = WidgetPage::new(&app, "form");
    for link in [
        "/start".to_owned(),
        "/start?client=form".to_owned(),
        "/start?client=nobody&origin=https://form.example".to_owned(),
        "/start?client=shop&origin=https://form.example".to_owned(),
        "/start?client=poster&origin=https://poster.example".to_owned(),
        "/start?client=form&origin=https://evil.example".to_owned(),
        "/start?client=form&origin=https://form.example:9443".to_owned(),
        "/start?client=form&return=https://form.example.evil.example/".to_owned(),
        "/start?client=form&return=https://form.example@evil.example/".to_owned(),
        "/start?client=form&return=//evil.example/".to_owned(),
        "/start?client=form&return=javascript:alert(1)".to_owned(),
        "/start?client=form&return=https%3A%2F%2Fform.example%0D%0A.evil.example%2F".to_owned(),
        format!("{}&origin=https://form.example", page.popup(&[])),
        format!("{}&client=shop", page.popup(&[])),
        format!("{}&return=https://form.example/", page.popup(&[])),
        format!("/start?%FF=%FE&{}", "a=b&".repeat(1_000)),
    ] {
        let request = app.request("GET", &link).header("accept", "text/html");
        let shown = Answer::to(request.header("accept-language", "fr")).await;
        assert_eq!(
            (shown.status, shown.header("location")),
            (400, ""),
            "{link}"
        );
        shown.says("Ce lien ne fonctionne pas");
        assert!(shown.header("set-cookie").is_empty(), "{link}");
        assert!(!shown.body.contains("evil.example") && !shown.body.contains("data-token"));
    }
}

/// The answer may be lost: it is the same again until the host has redeemed it.
#[tokio::test]
async fn reload_and_back_in_a_popup_tell_the_same_token_and_send_nothing() {
    let app = TestApp::with(SETUP).await;
    let (page, browser) = (WidgetPage::new(&app, "form"), app.browser());
    let token = page.token(&browser, NUMBER).await;
    for _ in 0..2 {
        assert_eq!(told(&browser.opens_the_page().await, &page.origin()), token);
    }
    // A press of the button again, since its page was loaded anew.
    let other = told(&browser.follows(&page.popup(&[])).await, &page.origin());
    assert_ne!(other, token);
    for token in [token, other] {
        assert_eq!(page.redeems(&token).await["success"], true);
    }
    let last = browser.opens_the_page().await;
    last.says("Your phone number is verified");
    assert!(!last.body.contains("data-token") && !last.body.contains("form.example"));
    assert_eq!(app.plivo.count(), 1);
}

#[tokio::test]
async fn another_press_goes_on_with_what_was_begun() {
    let app = TestApp::with(SETUP).await;
    let (page, browser) = (WidgetPage::new(&app, "form"), app.browser());
    browser.follows(&page.popup(&[])).await;
    browser.submits("send_code", &[("phone", NUMBER)]).await;
    browser.follows(&page.popup(&[("ref", "second")])).await;
    browser.opens_the_page().await.says("Enter your code");
    let code = app.plivo.code();
    let last = browser.submits("check_code", &[("code", &code)]).await;
    let proof = page.redeems(&told(&last, &page.origin())).await;
    assert_eq!(proof["client_ref"], "second");
    assert_eq!(app.plivo.count(), 1);
}

/// `data-prompt="login"`: the number of before does not do.
#[tokio::test]
async fn a_page_may_want_the_number_verified_anew() {
    let app = TestApp::with(SETUP).await;
    let (page, browser) = (WidgetPage::new(&app, "form"), app.browser());
    page.token(&browser, NUMBER).await;
    let begun = browser.follows(&page.popup(&[("prompt", "login")])).await;
    assert_eq!((begun.status, begun.header("location")), (303, "/"));
    let last = page.verifies(&browser, OTHER).await;
    let proof = page.redeems(&told(&last, &page.origin())).await;
    assert_eq!(proof["phone_number"], OTHER);
}

#[tokio::test]
async fn whoever_starts_over_still_tells_the_page() {
    let app = TestApp::with(SETUP).await;
    let (page, browser) = (WidgetPage::new(&app, "form"), app.browser());
    browser.follows(&page.popup(&[])).await;
    browser.submits("send_code", &[("phone", OTHER)]).await;
    browser.submits("start_over", &[]).await;
    let last = page.verifies(&browser, NUMBER).await;
    let proof = page.redeems(&told(&last, &page.origin())).await;
    assert_eq!(proof["phone_number"], NUMBER);
}

#[tokio::test]
async fn a_page_that_is_not_registered_any_more_is_told_nothing() {
    let app = TestApp::with(SETUP).await;
    let (page, browser) = (WidgetPage::new(&app, "form"), app.browser());
    let token = page.token(&browser, NUMBER).await;
    app.instances[0].state.clients.replace(Default::default());
    let last = browser.opens_the_page().await;
    assert!(
        !last.body.contains(&token) && !last.body.contains("form.example"),
        "{last:?}"
    );
    assert_eq!(browser.follows(&page.popup(&[])).await.status, 400);
}

#[tokio::test]
async fn the_script_says_everything_in_every_language_and_is_loaded_once() {
    let app = TestApp::with(SETUP).await;
    let script = Answer::to(app.request("GET", "/widget.js")).await;
    assert_eq!(script.status, 200);
    assert_eq!(
        script.header("content-type"),
        "text/javascript; charset=utf-8"
    );
    assert_eq!(
        script.header("cross-origin-resource-policy"),
        "cross-origin"
    );
    assert_eq!(script.header("access-control-allow-origin"), "*");
    assert_eq!(script.header("cache-control"), "public, max-age=600");
    assert!(!script.body.contains("SENTENCES\""));
    for said in [
        "\"en\":[\"Verify your",
        "\"pt-BR\":[",
        "電話番号の認証が完了しました",
        "رقم هاتفك",
    ] {
        assert!(script.body.contains(said), "{said}: {}", script.body);
    }
    let tag = script.header("etag").to_owned();
    for (known, status) in [
        (tag.clone(), 304),
        (format!("\"other\", {tag}"), 304),
        (format!("W/{tag}"), 304),
        ("\"other\"".to_owned(), 200),
    ] {
        let again = app
            .request("GET", "/widget.js")
            .header("if-none-match", &known);
        let again = Answer::to(again).await;
        assert_eq!(
            (again.status, again.header("etag")),
            (status, &*tag),
            "{known}"
        );
        assert_eq!(again.body.is_empty(), status == 304);
    }
}

/// It tells of one page whether it is one of the client's, which the page can try anyway.
#[tokio::test]
async fn the_script_learns_whether_its_page_is_registered() {
    let app = TestApp::with(SETUP).await;
    for (query, status) in [
        ("client=form&origin=https://form.example", 200),
        ("client=form&origin=https://form.example:8443", 200),
        ("client=form&origin=https://shop.example", 404),
        ("client=form&origin=https://form.example/", 404),
        ("client=form", 404),
        ("client=nobody&origin=https://form.example", 404),
        ("client=undefined&origin=null", 404),
        ("client=form&client=shop&origin=https://form.example", 404),
        (
            "client=form&origin=https://form.example&origin=https://evil.example",
            404,
        ),
    ] {
        let answer = Answer::to(app.request("GET", &format!("/widget.js?{query}"))).await;
        assert_eq!((answer.status, &*answer.body), (status, ""), "{query}");
        assert_eq!(
            answer.header("content-type"),
            "text/javascript; charset=utf-8"
        );
        assert_eq!(
            answer.header("cross-origin-resource-policy"),
            "cross-origin"
        );
        assert_eq!(answer.header("cache-control") == "no-store", status == 404);
    }
}
