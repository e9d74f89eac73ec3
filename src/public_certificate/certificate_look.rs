//! [`CertificateLook`]: what was seen at the public address, and what it means. Pure.

use std::net::IpAddr;
use std::time::Duration;

use rustls::{CertificateError, Error};

use super::PeerCertificate;
use crate::domain::{DAY, Timestamp};

/// The rest of a certificate's life that is short: this, or a part of its life where that is less.
/// Certificates of 90 days are renewed a month before their end, those of six days two days before.
const SHORT: (Duration, u32) = (DAY.saturating_mul(14), 6);

/// The same for the rest that is nearly none.
const NEARLY_NONE: (Duration, u32) = (DAY.saturating_mul(3), 30);

/// The result of a look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificateLook {
    /// There was a certificate.
    Seen(SeenCertificate),
    /// There was none.
    Unseen(UnseenCertificate),
}

/// A certificate that a server showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenCertificate {
    /// The host that was asked for.
    pub host: String,
    /// The address of the server.
    pub at: IpAddr,
    /// The content; `None` where it could not be read.
    pub details: Option<PeerCertificate>,
    /// The reason why it was refused; `None` where it was trusted.
    pub refusal: Option<CertificateRefusal>,
}

/// The reason why no certificate was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnseenCertificate {
    /// The host that was asked for.
    pub host: String,
    /// The cause, in words.
    pub cause: String,
}

/// The reason why a certificate is refused, in words that follow "the certificate".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateRefusal {
    /// Its time is over.
    #[error("has expired")]
    Expired,
    /// Its time has not come.
    #[error("is not valid yet")]
    NotYetValid,
    /// It is for another host.
    #[error("is for other names")]
    OtherName,
    /// An issuer that is not trusted, or an intermediate certificate that is not sent.
    #[error("is signed by nobody who is trusted")]
    UnknownIssuer,
    /// The server has not the key of it.
    #[error("is shown by somebody who has another key")]
    OtherKey,
    /// Anything else, as the library says it.
    #[error("is not accepted ({0})")]
    Other(String),
}

/// The state of a certificate at some time, the best first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificateHealth {
    /// It is trusted, and will be for a while.
    Sound,
    /// It is trusted for less than 14 days, or less than a sixth of its life.
    Expiring,
    /// It is trusted for less than 3 days, or less than a thirtieth of its life.
    NearlyExpired,
    /// It is refused.
    Refused(CertificateRefusal),
}

impl CertificateLook {
    /// The worse of the servers that a name leads to; one that was not reached tells nothing about
    /// those that were.
    pub(super) fn worst(looks: impl IntoIterator<Item = Self>) -> Option<Self> {
        looks.into_iter().min_by_key(|look| match look {
            Self::Seen(seen) => {
                let expires = seen.details.as_ref().map(|details| details.expires);
                (u8::from(seen.refusal.is_none()), expires)
            }
            Self::Unseen(_) => (2, None),
        })
    }

    /// Whether a trusted certificate was seen.
    pub fn is_trusted(&self) -> bool {
        matches!(self, Self::Seen(seen) if seen.refusal.is_none())
    }
}

impl SeenCertificate {
    /// The state of it at `now`.
    pub fn health(&self, now: Timestamp) -> CertificateHealth {
        if let Some(refusal) = &self.refusal {
            return CertificateHealth::Refused(refusal.clone());
        }
        let Some(details) = &self.details else {
            return CertificateHealth::Sound;
        };
        let (left, life) = (details.expires.since(now), details.life());
        let is_within = |(most, part): (Duration, u32)| left < most.min(life / part);
        match left {
            Duration::ZERO => CertificateHealth::Refused(CertificateRefusal::Expired),
            _ if is_within(NEARLY_NONE) => CertificateHealth::NearlyExpired,
            _ if is_within(SHORT) => CertificateHealth::Expiring,
            _ => CertificateHealth::Sound,
        }
    }
}

impl From<&Error> for CertificateRefusal {
    fn from(error: &Error) -> Self {
        let Error::InvalidCertificate(error) = error else {
            return Self::Other(error.to_string());
        };
        match error {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => Self::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                Self::NotYetValid
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                Self::OtherName
            }
            CertificateError::UnknownIssuer => Self::UnknownIssuer,
            CertificateError::BadSignature => Self::OtherKey,
            other => Self::Other(other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CertificateHealth::{Expiring, NearlyExpired, Refused, Sound};
    use super::*;
    use crate::domain::HOUR;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    /// A certificate of `life` that expires after `left`.
    fn seen(life: Duration, left: Duration) -> SeenCertificate {
        SeenCertificate {
            host: "verify.example.com".to_owned(),
            at: IpAddr::from([203, 0, 113, 7]),
            details: Some(PeerCertificate {
                issuer: String::new(),
                names: Vec::new(),
                valid_from: NOW + left - life,
                expires: NOW + left,
            }),
            refusal: None,
        }
    }

    #[test]
    fn the_rest_of_a_life_is_short_by_days_or_by_its_part() {
        let expired = || Refused(CertificateRefusal::Expired);
        for (life, left, expected) in [
            (90 * DAY, 14 * DAY, Sound),
            (90 * DAY, 14 * DAY - HOUR, Expiring),
            (90 * DAY, 3 * DAY, Expiring),
            (90 * DAY, 3 * DAY - HOUR, NearlyExpired),
            (90 * DAY, HOUR, NearlyExpired),
            (90 * DAY, Duration::ZERO, expired()),
            // A year: no sooner.
            (365 * DAY, 15 * DAY, Sound),
            (365 * DAY, 4 * DAY, Expiring),
            // Six days: renewed two days before its end.
            (6 * DAY, 2 * DAY, Sound),
            (6 * DAY, 23 * HOUR, Expiring),
            (6 * DAY, 4 * HOUR, NearlyExpired),
        ] {
            let health = seen(life, left).health(NOW);
            assert_eq!(health, expected, "{left:?} of {life:?}");
        }
        let later = seen(90 * DAY, HOUR).health(NOW + DAY);
        assert_eq!(later, expired(), "a day later");
    }

    #[test]
    fn what_is_refused_is_refused_whatever_its_dates() {
        let refused = SeenCertificate {
            refusal: Some(CertificateRefusal::OtherName),
            ..seen(90 * DAY, 80 * DAY)
        };
        let other_name = Refused(CertificateRefusal::OtherName);
        assert_eq!(refused.health(NOW), other_name);
        let unread = SeenCertificate {
            details: None,
            ..seen(DAY, DAY)
        };
        assert_eq!(unread.health(NOW), Sound);
    }

    #[test]
    fn the_worst_of_several_servers_counts() {
        let good = CertificateLook::Seen(seen(90 * DAY, 80 * DAY));
        let older = CertificateLook::Seen(seen(90 * DAY, 20 * DAY));
        let refused = CertificateLook::Seen(SeenCertificate {
            refusal: Some(CertificateRefusal::UnknownIssuer),
            ..seen(90 * DAY, 85 * DAY)
        });
        let away = CertificateLook::Unseen(UnseenCertificate {
            host: String::new(),
            cause: "away".to_owned(),
        });
        for (looks, expected) in [
            (vec![&good, &older], Some(&older)),
            (vec![&older, &good, &refused, &away], Some(&refused)),
            (vec![&away, &good], Some(&good)),
            (vec![&away], Some(&away)),
            (vec![], None),
        ] {
            let worst = CertificateLook::worst(looks.into_iter().cloned());
            assert_eq!(worst.as_ref(), expected);
        }
        assert!(good.is_trusted() && !refused.is_trusted() && !away.is_trusted());
    }
}
