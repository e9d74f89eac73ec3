//! Certificates that a server shows in place of ours.

use ringcode::domain::characters::is_ignorable;
use ringcode::public_certificate::PeerCertificate;
use ringcode_test_support::tls::Authority;

use crate::generators::{Dice, cases};

/// Bytes changed, left out, doubled, or cut off.
fn mutated(dice: &mut Dice, der: &[u8]) -> Vec<u8> {
    let mut der = der.to_vec();
    for _ in 0..=dice.below(3) {
        let at = dice.below(der.len().max(1));
        match (dice.below(5), der.get(at).copied()) {
            (0, Some(_)) => _ = der.remove(at),
            (1, Some(double)) => der.insert(at, double),
            (2, Some(byte)) => der[at] = byte ^ (1 << dice.below(8)),
            (3, _) => der.truncate(at),
            _ => {
                let more = dice.bytes(4);
                der.splice(at..at, more);
            }
        }
    }
    der
}

#[test]
fn a_strange_certificate_is_read_or_not() {
    let authority = Authority::new("Ours");
    let names = ["verify.example.com", "203.0.113.7", "2001:db8::7"];
    let der = authority.certifies(&names, 1, 90).certificate;
    assert!(PeerCertificate::parse(&der).is_some());
    let (mut read, mut unread) = (0, 0);
    cases("certificates", 3_000, |dice| {
        let bytes = match dice.one_in(10) {
            true => dice.bytes(200),
            false => mutated(dice, &der),
        };
        let Some(certificate) = PeerCertificate::parse(&bytes) else {
            unread += 1;
            return;
        };
        read += 1;
        let texts = certificate.names.iter().chain([&certificate.issuer]);
        for text in texts {
            let mut chars = text.chars();
            assert!(
                !chars.any(|c| c.is_control() || is_ignorable(c)),
                "{text:?}"
            );
            assert!(text.chars().count() <= 210, "{text:?}");
        }
        assert!(certificate.names.len() <= 20);
    });
    assert!(read > 100 && unread > 100, "{read} {unread}");
}
