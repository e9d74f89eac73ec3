//! A verification that a client asks about.

use std::sync::Arc;

use axum::http::StatusCode;

use super::answer::json;
use super::call::{ApiCall, broken};
use crate::clients::ClientLimits;
use crate::domain::{DAY, HOUR, Recipient};
use crate::i18n::Locale;
use crate::json_api::{
    ApiVerificationRecord, Budget, End, KeptAnswer, Problem, VerificationResource,
    VerificationStatus,
};
use crate::rate_limit::{LimitKind, PostKind};
use crate::repository::{RepositoryError, VerificationKey, VerificationRecord, Versioned};
use crate::verifier::{ClientNames, Happened, Requester, Verifier, VerifierError, VerifierRequest};
use crate::web::allowance::allowance;

/// The longest ID of a verification, in letters. Ours have 22.
const ID_LENGTH: usize = 64;

/// A verification that the calling client began.
pub struct ClientVerification {
    call: ApiCall,
    id: String,
    /// The identity of the record.
    identity: Vec<u8>,
    key: VerificationKey,
    record: ApiVerificationRecord,
}

impl ClientVerification {
    /// Finds the verification that the call's path names.
    ///
    /// # Errors
    /// [`Problem::not_found`], or [`Problem::unavailable`] when the store fails.
    pub async fn find(call: &ApiCall) -> Result<Self, Problem> {
        let id = call.path.split('/').nth(3).unwrap_or_default();
        Self::with_id(call, id).await
    }

    /// Finds a verification by its ID.
    ///
    /// # Errors
    /// Those of [`ClientVerification::find`].
    pub async fn with_id(call: &ApiCall, id: &str) -> Result<Self, Problem> {
        if id.len() > ID_LENGTH {
            return Err(Problem::not_found());
        }
        let records = &call.app.verifier.records;
        let identity = ApiVerificationRecord::identity(&call.client.id, id);
        let found = records.find::<ApiVerificationRecord>(&identity).await;
        let record = found.map_err(broken)?.record;
        Self::new(call, id, record.ok_or_else(Problem::not_found)?).await
    }

    /// A verification with this record, which is not kept yet.
    ///
    /// # Errors
    /// [`Problem::unavailable`] when the store fails.
    pub async fn new(
        call: &ApiCall,
        id: &str,
        record: ApiVerificationRecord,
    ) -> Result<Self, Problem> {
        let records = &call.app.verifier.records;
        let key = records.client_verification_key(&call.client.id, id);
        Ok(Self {
            call: call.clone(),
            id: id.to_owned(),
            identity: ApiVerificationRecord::identity(&call.client.id, id),
            key: key.await.map_err(broken)?,
            record,
        })
    }

    /// Keeps the record of a verification that begins, unless it was kept before.
    ///
    /// # Errors
    /// [`Problem::unavailable`] when the store fails.
    pub async fn begin(&mut self) -> Result<(), Problem> {
        let begin = |known: Option<ApiVerificationRecord>, now| {
            let record = known.unwrap_or(ApiVerificationRecord {
                created_at: now,
                ..self.record.clone()
            });
            (Some(record.clone()), record)
        };
        let records = &self.verifier().records;
        let begun = records.change(&self.identity, begin).await;
        self.record = begun.map_err(broken)?;
        Ok(())
    }

    /// The service behind it.
    pub fn verifier(&self) -> &Arc<Verifier> {
        &self.call.app.verifier
    }

    /// The ID of the client.
    pub fn client(&self) -> &str {
        &self.call.client.id
    }

    /// The record.
    pub fn record(&self) -> &ApiVerificationRecord {
        &self.record
    }

    /// A request to the verifier about it.
    pub fn request(&self) -> VerifierRequest {
        let allowance = allowance(&self.call.client);
        VerifierRequest {
            requester: Requester::Client {
                verification: self.key.clone(),
                id: allowance.id.clone(),
                end_user_ip: self.record.ip.map(Into::into),
            },
            locale: Locale::from_tag(&self.record.language).unwrap_or_else(Locale::english),
            client: Some(allowance),
            names: ClientNames {
                id: Some(self.id.clone()),
                reference: self.record.client_ref.clone(),
            },
        }
    }

    /// Admits another request about it.
    ///
    /// # Errors
    /// The limit that was reached, or [`Problem::unavailable`] when the store fails.
    pub async fn admit(&self, post: PostKind) -> Result<(), Problem> {
        let admitted = self.verifier().admit(&self.request().source(), post).await;
        admitted.map_err(|error| self.problem(error))
    }

