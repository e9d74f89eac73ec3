//! The client for whom the wizard is shown, and the way back once its request is answered.

use std::sync::Arc;

use super::grants;
use crate::clients::Client;
use crate::domain::{PhoneInput, Proof};
use crate::openid::{
    AuthorizationRecord, AuthorizationRequest, ClientRedirect, IdTokenClaims, OAuthCode,
};
use crate::repository::RepositoryError;
use crate::verifier::ClientNames;
use crate::web::session::SessionVerification;
use crate::web::{AppState, Session};

/// A client that sent the person here.
#[derive(Clone, Debug)]
pub struct ClientVisit {
    /// The client.
    pub client: Arc<Client>,
    /// The request of the client.
    pub record: AuthorizationRecord,
}

/// The client whose request the session serves; `None` where the person came by themselves.
///
/// # Errors
/// Those of the repository.
pub async fn find(
    app: &AppState,
    session: &Session,
) -> Result<Option<ClientVisit>, RepositoryError> {
    let clients = app.clients.current();
    if clients.is_empty() || !session.is_for_client() {
        return Ok(None);
    }
    let found = app
        .verifier
        .records
        .find::<AuthorizationRecord>(session.id())
        .await?;
    let visit = found.record.and_then(|record| {
        // Both may have been taken out of the file in the meantime.
        let client = clients.get(&record.request.client_id)?.clone();
        let is_registered = record.request.is_registered(&client);
        is_registered.then_some(ClientVisit { client, record })
    });
    Ok(visit)
}

impl ClientVisit {
    /// The way back, if the session's verification answers the request: the session of before the
    /// code was typed has none. It stays the same until the client has redeemed the code, as the
    /// answer may have been lost; after that there is none.
    ///
    /// # Errors
    /// Those of the repository.
    pub async fn way_back(
        &self,
        app: &AppState,
        session: &Session,
        verification: &SessionVerification,
    ) -> Result<Option<ClientRedirect>, RepositoryError> {
        let (records, request) = (&app.verifier.records, &self.record.request);
        let proof = verification.proof();
        let Some(proof) = proof.filter(|proof| self.record.accepts(&proof.number, proof.at)) else {
            return Ok(None);
        };
        if let Some(code) = &self.record.code {
            let is_open = grants::is_open(app, request, code).await?;
            return Ok(is_open.then(|| request.granted(code)));
        }
        if !is_whom_the_hint_names(app, &self.client, request, &proof) {
            let other = "the person is another one than id_token_hint names";
            return Ok(Some(
                request.refused(OAuthCode::LoginRequired.because(other)),
            ));
        }
        let code = grants::issue(app, request, &proof, &verification.key).await?;
        // Of two answers at the same time, both carry the code of the first.
        let keep = |record: Option<AuthorizationRecord>, _| match record {
            Some(AuthorizationRecord {
                code: Some(first), ..
            }) => (None, first),
            Some(record) => {
                let answered = Some(code.clone());
                let record = AuthorizationRecord {
                    code: answered,
                    ..record
                };
                (Some(record), code.clone())
            }
            None => (None, code.clone()),
        };
        let code = records.change(session.id(), keep).await?;
        Ok(Some(request.granted(&code)))
    }

    /// Whether the request was answered.
    pub fn is_answered(&self) -> bool {
        self.record.code.is_some()
    }

    /// The names by which the client knows the verification.
    pub fn names(&self) -> ClientNames {
        let request = &self.record.request;
        let is_widget = request.response_mode.is_widget();
        ClientNames {
            id: None,
            // Of the widget, the nonce is the client's own reference.
            reference: request.nonce.clone().filter(|_| is_widget),
        }
    }

    /// The number of a step-up, as the wizard reads it.
    pub fn fixed_input(&self) -> Option<PhoneInput> {
        let number = self.record.request.number.as_ref()?;
        Some(PhoneInput::international(number.as_e164()))
    }

    /// Serves the request in a new session of the same browser.
    ///
    /// # Errors
    /// Those of the repository.
    pub async fn move_on(&self, app: &AppState) -> Result<Session, RepositoryError> {
        let in_popup = self.record.request.response_mode.is_popup();
        let fresh = Session::random_for_client(in_popup);
        let moved = |_| self.record.clone();
        app.verifier.records.put(fresh.id(), moved).await?;
        Ok(fresh)
    }

    /// Ends the request without an answer.
    ///
    /// # Errors
    /// Those of the repository.
    pub async fn forget(&self, app: &AppState, session: &Session) -> Result<(), RepositoryError> {
        let records = &app.verifier.records;
        records.forget::<AuthorizationRecord>(session.id()).await
    }
}

/// Whether the number is that of the person whom the request's `id_token_hint` names; true
/// without a hint. A hint that is no token of ours names nobody.
pub fn is_whom_the_hint_names(
    app: &AppState,
    client: &Client,
    request: &AuthorizationRequest,
    proof: &Proof,
) -> bool {
    let Some(hint) = &request.id_token_hint else {
        return true;
    };
    let clients = app.clients.current();
    let keys = clients.keys.0.iter().filter_map(|key| key.public_key());
    let claims = keys
        .map(|key| key.decode::<IdTokenClaims>(hint))
        .find_map(|claims| claims);
    claims.is_some_and(|claims| {
        let is_ours = claims.iss == app.settings.public_base();
        is_ours && claims.sub == grants::subject(app, client, &proof.number)
    })
}
