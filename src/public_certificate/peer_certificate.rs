//! [`PeerCertificate`]: what a server's certificate says about itself. Pure.

use std::net::IpAddr;
use std::time::Duration;

use x509_cert::Certificate;
use x509_cert::der::Decode;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::name::Name;

use crate::domain::Timestamp;
use crate::domain::characters::is_ignorable;

/// The most characters of one name, and the most names. The other side chose them.
const LONGEST_NAME: usize = 100;
const MOST_NAMES: usize = 20;

/// The parts of a certificate that an operator asks for. None of them is verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerCertificate {
    /// The issuer: its common name and its organisation.
    pub issuer: String,
    /// The DNS names and addresses that it is for, [`MOST_NAMES`] at most.
    pub names: Vec<String>,
    /// The beginning of its validity.
    pub valid_from: Timestamp,
    /// The end of its validity.
    pub expires: Timestamp,
}

impl PeerCertificate {
    /// Reads a certificate in DER form; `None` where it cannot be read.
    pub fn parse(der: &[u8]) -> Option<Self> {
        let certificate = Certificate::from_der(der).ok()?;
        let content = certificate.tbs_certificate();
        let validity = content.validity();
        let at = |span: Duration| Timestamp::EPOCH + span;
        Some(Self {
            issuer: issuer(content.issuer()),
            names: match content.get_extension::<SubjectAltName>() {
                Ok(Some((_, names))) => names.0.iter().filter_map(name).take(MOST_NAMES).collect(),
                _ => Vec::new(),
            },
            valid_from: at(validity.not_before.to_unix_duration()),
            expires: at(validity.not_after.to_unix_duration()),
        })
    }

    /// The whole time for which it is valid.
    pub fn life(&self) -> Duration {
        self.expires.since(self.valid_from)
    }
}

/// The common name and the organisation; where it has neither, the whole name.
fn issuer(issuer: &Name) -> String {
    if issuer.is_empty() {
        return "somebody without a name".to_owned();
    }
    let parts = [issuer.common_name(), issuer.organization()];
    let parts = parts.iter().flatten().flatten();
    let parts: Vec<_> = parts.map(|part| plain(&part.value())).collect();
    match parts.is_empty() {
        true => plain(&issuer.to_string()),
        false => parts.join(", "),
    }
}

fn name(name: &GeneralName) -> Option<String> {
    match name {
        GeneralName::DnsName(name) => Some(plain(name.as_str())),
        GeneralName::IpAddress(octets) => {
            let octets = octets.as_bytes();
            let four = <[u8; 4]>::try_from(octets).map(IpAddr::from);
            let address = four.or_else(|_| <[u8; 16]>::try_from(octets).map(IpAddr::from));
            address.ok().map(|address| address.to_string())
        }
        _ => None,
    }
}

/// The text without characters that could change a terminal or turn a line around, and not without
/// end.
fn plain(text: &str) -> String {
    let plain = |c: char| match c.is_control() || is_ignorable(c) {
        true => '\u{fffd}',
        false => c,
    };
    text.chars().take(LONGEST_NAME).map(plain).collect()
}
