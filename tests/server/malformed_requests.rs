//! Requests as no browser writes them: two lengths, broken lines and chunks, too many headers,
//! odd methods and hosts, bytes that are no UTF-8. None is taken for two requests, does anything
//! forbidden, or is answered as an error of the server.

use crate::NUMBER;
use crate::raw_connection::Wire;
use ringcode_test_support::{Answer, TestApp};

const FORM: &str = "application/x-www-form-urlencoded";

/// A request that is smuggled behind another one: a text to [`NUMBER`].
const HIDDEN: &str = "POST /api/send_code HTTP/1.1\r\nHost: a\r\nSec-Fetch-Site: same-origin\r\n\
    Cookie: ringcode=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n\
    Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 20\r\n\r\n\
    phone=%2B14155550100";

/// Lines that say how long the body is, or try to.
const LENGTHS: [&str; 25] = [
    "Content-Length: 5\r\nContent-Length: 0",
    "Content-Length: 0\r\nContent-Length: 5",
    "Content-Length: 0, 5",
    "Content-Length: 5, 5",
    "Content-Length: +5",
    "Content-Length: -1",
    "Content-Length: 0x5",
    "Content-Length: 5 5",
    "Content-Length: ",
    "Content-Length: 99999999999999999999999",
    "Content-Length : 5",
    "Transfer-Encoding : chunked",
    "Transfer-Encoding: xchunked",
    "Transfer-Encoding: identity",
    "Transfer-Encoding: chunked, identity",
    "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
    "Transfer-Encoding:\u{b}chunked",
    // A line that goes on is no longer allowed (obs-fold).
    "Transfer-Encoding:\r\n chunked",
    "X: a\r\n Transfer-Encoding: chunked",
    "X: a\r\n\tContent-Length: 5",
    "X: a\rContent-Length: 5",
    "X: a\u{0}b",
    "X\u{0}: a",
    ": a",
    "X",
];

/// Bodies in pieces that are none.
const PIECES: [&str; 11] = [
    "zz\r\n",
    "-1\r\n",
    "0x0\r\n\r\n",
    "1 1\r\n",
    "fffffffffffffffff\r\n",
    "1\r\nab\r\n0\r\n\r\n",
    "1;\na\r\n0\r\n\r\n",
    "1\na\n0\n\n",
    "\r\n0\r\n\r\n",
    "5\r\na=b&c\n0\r\n\r\n",
    "0\r\nX: a\r\n b\r\n\r\n",
];

/// A press of "Call me instead", with these lines for its length.
fn press(lines: &str, body: &str) -> String {
    format!(
        "POST /api/call_me HTTP/1.1\r\nHost: a\r\nSec-Fetch-Site: same-origin\r\n\
        Content-Type: {FORM}\r\n{lines}\r\n\r\n{body}"
    )
}

/// The last request of each connection: refused as nothing else here is, and the end of a
/// connection that has not ended before.
const LAST: &str = "POST /api/call_me HTTP/1.1\r\nHost: a\r\nSec-Fetch-Site: cross-site\r\n\
    Content-Length: 0\r\nConnection: close\r\n\r\n";

/// The status of each answer to what was written, read to the end of the connection.
async fn answers(app: &TestApp, written: &[u8]) -> Vec<u16> {
    let mut wire = Wire::to(app).await;
    wire.writes(&[written, LAST.as_bytes()].concat()).await;
    let (heard, closed) = wire.hears().await;
    let heard = String::from_utf8_lossy(&heard).into_owned();
    assert!(closed, "it goes on after {heard}");
    let heads = heard.split("HTTP/1.1 ").skip(1);
    let mut heard: Vec<u16> = heads.map(|head| head[..3].parse().unwrap()).collect();
    heard.pop_if(|status| *status == 403);
    heard
}

#[tokio::test]
async fn no_request_is_smuggled_behind_another() {
    let app = TestApp::new().await;
    let hidden = format!("0\r\n\r\n{HIDDEN}");
    for lines in LENGTHS {
        let heard = answers(&app, press(lines, &hidden).as_bytes()).await;
        assert_eq!(heard, [400], "{lines:?}");
    }
    for pieces in PIECES {
        let chunked = press("Transfer-Encoding: chunked", &format!("{pieces}{HIDDEN}"));
        assert_eq!(answers(&app, chunked.as_bytes()).await, [400], "{pieces:?}");
    }
    // With both, the pieces count, and nothing after them is read (RFC 9112, section 6.3).
    for lines in [
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "Content-Length: 0\r\nTransfer-Encoding: chunked",
    ] {
        let heard = answers(&app, press(lines, &hidden).as_bytes()).await;
        assert_eq!(heard, [422], "{lines:?}");
    }
    assert_eq!(app.plivo.count(), 0);
    let [one, length] = ["Transfer-Encoding: chunked", "Content-Length: 0"];
    for two in [press(one, &hidden), press(length, HIDDEN)] {
        let heard = answers(&app, two.as_bytes()).await;
        assert_eq!(heard, [422, 200], "two that are well written: {two}");
    }
}

