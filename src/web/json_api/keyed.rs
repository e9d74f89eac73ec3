//! Carries out a request once for each `Idempotency-Key`.

use axum::response::Response;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use super::answer::{of_problem, refuse, respond};
use super::call::{ApiCall, broken};
use crate::json_api::{IdempotencyRecord, KeptAnswer, Problem, Progress};
use crate::web::response::StoreFailed;

/// Carries out an operation, to its end even if the client disconnects. The operation gets the ID
/// of a verification that it may begin. With a key that came before it is not carried out again.
pub async fn carry_out<F>(
    call: ApiCall,
    operation: impl FnOnce(ApiCall, String) -> F + Send + 'static,
) -> Response
where
    F: Future<Output = Result<KeptAnswer, Problem>> + Send + 'static,
{
    let lifecycle = call.app.lifecycle.clone();
    let done = lifecycle.carry_out(async move {
        let verification = match begin(&call).await {
            Ok(Begun::Now { verification }) => verification,
            Ok(Begun::Before(answer)) => return Ok(answer),
            Err(problem) => return Err(problem),
        };
        let result = operation(call.clone(), verification).await;
        finish(&call, &result).await;
        result
    });
    match done.await {
        Ok(Ok(answer)) => respond(answer),
        Ok(Err(problem)) => refuse(&problem),
        Err(_) => {
            // A panic, which is none of the store's errors.
            let mut response = refuse(&Problem::unavailable());
            response.extensions_mut().remove::<StoreFailed>();
            response
        }
    }
}

enum Begun {
    Now { verification: String },
    Before(KeptAnswer),
}

/// Notes that the request is carried out, or finds its answer.
async fn begin(call: &ApiCall) -> Result<Begun, Problem> {
    let fresh = random_id();
    let Some(identity) = identity(call) else {
        return Ok(Begun::Now {
            verification: fresh,
        });
    };
    let fingerprint = IdempotencyRecord::fingerprint(&call.path, &call.body);
    let decide = |known, now| IdempotencyRecord::decide(known, fingerprint, &fresh, now);
    let records = &call.app.verifier.records;
    match records.change(&identity, decide).await.map_err(broken)? {
        Progress::Begin { verification } => Ok(Begun::Now { verification }),
        Progress::Answered(answer) => Ok(Begun::Before(answer)),
        Progress::Running => Err(Problem::running()),
        Progress::Mismatch => Err(Problem::mismatch()),
    }
}

/// Keeps the answer for the next request with the same key. One that may soon be another is
/// forgotten with its key. A store that fails now leaves the request as being carried out.
async fn finish(call: &ApiCall, result: &Result<KeptAnswer, Problem>) {
    let Some(identity) = identity(call) else {
        return;
    };
    let answer = match result {
        Ok(answer) => Some(answer.clone()),
        Err(problem) if problem.is_passing() => None,
        Err(problem) => Some(of_problem(problem)),
    };
    let records = &call.app.verifier.records;
    let kept = match answer {
        Some(answer) => {
            let keep = |known: Option<IdempotencyRecord>, _| {
                let answer = Some(answer.clone());
                let kept = known.map(|known| IdempotencyRecord { answer, ..known });
                (kept, ())
            };
            records.change(&identity, keep).await
        }
        None => records.forget::<IdempotencyRecord>(&identity).await,
    };
    _ = kept.map_err(broken);
}

fn identity(call: &ApiCall) -> Option<Vec<u8>> {
    let key = call.key.as_ref()?;
    Some(key.identity(&call.client.id))
}

/// 128 random bits in 22 letters.
fn random_id() -> String {
    let id: [u8; 16] = rand::random();
    BASE64_URL_SAFE_NO_PAD.encode(id)
}
