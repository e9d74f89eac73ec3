//! The login of the operator's page lets operators in, and nobody else.

use std::net::SocketAddr;
use std::time::{Instant, UNIX_EPOCH};

use axum::body::Body;
use axum::http::Request;
use leptos::config::Env;
use reqwest::header::SET_COOKIE;
use ringcode::config::{Settings, TrustedProxies};
use ringcode::operator;
use ringcode::web::Peer;
use ringcode_test_support::{Answer, Setup, TestApp, count, logs};
use tokio::task::JoinSet;
use tower::ServiceExt;

use crate::LOGGED;
use crate::operator::{Operator, PASSWORD, WITH_PASSWORD};

const LOGIN: &str = "Password of the operator";
const PAGE: &str = "Where people give up";

const SETUP: Setup = Setup {
    clock: true,
    adjust: WITH_PASSWORD,
    ..Setup::PLAIN
};

#[tokio::test]
async fn the_page_is_shown_once_the_password_was_typed() {
    let app = TestApp::with(SETUP).await;
    let mut operator = Operator::of(&app);
    let answer = operator.opens("/?span=week&country=ES").await;
    assert_eq!(answer.status, 401);
    answer.says(LOGIN);
    assert!(!answer.body.contains(PAGE));
    for wrong in ["", "correct horse", &PASSWORD.to_uppercase()] {
        let answer = operator.logs_in(wrong).await;
        assert_eq!((answer.status, operator.cookie.clone()), (401, None));
        answer.says("That is not the password.");
    }
    let view = [("password", PASSWORD), ("view", "span=week&country=ES")];
    assert_eq!(
        operator.posts("/login", &view).await.header("location"),
        "/?span=week&country=ES"
    );
    let elsewhere = [("password", PASSWORD), ("view", "//evil.example")];
    assert_eq!(
        operator
            .posts("/login", &elsewhere)
            .await
            .header("location"),
        "/"
    );
    let answer = operator.logs_in(PASSWORD).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/"));
    let cookie = answer.header("set-cookie");
    let attributes = "; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict";
    assert!(
        cookie.starts_with("ringcode-operator=") && cookie.ends_with(attributes),
        "{cookie}"
    );
    operator.opens("/").await.says(PAGE);
}

#[tokio::test]
async fn nothing_of_it_is_kept_or_runs() {
    let app = TestApp::with(SETUP).await;
    let inside = Operator::logged_in(&app).await;
    for answer in [Operator::of(&app).opens("/").await, inside.opens("/").await] {
        assert_eq!(answer.header("cache-control"), "no-store");
        let policy = answer.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(part), "{policy}");
        }
        assert!(
            !policy.contains("script") && !policy.contains("unsafe"),
            "{policy}"
        );
        assert!(!answer.body.contains("<script") && !answer.body.contains("style="));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
}

