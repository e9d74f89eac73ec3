//! A host asks for one number, which the person cannot change.

use ringcode_test_support::{Answer, TestApp};

use crate::host::{Host, SETUP, error_of, returned};
use crate::{NUMBER, OTHER};

#[tokio::test]
async fn the_number_is_the_hosts_masked_and_not_to_be_changed() {
    let app = TestApp::with(SETUP).await;
    let (host, browser) = (Host::new(&app, "bank"), app.browser());
    let link = host.pushes(&[("phone_number", NUMBER)]).await;
    assert!(!link.contains("555"), "{link}");
    assert_eq!(browser.follows(&link).await.header("location"), "/");
    let page = browser.opens_the_page().await;
    page.says("Bank wants to confirm that this phone is yours.");
    page.says("This is not my number");
    assert!(
        page.body.contains("+14•••••••00") && !page.body.contains("id=\"phone\""),
        "{page:?}"
    );
    // Whatever the form says, and whatever else is tried.
    let page = browser.submits("send_code", &[("phone", OTHER)]).await;
    assert_eq!(app.plivo.last("dst"), NUMBER.trim_start_matches('+'));
    browser
        .submits("start_over", &[("keep_number", "true")])
        .await
        .says("Enter your code");
    for page in [page, browser.opens_the_page().await] {
        page.says("+14•••••••00");
        assert!(!page.body.contains("name=\"keep_number\""), "{page:?}");
        for part in ["415-", "415 ", "4155"] {
            assert!(!page.body.contains(part), "{part}: {page:?}");
        }
    }
    browser
        .submits("start_over", &[])
        .await
        .says("This is not my number");
    let back = host.verifies(&browser, OTHER).await;
    let claims = host.learns(back.code()).await.1;
    assert_eq!(claims.phone_number.as_deref(), Some(NUMBER));
    assert_eq!(claims.purpose, "step-up");
}

#[tokio::test]
async fn somebody_elses_number_leads_back_with_access_denied() {
    let app = TestApp::with(SETUP).await;
    let (host, browser) = (Host::new(&app, "bank"), app.browser());
    browser
        .follows(&host.pushes(&[("phone_number", NUMBER)]).await)
        .await;
    let back = returned(&browser.posts_to("/cancel", &[]).await);
    assert_eq!(back.error(), "access_denied");
    assert_eq!(app.plivo.count(), 0);
}

#[tokio::test]
async fn another_number_that_was_verified_is_no_answer() {
    let app = TestApp::with(SETUP).await;
    let (shop, bank, browser) = (
        Host::new(&app, "shop"),
        Host::new(&app, "bank"),
        app.browser(),
    );
    let back = shop.sends(&browser, &shop.link(&[]), OTHER).await;
    shop.learns(back.code()).await;
    let silent = [("phone_number", NUMBER), ("prompt", "none")];
    let back = returned(&browser.follows(&bank.pushes(&silent).await).await);
    assert_eq!(back.error(), "login_required");
    let link = bank.pushes(&[("phone_number", NUMBER)]).await;
    let back = bank.sends(&browser, &link, OTHER).await;
    let claims = bank.learns(back.code()).await.1;
    assert_eq!(claims.phone_number.as_deref(), Some(NUMBER));
    // Now it was this one.
    let back = returned(&browser.follows(&bank.pushes(&silent).await).await);
    bank.learns(back.code()).await;
}

#[tokio::test]
async fn a_number_is_pushed_or_refused() {
    let app = TestApp::with(SETUP).await;
    let bank = Host::new(&app, "bank");
    let back = returned(
        &app.browser()
            .follows(&bank.link(&[("phone_number", NUMBER)]))
            .await,
    );
    assert_eq!(back.error(), "invalid_request");
    let back = returned(&app.browser().follows(&bank.link(&[])).await);
    assert_eq!(back.error(), "unauthorized_client");
    for (id, number, error) in [
        ("shop", NUMBER, "unauthorized_client"),
        ("bank", "07400 123456", "invalid_request"),
        ("bank", "+1", "invalid_request"),
        ("bank", "", "unauthorized_client"),
    ] {
        let host = Host::new(&app, id);
        let answer = host
            .posts("/par", &host.request(&[("phone_number", number)]))
            .await;
        assert_eq!(
            (answer.status, &*error_of(&answer)),
            (400, error),
            "{id} {number}"
        );
    }
}

#[tokio::test]
async fn a_pushed_request_is_opened_by_one_browser_of_its_client() {
    let app = TestApp::with(SETUP).await;
    let (host, browser) = (Host::new(&app, "bank"), app.browser());
    let link = host.pushes(&[("phone_number", NUMBER)]).await;
    let elsewhere = link.replace("client_id=bank", "client_id=shop");
    assert_eq!(app.browser().follows(&elsewhere).await.status, 400);
    for _ in 0..2 {
        let opened = browser.follows(&link).await;
        assert_eq!(
            (opened.status, opened.header("location")),
            (303, "/"),
            "{opened:?}"
        );
    }
    let stranger = app.browser().follows(&link).await;
    assert_eq!(stranger.status, 400);
    assert!(stranger.header("location").is_empty());
    let unknown = "/authorize?client_id=bank&request_uri=urn:ietf:params:oauth:request_uri:x";
    assert_eq!(app.browser().follows(unknown).await.status, 400);
    let form = host.request(&[("phone_number", NUMBER)]);
    let unproven = Answer::to(app.request("POST", "/par").form(&form)).await;
    assert_eq!(
        (unproven.status, &*error_of(&unproven)),
        (401, "invalid_client")
    );
}
