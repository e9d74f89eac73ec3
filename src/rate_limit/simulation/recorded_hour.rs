//! An hour of random traffic, taken down and replayed.

use std::mem;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, UNIX_EPOCH};

use parking_lot::Mutex;
use proptest::prelude::*;
use secrecy::SecretString;
use tokio::spawn;
use tokio::task::{JoinHandle, yield_now};

use super::{SimulatedOutcome, simulate};
use crate::domain::{Channel, HOUR, Timestamp};
use crate::rate_limit::decision::{AnswerKind, DecisionLog, LimiterEvent, Question};
use crate::rate_limit::properties::{plan, quotas};
use crate::rate_limit::quotas::DebtQuotas;
use crate::rate_limit::{
    ClientAllowance, ClientId, LimitKind, PostKind, PricedAttempt, Quotas, RateLimiter, Source,
};
use crate::store::Quota;
use crate::store::memory::MemoryStore;

/// A log in memory.
#[derive(Default)]
struct Notebook(Mutex<Vec<(u64, LimiterEvent)>>);

impl DecisionLog for Notebook {
    fn record(&self, event: LimiterEvent) {
        let event = postcard::from_bytes(&postcard::to_allocvec(&event).unwrap()).unwrap();
        self.0.lock().push((1, event));
    }
}

/// A limiter with a log, on a clock of the test's.
pub(super) struct Recorded {
    limiter: Arc<RateLimiter>,
    /// Verifications whose country is still to be told.
    settling: Mutex<Vec<JoinHandle<()>>>,
    log: Arc<Notebook>,
    micros: Arc<AtomicU64>,
}

