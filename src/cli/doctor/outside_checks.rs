//! Judges what is outside of this machine, and what the system allows. Pure.

use reqwest::StatusCode;

use crate::cli::doctor::Finding;
use crate::telephony::plivo::SelfTestAnswers;

const PUBLIC_ADDRESS: &str = "public address";
const CALLBACKS: &str = "callbacks";

/// Judges how many connections the system lets a server have, of those that it should have.
pub fn open_files(wanted: usize, possible: usize) -> Finding {
    const NAME: &str = "open files";
    match possible >= wanted {
        true => Finding::fine(NAME, format!("enough for {wanted} connections")),
        false => Finding::warning(
            NAME,
            format!("enough for {possible} connections of {wanted} (server.connections)"),
            "raise the limit where the server starts: ulimit -n, LimitNOFILE= of systemd; this was \
             measured where the doctor runs",
        ),
    }
}

/// Judges whether Ringcode is what answers at the public address: it refuses a receipt that Plivo
/// did not sign.
pub fn public_address(url: &str, answers: &SelfTestAnswers) -> Finding {
    let wrong = |told: String, advice| Finding::wrong(PUBLIC_ADDRESS, told, advice);
    match &answers.forged {
        Ok(StatusCode::FORBIDDEN) => {
            Finding::fine(PUBLIC_ADDRESS, format!("{url} is answered by Ringcode"))
        }
        Ok(
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::BAD_GATEWAY | StatusCode::GATEWAY_TIMEOUT,
        ) => wrong(
            format!("{url} is answered, but no server behind it is ready"),
            "start the server, and look at its /readyz",
        ),
        Ok(status) if status.is_redirection() => wrong(
            format!("{url} leads elsewhere ({status})"),
            "server.public_url has to be the address itself: Plivo's callbacks follow no redirect",
        ),
        Ok(status) => wrong(
            format!("{url} is answered by something else ({status})"),
            "pass every path to Ringcode: docs/operate/proxies.md",
        ),
        Err(cause) => wrong(
            format!("{url} cannot be reached from here: {cause}"),
            "look at DNS, the certificate, the proxy and the firewall; where a machine cannot reach \
             its own public address, run the doctor on another one",
        ),
    }
}

/// Judges whether a receipt that is signed with the account's token arrives; `None` when it is not
/// Ringcode that answers.
pub fn callbacks(answers: &SelfTestAnswers) -> Option<Finding> {
    if answers.forged != Ok(StatusCode::FORBIDDEN) {
        return None;
    }
    Some(match &answers.signed {
        Ok(StatusCode::OK) => Finding::fine(CALLBACKS, "a signed receipt arrives"),
        Ok(StatusCode::FORBIDDEN) => Finding::wrong(
            CALLBACKS,
            "a receipt signed with this auth token is refused",
            "the server at that address has another PLIVO_AUTH_TOKEN or RINGCODE_PUBLIC_URL than the \
             doctor, or its proxy changes path, headers or body: docs/operate/proxies.md",
        ),
        Ok(status) => Finding::wrong(
            CALLBACKS,
            format!("a signed receipt is answered {status}"),
            "run the doctor again; if it stays, look into the server's log",
        ),
        Err(cause) => Finding::wrong(
            CALLBACKS,
            format!("a signed receipt gets no answer: {cause}"),
            "run the doctor again; if it stays, look into the proxy's log",
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::Severity::{Fine, Warning, Wrong};
    use crate::telephony::plivo::HttpError;

    fn answers(forged: u16, signed: u16) -> SelfTestAnswers {
        let status = |code| Ok(StatusCode::from_u16(code).unwrap());
        SelfTestAnswers {
            signed: status(signed),
            forged: status(forged),
        }
    }

    #[test]
    fn the_public_address_is_ours_if_it_refuses_what_nobody_signed() {
        for (forged, severity, told) in [
            (403, Fine, "is answered by Ringcode"),
            (200, Wrong, "something else (200 OK)"),
            (404, Wrong, "something else (404 Not Found)"),
            (301, Wrong, "leads elsewhere (301"),
            (502, Wrong, "no server behind it is ready"),
            (503, Wrong, "no server behind it is ready"),
        ] {
            let finding = public_address("https://a.example", &answers(forged, 200));
            assert_eq!(finding.severity, severity, "{finding}");
            assert!(finding.told.contains(told), "{finding}");
            let told_of_callbacks = callbacks(&answers(forged, 200)).is_some();
            assert_eq!(told_of_callbacks, forged == 403, "{forged}");
        }
        let mut away = answers(403, 200);
        away.forged = Err(HttpError::NotSent("no route".to_owned()));
        let finding = public_address("https://a.example", &away);
        assert!(finding.told.ends_with("from here: no route"), "{finding}");
    }

    #[test]
    fn callbacks_arrive_if_a_signed_one_is_taken() {
        for (signed, severity, told) in [
            (200, Fine, "arrives"),
            (403, Wrong, "is refused"),
            (503, Wrong, "answered 503"),
        ] {
            let finding = callbacks(&answers(403, signed)).unwrap();
            assert_eq!(finding.severity, severity, "{finding}");
            assert!(finding.told.contains(told), "{finding}");
        }
    }

    #[test]
    fn too_few_open_files_are_a_warning() {
        assert_eq!(open_files(10, 10).severity, Fine);
        let finding = open_files(10_000, 768);
        assert_eq!(finding.severity, Warning);
        assert!(
            finding.told.contains("768 connections of 10000"),
            "{finding}"
        );
    }
}