#[tokio::test]
async fn malformed_request_heads_get_the_expected_status() {
    let app = TestApp::new().await;
    let many = |line: &str, times| {
        let lines = line.repeat(times);
        format!("GET / HTTP/1.1\r\nHost: a\r\n{lines}\r\n")
    };
    let cookies = format!("Cookie: {}\r\n", "ringcode=x; ".repeat(1_000));
    for (written, status) in [
        ("GET / HTTP/1.1\nHost: a\n\n", 200),
        ("GET / HTTP/1.1\r\n\r\n", 200),
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 200),
        ("GET http://evil.example/ HTTP/1.1\r\nHost: a\r\n\r\n", 200),
        ("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET /\r\n\r\n", 400),
        ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", 400),
        ("GET / HTTP/9.9\r\nHost: a\r\n\r\n", 400),
        ("GET /\u{0} HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 404),
        ("GET /\u{e4} HTTP/1.1\r\nHost: a\r\n\r\n", 404),
        ("GET * HTTP/1.1\r\nHost: a\r\n\r\n", 404),
        ("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 404),
        ("CONNECT evil.example:443 HTTP/1.1\r\nHost: a\r\n\r\n", 404),
        ("get / HTTP/1.1\r\nHost: a\r\n\r\n", 405),
        ("\u{0}\u{1}\u{2}\r\n\r\n", 400),
        ("\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}", 400),
        ("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\n\
            Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n\r\n",
            200,
        ),
        (&many("X: a\r\n", 90), 200),
        (&many("X: a\r\n", 101), 431),
        (&many(&cookies, 1), 200),
        (&many(&cookies, 2), 431),
    ] {
        let heard = answers(&app, written.as_bytes()).await;
        assert_eq!(heard, [status], "{written:?}");
    }
}

#[tokio::test]
async fn only_the_exact_path_and_method_post() {
    let app = TestApp::new().await;
    for (target, status) in [
        ("/api//send_code", 404),
        ("//api/send_code", 404),
        ("/api/send_code/", 404),
        ("/API/send_code", 404),
        ("/api/../api/send_code", 404),
        ("/api/%2e%2e/api/send_code", 404),
        ("/api/send_code%00", 422),
        ("/api/send_code;x=1", 422),
        ("/api/send%5Fcode", 400),
    ] {
        let post = HIDDEN.replace("/api/send_code", target);
        let heard = answers(&app, post.as_bytes()).await;
        assert_eq!(heard, [status], "{target}");
    }
    for header in [
        "x-http-method-override",
        "x-http-method",
        "x-method-override",
    ] {
        let get = app.request("GET", "/api/send_code").header(header, "POST");
        let answer = Answer::to(get.form(&[("phone", NUMBER)])).await;
        assert_eq!(answer.status, 303, "{header}");
    }
    let query = app.request("POST", "/api/send_code?phone=%2B14155550100");
    assert_eq!(Answer::to(query).await.status, 422);
    assert_eq!(app.plivo.count(), 0);
}

#[tokio::test]
async fn bytes_that_are_not_utf_8_are_no_number_and_no_code() {
    let app = TestApp::new().await;
    let browser = app.browser();
    browser.asks_for_a_text(NUMBER).await;
    let (code, cookie) = (app.plivo.code(), browser.cookie().unwrap());
    let guesses = [
        "code=%00",
        "code=%FF%FE",
        "code=\u{ff}",
        "code=%00%00%00%00%00%00",
        "code=&after=-1",
        "code=12345&after=99999999999999999999",
        "after=%00",
        "=&=&=",
        "&&&&",
        "code",
    ];
    let numbers = [
        "phone=%00",
        "phone=%C0%AF",
        "phone=%2B1415555%00100",
        "phone=%2B14155550100%0D%0AX:1",
        "phone=%2B14155550100%2C%2B14155550101",
        "phone=%2B14155550100%3C14155550101",
        "phone=sip%3A%2B14155550100",
        "country=%00%00&phone=4155550100",
        "phone=%2B14155550100&_method=GET&phone=1",
        "%00=1",
        "again=maybe",
        "phone",
    ];
    let posts = guesses.map(|form| ("check_code", form)).into_iter();
    for (function, form) in posts.chain(numbers.map(|form| ("send_code", form))) {
        for accept in ["*/*", "text/html"] {
            let post = app.request("POST", &format!("/api/{function}"));
            let post = post.header("content-type", FORM).header("accept", accept);
            let post = post.header("cookie", &cookie).body(form);
            let status = Answer::to(post).await.status;
            let refused = status == 422 || status == 400 || status == 303 && accept != "*/*";
            assert!(refused, "{form:?} for {accept}: {status}");
        }
    }
    assert_eq!(app.plivo.count(), 1);
    assert_eq!(
        browser.types_code(&code).await.status,
        200,
        "no guess counted"
    );
}