impl Recorded {
    fn new(quotas: Quotas) -> Self {
        let micros = Arc::new(AtomicU64::new(1_800_000_000_000_000));
        let clock = micros.clone();
        let store = MemoryStore::with_clock(move || {
            // Every look at it moves it on, as time does.
            UNIX_EPOCH + Duration::from_micros(clock.fetch_add(1, Relaxed))
        });
        let (secret, log) = (
            SecretString::from("of this test"),
            Arc::new(Notebook::default()),
        );
        let limiter = RateLimiter::new(Arc::new(store), &secret, quotas);
        Self {
            limiter: Arc::new(limiter.with_decision_log(log.clone())),
            settling: Mutex::default(),
            log,
            micros,
        }
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.micros.load(Relaxed) / 1_000)
    }

    fn pass(&self, seconds: u64) {
        self.micros.fetch_add(seconds * 1_000_000 + 137, Relaxed);
    }

    /// Waits until the countries of all verifications are told, which takes a moment.
    async fn settle(&self) {
        let settling = mem::take(&mut *self.settling.lock());
        for one in settling {
            one.await.unwrap();
        }
    }

    pub fn events(&self) -> Vec<(u64, LimiterEvent)> {
        self.log.0.lock().clone()
    }

    /// Somebody posts a number, and gets a message if they may.
    async fn asks(&self, asked: &Asked) {
        let (limiter, source) = (&self.limiter, &asked.source);
        if limiter.admit(source, PostKind::Number).await.is_err() {
            return;
        }
        let Ok(debt) = limiter.take_debt(source).await else {
            return;
        };
        if asked.end == AttemptEnd::NotPlanned {
            limiter.forgive_debt(debt).await;
            return;
        }
        let attempt = PricedAttempt {
            plan: plan(&asked.number, asked.channel),
            units: asked.units,
            debt,
            client: asked.client.then(|| ClientAllowance {
                id: ClientId("shop".into()),
                sends_per_hour: NonZeroU32::new(3),
                spend_per_day: NonZeroU32::new(1),
            }),
            is_allowed: asked.is_allowed,
        };
        let recipient = attempt.plan.recipient().clone();
        let Ok(permit) = limiter.acquire(attempt, self.now()).await else {
            return;
        };
        match asked.end {
            AttemptEnd::Released => limiter.release(permit).await,
            AttemptEnd::ProviderRefused => limiter.refund_service(permit).await,
            AttemptEnd::Verified => {
                self.pass(20);
                _ = limiter.admit(source, PostKind::Code).await;
                let (limiter, source) = (limiter.clone(), source.clone());
                let settling = spawn(async move {
                    limiter.record_verification(&source, &recipient).await;
                });
                self.settling.lock().push(settling);
                yield_now().await;
            }
            AttemptEnd::Sent | AttemptEnd::NotPlanned => {}
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub source: Source,
    pub number: String,
    pub channel: Channel,
    pub units: u32,
    pub client: bool,
    pub is_allowed: bool,
    pub end: AttemptEnd,
    /// Seconds that pass afterwards.
    pub pause: u64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum AttemptEnd {
    Sent,
    NotPlanned,
    Released,
    ProviderRefused,
    Verified,
}

fn any_asked() -> impl Strategy<Value = Asked> {
    let address = |text: &str| Source::from(text.parse::<IpAddr>().unwrap());
    let source = prop_oneof![
        (0..2u8, 0..3u8).prop_map(move |(net, host)| address(&format!("198.51.{net}.{host}"))),
        (0..2u8, 0..3u8).prop_map(move |(site, sub)| address(&format!("2001:db8:{site}:{sub}::1"))),
        Just(Source::Client(ClientId("shop".into()))),
    ];
    let number = prop_oneof![
        (0..6).prop_map(|line| format!("+1415555010{line}")),
        (0..6).prop_map(|line| format!("+1415555{line}100")),
        (0..4).prop_map(|line| format!("+4474001234{line}6")),
    ];
    let channel = prop_oneof![3 => Just(Channel::Text), 1 => Just(Channel::Call)];
    let end = prop_oneof![
        4 => Just(AttemptEnd::Sent),
        1 => Just(AttemptEnd::NotPlanned),
        1 => Just(AttemptEnd::Released),
        1 => Just(AttemptEnd::ProviderRefused),
        3 => Just(AttemptEnd::Verified),
    ];
    let pause = prop_oneof![2 => Just(0), 3 => 0..90u64, 1 => 300..900u64];
    let flags = (any::<bool>(), prop::bool::weighted(0.1));
    (source, number, channel, 1..3u32, flags, end, pause).prop_map(
        |(source, number, channel, units, (client, is_allowed), end, pause)| Asked {
            source,
            number,
            channel,
            units,
            client,
            is_allowed,
            end,
            pause,
        },
    )
}

/// Quotas under which each kind of limit is reached now and then.
fn narrow() -> Quotas {
    let gcra = |limit, period| Quota::gcra(NonZeroU32::new(limit).unwrap(), period);
    Quotas {
        posts_per_client: gcra(12, HOUR),
        starts_per_client: gcra(9, HOUR),
        guesses_per_client: [gcra(3, HOUR), gcra(4, 2 * HOUR)],
        debts: DebtQuotas {
            client: gcra(4, HOUR),
            network: gcra(6, HOUR),
            range: gcra(20, HOUR),
        },
        forgiven_per_verification: 3,
        ..quotas()
    }
}

/// Records an hour, in which countries are told of `batch` people at a time.
pub(super) async fn record(quotas: &Quotas, hour: &[Asked], batch: usize) -> Recorded {
    let recorded = Recorded::new(quotas.clone());
    for some in hour.chunks(batch) {
        for asked in some {
            recorded.asks(asked).await;
            recorded.pass(asked.pause);
        }
        recorded.settle().await;
    }
    recorded
}

/// The limit that denied each decision, then and now, where that is not the same.
fn differences(
    quotas: &Quotas,
    events: &[(u64, LimiterEvent)],
) -> Vec<(Question, Option<LimitKind>, SimulatedOutcome)> {
    let outcomes = simulate(quotas, events);
    let decisions = events.iter().filter_map(|(_, event)| match event {
        LimiterEvent::Decided(decision) => Some(decision),
        _ => None,
    });
    let differ = decisions.filter_map(|decision| {
        let outcome = outcomes[&(1, decision.id)].clone();
        let then = decision.denied_by();
        let recorded: Vec<_> = decision
            .answers
            .iter()
            .flat_map(|answer| match &answer.kind {
                AnswerKind::GrantedRecording(limits) => limits.clone(),
                _ => Vec::new(),
            })
            .collect();
        let same = match (&outcome, then) {
            (SimulatedOutcome::Denied(now), Some(then)) => *now == then,
            (SimulatedOutcome::Granted { recorded: now, .. }, None) => {
                recorded.iter().all(|limit| now.contains(limit))
            }
            _ => false,
        };
        (!same).then(|| (decision.question.clone(), then, outcome))
    });
    differ.collect()
}

pub(super) fn in_time<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build();
    runtime.unwrap().block_on(future)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..Default::default() })]
    #[test]
    fn with_the_same_quotas_every_decision_is_the_same(
        hour in proptest::collection::vec(any_asked(), 20..120),
        recorded in proptest::option::of(proptest::sample::select(LimitKind::all().to_vec())),
    ) {
        let quotas = Quotas {
            record_only: recorded.into_iter().filter(|limit| limit.may_record_only()).collect(),
            ..narrow()
        };
        in_time(async {
            let events = record(&quotas, &hour, 30).await.events();
            assert_eq!(differences(&quotas, &events), []);
        });
    }
}
