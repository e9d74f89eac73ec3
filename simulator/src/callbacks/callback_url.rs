//! The address of a callback, and the settings that its fragment holds.

use axum::http::Method;
use url::{Url, form_urlencoded};

/// An address that the application wants to be called at.
#[derive(Clone, Debug)]
pub(crate) struct CallbackUrl {
    url: Url,
    method: Method,
}

/// Reason why an address cannot be called.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InvalidCallbackUrl {
    #[error("not a valid http or https URL")]
    Url,
    #[error("method must be GET or POST")]
    Method,
}

impl CallbackUrl {
    /// Reads an address and its method, which is POST unless given.
    ///
    /// # Errors
    /// [`InvalidCallbackUrl`] unless they are http or https, and GET or POST.
    pub(crate) fn parse(url: &str, method: Option<&str>) -> Result<Self, InvalidCallbackUrl> {
        let url = Url::parse(url)
            .ok()
            .filter(|url| url.scheme().starts_with("http"));
        let url = url.ok_or(InvalidCallbackUrl::Url)?;
        let method = match method.unwrap_or("POST").to_ascii_uppercase().as_str() {
            "GET" => Method::GET,
            "POST" => Method::POST,
            _ => return Err(InvalidCallbackUrl::Method),
        };
        Ok(Self { url, method })
    }

    /// GET or POST.
    pub(crate) fn method(&self) -> &Method {
        &self.method
    }

    /// The address without its fragment, which is never sent.
    pub(crate) fn without_fragment(&self) -> Url {
        let mut url = self.url.clone();
        url.set_fragment(None);
        url
    }

    /// A number that the fragment sets, such as `#rt=3000`, or its default.
    pub(crate) fn number(&self, key: &str, default: u64) -> u64 {
        let value = self.setting(key).and_then(|value| value.parse().ok());
        value.unwrap_or(default)
    }

    /// Whether the fragment's retry policy (`rp`) names this class of failure, or `all` of them.
    pub(crate) fn retries(&self, class: &str) -> bool {
        let policy = self.setting("rp").unwrap_or_else(|| "ct,rt".to_owned());
        policy.split(',').any(|one| one == class || one == "all")
    }

    fn setting(&self, key: &str) -> Option<String> {
        let fragment = self.url.fragment().unwrap_or("");
        let mut settings = form_urlencoded::parse(fragment.as_bytes());
        let (_, value) = settings.find(|(name, _)| name == key)?;
        Some(value.into_owned())
    }
}
