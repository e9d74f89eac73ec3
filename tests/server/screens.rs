//! The page in the person's language, and the delivery status as it changes.

use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE, COOKIE, SET_COOKIE};
use ringcode_test_support::{Answer, Browser, NO_WAITS, Setup, TestApp, until};

use crate::NUMBER;

/// Fetches a page with a browser that asks for a language.
async fn in_language(app: &TestApp, browser: &Browser, language: &str, path: &str) -> Answer {
    let request = app.request("GET", path).header(ACCEPT_LANGUAGE, language);
    let cookie = browser.cookie().unwrap_or_default();
    Answer::to(request.header(ACCEPT, "text/html").header(COOKIE, cookie)).await
}

#[tokio::test]
async fn the_page_is_in_the_language_of_the_browser() {
    let app = TestApp::new().await;
    let browser = app.browser();
    for (language, root, said) in [
        (
            "en-GB",
            r#"<html lang="en" dir="ltr">"#,
            "Verify your phone number",
        ),
        (
            "es-MX,es",
            r#"<html lang="es" dir="ltr">"#,
            "Verifica tu número de teléfono",
        ),
        (
            "pt-PT",
            r#"<html lang="pt-BR" dir="ltr">"#,
            "Confirme seu número",
        ),
        ("ar", r#"<html lang="ar" dir="rtl">"#, "التحقق من رقم هاتفك"),
        ("ja,en", r#"<html lang="ja" dir="ltr">"#, "電話番号の認証"),
        (
            "xx",
            r#"<html lang="en" dir="ltr">"#,
            "Verify your phone number",
        ),
    ] {
        let page = in_language(&app, &browser, language, "/").await;
        assert!(page.body.contains(root), "{language}: {}", page.body);
        page.says(said);
    }
    let missing = in_language(&app, &browser, "de", "/nothing").await;
    assert_eq!(missing.status, 404);
    missing.says("Diese Seite gibt es nicht");
}

#[tokio::test]
async fn the_first_country_comes_from_the_browser_or_else_the_settings() {
    let chosen = |page: &Answer, iso: &str| {
        let option = format!(r#"<option value="{iso}" selected"#);
        assert!(page.body.contains(&option), "{iso}: {}", page.body);
        assert_eq!(page.body.matches(" selected").count(), 1, "{iso}");
    };
    let app = TestApp::new().await;
    let browser = app.browser();
    for (language, iso) in [
        ("en-GB,en", "GB"),
        ("de-AT,de;q=0.9", "AT"),
        ("fr-CH;q=0.8,de-AT;q=0.9", "AT"),
        // That of another language says nothing of where somebody is.
        ("de,en-US;q=0.7", ""),
        // The world (UN M.49) is no country, though some numbers belong to none.
        ("en-001,fr-CH", ""),
        ("es", ""),
    ] {
        chosen(&in_language(&app, &browser, language, "/").await, iso);
    }
    let file = "[verification]\ndefault_country = \"IE\"\n";
    let app = TestApp::with(Setup {
        file,
        ..Setup::default()
    })
    .await;
    let browser = app.browser();
    for (language, iso) in [("en-GB,en", "GB"), ("en", "IE"), ("de,en-US;q=0.7", "IE")] {
        chosen(&in_language(&app, &browser, language, "/").await, iso);
    }
}

#[tokio::test]
async fn only_a_trusted_proxy_sets_the_country() {
    let chosen = async |file, countries: &[&str], iso: &str| {
        let app = TestApp::with(Setup {
            file,
            ..Setup::default()
        })
        .await;
        let request = app.request("GET", "/").header(ACCEPT_LANGUAGE, "en-GB");
        let name =
            |request: reqwest::RequestBuilder, country| request.header("cf-ipcountry", country);
        let page = Answer::to(countries.iter().copied().fold(request, name)).await;
        let option = format!(r#"<option value="{iso}" selected"#);
        assert!(page.body.contains(&option), "{countries:?}: {}", page.body);
    };
    let believed = "[server]\ntrusted_proxies = \"127.0.0.1\"\ncountry_header = \"CF-IPCountry\"\n";
    chosen(believed, &["JP"], "JP").await;
    // Unknown, Tor, nonsense, two of them, none: as if nothing had been said.
    for countries in [&["XX"][..], &["T1"], &["<b>"], &["JP", "DE"], &[]] {
        chosen(believed, countries, "GB").await;
    }
    let elsewhere =
        "[server]\ntrusted_proxies = \"10.0.0.0/8\"\ncountry_header = \"CF-IPCountry\"\n";
    chosen(elsewhere, &["JP"], "GB").await;
    chosen("[server]\ntrusted_proxies = \"127.0.0.1\"\n", &["JP"], "GB").await;
}

#[tokio::test]
async fn the_hint_says_whether_the_code_is_checked_automatically() {
    for (file, promised) in [("", true), ("[verification]\nauto_submit = false\n", false)] {
        let app = TestApp::with(Setup {
            file,
            ..Setup::default()
        })
        .await;
        let browser = app.browser();
        browser.asks_for_a_text(NUMBER).await;
        let page = browser.opens_the_page().await.read();
        for sign in ["We check it as soon as", "data-auto-submit"] {
            assert_eq!(page.contains(sign), promised, "{sign}: {page}");
        }
        assert!(page.contains("for another 10 minutes."), "{page}");
    }
}

#[tokio::test]
async fn a_chosen_language_wins_and_keeps_the_typed_input() {
    let app = TestApp::new().await;
    let browser = app.browser();
    browser.opens_the_page().await;
    let session = browser.cookie().unwrap();
    let form = [("into", "fr"), ("country", "GB"), ("phone", "07700 900")];
    let request = app.request("POST", "/language").header(COOKIE, &session);
    let request = request.header(ACCEPT, "text/html");
    let answer = Answer::to(request.form(&form)).await;
    assert_eq!(answer.status, 303);
    let chosen = answer.headers[SET_COOKIE].to_str().unwrap().to_owned();
    assert!(chosen.starts_with("language=fr; Path=/; "), "{chosen}");
    assert_eq!(app.plivo.count(), 0, "a choice sends nothing");

    browser.uses_cookie(Some(format!("{session}; language=fr")));
    let page = in_language(&app, &browser, "de", "/").await;
    page.says("Vérifiez votre numéro de téléphone");
    assert!(page.body.contains(r#"value="07700 900""#), "{}", page.body);

    browser.uses_cookie(Some(format!("{session}; language=../../etc")));
    in_language(&app, &browser, "de", "/")
        .await
        .says("Bestätigen Sie");
    for odd in ["", "xx", "../en"] {
        let request = app.request("POST", "/language").form(&[("into", odd)]);
        let answer = Answer::to(request).await;
        assert!(!answer.headers.contains_key(SET_COOKIE), "{odd}");
    }
}

#[tokio::test]
async fn texts_and_calls_are_in_the_language_of_the_page() {
    let app = TestApp::with(Setup {
        file: NO_WAITS,
        // The phone rings until it is answered.
        pace: 1.0,
        ..Setup::default()
    })
    .await;
    let browser = app.browser();
    browser.opens_the_page().await;
    let session = browser.cookie().unwrap();
    browser.uses_cookie(Some(format!("{session}; language=de")));
    browser.asks_for_a_text(NUMBER).await;
    let text = app.plivo.requests().last().unwrap().body["text"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(text.starts_with("Ihr Code für Ringcode lautet "), "{text}");

    browser.uses_cookie(Some(format!("{session}; language=ja")));
    browser.asks_for_a_call().await;
    let call = app.plivo.call_at(NUMBER, "ringing").await;
    app.plivo.handset(&call, "answer").await;
    app.plivo.hear(NUMBER, "を押してください").await;
    let heard = app.plivo.call_at(NUMBER, "in-progress").await;
    assert!(heard.to_string().contains("ja-JP"), "{heard}");
}

#[tokio::test]
async fn events_report_the_status_of_a_text() {
    for app in TestApp::on_each_store(Setup {
        pace: 0.5,
        ..Setup::default()
    })
    .await
    {
        let browser = app.browser();
        browser.asks_for_a_text(NUMBER).await;
        let cookie = browser.cookie().unwrap();
        let events = app
            .request("GET", "/delivery")
            .header(ACCEPT, "text/event-stream");
        // The stream ends by itself once the text has arrived.
        let answer = Answer::to(events.header(COOKIE, cookie)).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.headers["content-type"], "text/event-stream");
        // No proxy gathers events until the stream ends.
        assert_eq!(answer.headers["x-accel-buffering"], "no");
        assert_eq!(answer.headers["cache-control"], "no-cache");
        let told: Vec<&str> = answer
            .body
            .lines()
            .filter_map(|line| line.strip_prefix("data: "))
            .collect();
        let last: serde_json::Value = serde_json::from_str(told.last().unwrap()).unwrap();
        assert_eq!(last["stage"], "delivered", "{}", answer.body);
        assert_eq!(last["text"], "The text was delivered (\u{FFFC}).");
        assert!(last["at"].as_u64().unwrap() > 0 && last["ended"] == true);
        assert!(told.len() > 1, "{}", answer.body);
        assert!(!answer.body.contains("415555"), "no number in it");
    }
}

#[tokio::test]
async fn a_failed_text_is_shown_with_what_helps() {
    let app = TestApp::new().await;
    let browser = app.browser();
    browser.asks_for_a_text("+14155550130").await;
    until(async || (browser.delivery().await == "\"failed\"").then_some(())).await;
    let cookie = browser.cookie().unwrap();
    let events = app
        .request("GET", "/delivery")
        .header(ACCEPT, "text/event-stream");
    let answer = Answer::to(events.header(COOKIE, cookie)).await;
    assert!(answer.body.contains(r#""failed":true"#), "{}", answer.body);
    assert!(answer.body.contains("We can call you with a code."));
}

#[tokio::test]
async fn a_stranger_gets_no_events_and_streams_are_limited() {
    let app = TestApp::with(Setup {
        pace: 5.0,
        ..Setup::default()
    })
    .await;
    let events = || {
        app.request("GET", "/delivery")
            .header(ACCEPT, "text/event-stream")
    };
    assert_eq!(Answer::to(events()).await.body, "null");

    let browser = app.browser();
    browser.asks_for_a_text(NUMBER).await;
    let cookie = browser.cookie().unwrap();
    let mut open = Vec::new();
    for _ in 0..4 {
        let answer = events().header(COOKIE, &cookie).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        open.push(answer);
    }
    let refused = Answer::to(events().header(COOKIE, &cookie)).await;
    assert_eq!(refused.status, 503);
    assert!(refused.headers.contains_key("retry-after"));
    drop(open);
    until(async || {
        let answer = events().header(COOKIE, &cookie).send().await.unwrap();
        (answer.status() == 200).then_some(())
    })
    .await;
}

#[tokio::test]
async fn branding_shows_the_logo_the_colour_and_the_help() {
    let file = "[verification]\nbrand = \"Acme\"\nlogo = \"public/favicon.svg\"\naccent = \"#0b6e3a\"\n\
        accent_dark = \"#7fd6a0\"\nsupport = \"https://help.acme.example/phone\"\n";
    let app = TestApp::with(Setup {
        file,
        ..Setup::default()
    })
    .await;
    let page = app.browser().opens_the_page().await;
    assert!(
        page.body
            .contains(r#"<img src="/logo" alt="Acme" height="32">"#),
        "{}",
        page.body
    );
    assert!(
        page.body
            .contains(r#"<a href="https://help.acme.example/phone">Help</a>"#)
    );
    let logo = Answer::to(app.request("GET", "/logo")).await;
    assert_eq!(logo.headers["content-type"], "image/svg+xml");
    assert!(logo.body.starts_with("<svg"));
    let style = Answer::to(app.request("GET", "/accent.css")).await;
    assert!(style.body.contains("--accent:#0b6e3a") && style.body.contains("--accent:#7fd6a0"));

    let plain = TestApp::new().await;
    let page = plain.browser().opens_the_page().await;
    assert!(!page.body.contains("/logo") && !page.body.contains("/accent.css"));
    assert_eq!(Answer::to(plain.request("GET", "/logo")).await.status, 404);
}
