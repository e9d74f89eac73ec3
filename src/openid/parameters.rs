//! The parameters of a request, in its query or its form.

use url::form_urlencoded;

use crate::openid::{OAuthCode, OAuthError};

/// The longest value of a parameter, in bytes. What a client sends is kept until it is returned.
const LONGEST: usize = 4_096;

/// Names and values in their order. Parameters without a value count as not sent.
#[derive(Clone, Debug, Default)]
pub struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads a query or a form.
    pub fn parse(encoded: &[u8]) -> Self {
        let pairs = form_urlencoded::parse(encoded).into_owned();
        Self(pairs.filter(|(_, value)| !value.is_empty()).collect())
    }

    /// The value of a parameter that may be there once.
    ///
    /// # Errors
    /// `invalid_request` when it is there twice, or is too long.
    pub fn get(&self, name: &str) -> Result<Option<&str>, OAuthError> {
        let mut values = self.0.iter().filter(|(found, _)| found == name);
        let value = values.next().map(|(_, value)| value.as_str());
        if values.next().is_some() {
            return Err(OAuthCode::InvalidRequest.because("a parameter is there twice"));
        }
        match value {
            Some(value) if value.len() > LONGEST => {
                Err(OAuthCode::InvalidRequest.because("a parameter has more than 4096 bytes"))
            }
            value => Ok(value),
        }
    }

    /// The words of a parameter, which spaces separate.
    ///
    /// # Errors
    /// Those of [`Parameters::get`].
    pub fn words(&self, name: &str) -> Result<Vec<&str>, OAuthError> {
        let value = self.get(name)?.unwrap_or_default();
        Ok(value.split(' ').filter(|word| !word.is_empty()).collect())
    }

    /// A value that the request cannot do without.
    ///
    /// # Errors
    /// `missing` as the sentence of `invalid_request`, and those of [`Parameters::get`].
    pub fn needed(&self, name: &str, missing: &'static str) -> Result<&str, OAuthError> {
        self.get(name)?
            .ok_or(OAuthCode::InvalidRequest.because(missing))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_there_once_or_not_at_all() {
        let parameters = Parameters::parse(b"a=1&b=&c=x%20+y&d=1&d=2");
        assert_eq!(parameters.get("a"), Ok(Some("1")));
        assert_eq!(parameters.get("b"), Ok(None));
        assert_eq!(parameters.words("c"), Ok(vec!["x", "y"]));
        assert_eq!(
            parameters.get("d").unwrap_err().code,
            OAuthCode::InvalidRequest
        );
        assert!(parameters.needed("e", "e is missing").is_err());
        let long = Parameters::parse(format!("a={}", "x".repeat(LONGEST + 1)).as_bytes());
        assert!(long.get("a").is_err());
    }
}
