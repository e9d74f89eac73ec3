//! How each measured server is spoken to.

use serde_json::{Value, json};

use crate::client::{Answer, Ask};
use crate::flow::Flow;

/// What a person does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// Looks at the page of their flow.
    Page,
    /// Asks for a text.
    Send,
    /// Types the right code.
    Verify,
    /// Types a wrong one.
    Wrong,
}

/// Which server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Ringcode,
    /// The bare route: the same round trips and nothing else.
    Bare,
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

impl Act {
    /// Its name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Send => "send",
            Self::Verify => "verify",
            Self::Wrong => "wrong guess",
        }
    }
}

impl Kind {
    /// Its name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ringcode => "ringcode",
            Self::Bare => "bare route",
            Self::NodeDemo => "node demo",
            Self::BetterAuth => "better-auth",
            Self::Django => "django-phone-verify",
        }
    }

    /// What is asked for when a person of this flow acts.
    pub fn ask(self, act: Act, flow: &Flow) -> Ask {
        match self {
            Self::Ringcode => ringcode(act, flow),
            Self::Bare => bare(act, flow),
            Self::NodeDemo => node_demo(act, flow),
            Self::BetterAuth => better_auth(act, flow),
            Self::Django => django(act, flow),
        }
    }

    /// Whether this is how the server answers an act that was carried out.
    pub fn accepts(self, act: Act, answer: &Answer) -> bool {
        let status = answer.status.as_u16();
        match act {
            Act::Page | Act::Send | Act::Verify => status == 200,
            Act::Wrong => status == 422,
        }
    }

    /// What the browser keeps of an answer.
    pub fn learn(self, flow: &mut Flow, answer: &Answer) {
        if let Some(cookie) = answer.headers.get("set-cookie") {
            let pair = cookie.to_str().unwrap_or_default().split(';').next();
            flow.cookie = pair.unwrap_or_default().to_owned();
        }
        if self == Self::Django {
            let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
            flow.token = body["session_token"]
                .as_str()
                .unwrap_or_default()
                .to_owned();
        }
    }
}

/// As the page's own forms post, but asked for by a script, which spares the redirect.
fn ringcode(act: Act, flow: &Flow) -> Ask {
    let ask = match act {
        Act::Page => Ask::get("/").with("accept-language", "en-GB"),
        Act::Send => Ask::form("/api/send_code", &[("phone", &flow.number)]),
        Act::Verify => Ask::form("/api/check_code", &[("code", &flow.code)]),
        Act::Wrong => Ask::form("/api/check_code", &[("code", WRONG)]),
    };
    ask.with("cookie", &flow.cookie)
        .with("x-forwarded-for", &flow.address)
        .with("sec-fetch-site", "same-origin")
}

fn bare(act: Act, flow: &Flow) -> Ask {
    let fields: [(&str, &str); 2] = [("number", &flow.number), ("code", &flow.code)];
    match act {
        Act::Page => Ask::get("/page"),
        Act::Send => Ask::form("/send", &fields),
        Act::Verify | Act::Wrong => Ask::form("/verify", &fields),
    }
}

fn node_demo(act: Act, flow: &Flow) -> Ask {
    let fields: [(&str, &str); 2] = [("number", &flow.number), ("code", &flow.code)];
    match act {
        Act::Page => Ask::get("/"),
        Act::Send => Ask::form("/send", &fields[..1]),
        Act::Verify => Ask::form("/verify", &fields),
        Act::Wrong => Ask::form("/verify", &[fields[0], ("code", WRONG)]),
    }
}

fn better_auth(act: Act, flow: &Flow) -> Ask {
    let number = &flow.number;
    let code = match act {
        Act::Wrong => WRONG,
        _ => &flow.code,
    };
    let ask = match act {
        Act::Send => Ask::json(
            "/api/auth/phone-number/send-otp",
            &json!({ "phoneNumber": number }),
        ),
        _ => Ask::json(
            "/api/auth/phone-number/verify",
            &json!({ "phoneNumber": number, "code": code, "disableSession": true }),
        ),
    };
    // It too limits how often one address may ask.
    ask.with("x-forwarded-for", &flow.address)
}

fn django(act: Act, flow: &Flow) -> Ask {
    let number = &flow.number;
    match act {
        Act::Send => Ask::json("/phone/register", &json!({ "phone_number": number })),
        _ => Ask::json(
            "/phone/verify",
            &json!({
                "phone_number": number,
                "session_token": flow.token,
                "security_code": flow.code,
            }),
        ),
    }
}

/// A code that one flow in a million has; that one answer would count as an error.
const WRONG: &str = "000000";