    /// Ends the verification, unless it has ended.
    ///
    /// # Errors
    /// [`Problem::unavailable`] when the store fails.
    pub async fn end(&mut self, end: End) -> Result<(), Problem> {
        let change = |record: Option<ApiVerificationRecord>, now| {
            let ended = record.map(|record| record.ended(end.clone(), now));
            (ended.clone(), ended)
        };
        let records = &self.verifier().records;
        let changed = records.change(&self.identity, change).await;
        self.record = changed.map_err(broken)?.ok_or_else(Problem::not_found)?;
        Ok(())
    }

    /// Tells that nothing is ever sent to the number.
    pub fn tell_blocked(&self, recipient: &Recipient, reasons: &[String]) {
        let at = self.record.created_at;
        self.verifier()
            .tell(&self.key.name, at, || Happened::Blocked {
                subject: self.request().subject(),
                recipient: recipient.clone(),
                reasons: reasons.to_vec(),
            });
    }

    /// Takes back the beginning of a verification that nothing was sent for.
    pub async fn forget(&self) {
        let records = &self.verifier().records;
        let forgotten = records.forget::<ApiVerificationRecord>(&self.identity);
        _ = forgotten.await.map_err(broken);
    }

    /// The verification as the API tells it now.
    ///
    /// # Errors
    /// [`Problem::unavailable`] when the store fails.
    pub async fn resource(&self) -> Result<VerificationResource, Problem> {
        let (_, resource) = self.read().await.map_err(broken)?;
        Ok(resource)
    }

    async fn read(
        &self,
    ) -> Result<(Versioned<VerificationRecord>, VerificationResource), RepositoryError> {
        let verifier = self.verifier();
        let seen = verifier.records.verification(&self.key).await?;
        let stored = verifier.with_history(&self.key, &seen).await?;
        let (id, record, policy) = (&self.id, &self.record, &verifier.policy);
        let resource = VerificationResource::new(id, record, stored.as_ref(), policy, seen.now());
        Ok((seen, resource))
    }

    /// The verification as it was read, if it is pending.
    ///
    /// # Errors
    /// [`Problem::not_pending`], or [`Problem::unavailable`] when the store fails.
    pub async fn check_pending(&mut self) -> Result<Versioned<VerificationRecord>, Problem> {
        let (seen, VerificationResource { status, .. }) = self.read().await.map_err(broken)?;
        // The store may have failed between the right code and the end.
        if status == VerificationStatus::Approved && self.record.end.is_none() {
            self.end(End::Approved).await?;
        }
        match status {
            VerificationStatus::Pending => Ok(seen),
            status => Err(Problem::not_pending(status.name())),
        }
    }

    /// The problem with an error of the verifier: that the verification has ended, where it has.
    pub async fn refusal(&mut self, error: VerifierError) -> Problem {
        let pending = self.check_pending().await;
        pending.err().unwrap_or_else(|| self.problem(error))
    }

    /// The answer that tells of it.
    ///
    /// # Errors
    /// Those of [`ClientVerification::resource`].
    pub async fn told(&self, status: StatusCode) -> Result<KeptAnswer, Problem> {
        json(status, &self.resource().await?)
    }

    /// The problem with an error of the verifier.
    pub fn problem(&self, error: VerifierError) -> Problem {
        match error {
            VerifierError::Refused {
                refusal,
                retry_after,
                limit,
                ..
            } => match limit.and_then(|limit| budget(&self.call.client.limits, limit)) {
                Some(budget) => Problem::over_budget(budget, retry_after),
                None => Problem::refused(refusal, retry_after),
            },
            VerifierError::RateLimited {
                limit, retry_after, ..
            } => Problem::rate_limited(limit.name(), retry_after),
            VerifierError::Unavailable(error) => broken(error),
        }
    }
}

/// The budget of a client behind a limit; `None` for limits that others share.
fn budget(limits: &ClientLimits, limit: LimitKind) -> Option<Budget> {
    let (name, amount, window) = match limit {
        LimitKind::AttemptsPerApplication => ("sends_per_hour", limits.sends_per_hour, HOUR),
        LimitKind::SpendPerApplication => ("spend_per_day", limits.spend_per_day, DAY),
        _ => return None,
    };
    Some(Budget {
        name,
        amount: amount?,
        window,
    })
}
