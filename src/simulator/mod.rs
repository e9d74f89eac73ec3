//! Room `simulator`: a Plivo look-alike with a drawn handset, for development
//! and tests. It imports nothing else of ours (it even signs by its own code),
//! so it cannot share a bug with the client it tests. It may read its own
//! clock and randomness, listen, and call the webhooks it is given.
//!
//! ```text
//! account   who may ask: Basic auth, the request limit, the account itself
//! reply     answers and errors in Plivo's shapes; pages of lists
//! fields    a JSON request body, read leniently
//! number    destinations and senders, as the API cleans and judges them
//! segments  the units a text is billed as
//! message   POST/GET Message       draft    a request to send, judged
//! receipt   a message's states, and the callback each of them makes
//! call      POST/GET/DELETE Call   order    a request to call, judged
//! record    a call as remembered   ending   the ways a call ends
//! line      one call, from ring to hang-up; script: it obeys its documents
//! xml       Plivo XML as steps     speech   SSML as words and silences
//! phlo, verify                     the two other ways to send a code
//! webhook   callbacks: signed, timed out, retried      signature
//! magic     the one table of destinations with a fixed outcome
//! trouble   how the API itself fails for some of them
//! handset   the page `/handset`: a phone in the browser
//! ```

mod account;
mod call;
mod clock;
mod draft;
mod ending;
mod fields;
mod handset;
mod line;
pub mod magic;

mod message;
mod number;
mod order;
mod phlo;
mod random;
mod receipt;
mod record;
mod reply;
mod script;
mod segments;
pub mod signature;
mod speech;
mod state;
mod trouble;
mod verify;
mod webhook;
mod xml;

use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::{Router, middleware, routing};
use tokio::{net::TcpListener, sync::watch};

use state::State;

/// How a simulator behaves. `Options::default()` is the documented
/// development account at a natural pace.
#[derive(Clone, Debug)]
pub struct Options {
    /// The account's id: `MA` and 18 of `[A-Z0-9]`, as Plivo's SDKs insist.
    pub auth_id: String,
    /// The account's token: the Basic password and the key of all signatures.
    pub auth_token: String,
    /// Multiplies every wait that a carrier, a person or a retry schedule
    /// causes; 1.0 is lifelike, 0.01 is for tests.
    pub pace: f64,
    /// How long the number that never answers keeps a request open.
    pub hold: Duration,
    /// How long a message callback may take (Plivo: 8 s). Not paced.
    pub receipt_timeout: Duration,
    /// Refuse more than 300 requests in 5 s with 429, as Plivo does.
    pub rate_limit: bool,
    /// Answer a wrong password in JSON instead of plain text.
    pub json_unauthorized: bool,
    /// Which signatures message callbacks carry. Voice always carries V3.
    pub message_signatures: Signatures,
}

/// Nothing takes more seconds, whatever a document or a request asks for: a day.
const LONGEST: f64 = 86_400.0;

/// The signature families on message callbacks: V2 is documented, V3 has been
/// seen on live traffic, so both are the default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signatures {
    /// Only `X-Plivo-Signature-V2` and its companions.
    V2,
    /// Only `X-Plivo-Signature-V3` and its companions.
    V3,
    /// Both families on every callback.
    Both,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            auth_id: "MARINGCODEDEVELOPER0".to_owned(),
            auth_token: "ringcode-development-only-auth-token-000".to_owned(),
            pace: 1.0,
            hold: Duration::from_secs(30),
            receipt_timeout: Duration::from_secs(8),
            rate_limit: true,
            json_unauthorized: false,
            message_signatures: Signatures::Both,
        }
    }
}

/// One simulated Plivo account and its one handset. Clones share everything.
#[derive(Clone)]
pub struct Simulator {
    world: Arc<World>,
}

struct World {
    options: Options,
    http: reqwest::Client,
    state: Mutex<State>,
    changes: watch::Sender<u64>,
}

impl Simulator {
    /// A simulator with nothing sent yet.
    ///
    /// # Errors
    /// When the HTTP client for callbacks cannot be built (no TLS roots).
    pub fn new(options: Options) -> Result<Self, reqwest::Error> {
        let world = World {
            options,
            http: webhook::client()?,
            state: Mutex::default(),
            changes: watch::Sender::new(0),
        };
        Ok(Self {
            world: Arc::new(world),
        })
    }

    /// The settings it was made with.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.world.options
    }

    /// The API under Plivo's own paths (`/v1/Account/…`, `/v1/phlo/…`).
    pub fn api(&self) -> Router {
        Router::new()
            .route("/v1/Account/{auth_id}/", routing::get(account::show))
            .merge(message::routes())
            .merge(call::routes())
            .merge(phlo::routes())
            .merge(verify::routes())
            .fallback(reply::not_found)
            .layer(middleware::from_fn_with_state(self.clone(), account::admit))
            .with_state(self.clone())
    }

    /// The handset page and all it needs, under `/handset`.
    pub fn handset(&self) -> Router {
        handset::routes().with_state(self.clone())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        let locked = self.world.state.lock();
        locked.unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the state and lets every open handset page redraw.
    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let outcome = change(&mut self.state());
        self.world.changes.send_modify(|version| *version += 1);
        outcome
    }

    fn paced(&self, seconds: f64) -> Duration {
        let seconds = (seconds * self.world.options.pace).clamp(0.0, LONGEST);
        Duration::try_from_secs_f64(seconds).unwrap_or_default()
    }
}

/// Serves the API and the handset together until the listener fails.
///
/// # Errors
/// Those of the listener.
pub async fn serve(simulator: Simulator, listener: TcpListener) -> std::io::Result<()> {
    // The handset first: the API's fallback answers whatever is left.
    let router = simulator.api().merge(simulator.handset());
    axum::serve(listener, router).await
}

/// The subcommand `simulator`: binds, prints `listening on http://…` as its
/// first line, and serves. Port 0 picks a free port.
///
/// # Errors
/// When the HTTP client cannot be built, or binding or serving fails.
pub async fn command(addr: SocketAddr, options: Options) -> std::io::Result<()> {
    let simulator = Simulator::new(options).map_err(std::io::Error::other)?;
    let listener = TcpListener::bind(addr).await?;
    let addr = listener.local_addr()?;
    let Options {
        auth_id,
        auth_token,
        ..
    } = simulator.options();
    let mut out = std::io::stdout().lock();
    writeln!(out, "listening on http://{addr}")?;
    writeln!(out, "handset http://{addr}/handset")?;
    writeln!(out, "auth id {auth_id}, auth token {auth_token}")?;
    out.flush()?;
    drop(out);
    serve(simulator, listener).await
}
