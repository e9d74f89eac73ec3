//! The subjects of limits. Their names are part of what is stored, as blind indexes.

use crate::domain::PhoneNumber;
use crate::rate_limit::{ClientId, ClientIp, Source, SourceKey, SubjectCharges};

const ON_BEHALF_OF: &str = "on behalf of";

/// A source: an IPv4 address, an IPv6 `/64`, or a host application.
pub(super) fn client(source: &Source) -> SubjectCharges {
    match source.key() {
        SourceKey::Prefix(prefix) => subject("client", &prefix.to_string()),
        SourceKey::Client(id) => subject("application", &id.0),
    }
}

/// A host application, for whose sake others ask.
pub(super) fn host_application(id: &ClientId) -> SubjectCharges {
    subject(ON_BEHALF_OF, &id.0)
}

/// The host application in the name of its subject; `None` for any other subject.
pub(super) fn application_of(subject: &str) -> Option<&str> {
    subject.strip_prefix(ON_BEHALF_OF)?.strip_prefix(' ')
}

/// The network around an address: IPv4 `/24`, IPv6 `/48`.
pub(super) fn network(ip: ClientIp) -> SubjectCharges {
    subject("network", &ip.network().to_string())
}

/// The range around an address's network: IPv4 `/16`, IPv6 `/32`.
pub(super) fn range(ip: ClientIp) -> SubjectCharges {
    subject("range", &ip.range().to_string())
}

/// The 10,000 phone numbers that differ from `number` in their last four digits only.
pub(super) fn block(number: &PhoneNumber) -> SubjectCharges {
    let e164 = number.as_e164();
    subject("block", &format!("{}xxxx", &e164[..e164.len() - 4]))
}

/// The digit for the thousand of its block that `number` is in.
pub(super) fn thousand(number: &PhoneNumber) -> &str {
    let e164 = number.as_e164();
    &e164[e164.len() - 4..e164.len() - 3]
}

/// The whole service.
pub(super) fn service() -> SubjectCharges {
    SubjectCharges::new("service".to_owned())
}

fn subject(kind: &str, name: &str) -> SubjectCharges {
    SubjectCharges::new(format!("{kind} {name}"))
}