#[tokio::test]
async fn a_session_ends_by_logout_also_where_its_cookie_was_copied() {
    let app = TestApp::with(SETUP).await;
    let operator = Operator::logged_in(&app).await;
    let copied = operator.clone();
    let answer = operator.submits("/logout", &[]).await;
    assert_eq!(answer.status, 303);
    assert!(
        answer.header("set-cookie").contains("Max-Age=0"),
        "{answer:?}"
    );
    assert_eq!(copied.opens("/").await.status, 401);
    let other = Operator::logged_in(&app).await;
    assert_eq!(other.opens("/").await.status, 200);
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours() {
    let app = TestApp::with(SETUP).await;
    let operator = Operator::logged_in(&app).await;
    app.advance_clock(12 * 3_600 - 60);
    assert_eq!(operator.opens("/").await.status, 200);
    app.advance_clock(61);
    assert_eq!(operator.opens("/").await.status, 401);
}

/// Each instance makes its hash with a salt of its own, as when the password is set anew.
#[tokio::test]
async fn a_session_ends_with_a_changed_password() {
    let mut app = TestApp::with(SETUP).await;
    app.add(SETUP).await;
    let operator = Operator::logged_in(&app).await;
    let mut elsewhere = Operator::at(&app.instances[1].operator_url);
    elsewhere.cookie = operator.cookie.clone();
    assert_eq!(operator.opens("/").await.status, 200);
    assert_eq!(elsewhere.opens("/").await.status, 401);
}

#[tokio::test]
async fn only_a_form_of_the_own_page_does_anything() {
    let app = TestApp::with(SETUP).await;
    let operator = Operator::logged_in(&app).await;
    let (own, other) = (
        operator.token().await,
        Operator::logged_in(&app).await.token().await,
    );
    let posts = ["/logout", "/look-up", "/bad-evening"];
    for path in posts {
        for fields in [&[][..], &[("token", "")], &[("token", &*other)]] {
            assert_eq!(
                operator.posts(path, fields).await.status,
                403,
                "{path} {fields:?}"
            );
        }
    }
    let foreign = [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[],
    ];
    for said in foreign {
        let led = operator.clone().saying_of_posts(said);
        for path in posts {
            let answer = led.posts(path, &[("token", &*own)]).await;
            assert_eq!(answer.status, 403, "{path} {said:?}");
        }
        let login = led.posts("/login", &[("password", PASSWORD)]).await;
        assert_eq!(
            (login.status, login.header("set-cookie")),
            (403, ""),
            "{said:?}"
        );
    }
    let url = app.instances[0].operator_url.clone();
    let plain = operator.clone().saying_of_posts(&[("origin", &url)]);
    assert_eq!(
        plain.posts("/look-up", &[("token", &*own)]).await.status,
        422
    );
    assert_eq!(operator.opens("/").await.status, 200, "still logged in");
}

/// A session, too, where the proxy in front speaks https.
#[tokio::test]
async fn over_https_the_cookie_is_bound_to_the_host() {
    let app = TestApp::with(SETUP).await;
    let mut operator = Operator::of(&app);
    operator
        .headers
        .push(("x-forwarded-proto", "https".to_owned()));
    let answer = operator.logs_in(PASSWORD).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-ringcode-operator=") && cookie.ends_with("; Secure"));
    assert_eq!(operator.opens("/").await.status, 200);
    let answer = operator.submits("/logout", &[]).await;
    assert!(
        answer
            .header("set-cookie")
            .starts_with("__Host-ringcode-operator=;")
    );
}

#[tokio::test]
async fn two_hundred_wrong_passwords_at_once_are_all_refused() {
    let app = TestApp::with(SETUP).await;
    // As many connections at the same time as the address has room for, and a few to spare.
    let crowd = (0..50).map(|nth| {
        let mut operator = Operator::of(&app).located_at("198.51.100.1");
        async move {
            let mut answers = Vec::new();
            for _ in 0..4 {
                answers.push(operator.logs_in(&format!("a wrong password {nth}")).await);
            }
            answers
        }
    });
    let tries = crowd.collect::<JoinSet<_>>().join_all();
    let (answers, alive) = tokio::join!(tries, async {
        let alive = Answer::to(app.request("GET", "/livez")).await;
        (alive.status, Instant::now())
    });
    let ended = Instant::now();
    let answers: Vec<_> = answers.into_iter().flatten().collect();
    assert_eq!((count(&answers, 401), count(&answers, 429)), (10, 190));
    assert_eq!(alive.0, 200);
    assert!(alive.1 < ended, "other requests do not wait for it");
    let denied = answers.iter().filter(|answer| answer.status == 429);
    for answer in denied {
        let wait = answer.retry_after().unwrap();
        assert!((1..=620).contains(&wait), "{wait}");
        assert_eq!(answer.headers.get(SET_COOKIE), None);
    }
    let mut same = Operator::of(&app).located_at("198.51.100.1");
    assert_eq!(
        same.logs_in(PASSWORD).await.status,
        429,
        "not even the right one"
    );
    let mut other = Operator::of(&app).located_at("198.51.100.2");
    assert_eq!(other.logs_in(PASSWORD).await.status, 303);
    app.advance_clock(600);
    assert_eq!(same.logs_in(PASSWORD).await.status, 303);
}

#[tokio::test]
async fn logins_are_written_into_the_audit_trail() {
    let app = TestApp::with(SETUP).await;
    logs::capture(LOGGED);
    let mut operator = Operator::of(&app).located_at("198.51.100.1");
    operator.logs_in("a wrong password").await;
    operator.logs_in(PASSWORD).await;
    for _ in 0..12 {
        operator.logs_in("a wrong password").await;
    }
    operator.submits("/logout", &[]).await;
    let log = logs::captured();
    let lines = |event: &str| log.lines().filter(|line| line.contains(event)).count();
    for (event, times) in [
        ("audit: operator login failed", 10),
        ("audit: operator login", 13),
        ("audit: operator logout", 1),
        ("audit: operator login denied", 2),
        ("client=198.51.100.1/32", 14),
    ] {
        assert_eq!(lines(event), times, "{event} in {log}");
    }
    assert!(!log.contains(PASSWORD) && !log.contains("a wrong password"));
}

/// The answer to a request from `peer` with these headers, which no socket of a test has.
async fn answered(app: &TestApp, peer: &str, headers: &[(&str, &str)]) -> (u16, String) {
    let mut request = Request::get("/");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut request = request.body(Body::empty()).unwrap();
    let peer: SocketAddr = format!("{peer}:40000").parse().unwrap();
    request.extensions_mut().insert(Peer(peer));
    let router = operator::router(&app.instances[0].state, || UNIX_EPOCH);
    let answer = router.oneshot(request).await.unwrap();
    let status = answer.status().as_u16();
    let body = axum::body::to_bytes(answer.into_body(), usize::MAX)
        .await
        .unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn the_proxys_word_is_taken_from_itself_alone() {
    let app = TestApp::with(Setup {
        adjust: |settings| {
            settings.leptos.env = Env::PROD;
            settings.server.operator_header = Some("x-auth-user".parse().unwrap());
            settings.server.trusted_proxies = TrustedProxies::parse("10.0.0.0/8").unwrap();
        },
        ..Setup::default()
    })
    .await;
    let named = &[("x-auth-user", "ana.m@example.com")][..];
    for (peer, headers, status) in [
        ("127.0.0.1", named, 200),
        ("[::1]", named, 200),
        ("[::ffff:127.0.0.1]", named, 200),
        ("10.1.2.3", named, 200),
        ("198.51.100.7", named, 403),
        (
            "198.51.100.7",
            &[named[0], ("x-forwarded-for", "10.1.2.3")],
            403,
        ),
        ("10.1.2.3", &[], 403),
        ("10.1.2.3", &[("x-auth-user", "")], 403),
        ("10.1.2.3", &[("x-auth-user", "ana bob")], 403),
        ("10.1.2.3", &[("x-auth-user", "<b>ana</b>")], 403),
        ("10.1.2.3", &[named[0], ("x-auth-user", "bob")], 403),
        ("10.1.2.3", &[("x-other-user", "ana")], 403),
    ] {
        let (answered, body) = answered(&app, peer, headers).await;
        assert_eq!(answered, status, "{peer} {headers:?}");
        let words = if status == 200 {
            "ana.m@example.com"
        } else {
            "Come by the proxy"
        };
        assert!(body.contains(words), "{peer} {headers:?}");
    }
}

#[tokio::test]
async fn without_a_way_to_log_in_the_page_says_how_to_set_one() {
    let app = TestApp::with(Setup {
        adjust: |settings| settings.leptos.env = Env::PROD,
        ..Setup::default()
    })
    .await;
    let operator = Operator::of(&app);
    for path in ["/", "/?country=ES"] {
        let answer = operator.opens(path).await;
        assert_eq!(answer.status, 403);
        answer.says("RINGCODE_OPERATOR_PASSWORD_HASH");
    }
    assert_eq!(
        operator.posts("/login", &[("password", "")]).await.status,
        403
    );
    assert_eq!(operator.posts("/look-up", &[]).await.status, 403);
    assert_eq!(operator.opens("/metrics").await.status, 200);
}

#[tokio::test]
async fn in_development_the_page_is_open_to_this_machine_alone() {
    let app = TestApp::new().await;
    Operator::of(&app).opens("/").await.says(PAGE);
    for (peer, host, status) in [
        ("127.0.0.1", "localhost:9464", 200),
        ("127.0.0.1", "evil.example:9464", 403),
        ("198.51.100.7", "127.0.0.1:9464", 403),
    ] {
        let (answered, _) = answered(&app, peer, &[("host", host)]).await;
        assert_eq!(answered, status, "{peer} {host}");
    }
    let adjust = |settings: &mut Settings| {
        settings.server.operator_addr = Some("0.0.0.0:9464".parse().unwrap());
    };
    let wide = TestApp::with(Setup {
        adjust,
        ..Setup::default()
    })
    .await;
    assert_eq!(Operator::of(&wide).opens("/").await.status, 403);
}

#[tokio::test]
async fn nothing_of_the_operator_is_on_the_public_address() {
    let app = TestApp::with(SETUP).await;
    let cookie = Operator::logged_in(&app).await.cookie.unwrap();
    for path in [
        "/login",
        "/logout",
        "/look-up",
        "/bad-evening",
        "/operator.css",
    ] {
        for method in ["GET", "POST"] {
            let request = app.request(method, path).header("cookie", &cookie);
            let answer = Answer::to(request).await;
            assert!(
                [404, 405].contains(&answer.status),
                "{method} {path}: {}",
                answer.status
            );
        }
    }
    let page = Answer::to(app.request("GET", "/").header("cookie", &cookie)).await;
    assert!(!page.body.contains(PAGE));
}
