//! Answers a person's request in the way their browser asked: a page for a
//! posted form, a status and a body for a fetch. The one place that knows the
//! difference.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::http::header::{ACCEPT, LOCATION, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use leptos::prelude::provide_context;
use leptos_axum::handle_server_fns_with_context;
use tracing::{error, warn};

use crate::domain::refusal::Refusal;
use crate::domain::screens::{PhoneScreen, Screen};
use crate::domain::verification::PhoneInput;
use crate::i18n::Locale;
use crate::rate_limit::PostKind;
use crate::rate_limit::client_ip::ClientIp;
use crate::repository::RepositoryError;
use crate::verifier::{Failure, Visitor};
use crate::web::error_page::Why;
use crate::web::form_validation as fields;
use crate::web::form_validation::Refused;
use crate::web::handlers::page::PageBody;
use crate::web::handlers::{language, page};
use crate::web::request_headers::accepts;
use crate::web::response_parts::{FAULT_RETRY, give_cookie, not_now, seconds, to_the_page};
use crate::web::session::Session;
use crate::web::state::AppState;

/// What a browser accepts where a person looks at the answer.
const HTML: &str = "text/html";

/// One request of one browser: who it is, and what to answer.
#[derive(Clone)]
pub struct Visit {
    app: AppState,
    session: Session,
    /// Whether the browser sent the session, and so keeps what it is given.
    known: bool,
    client: ClientIp,
    locale: Locale,
    outcome: Arc<Mutex<Outcome>>,
}

/// What came of a visit.
#[derive(Clone, Default)]
struct Outcome {
    answer: Option<Answer>,
    /// The session that the browser goes on with.
    successor: Option<Session>,
}

/// What to answer.
#[derive(Clone, Debug)]
enum Answer {
    Done,
    Refused {
        refusal: Refusal,
        wait: Option<Duration>,
    },
    TurnedAway {
        refusal: Refusal,
        wait: Duration,
    },
    CookieMissing(PhoneInput),
    Fault,
}

impl Visit {
    /// The app that serves this visit.
    pub fn app(&self) -> &AppState {
        &self.app
    }

    /// Who acts, and on the verification of which session.
    pub async fn visitor(&self, session: &Session) -> Result<Visitor, RepositoryError> {
        Ok(Visitor {
            verification: session.verification_key(&self.app.verifier.records).await?,
            client: self.client,
            locale: self.locale,
        })
    }

    /// Where the browser is.
    pub fn client(&self) -> ClientIp {
        self.client
    }

    /// Whether the browser has shown that it keeps its session.
    pub fn keeps_session(&self) -> bool {
        self.known
    }

    /// The browser's session.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Leaves the answer for [`reply`], and gives a fetch what to put into its body.
    pub fn answer<T>(&self, result: Result<T, Failure>) -> Result<T, Option<Refusal>> {
        let (answer, result) = match result {
            Ok(value) => (Answer::Done, Ok(value)),
            Err(Failure::Refused { refusal, wait }) => (
                Answer::Refused { refusal, wait },
                Err(Some(refusal.outward())),
            ),
            Err(Failure::TurnedAway { refusal, wait }) => {
                (Answer::TurnedAway { refusal, wait }, Err(Some(refusal)))
            }
            Err(Failure::CookieMissing(input)) => (
                Answer::CookieMissing(input),
                Err(Some(Refusal::CookieMissing)),
            ),
            Err(Failure::Fault(fault)) => {
                error!(%fault, "a request could not be carried out");
                (Answer::Fault, Err(None))
            }
        };
        self.put(answer);
        result
    }

    /// Keeps the code in a form that was refused. A number is kept on the page that says so.
    async fn keep_code(&self, form: &[u8]) {
        let Some(code) = fields::field(form, "code") else {
            return;
        };
        let kept = async {
            let verifier = &self.app.verifier;
            verifier.admit(self.client, PostKind::Other).await?;
            let visitor = self.visitor(&self.session).await?;
            Ok(verifier.keep_typed(&visitor, None, Some(code)).await?)
        };
        match kept.await {
            Ok(()) => {}
            Err(Failure::Fault(fault)) => warn!(%fault, "what was typed as a code is lost"),
            Err(denied) => _ = self.answer(Err::<(), _>(denied)),
        }
    }

    /// Leaves that something of ours broke.
    pub fn broke(&self) {
        self.put(Answer::Fault);
    }

    /// Has the answer give the browser another session, so that the old one is of no use to it.
    pub fn goes_on_as(&self, session: Session) {
        self.outcome().successor = Some(session);
    }

    fn put(&self, answer: Answer) {
        self.outcome().answer = Some(answer);
    }

