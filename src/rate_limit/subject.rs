//! The subjects of limits. Their names are part of what is stored, as blind indexes.

use super::charge::SubjectCharges;
use super::client_ip::ClientIp;
use crate::domain::phone::PhoneNumber;

/// An IPv4 address or an IPv6 `/64`.
pub(super) fn client(client: ClientIp) -> SubjectCharges {
    subject("client", &client.rate_limit_prefix().to_string())
}

/// The network of a client: IPv4 `/24`, IPv6 `/48`.
pub(super) fn network(client: ClientIp) -> SubjectCharges {
    subject("network", &client.network().to_string())
}

/// The range of a client's network: IPv4 `/16`, IPv6 `/32`.
pub(super) fn range(client: ClientIp) -> SubjectCharges {
    subject("range", &client.range().to_string())
}

/// The 10,000 phone numbers that differ from `number` in their last four digits only.
pub(super) fn block(number: &PhoneNumber) -> SubjectCharges {
    let e164 = number.as_e164();
    subject("block", &format!("{}xxxx", &e164[..e164.len() - 4]))
}

/// The digit that tells which thousand of its block `number` is in.
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
