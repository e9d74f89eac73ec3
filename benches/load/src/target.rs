//! How each measured server is spoken to.

use serde_json::{Value, json};

use crate::client::{Answer, Ask};
use crate::clients;
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

/// Which server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Ringcode,
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
            Self::Ringcode => "ringcode",
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
            Self::Baseline => baseline(action, verification),
            Self::NodeDemo => node_demo(action, verification),
            Self::BetterAuth => better_auth(action, verification),
            Self::Django => django(action, verification),
        }
    }

    /// Whether this is how the server answers an action that was carried out.
    pub fn accepts(self, action: Action, answer: &Answer) -> bool {
        let status = answer.status.as_u16();
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
        if self == Self::Django {
            let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
            verification.token = body["session_token"]
                .as_str()
                .unwrap_or_default()
                .to_owned();
        }
    }
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
