//! Events reach the host, whatever its receiver, Redis and the servers go through: none is lost,
//! and one that comes twice has the same ID.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ringcode::clients::{ClientRegistry, Clients};
use ringcode::domain::{AttemptId, Channel, DeliveryStatus, PhoneNumber, Recipient, Timestamp};
use ringcode::rate_limit::ClientId;
use ringcode::repository::{Repository, VerificationId};
use ringcode::store::redis::{RedisAddress, RedisCredentials, RedisStore};
use ringcode::verifier::{ClientNames, Happened, Observer, Occurrence, Subject};
use ringcode::webhooks::{Notifier, NotifierParts, RetrySchedule};
use ringcode_test_support::redis::{Sentinel, Server};
use ringcode_test_support::{Reaction, Receiver, default_policy, wait_until};
use secrecy::SecretString;
use tokio::time::sleep;

use crate::deployment::{Deployment, SECRET};

/// Every verification has four events.
const EVENTS: usize = 4;

/// Longer than a minute, for which the claims of a killed server are lost.
const PATIENCE: Duration = Duration::from_secs(120);

/// Two servers in this process that hear of verifications, and the receiver of both.
pub struct Events {
    pub receiver: Receiver,
    notifiers: [Notifier; 2],
    told: usize,
}

/// The table of the client, whose webhook is at `url`.
fn clients(url: &str) -> String {
    format!(
        "[shop]\nname = \"Shop\"\n[shop.webhook]\nurl = \"{url}\"\nservice = true\n\
         keys = [\"whsec_dGVzdC13ZWJob29rLWtleS1vZi0zMi1ieXRlcy1vbmx5\"]\n\
         private_addresses = true\n"
    )
}

fn notifier(redis: &str, replicas: u32, clients: &str) -> Notifier {
    let address = RedisAddress::parse(redis, &RedisCredentials::default()).unwrap();
    let store = RedisStore::new(address, Duration::from_secs(10)).with_replicas(replicas);
    let (secret, policy) = (SecretString::from(SECRET), default_policy());
    let registry = ClientRegistry::default();
    registry.replace(Clients::parse(clients, Path::new("."), false).unwrap());
    let parts = NotifierParts {
        records: Repository::new(Arc::new(store), &secret, &[], policy.clone()),
        clients: Arc::new(registry),
        policy,
        queue_length: 20_000,
        schedule: RetrySchedule(vec![Duration::from_millis(200); 1_000]),
        metrics: Default::default(),
        lifecycle: Default::default(),
    };
    Notifier::start(parts).unwrap()
}

impl Events {
    pub async fn on(redis: &str, replicas: u32) -> Self {
        let receiver = Receiver::start().await;
        let clients = clients(&receiver.url);
        Self {
            notifiers: [(); 2].map(|()| notifier(redis, replicas, &clients)),
            receiver,
            told: 0,
        }
    }

    /// Both servers hear of so many more verifications from beginning to end.
    pub fn tell(&mut self, verifications: usize) {
        for n in self.told..self.told + verifications {
            self.tell_of(n);
        }
        self.told += verifications;
    }

    fn tell_of(&self, n: usize) {
        let number = PhoneNumber::from_e164("+14155550100").unwrap();
        let recipient = Recipient {
            shown: number.as_e164().to_owned(),
            number,
            country: "US".to_owned(),
        };
        let subject = Subject {
            client: Some(ClientId("shop".into())),
            names: ClientNames::default(),
        };
        let attempt = AttemptId(format!("attempt {n}"));
        let attempted = |status| Happened::Attempted {
            attempt: attempt.clone(),
            channel: Channel::Text,
            status,
        };
        let at = Timestamp::from_millis(
            u64::try_from(std::time::UNIX_EPOCH.elapsed().unwrap().as_millis()).unwrap(),
        );
        let begun = Happened::Begun {
            subject,
            recipient,
            attempt: attempt.clone(),
            expires_at: at + Duration::from_mins(10),
        };
        for happened in [
            begun,
            attempted(DeliveryStatus::Queued),
            attempted(DeliveryStatus::Delivered),
            Happened::Approved,
        ] {
            self.notifiers[n % 2].observe(Occurrence {
                verification: VerificationId(format!("verification {n}")),
                happened,
                at,
            });
        }
    }

    /// Waits until the receiver had so many requests in all.
    async fn receives(&self, requests: usize) {
        let received = || self.receiver.received().len();
        wait_until("requests", async || received() >= requests).await;
    }

    /// Waits until every event was accepted, while that makes progress.
    pub async fn assert_none_lost(&self) {
        let expected = self.told * EVENTS;
        let (mut most, mut since) = (0, Instant::now());
        loop {
            let bodies = self.accepted();
            if bodies.len() == expected {
                break;
            }
            if bodies.len() > most {
                (most, since) = (bodies.len(), Instant::now());
            }
            let got = bodies.len();
            assert!(since.elapsed() < PATIENCE, "{got} of {expected} events");
            sleep(Duration::from_millis(100)).await;
        }
    }

    /// The body of each event that was accepted, by its ID.
    fn accepted(&self) -> BTreeMap<String, String> {
        let mut bodies = BTreeMap::new();
        for told in self.receiver.received() {
            let first = bodies
                .entry(told.id)
                .or_insert_with(|| (told.body.clone(), false));
            assert_eq!(first.0, told.body, "one ID, two events");
            first.1 |= told.answered < 300;
        }
        let accepted = bodies.into_iter().filter(|(_, (_, accepted))| *accepted);
        accepted.map(|(id, (body, _))| (id, body)).collect()
    }
}

/// The receiver fails, is away and is slow, and Redis is killed; a server beside them is killed,
/// too.
pub async fn survive_a_bad_day(verifications: usize) -> Events {
    let mut redis = Server::start_with("appendonly yes\nappendfsync always");
    let mut events = Events::on(&redis.url(), 0).await;
    let file = std::env::temp_dir().join(format!("ringcode-webhooks-{}.toml", redis.port));
    fs::write(&file, clients(&events.receiver.url)).unwrap();
    let environment = [
        ("RINGCODE_CLIENTS", file.to_str().unwrap()),
        (
            "RINGCODE_WEBHOOK_WAITS",
            "0,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1",
        ),
    ];
    let mut server = Deployment::with(&redis.url(), "", &environment).await;

    events.receiver.reacts(Reaction::FailEvery(3));
    events.tell(verifications / 4);
    events.receives(verifications / 2).await;
    server.apps[0].kill();
    redis.kill();
    events.tell(verifications / 4);
    sleep(Duration::from_millis(500)).await;
    redis.start_again();
    server.apps[0].start_again();

    events.receiver.stop().await;
    events.tell(verifications / 4);
    sleep(Duration::from_millis(500)).await;
    events.receiver.start_again();
    events
        .receiver
        .reacts(Reaction::Late(Duration::from_millis(50)));
    events.tell(verifications / 4);
    let before = events.receiver.received().len();
    events.receives(before + verifications / 4).await;
    events.receiver.reacts(Reaction::Accept);
    events.assert_none_lost().await;
    fs::remove_file(file).unwrap();
    events
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_event_is_lost_on_a_bad_day() {
    survive_a_bad_day(100).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_event_is_lost_while_sentinel_fails_over() {
    let sentinel = Sentinel::start();
    let mut events = Events::on(&sentinel.url(), 1).await;
    events.tell(30);
    sleep(Duration::from_millis(100)).await;
    sentinel.fail_over();
    events.tell(30);
    events.assert_none_lost().await;
    sentinel.master.thaw();
}
