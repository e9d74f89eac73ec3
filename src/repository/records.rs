//! The records of verifications and phone numbers in the store: sealed, named, and
//! changed one step at a time.

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;

use crate::domain::history::{History, Known};
use crate::domain::phone::PhoneNumber;
use crate::domain::policy::Policy;
use crate::domain::time::Millis;
use crate::domain::verification::Verification;
use crate::repository::cipher::Seal;
use crate::repository::codec as record;
use crate::repository::codec::Record;
pub use crate::repository::fault::Fault;
use crate::repository::versioned::Place;
pub use crate::repository::versioned::Seen;
pub use crate::repository::versioned::VerificationId;
pub use crate::repository::versioned::VerificationKey;
use crate::store::{Change, NewValue, Store, StoreError, update, update_from};
use crate::verifier::audit::Fingerprint;
use crate::web::session::Session;

/// All records, over one store.
pub struct Records {
    pub(super) store: Arc<dyn Store>,
    /// The current secret first; what an earlier one sealed can still be read.
    pub(super) seals: Vec<Seal>,
    policy: Policy,
}

impl Records {
    /// Keeps records in `store`, sealed with the first of `secrets`.
    pub fn new(store: Arc<dyn Store>, secrets: &[SecretString], policy: Policy) -> Self {
        Self {
            store,
            seals: secrets.iter().map(Seal::new).collect(),
            policy,
        }
    }

    /// What leads a browser to its verification. While the server's secret is being replaced, a
    /// verification begun under the old one keeps its name.
    pub async fn verification_key(&self, session: &Session) -> Result<VerificationKey, Fault> {
        Ok(VerificationKey {
            name: VerificationId(self.name("flow", session.id()).await?),
            browser: session.binding(),
        })
    }

    /// The verification's record.
    pub async fn verification(&self, key: &VerificationKey) -> Result<Seen<Verification>, Fault> {
        self.see(key.place()).await
    }

    /// The record of the verification called so, whosever it is: for what no browser asks.
    pub async fn verification_by_id(
        &self,
        name: &VerificationId,
    ) -> Result<Seen<Verification>, Fault> {
        self.see(Place::of_any(name.0.clone())).await
    }

    /// Changes the verification's record in one step. `change` is pure, gets the record and the
    /// store's time, and returns the record to keep (`None`: leave it as it is) and a result.
    ///
    /// # Errors
    /// [`Fault::NotTheirs`] where a record was to be begun in the place of another browser's.
    pub async fn change_verification<T>(
        &self,
        key: &VerificationKey,
        change: impl FnMut(Option<Verification>, Millis) -> (Option<Verification>, T),
    ) -> Result<T, Fault> {
        let seen = self.verification(key).await?;
        Ok(self.change_seen(seen, change).await?.0)
    }

    /// As [`Records::change_verification`], for whoever has just seen the record; nothing is read
    /// unless somebody else wrote since. Returned as well is what is there now.
    pub async fn change_seen<R: Record, T>(
        &self,
        seen: Seen<R>,
        mut change: impl FnMut(Option<R>, Millis) -> (Option<R>, T),
    ) -> Result<(T, Seen<R>), Fault> {
        let Seen {
            place,
            found,
            mut record,
        } = seen;
        let mut left = None;
        let changed = update_from(&*self.store, &place.name, found, |stored, now| {
            let record = self.at_hand(record.take(), &place, stored, now);
            let begins = record.is_none();
            let (changed, result) = change(record, now);
            if begins && changed.is_some() && self.is_anothers::<R>(&place, stored, now) {
                return (Change::Keep, Err(Fault::NotTheirs));
            }
            let content = changed.as_ref().map(|new| self.content(&place, new, now));
            left = changed;
            match content.transpose() {
                Ok(content) => (content.map_or(Change::Keep, Change::Put), Ok(result)),
                Err(fault) => (Change::Keep, Err(fault)),
            }
        });
        let (result, found) = changed.await?;
        let (stored, now) = (found.value.as_deref(), found.now_ms);
        let record = self.at_hand(left, &place, stored, now);
        let seen = Seen {
            place,
            found,
            record,
        };
        Ok((result?, seen))
    }

    /// Forgets the browser's verification.
    pub async fn forget_verification(&self, key: &VerificationKey) -> Result<(), Fault> {
        let place = key.place();
        let forgotten = update(&*self.store, &place.name, |stored, now| match self
            .at_hand::<Verification>(None, &place, stored, now)
        {
            Some(_) => (Change::Remove, ()),
            None => (Change::Keep, ()),
        });
        Ok(forgotten.await?)
    }

    /// What happened to a number.
    pub async fn history(&self, number: &PhoneNumber) -> Result<Seen<History>, Fault> {
        let name = self.name("phone", number.as_e164()).await?;
        self.see(Place::of_any(name)).await
    }

    /// What happened to a number, as whoever saw it last knows it; nothing is read.
    pub async fn history_known(
        &self,
        number: &PhoneNumber,
        known: Known,
        now: Millis,
    ) -> Result<Seen<History>, Fault> {
        let name = self.name("phone", number.as_e164()).await?;
        Ok(Seen::known(Place::of_any(name), known, now))
    }

    /// Changes what is known of a number in one step; a refused change is not written.
    /// Returned as well is what is there now.
    pub async fn change_history<T, E>(
        &self,
        seen: Seen<History>,
        mut change: impl FnMut(&mut History, Millis) -> Result<T, E>,
    ) -> Result<(Result<T, E>, Seen<History>), Fault> {
        self.change_seen(seen, |history, now| {
            let mut history = history.unwrap_or_default();
            let result = change(&mut history, now);
            (result.is_ok().then_some(history), result)
        })
        .await
    }

