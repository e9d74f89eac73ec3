//! The requests that each measured server understands.

use serde_json::{Value, json};

use crate::client::{Answer, Ask};
use crate::clients::{self, CLIENTS};
use crate::verification::Verification;

/// An action of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Looks at the page of their verification.
    Page,
    /// Asks for a text.
    Send,
    /// Types the right code.
    Verify,
    /// Types a wrong one.
    Wrong,
    /// Follows a host application's link.
    Authorize,
    /// Types the right code, and is led back to the host application.
    Return,
    /// The host application redeems what the browser brought back.
    Redeem,
}

/// A kind of measured server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Ringcode,
    /// The same server, asked by a host application.
    RingcodeApi,
    /// The bare route: the same round trips and nothing else.
    Baseline,
    NodeDemo,
    BetterAuth,
    Django,
}

/// A server on a port.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    pub kind: Kind,
    pub port: u16,
}

impl Action {
    /// The name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Send => "send",
            Self::Verify => "verify",
            Self::Wrong => "wrong guess",
            Self::Authorize => "authorize",
            Self::Return => "verify and return",
            Self::Redeem => "token",
        }
    }
}

impl Kind {
    /// The name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ringcode | Self::RingcodeApi => "ringcode",
            Self::Baseline => "bare route",
            Self::NodeDemo => "node demo",
            Self::BetterAuth => "better-auth",
            Self::Django => "django-phone-verify",
        }
    }

    /// The request for a person who performs an action.
    pub fn ask(self, action: Action, verification: &Verification) -> Ask {
        match self {
            Self::Ringcode => ringcode(action, verification),
            Self::RingcodeApi => ringcode_api(action, verification),
            Self::Baseline => baseline(action, verification),
            Self::NodeDemo => node_demo(action, verification),
            Self::BetterAuth => better_auth(action, verification),
            Self::Django => django(action, verification),
        }
    }

    /// Whether this is how the server answers an action that was carried out.
    pub fn accepts(self, action: Action, answer: &Answer) -> bool {
        let status = answer.status.as_u16();
        if self == Self::RingcodeApi {
            return match action {
                Action::Send => status == 201,
                _ => status == 200 && body(answer)["check"]["correct"] == true,
            };
        }
        match action {
            Action::Page | Action::Send | Action::Verify | Action::Redeem => status == 200,
            Action::Wrong => status == 422,
            Action::Authorize | Action::Return => status == 303,
        }
    }

    /// Keeps of an answer what a browser keeps.
    pub fn learn(self, verification: &mut Verification, answer: &Answer) {
        if let Some(cookie) = answer.headers.get("set-cookie") {
            let pair = cookie.to_str().unwrap_or_default().split(';').next();
            verification.cookie = pair.unwrap_or_default().to_owned();
        }
        if let Some(grant) = clients::grant(answer) {
            verification.grant = grant;
        }
        let member = match self {
            Self::Django => "session_token",
            Self::RingcodeApi => "id",
            _ => return,
        };
        if let Some(token) = body(answer)[member].as_str() {
            token.clone_into(&mut verification.token);
        }
    }
}

fn body(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap_or_default()
}

/// Posts like the page's own forms, but by a script, which spares the redirect.
fn ringcode(action: Action, verification: &Verification) -> Ask {
    if let Some(client) = verification.client
        && action == Action::Redeem
    {
        return client.redemption(&verification.grant);
    }
    let ask = match action {
        Action::Authorize | Action::Redeem => Ask::get(
            verification
                .client
                .map(|client| client.link())
                .unwrap_or_default(),
        ),
        Action::Return => Ask::form("/api/check_code", &[("code", &verification.code)])
            .with("accept", "text/html"),
        Action::Page => Ask::get("/").with("accept-language", "en-GB"),
        Action::Send => Ask::form("/api/send_code", &[("phone", &verification.number)]),
        Action::Verify => Ask::form("/api/check_code", &[("code", &verification.code)]),
        Action::Wrong => Ask::form("/api/check_code", &[("code", WRONG)]),
    };
    ask.with("cookie", &verification.cookie)
        .with("x-forwarded-for", &verification.address)
        .with("sec-fetch-site", "same-origin")
}

/// Asks as a host application does, which tells the address of the person.
fn ringcode_api(action: Action, verification: &Verification) -> Ask {
    let ask = match action {
        Action::Send => {
            let start = json!({ "to": verification.number, "ip": verification.address });
            Ask::json("/v1/verifications", &start)
        }
        _ => {
            let path = format!("/v1/verifications/{}/check", verification.token);
            Ask::json(&path, &json!({ "code": verification.code }))
        }
    };
    ask.with("authorization", CLIENTS[0].authorization)
}

fn baseline(action: Action, verification: &Verification) -> Ask {
    let fields: [(&str, &str); 2] = [
        ("number", &verification.number),
        ("code", &verification.code),
    ];
    match action {
        Action::Page => Ask::get("/page"),
        Action::Send => Ask::form("/send", &fields),
        _ => Ask::form("/verify", &fields),
    }
}

fn node_demo(action: Action, verification: &Verification) -> Ask {
    let fields: [(&str, &str); 2] = [
        ("number", &verification.number),
        ("code", &verification.code),
    ];
    match action {
        Action::Page => Ask::get("/"),
        Action::Send => Ask::form("/send", &fields[..1]),
        Action::Wrong => Ask::form("/verify", &[fields[0], ("code", WRONG)]),
        _ => Ask::form("/verify", &fields),
    }
}

fn better_auth(action: Action, verification: &Verification) -> Ask {
    let number = &verification.number;
    let code = match action {
        Action::Wrong => WRONG,
        _ => &verification.code,
    };
    let ask = match action {
        Action::Send => Ask::json(
            "/api/auth/phone-number/send-otp",
            &json!({ "phoneNumber": number }),
        ),
        _ => Ask::json(
            "/api/auth/phone-number/verify",
            &json!({ "phoneNumber": number, "code": code, "disableSession": true }),
        ),
    };
    // It too limits how often one address may ask.
    ask.with("x-forwarded-for", &verification.address)
}

fn django(action: Action, verification: &Verification) -> Ask {
    let number = &verification.number;
    match action {
        Action::Send => Ask::json("/phone/register", &json!({ "phone_number": number })),
        _ => Ask::json(
            "/phone/verify",
            &json!({
                "phone_number": number,
                "session_token": verification.token,
                "security_code": verification.code,
            }),
        ),
    }
}

/// A code that one verification in a million has; that one answer would count as an error.
const WRONG: &str = "000000";
