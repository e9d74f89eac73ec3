//! The server without its sockets.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use ringcode::config::Settings;
use ringcode::startup;
use ringcode::web::{AppState, router};
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;

/// The address by which others know the server.
pub const BASE: &str = "https://verify.example.test";

/// The token of its account at Plivo.
pub const TOKEN: &str = "a-token-of-the-fuzzing-tests";

/// A server, and the thread that it runs on.
pub struct Server {
    pub runtime: Runtime,
    pub app: AppState,
    router: Router,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Server {
    /// A server with these settings.
    pub fn start(settings: &[(&str, &str)]) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let usual = [
            ("RINGCODE_PUBLIC_URL", BASE),
            ("PLIVO_AUTH_ID", "MARINGCODEDEVELOPER0"),
            ("PLIVO_AUTH_TOKEN", TOKEN),
            ("PLIVO_SENDER", "+12025550100"),
            ("PLIVO_API_URL", "http://127.0.0.1:9"),
        ];
        let environment = usual.iter().chain(settings).copied().collect();
        let settings = Settings::from_parts("", &environment).unwrap();
        let app = runtime.block_on(startup::build(settings)).unwrap();
        let router = router(&app);
        Self {
            runtime,
            app,
            router,
        }
    }

    /// The answer to a request.
    pub fn answer(&self, request: Request<Body>) -> Answer {
        self.runtime.block_on(async {
            let answer = self.router.clone().oneshot(request).await.unwrap();
            let (parts, body) = answer.into_parts();
            let body = to_bytes(body, usize::MAX).await.unwrap();
            Answer {
                status: parts.status,
                headers: parts.headers,
                body: String::from_utf8_lossy(&body).into_owned(),
            }
        })
    }
}