    fn outcome(&self) -> MutexGuard<'_, Outcome> {
        self.outcome.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `POST /api/…`: finds the browser's session, has the server function carry out what is
/// asked, and turns what it answered into a response.
pub async fn reply(
    State(app): State<AppState>,
    Extension(client): Extension<ClientIp>,
    Path(function): Path<String>,
    request: Request,
) -> Response {
    // Whether a person will look at the answer.
    let form = accepts(request.headers(), HTML);
    let locale = language::of_request(request.headers());
    let known = Session::of_request(request.headers(), app.secure());
    let visit = Visit {
        app: app.clone(),
        session: known.unwrap_or_else(Session::fresh),
        known: known.is_some(),
        client,
        locale,
        outcome: Arc::default(),
    };
    let visiting = visit.clone();
    let response = match fields::own_form(&function, request).await {
        Ok(mut request) => {
            // Server functions look for themselves, by a coarser rule.
            let found = HeaderValue::from_static(if form { HTML } else { "*/*" });
            request.headers_mut().insert(ACCEPT, found);
            let visit = move || provide_context(visiting.clone());
            let answered = handle_server_fns_with_context(visit, request);
            answered.await.into_response()
        }
        Err(Refused { status, form }) => {
            visit.keep_code(&form).await;
            status.into_response()
        }
    };
    let Outcome { answer, successor } = visit.outcome().clone();
    let mut response = if form {
        for_form(&app, locale, response.status(), answer)
    } else {
        for_fetch(response, answer)
    };
    let session = successor.or_else(|| known.is_none().then_some(visit.session));
    give_cookie(&mut response, session, app.secure());
    response
}

/// A form is answered with the page, drawn from the record: what was refused stands there.
/// Where the record cannot tell, [`error_page`](crate::web::error_page) draws one.
fn for_form(
    app: &AppState,
    locale: Locale,
    status: StatusCode,
    answer: Option<Answer>,
) -> Response {
    match answer {
        Some(Answer::Done | Answer::Refused { .. }) => to_the_page(),
        Some(Answer::TurnedAway { refusal, wait }) => {
            let why = Extension(Why::TurnedAway { refusal, wait });
            let later = [(RETRY_AFTER, seconds(wait))];
            (StatusCode::TOO_MANY_REQUESTS, why, later).into_response()
        }
        Some(Answer::CookieMissing(input)) => {
            let screen = PhoneScreen {
                country: input.country,
                typed: input.typed,
                notice: Some(Refusal::CookieMissing),
                ..PhoneScreen::default()
            };
            let mut page = page::draw(app, locale, PageBody::Screen(Screen::Phone(screen)));
            *page.status_mut() = status_of(Refusal::CookieMissing);
            page
        }
        Some(Answer::Fault) => not_now(FAULT_RETRY),
        None if status.is_client_error() => status.into_response(),
        None => StatusCode::BAD_REQUEST.into_response(),
    }
}

/// A fetch is answered with the function's own body, under the status that fits.
fn for_fetch(mut response: Response, answer: Option<Answer>) -> Response {
    let (status, wait) = match answer {
        Some(Answer::Done) => (StatusCode::OK, None),
        Some(Answer::Refused { refusal, wait }) => (
            status_of(refusal.outward()),
            wait.filter(|_| refusal.outward() == refusal),
        ),
        Some(Answer::TurnedAway { wait, .. }) => (StatusCode::TOO_MANY_REQUESTS, Some(wait)),
        Some(Answer::CookieMissing(_)) => (status_of(Refusal::CookieMissing), None),
        Some(Answer::Fault) => (StatusCode::SERVICE_UNAVAILABLE, Some(FAULT_RETRY)),
        // The function did not run: its arguments could not be read.
        None if response.status().is_server_error() => (StatusCode::UNPROCESSABLE_ENTITY, None),
        None => (response.status(), None),
    };
    *response.status_mut() = status;
    // Nothing that a request carries may lead anybody anywhere.
    response.headers_mut().remove(LOCATION);
    if let Some(wait) = wait {
        response.headers_mut().insert(RETRY_AFTER, seconds(wait));
    }
    response
}

fn status_of(refusal: Refusal) -> StatusCode {
    use Refusal as R;
    match refusal {
        R::TextTooSoon { .. }
        | R::CallTooSoon { .. }
        | R::PhoneRested { .. }
        | R::PhoneLocked { .. }
        | R::ClientRested { .. }
        | R::ServiceRested { .. }
        | R::NoAttemptsLeft
        | R::NoCallsLeft
        | R::NoNumbersLeft => StatusCode::TOO_MANY_REQUESTS,
        R::ChannelDown { .. } => StatusCode::SERVICE_UNAVAILABLE,
        R::AlreadyVerified | R::MovedOn => StatusCode::CONFLICT,
        R::NotSent { .. } | R::MaybeSent { .. } => StatusCode::FAILED_DEPENDENCY,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}
