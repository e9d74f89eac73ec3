//! Headers that others write into as well: cookies of other applications, entries of extensions
//! and proxies. Ours are found among them.

use reqwest::header::{
    ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE, HeaderName, HeaderValue, LOCATION, SET_COOKIE,
};
use ringcode_test_support::{Answer, Setup, TestApp};

use crate::NUMBER;

/// Cookie headers as a browser may send them; `@` stands for our own pair.
const COOKIES: &[&[&[u8]]] = &[
    &[b"@"],
    &[b"theirs=\xff; @"],
    &[b"@; theirs=\xe4\xf6\xfc"],
    &[b"\xff\xfe=\x80; @; \x80"],
    &[b"theirs=caf\xc3\xa9; @"],
    &[b"theirs=\xff", b"@"],
    &[b"@", b"theirs=\xff"],
    &[b"a=1", b"b=2; @; c=3", b"d=4"],
    // Ours before and after others that are called alike, or are no longer ours.
    &[b"ringcode=; @"],
    &[b"ringcode=\xff; @"],
    &[b"ringcode=of-another-release; @"],
    &[b"ringcode=of-another-release", b"@"],
    &[b"xringcode=a; ringcodes=b; __Host-ringcode=c; ringcode.x=d; @"],
    // Blanks, tabs, empty pairs.
    &[b"\t @ \t;"],
    &[b";;; @;;"],
    &[b"=; =x; x; @"],
    &[b"x=\"; @; y=\""],
];

const FORM: &str = "application/x-www-form-urlencoded";

/// A request with header lines as bytes, where `@` stands for `own`.
fn with_lines(
    request: reqwest::RequestBuilder,
    name: &HeaderName,
    lines: &[&[u8]],
    own: &str,
) -> reqwest::RequestBuilder {
    lines.iter().fold(request, |request, line| {
        let parts: Vec<&[u8]> = line.split(|byte| *byte == b'@').collect();
        let line = HeaderValue::from_bytes(&parts.join(own.as_bytes())).unwrap();
        request.header(name, line)
    })
}

#[tokio::test]
async fn a_foreign_cookie_does_not_lose_the_session() {
    let app = TestApp::new().await;
    let browser = app.browser();
    browser.asks_for_a_text(NUMBER).await;
    let own = browser.cookie().unwrap();
    let quoted = own.replace('=', "=\"") + "\"";
    let many: Vec<u8> = [&[b'n', b'=', 0xe9, b';'].repeat(2 * 1024)[..], b"@"].concat();
    let (bare, many): ([&[u8]; 1], [&[u8]; 1]) = ([b"@"], [&many]);
    let rows = COOKIES.iter().map(|lines| (*lines, &own));
    for (lines, own) in rows.chain([(&bare[..], &quoted), (&many, &own)]) {
        let page = with_lines(app.request("GET", "/"), &COOKIE, lines, own);
        let page = Answer::to(page).await;
        page.says("Enter your code");
        assert_eq!(page.header("set-cookie"), "", "{lines:?}");
        let told = with_lines(app.request("GET", "/delivery"), &COOKIE, lines, own);
        assert_ne!(Answer::to(told).await.body, "null", "{lines:?}");
        let again = app.request("POST", "/api/send_code");
        let again = with_lines(again, &COOKIE, lines, own).form(&[("again", "true")]);
        assert_eq!(Answer::to(again).await.status, 429, "{lines:?}");
    }
    assert_eq!(app.plivo.count(), 1, "nobody was texted a second time");

    let guess = app.request("POST", "/api/check_code");
    let guess = with_lines(guess, &COOKIE, &[b"theirs=\xff; @"], &own);
    let answer = Answer::to(guess.form(&[("code", app.plivo.code())])).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(answer.headers.contains_key(SET_COOKIE));
}

#[tokio::test]
async fn a_cookie_of_another_shape_is_ignored() {
    let app = TestApp::new().await;
    let browser = app.browser();
    browser.asks_for_a_text(NUMBER).await;
    let own = browser.cookie().unwrap();
    let lines: [&[u8]; 8] = [
        b"x@",
        b"a=@",
        b"a:@",
        b"a=b,@",
        b"__Host-@",
        b"@\xff",
        b"@x",
        b"\"@\"",
    ];
    for line in lines {
        let page = with_lines(app.request("GET", "/"), &COOKIE, &[line], &own);
        let page = Answer::to(page).await;
        page.says("Verify your phone number");
        assert_ne!(page.header("set-cookie"), "", "{line:?}");
    }
}

