//! The limit of what is possible: an axum route that makes the same Redis round trips with
//! the same client (and the same request to Plivo), and does nothing else.

use std::sync::Arc;

use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use futures_util::future::join_all;
use redis::aio::MultiplexedConnection;
use redis::io::tcp::TcpSettings;
use redis::{Client, IntoConnectionInfo, ProtocolVersion};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Done;
use crate::store::connect;

/// The commands to Redis for one request: `commands` in all, in `flights` round trips.
#[derive(Clone, Copy, Debug, Default, serde::Serialize)]
pub struct Shape {
    pub commands: u64,
    pub flights: u64,
}

struct Baseline {
    redis: MultiplexedConnection,
    http: reqwest::Client,
    plivo: Plivo,
    send: Shape,
    verify: Shape,
}

/// The simulator's address and account.
#[derive(Clone, Debug)]
pub struct Plivo {
    pub url: String,
    pub auth_id: String,
    pub auth_token: String,
}

#[derive(Deserialize)]
struct Fields {
    number: String,
}

/// About what a sealed verification weighs.
const VALUE: [u8; 220] = [b'x'; 220];

/// Serves on `port` until the process ends.
pub async fn serve(port: u16, redis: &str, plivo: Plivo, send: Shape, verify: Shape) -> Done<()> {
    let baseline = Baseline {
        redis: connected(redis).await?,
        http: reqwest::Client::builder().no_proxy().build()?,
        plivo,
        send,
        verify,
    };
    let router = Router::new()
        .route("/send", post(send_code))
        .route("/verify", post(check_code))
        .with_state(Arc::new(baseline));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    Ok(axum::serve(listener, router).await?)
}

/// Set as our own client is.
async fn connected(url: &str) -> redis::RedisResult<MultiplexedConnection> {
    let address = url.into_connection_info()?;
    let settings = address.redis_settings().clone();
    let address = address
        .set_redis_settings(settings.set_protocol(ProtocolVersion::RESP3))
        .set_tcp_settings(TcpSettings::default().set_nodelay(true));
    connect(&Client::open(address)?).await
}

async fn check_code(State(baseline): State<Arc<Baseline>>, Form(fields): Form<Fields>) -> Answer {
    answer(baseline.fly(baseline.verify, &fields.number).await)
}

async fn send_code(State(baseline): State<Arc<Baseline>>, Form(fields): Form<Fields>) -> Answer {
    if let Err(error) = baseline.fly(baseline.send, &fields.number).await {
        return answer(Err(error));
    }
    answer(baseline.text(&fields.number).await)
}

type Answer = Result<Json<Value>, (StatusCode, String)>;

fn answer<E: ToString>(done: Result<(), E>) -> Answer {
    done.map(|()| Json(json!({ "done": true })))
        .map_err(|error| (StatusCode::SERVICE_UNAVAILABLE, error.to_string()))
}

impl Baseline {
    /// The commands of `shape`, spread over its flights: one write after each read.
    async fn fly(&self, shape: Shape, number: &str) -> redis::RedisResult<()> {
        let mut asked = 0;
        for flight in 1..=shape.flights {
            let until = shape.commands * flight / shape.flights;
            let commands = (asked..until).map(|n| self.one(n, number));
            for answer in join_all(commands).await {
                answer?;
            }
            asked = until;
        }
        Ok(())
    }

    async fn one(&self, n: u64, number: &str) -> redis::RedisResult<()> {
        let mut connection = self.redis.clone();
        let key = format!("baseline:{number}:{}", n / 2);
        let command = match n % 2 {
            0 => redis::cmd("GET").arg(key).to_owned(),
            _ => {
                let mut set = redis::cmd("SET");
                set.arg(key)
                    .arg(&VALUE[..])
                    .arg("PX")
                    .arg(600_000)
                    .to_owned()
            }
        };
        command.exec_async(&mut connection).await
    }

    async fn text(&self, number: &str) -> Result<(), reqwest::Error> {
        let Plivo {
            url,
            auth_id,
            auth_token,
        } = &self.plivo;
        let words = "123456 is your code. It expires in 10 minutes.";
        let answer = self
            .http
            .post(format!("{url}/v1/Account/{auth_id}/Message/"))
            .basic_auth(auth_id, Some(auth_token))
            .json(&json!({ "src": "12025550100", "dst": number, "text": words }))
            .send()
            .await?;
        answer.error_for_status()?.bytes().await.map(|_| ())
    }
}
