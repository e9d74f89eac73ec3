//! [`PublicCertificate`]: the certificate as this instance saw it last.

use std::sync::{Arc, Weak};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::{Instant, sleep};
use tracing::{error, info, warn};

use super::{CertificateExaminer, CertificateLook, SeenCertificate, UnseenCertificate};
use crate::lifecycle::Lifecycle;
use crate::rfc3339;

/// The parts of an interval after which a look is repeated: at once, before a refusal is believed,
/// since a proxy that starts may show another certificate; and while no trusted one is seen.
const BEFORE_BELIEF: u32 = 120;
const WHILE_UNSOUND: u32 = 12;

/// Intervals for which a certificate is remembered that is not seen any more.
const MEMORY: u32 = 24;

/// The certificate of the public address, as this instance knows it. Empty where nobody looks.
#[derive(Default)]
pub struct PublicCertificate(Mutex<LastLook>);

#[derive(Default)]
struct LastLook {
    seen: Option<(Instant, SeenCertificate)>,
    unseen: Option<UnseenCertificate>,
}

/// The parts of what is known of the certificate.
#[derive(Clone, Debug, Default)]
pub struct KnownCertificate {
    /// The certificate that was seen last, for a day at most.
    pub seen: Option<SeenCertificate>,
    /// The reason why the last look saw none.
    pub unseen: Option<UnseenCertificate>,
}

impl PublicCertificate {
    /// Starts to look, once in every `interval`, until the server stops or nobody holds the
    /// certificate. Without an examiner nobody looks.
    pub fn start(
        examiner: impl Future<Output = Option<CertificateExaminer>> + Send + 'static,
        interval: Duration,
        lifecycle: Lifecycle,
    ) -> Arc<Self> {
        let certificate = Arc::new(Self::default());
        let held = Arc::downgrade(&certificate);
        tokio::spawn(async move {
            if let Some(examiner) = examiner.await {
                Self::keep_looking(held, examiner, interval, lifecycle).await;
            }
        });
        certificate
    }

    /// Looks in intervals. A refusal is seen twice before it is believed.
    async fn keep_looking(
        certificate: Weak<Self>,
        examiner: CertificateExaminer,
        interval: Duration,
        lifecycle: Lifecycle,
    ) {
        loop {
            let look = tokio::select! {
                look = look_with_care(&examiner, interval / BEFORE_BELIEF) => look,
                () = lifecycle.stopping() => return,
            };
            let wait = match look.is_trusted() {
                true => interval,
                false => interval / WHILE_UNSOUND,
            };
            let Some(certificate) = Weak::upgrade(&certificate) else {
                return;
            };
            certificate.note(look, interval * MEMORY);
            drop(certificate);
            // Instances that started together do not look together for ever.
            let wait = wait.mul_f64(rand::random_range(0.9..1.1));
            tokio::select! {
                () = sleep(wait) => {}
                () = lifecycle.stopping() => return,
            }
        }
    }

    /// The knowledge of it.
    pub fn known(&self) -> KnownCertificate {
        let last = self.0.lock();
        KnownCertificate {
            seen: last.seen.as_ref().map(|(_, seen)| seen.clone()),
            unseen: last.unseen.clone(),
        }
    }

    /// Remembers a look, and logs what is new.
    fn note(&self, look: CertificateLook, memory: Duration) {
        let mut last = self.0.lock();
        match look {
            CertificateLook::Seen(seen) => {
                let known = last.seen.as_ref().map(|(_, known)| known);
                if known != Some(&seen) {
                    log_seen(&seen);
                }
                last.unseen = None;
                last.seen = Some((Instant::now(), seen));
            }
            CertificateLook::Unseen(unseen) => {
                if last.unseen.is_none() {
                    let UnseenCertificate { host, cause } = &unseen;
                    warn!(host, cause, "the certificate cannot be seen from here");
                }
                last.unseen = Some(unseen);
                let is_recent = |(at, _): &(Instant, _)| at.elapsed() < memory;
                last.seen = last.seen.take().filter(is_recent);
            }
        }
    }
}

/// Looks, and once more after `wait` where a certificate is refused.
async fn look_with_care(examiner: &CertificateExaminer, wait: Duration) -> CertificateLook {
    match examiner.look().await {
        CertificateLook::Seen(seen) if seen.refusal.is_some() => {
            sleep(wait).await;
            examiner.look().await
        }
        look => look,
    }
}

fn log_seen(seen: &SeenCertificate) {
    let (host, address) = (&seen.host, seen.at);
    let details = seen.details.as_ref();
    let expires = details.map(|details| rfc3339::text_in_seconds(details.expires));
    let expires = expires.unwrap_or_default();
    match &seen.refusal {
        None => info!(host, %address, expires, "the certificate is trusted"),
        Some(refusal) => error!(
            host, %address, expires, %refusal,
            "alert: browsers and Plivo refuse the certificate"
        ),
    }
}
