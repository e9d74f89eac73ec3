//! Judges the certificate of the public address. Pure.

use crate::cli::doctor::Finding;
use crate::domain::{DAY, Timestamp};
use crate::public_certificate::{
    CertificateHealth, CertificateLook, CertificateRefusal, SeenCertificate,
};
use crate::rfc3339;

const CERTIFICATE: &str = "certificate";

const RENEWAL: &str = "see why it is not renewed, in the log of what renews it: certbot, Caddy, \
                       cert-manager";

/// Judges a look at the public address.
pub fn certificate(look: &CertificateLook, now: Timestamp) -> Finding {
    let seen = match look {
        CertificateLook::Seen(seen) => seen,
        CertificateLook::Unseen(unseen) => {
            return Finding::warning(
                CERTIFICATE,
                format!(
                    "{} cannot be looked at from here: {}",
                    unseen.host, unseen.cause
                ),
                "where a machine cannot reach its own public address, run the doctor on another one, \
                 and let something outside watch the certificate",
            );
        }
    };
    let told = content(seen, now);
    match seen.health(now) {
        CertificateHealth::Sound => Finding::fine(CERTIFICATE, told),
        CertificateHealth::Expiring => Finding::warning(CERTIFICATE, told, RENEWAL),
        CertificateHealth::NearlyExpired => Finding::wrong(CERTIFICATE, told, RENEWAL),
        CertificateHealth::Refused(refusal) => {
            let told = format!("{refusal}: {told}");
            Finding::wrong(CERTIFICATE, told, advice(&refusal))
        }
    }
}

/// Tells that this machine trusts nobody.
pub fn no_trust(error: &str) -> Finding {
    let advice =
        "install the CA certificates of the system (ca-certificates), or set SSL_CERT_FILE";
    Finding::wrong(CERTIFICATE, error, advice)
}

fn advice(refusal: &CertificateRefusal) -> &'static str {
    match refusal {
        CertificateRefusal::Expired => {
            "renew it and reload the proxy; if it was renewed, the proxy still has the one of before"
        }
        CertificateRefusal::NotYetValid => "look at this machine's clock, and at the certificate's",
        CertificateRefusal::OtherName => {
            "give the proxy a certificate for this name; perhaps another site of it answers, or DNS \
             leads to another machine"
        }
        CertificateRefusal::UnknownIssuer => {
            "let the proxy send the whole chain (fullchain.pem); an authority of your own belongs into \
             the CA certificates of this machine, and Plivo and browsers have to know it too"
        }
        CertificateRefusal::OtherKey => {
            "give the proxy the key of this certificate: it was renewed with another one"
        }
        CertificateRefusal::Other(_) => {
            "look at it with: openssl s_client -connect HOST:443 -servername HOST"
        }
    }
}

fn content(seen: &SeenCertificate, now: Timestamp) -> String {
    let (host, address) = (&seen.host, seen.at);
    let Some(details) = &seen.details else {
        return format!("the one of {host} ({address}) cannot be read");
    };
    let names = match &*details.names {
        [] => "no name".to_owned(),
        names => names.join(", "),
    };
    let (issuer, expires) = (&details.issuer, rfc3339::text_in_seconds(details.expires));
    let left = match details.expires.since(now).as_secs() / DAY.as_secs() {
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    };
    format!("{host} ({address}): for {names}, by {issuer}, until {expires}, {left}")
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;
    use crate::cli::doctor::Severity::{self, Fine, Warning, Wrong};
    use crate::public_certificate::{PeerCertificate, UnseenCertificate};

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn seen(days: u32, refusal: Option<CertificateRefusal>) -> CertificateLook {
        CertificateLook::Seen(SeenCertificate {
            host: "verify.example.com".to_owned(),
            at: IpAddr::from([203, 0, 113, 7]),
            details: Some(PeerCertificate {
                issuer: "R11, Let's Encrypt".to_owned(),
                names: ["verify.example.com", "www.example.com"]
                    .map(str::to_owned)
                    .into(),
                valid_from: NOW + days * DAY - 90 * DAY,
                expires: NOW + days * DAY,
            }),
            refusal,
        })
    }

    #[test]
    fn a_sound_certificate_is_told_with_issuer_names_and_end() {
        let finding = certificate(&seen(60, None), NOW);
        assert_eq!((finding.severity, finding.advice), (Fine, ""));
        assert_eq!(
            finding.told,
            "verify.example.com (203.0.113.7): for verify.example.com, www.example.com, by R11, \
             Let's Encrypt, until 2027-03-16T08:00:00Z, 60 days"
        );
    }

    #[test]
    fn each_error_has_its_severity_and_its_advice() {
        use CertificateRefusal::{Expired, NotYetValid, Other, OtherName, UnknownIssuer};
        let table: [(u32, Option<CertificateRefusal>, Severity, &str, &str); 9] = [
            (13, None, Warning, "13 days", "not renewed"),
            (2, None, Wrong, "2 days", "not renewed"),
            (1, None, Wrong, ", 1 day", "not renewed"),
            (0, None, Wrong, "has expired: ", "reload the proxy"),
            (0, Some(Expired), Wrong, "has expired: ", "reload the proxy"),
            (60, Some(NotYetValid), Wrong, "is not valid yet: ", "clock"),
            (
                60,
                Some(OtherName),
                Wrong,
                "is for other names: ",
                "for this name",
            ),
            (
                60,
                Some(UnknownIssuer),
                Wrong,
                "nobody who is trusted: ",
                "whole chain",
            ),
            (
                60,
                Some(Other("odd".to_owned())),
                Wrong,
                "(odd): ",
                "openssl",
            ),
        ];
        for (days, refusal, severity, told, advice) in table {
            let finding = certificate(&seen(days, refusal), NOW);
            assert_eq!(finding.severity, severity, "{finding}");
            assert!(finding.told.contains(told), "{finding}");
            assert!(finding.advice.contains(advice), "{finding}");
        }
    }

    /// A machine behind a router that does not lead back to it is set up well.
    #[test]
    fn a_certificate_that_cannot_be_seen_is_no_error() {
        let unseen = CertificateLook::Unseen(UnseenCertificate {
            host: "verify.example.com".to_owned(),
            cause: "203.0.113.7:443 does not answer".to_owned(),
        });
        let finding = certificate(&unseen, NOW);
        assert_eq!(finding.severity, Warning);
        assert!(finding.told.contains("does not answer"), "{finding}");
        assert!(finding.advice.contains("on another one"), "{finding}");
        assert_eq!(no_trust("none").severity, Wrong);
    }
}
