//! Callbacks that reach the server: forged ones, and signed ones with odd content.

use axum::{
    body::Body,
    http::{Method, Request},
};
use ringcode::telephony::plivo::AuthToken;
use ringcode::telephony::plivo::signature::sign_v3;
use url::form_urlencoded;

use crate::generators::{Dice, cases};
use crate::server::{BASE, Server, TOKEN};

const KINDS: [&str; 5] = ["message", "ring", "answer", "digits", "hangup"];

const FIELDS: [&str; 12] = [
    "Status",
    "ErrorCode",
    "CallStatus",
    "HangupCause",
    "HangupCauseName",
    "Machine",
    "AnswerTime",
    "Digits",
    "CallUUID",
    "Event",
    "From",
    "strange",
];

const VALUES: [&str; 24] = [
    "queued",
    "sent",
    "delivered",
    "failed",
    "completed",
    "busy",
    "no-answer",
    "USER_BUSY",
    "true",
    "false",
    "1",
    "9",
    "12",
    "",
    "<Response/>",
    "&amp;",
    "\r\nX: y",
    "é",
    "\0",
    "450",
    "-1",
    "NORMAL_CLEARING",
    "%",
    "\u{1F600}",
];

/// A path, the body's bytes, and what the body says.
fn draw(dice: &mut Dice) -> (String, Vec<u8>) {
    let id = |dice: &mut Dice| {
        let text = dice.text(&["a", "Z", "0", "-", "_", "/", "..", "%"], 24);
        form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>()
    };
    let (kind, verification, attempt) = (dice.pick(&KINDS), id(dice), id(dice));
    let query = match dice.one_in(3) {
        true => format!("?n={}", dice.digits(4)),
        false => String::new(),
    };
    let body = match dice.one_in(4) {
        true => dice.bytes(200),
        false => {
            let mut form = form_urlencoded::Serializer::new(String::new());
            for _ in 0..dice.below(8) {
                form.append_pair(dice.pick(&FIELDS), &dice.text(&VALUES, 2));
            }
            form.finish().into_bytes()
        }
    };
    (
        format!("/plivo/{kind}/{verification}/{attempt}{query}"),
        body,
    )
}

/// Neither makes the server stumble, and no stranger is let in.
#[test]
fn no_callback_causes_a_server_error() {
    let (server, token) = (Server::start(&[]), AuthToken::new(TOKEN).unwrap());
    cases("callbacks", 300, |dice| {
        let (path, body) = draw(dice);
        let params: Vec<_> = form_urlencoded::parse(&body).into_owned().collect();
        let url = format!("{BASE}{path}");
        let signed = dice.one_in(2);
        let by = match signed {
            true => token.clone(),
            false => AuthToken::new("another token").unwrap(),
        };
        let signature = sign_v3(&Method::POST, &url, &params, "nonce", &by);
        let request = Request::post(&path)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("x-plivo-signature-v3", signature)
            .header("x-plivo-signature-v3-nonce", "nonce")
            .body(Body::from(body));
        let status = server.answer(request.unwrap()).status;
        assert!(!status.is_server_error(), "{status} {path}");
        assert!(signed || !status.is_success(), "{status} {path}");
    });
}
