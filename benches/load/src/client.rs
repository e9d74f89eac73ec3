//! One connection over HTTP/1.1 that is kept open, as a browser or a balancer keeps it.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{HeaderMap, Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::Done;

/// A request.
pub struct Ask {
    pub method: &'static str,
    pub path: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

/// An answer.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// A connection that is made anew when the other side has closed it.
pub struct Client {
    port: u16,
    open: Option<SendRequest<Full<Bytes>>>,
}

impl Ask {
    /// A page.
    pub fn get(path: impl Into<String>) -> Self {
        Self {
            method: "GET",
            path: path.into(),
            headers: Vec::new(),
            body: String::new(),
        }
    }

    /// A form.
    pub fn form(path: &str, fields: &[(&str, &str)]) -> Self {
        let body = serde_urlencoded::to_string(fields).unwrap_or_default();
        Self::post(path, "application/x-www-form-urlencoded", body)
    }

    /// JSON.
    pub fn json(path: &str, body: &serde_json::Value) -> Self {
        Self::post(path, "application/json", body.to_string())
    }

    fn post(path: &str, kind: &'static str, body: String) -> Self {
        Self {
            method: "POST",
            path: path.to_owned(),
            headers: vec![("content-type", kind.to_owned())],
            body,
        }
    }

    /// The same with another header; none where the value is empty.
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        if !value.is_empty() {
            self.headers.push((name, value.to_owned()));
        }
        self
    }
}

impl Client {
    /// A connection to this machine's `port`, made when first needed.
    pub fn to(port: u16) -> Self {
        Self { port, open: None }
    }

    /// Makes the connection before it is needed.
    pub async fn connect(&mut self) -> Done<()> {
        self.connection().await.map(|_| ())
    }

    /// Asks, and reads the whole answer.
    pub async fn ask(&mut self, ask: Ask) -> Done<Answer> {
        let mut request = Request::builder()
            .method(ask.method)
            .uri(ask.path)
            .header("host", format!("127.0.0.1:{}", self.port))
            .header("accept", "*/*");
        for (name, value) in ask.headers {
            request = request.header(name, value);
        }
        let request = request.body(Full::from(ask.body))?;
        let open = self.connection().await?;
        let response = open.send_request(request).await?;
        let (head, body) = response.into_parts();
        let body = body.collect().await?.to_bytes();
        Ok(Answer {
            status: head.status,
            headers: head.headers,
            body,
        })
    }

    async fn connection(&mut self) -> Done<&mut SendRequest<Full<Bytes>>> {
        let usable = match &mut self.open {
            Some(open) => open.ready().await.is_ok(),
            None => false,
        };
        if !usable {
            let stream = TcpStream::connect(("127.0.0.1", self.port)).await?;
            stream.set_nodelay(true)?;
            let (sender, connection) = handshake(TokioIo::new(stream)).await?;
            tokio::spawn(connection);
            self.open = Some(sender);
        }
        self.open.as_mut().ok_or_else(|| "no connection".into())
    }
}
