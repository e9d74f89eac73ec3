//! The store in Redis 7 or Valkey: one server, Sentinel or Cluster.
//!
//! Every call is one script on one key, see `scripts`, or `commands` that do what a script
//! need not. All calls of a thread share one connection, which `link` makes when first needed
//! and again whenever it is lost, so the program starts with Redis away and comes back with
//! it, without a restart.

mod address;
mod breaker;
mod client;
mod commands;
mod connection;
mod health;
mod link;
mod patience;
mod probe;
mod refusal;
mod scripts;
mod target;

use std::{iter, time::Duration};

use ::redis::{FromRedisValue, from_redis_value};
use async_trait::async_trait;

pub use address::{Access, Address, BadAddress};
pub use client::{check_authority, check_client};
use connection::{Order, Request};
use health::{Health, MARK_LIFE};
use link::Link;
use patience::Patience;
use probe::IS_NODE;
use scripts::Script;

use super::{Outcome, Portion, Refill, Snapshot, Store, StoreError, Taken, Version};

/// Records and buckets in Redis, under keys that begin with `ringcode:`.
///
/// An answer is waited for 250 ms unless told otherwise, connecting included; after that, and on every error the
/// server gives, the call fails (fail closed). A server that keeps silent is asked once a
/// second, and the other calls fail at once. Nothing is sent twice from here, except a
/// script the server did not know and so did not run. The Cluster client below follows
/// `MOVED` and `ASK`, and sends again when a connection breaks: a write recognises itself,
/// a remove then is a conflict, a take may count twice, and a return to a bucket too.
///
/// The rights it needs of the user it connects as are written down in `docs/redis.acl`.
pub struct Redis {
    link: Link,
    /// For durable writes: whoever waits for replicas holds up all who share the connection.
    durable: Link,
    replicas: u32,
    health: Health,
}

impl Redis {
    /// The store at `address`. Connects when first used, and so never fails.
    pub fn at(address: Address) -> Self {
        // The process picks one cryptography for TLS; that another part did so before is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let target = address.into_target();
        Self {
            link: Link::to(target.clone()),
            durable: Link::to(target),
            replicas: 0,
            health: Health::default(),
        }
    }

    /// The same, where an answer is waited for as long as this.
    #[must_use]
    pub fn with_timeout(self, timeout: Duration) -> Self {
        let patience = Patience::of(timeout);
        Self {
            link: self.link.with(patience),
            durable: self.durable.with(patience),
            ..self
        }
    }

    /// The same, where a durable write is answered only once so many replicas hold it,
    /// within two fifths of the time that an answer is waited for; else it is an error.
    #[must_use]
    pub fn with_replicas(self, replicas: u32) -> Self {
        Self { replicas, ..self }
    }

    async fn ask<T: FromRedisValue>(&self, key: &str, order: Order<'_>) -> Result<T, StoreError> {
        let request = Request {
            key,
            order,
            replicas: 0,
        };
        read_answer(self.link.ask(request).await?)
    }

    async fn run_on_buckets<T: FromRedisValue>(
        &self,
        script: &Script,
        holder: &str,
        portions: &[Portion<'_>],
    ) -> Result<T, StoreError> {
        let mut numbers = Vec::with_capacity(portions.len() * PACKED);
        for portion in portions {
            pack(portion, &mut numbers);
        }
        let fields = portions.iter().flat_map(|of| [Some(of.bucket), of.once]);
        let fields = fields.flatten().map(str::as_bytes);
        let arguments: Vec<_> = iter::once(&*numbers).chain(fields).collect();
        self.ask(&buckets(holder), Order::Script(script, &arguments))
            .await
    }
}

#[async_trait]
impl Store for Redis {
    async fn read(&self, key: &str) -> Result<Snapshot, StoreError> {
        let key = record(key);
        let look = commands::look(&key);
        let (found, (seconds, micros)): (Option<Vec<u8>>, (u64, u64)) =
            self.ask(&key, Order::Commands(&look)).await?;
        let now_ms = seconds.saturating_mul(1000).saturating_add(micros / 1000);
        let Some(mut version) = found else {
            return Ok(Snapshot {
                value: None,
                version: Version::ABSENT,
                now_ms,
            });
        };
        let value = version.split_off(Version::LENGTH.min(version.len()));
        let version = Version::from_bytes(&version).ok_or(StoreError::Foreign)?;
        Ok(Snapshot {
            value: Some(value),
            version,
            now_ms,
        })
    }