    /// What stands for a number in the audit trail.
    pub fn fingerprint(&self, number: &PhoneNumber) -> Option<Fingerprint> {
        let seal = self.seals.first()?;
        Some(Fingerprint(seal.name("audit", number.as_e164())))
    }

    /// Whether the store would take a write now.
    pub async fn ready(&self) -> Result<(), StoreError> {
        self.store.ping().await
    }

    async fn see<R: Record>(&self, place: Place) -> Result<Seen<R>, Fault> {
        let found = self.store.read(&place.name).await?;
        let record = self.at_hand(None, &place, found.value.as_deref(), found.now_ms);
        Ok(Seen {
            place,
            found,
            record,
        })
    }

    async fn name(&self, kind: &str, identity: impl AsRef<[u8]>) -> Result<String, Fault> {
        let identity = identity.as_ref();
        let mut names = self.seals.iter().map(|seal| seal.name(kind, identity));
        let current = names.next().ok_or(Fault::Seal)?;
        for earlier in names {
            let moved_on = self.store.read(&current).await?.value.is_some();
            if !moved_on && self.store.read(&earlier).await?.value.is_some() {
                return Ok(earlier);
            }
        }
        Ok(current)
    }

    /// The record that was opened before, else what is stored; either while it lives, and
    /// where it belongs to whom the place is for.
    fn at_hand<R: Record>(
        &self,
        opened: Option<R>,
        place: &Place,
        stored: Option<&[u8]>,
        now: Millis,
    ) -> Option<R> {
        let record = opened.or_else(|| self.open(&place.name, stored?));
        let browser = place.browser.as_ref();
        record.filter(|record| {
            record.life_left(&self.policy, now) > 0
                && browser.is_none_or(|browser| record.is_bound_to(browser))
        })
    }

    /// Whether a record lives there that is not of whom the place is for.
    fn is_anothers<R: Record>(&self, place: &Place, stored: Option<&[u8]>, now: Millis) -> bool {
        let anybody = Place::of_any(place.name.clone());
        let at = |place| self.at_hand::<R>(None, place, stored, now).is_some();
        at(&anybody) && !at(place)
    }

    /// A record that does not open, because it was changed or its secret is gone, is no record.
    fn open<R: Record>(&self, name: &str, stored: &[u8]) -> Option<R> {
        let plain = self.seals.iter().find_map(|seal| seal.open(name, stored))?;
        record::read(&plain)
    }

    /// What the record is to hold when it is written at `now`.
    fn content<R: Record>(
        &self,
        place: &Place,
        record: &R,
        now: Millis,
    ) -> Result<NewValue, Fault> {
        Ok(NewValue {
            value: self.sealed(&place.name, record)?,
            ttl: Duration::from_millis(record.life_left(&self.policy, now).max(1)),
            durable: record.is_durable(),
        })
    }

    fn sealed<R: Record>(&self, name: &str, record: &R) -> Result<Vec<u8>, Fault> {
        let seal = self.seals.first().ok_or(Fault::Seal)?;
        let plain = record::plain(record).ok_or(Fault::Seal)?;
        seal.seal(name, &plain).ok_or(Fault::Seal)
    }
}

/// What stands for a number in the audit trail, under a secret.
pub fn fingerprint(secret: &SecretString, number: &PhoneNumber) -> String {
    Seal::new(secret).name("audit", number.as_e164())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::verification::BrowserBinding;
    use crate::store::memory::MemoryStore;

    fn records() -> Records {
        let secret = [SecretString::from("a secret of this test")];
        Records::new(Arc::new(MemoryStore::default()), &secret, Policy::default())
    }

    #[test]
    fn no_record_opens_as_one_of_another_kind() {
        let records = records();
        let place = Place::of_any("name".to_owned());
        let (verification, history) = (
            Verification::start(BrowserBinding([1; 16]), 0),
            History::default(),
        );
        let verification = records.content(&place, &verification, 0).unwrap().value;
        let history = records.content(&place, &history, 0).unwrap().value;
        assert!(
            records
                .open::<Verification>("name", &verification)
                .is_some()
        );
        assert!(records.open::<History>("name", &history).is_some());
        assert!(records.open::<Verification>("name", &history).is_none());
        assert!(records.open::<History>("name", &verification).is_none());
        assert!(
            records
                .open::<Verification>("other", &verification)
                .is_none()
        );
    }

    /// Begins a verification for whoever has the key.
    async fn begin(records: &Records, key: &VerificationKey) -> Result<(), Fault> {
        let begin = |verification: Option<Verification>, now| {
            assert!(verification.is_none());
            (Some(Verification::start(key.browser, now)), ())
        };
        records.change_verification(key, begin).await
    }

    #[tokio::test]
    async fn a_verification_is_there_for_its_browser_alone() {
        let records = records();
        let session = Session::fresh();
        let [own, other] = [session, session.renewed()];
        let own = records.verification_key(&own).await.unwrap();
        let other = records.verification_key(&other).await.unwrap();
        assert_eq!(own.name, other.name);
        begin(&records, &own).await.unwrap();
        assert!(records.verification(&own).await.unwrap().record.is_some());
        assert!(records.verification(&other).await.unwrap().record.is_none());
        let begun = begin(&records, &other).await;
        assert!(matches!(begun, Err(Fault::NotTheirs)), "{begun:?}");
        records.forget_verification(&other).await.unwrap();
        let named = records.verification_by_id(&own.name).await.unwrap();
        assert!(named.record.unwrap().is_bound_to(&own.browser));
        records.forget_verification(&own).await.unwrap();
        begin(&records, &other).await.unwrap();
        assert!(records.verification(&own).await.unwrap().record.is_none());
    }
}