#[tokio::test]
async fn the_language_is_found_among_invalid_entries() {
    let app = TestApp::new().await;
    let table: &[(&HeaderName, &[&[u8]], &str)] = &[
        (&COOKIE, &[b"theirs=\xff; language=fr"], "fr"),
        (&COOKIE, &[b"language=\xff; language=fr"], "fr"),
        (&COOKIE, &[b"language=english; language=fr"], "fr"),
        (&COOKIE, &[b"xlanguage=ja; language=fr; languages=ja"], "fr"),
        (&ACCEPT_LANGUAGE, &[b"\xff, fr;q=0.9"], "fr"),
        (&ACCEPT_LANGUAGE, &[b"fr;q=0.9, \xe4\xf6"], "fr"),
        (&ACCEPT_LANGUAGE, &[b"\xff", b"fr"], "fr"),
        (&ACCEPT_LANGUAGE, &[b"", b"fr"], "fr"),
        (&ACCEPT_LANGUAGE, &[b";, *, x-y-z-!, fr"], "fr"),
        (&ACCEPT_LANGUAGE, &[b"\xff"], "en"),
    ];
    for (name, lines, language) in table {
        let page = with_lines(app.request("GET", "/"), name, lines, "");
        let page = Answer::to(page).await;
        page.says(&format!("<html lang=\"{language}\""));
    }
}

#[tokio::test]
async fn the_country_is_found_among_invalid_entries() {
    let file = "[server]\ntrusted_proxies = \"127.0.0.1\"\ncountry_header = \"CF-IPCountry\"\n";
    let setup = Setup {
        file,
        ..Setup::default()
    };
    let app = TestApp::with(setup).await;
    let country = HeaderName::from_static("cf-ipcountry");
    let table: &[(&HeaderName, &[&[u8]], &str)] = &[
        (&ACCEPT_LANGUAGE, &[b"\xff-\xff, de-AT"], "AT"),
        (&ACCEPT_LANGUAGE, &[b"\xff", b"de-AT"], "AT"),
        (&ACCEPT_LANGUAGE, &[b"de-AT;q=0.9;\xff, fr-FR"], "FR"),
        (&country, &[b" AT "], "AT"),
        (&country, &[b"\xff"], ""),
        (&country, &[b"AT", b"\xff"], ""),
    ];
    for (name, lines, country) in table {
        let page = with_lines(app.request("GET", "/"), name, lines, "");
        let page = Answer::to(page).await.body;
        let chosen = page.split("<option").find(|one| one.contains(" selected"));
        let chosen = chosen.unwrap_or_default();
        let expected = format!("value=\"{country}\"");
        assert!(chosen.contains(&expected), "{lines:?}: {chosen}");
    }
}

#[tokio::test]
async fn an_accept_header_is_read_past_invalid_entries() {
    let app = TestApp::new().await;
    let table: &[(&[&[u8]], bool)] = &[
        (&[b"text/html,*/*;q=0.8"], true),
        (&[b"text/\xff, text/html"], true),
        (&[b"text/html;level=\xff, */*"], true),
        (&[b"\xff", b"text/html"], true),
        (&[b"Text/HTML"], true),
        (&[b"*/*"], false),
        (&[b"text/html\xff"], false),
        (&[b"text/htmlx"], false),
        (&[b"application/json;x=\xff"], false),
    ];
    for (lines, person_looks) in table {
        for (form, fetched) in [("again=maybe", 422), ("phone=1", 422)] {
            let post = app.request("POST", "/api/send_code");
            let post = with_lines(post, &ACCEPT, lines, "").header(COOKIE, crate::COOKIE);
            let post = post.header("referer", "https://elsewhere.example/?x=1");
            let answer = Answer::to(post.header(CONTENT_TYPE, FORM).body(form)).await;
            let location = answer.headers.get(LOCATION);
            let location = location.map(|location| location.to_str().unwrap());
            match (person_looks, form) {
                (true, "phone=1") => {
                    assert_eq!((answer.status, location), (303, Some("/")), "{lines:?}");
                }
                (true, _) => assert_eq!(answer.header("content-type"), "text/html; charset=utf-8"),
                (false, _) => assert_eq!((answer.status, location), (fetched, None), "{lines:?}"),
            }
        }
    }
}

#[tokio::test]
async fn parameters_of_the_content_type_are_ignored() {
    let app = TestApp::new().await;
    let table: &[(&[&[u8]], bool)] = &[
        (&[FORM.as_bytes()], true),
        (&[b"application/x-www-form-urlencoded; charset=\xfc"], true),
        (&[b"Application/X-WWW-Form-URLEncoded;x"], true),
        (&[b"\xff", b"application/x-www-form-urlencoded"], true),
        (&[b"application/x-www-form-urlencoded\xfc"], false),
        (&[b"text/plain; application/x-www-form-urlencoded"], false),
    ];
    for (lines, is_form) in table {
        let browser = app.browser();
        browser.opens_the_page().await;
        let own = browser.cookie().unwrap();
        let send = |path: &str, body: &'static str| {
            let post = app.request("POST", path).header(COOKIE, &own);
            Answer::to(with_lines(post, &CONTENT_TYPE, lines, "").body(body))
        };
        let [started, chosen] = [
            send("/api/start_over", "keep_number=false").await.status,
            send("/language", "into=fr").await.status,
        ];
        let expected = if *is_form { [200, 303] } else { [415, 415] };
        assert_eq!([started, chosen], expected, "{lines:?}");
    }
}