    async fn write(
        &self,
        key: &str,
        value: &[u8],
        version: Version,
        ttl: Duration,
        durable: bool,
    ) -> Result<Outcome, StoreError> {
        let (fresh, ttl) = (Version::fresh(), millis(ttl));
        let (key, content) = (record(key), [fresh.as_bytes(), value].concat());
        let (link, replicas) = match durable && self.replicas > 0 {
            true => (&self.durable, self.replicas),
            false => (&self.link, 0),
        };
        let ask = |order| {
            let key = &key;
            link.ask(Request {
                key,
                order,
                replicas,
            })
        };
        let written = if version == Version::ABSENT {
            let begin = commands::begin(&key, &content, &ttl);
            let answer = ask(Order::Commands(&begin)).await?;
            let (there,): (Option<Vec<u8>>,) = read_answer(answer)?;
            // Its own version is there already: it was sent twice, and has been done.
            there.is_none_or(|there| there.starts_with(fresh.as_bytes()))
        } else {
            let arguments = [version.as_bytes(), &content, ttl.as_bytes()];
            read_answer(ask(Order::Script(&scripts::WRITE, &arguments)).await?)?
        };
        Ok(outcome(written, fresh))
    }

    async fn remove(&self, key: &str, version: Version) -> Result<Outcome, StoreError> {
        let arguments = [version.as_bytes()];
        let order = Order::Script(&scripts::REMOVE, &arguments);
        let removed = self.ask(&record(key), order).await?;
        Ok(outcome(removed, Version::ABSENT))
    }

    async fn take(&self, holder: &str, portions: &[Portion<'_>]) -> Result<Taken, StoreError> {
        let answer: Vec<i64> = self
            .run_on_buckets(&scripts::TAKE, holder, portions)
            .await?;
        match answer[..] {
            [1, ref used @ ..] if used.len() == portions.len() => {
                let used = used.iter().map(|used| u64::try_from(*used).ok());
                Ok(Taken::Granted(used.collect()))
            }
            [0, portion, wait] => Ok(Taken::RetryAfter {
                portion: usize::try_from(portion).map_err(|_| StoreError::Foreign)?,
                wait: Duration::from_micros(wait.unsigned_abs()),
            }),
            _ => Err(StoreError::Foreign),
        }
    }

    async fn give_back(&self, holder: &str, portions: &[Portion<'_>]) -> Result<(), StoreError> {
        self.run_on_buckets(&scripts::GIVE_BACK, holder, portions)
            .await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        let (fresh, life) = (Version::fresh(), millis(MARK_LIFE));
        let arguments = [fresh.as_bytes(), life.as_bytes()];
        let order = Order::Script(&scripts::HEALTH, &arguments);
        let health: Result<(u64, Vec<u8>, String, String), _> = self.ask(MARK, order).await;
        let (now_ms, mark, policy, cluster) = match health {
            // A command in the script was refused; the next names it.
            Err(refused) if refused.kind() == "ERR" => {
                return self.try_rights().await.and(Err(refused));
            }
            health => health?,
        };
        self.health.judge(now_ms, mark, &policy)?;
        if cluster == IS_NODE && !self.link.knows_the_cluster() {
            self.try_other_slots().await?;
        }
        self.try_rights().await
    }
}

/// The key of the mark by which the data is known again.
const MARK: &str = "ringcode:mark";

fn read_answer<T: FromRedisValue>(answer: ::redis::Value) -> Result<T, StoreError> {
    from_redis_value(answer).map_err(|_| StoreError::Foreign)
}

fn millis(span: Duration) -> String {
    span.as_millis().max(1).to_string()
}

fn record(key: &str) -> String {
    format!("ringcode:record:{key}")
}

fn buckets(holder: &str) -> String {
    format!("ringcode:buckets:{holder}")
}

/// Bytes that the numbers of a portion take.
const PACKED: usize = 26;

/// Adds the numbers of a portion, as the scripts unpack them.
fn pack(portion: &Portion<'_>, numbers: &mut Vec<u8>) {
    let quota = portion.quota;
    let (kind, first, second) = match quota.refill() {
        Refill::Steady => (0, quota.interval(), quota.depth()),
        Refill::ByTheClock => (1, quota.period(), quota.most().into()),
    };
    numbers.extend([kind, portion.once.is_some().into()]);
    numbers.extend(first.to_le_bytes());
    numbers.extend(second.to_le_bytes());
    numbers.extend(portion.amount.to_le_bytes());
    numbers.extend(portion.left.to_le_bytes());
}

fn outcome(written: bool, version: Version) -> Outcome {
    if written {
        Outcome::Written(version)
    } else {
        Outcome::Conflict
    }
}
