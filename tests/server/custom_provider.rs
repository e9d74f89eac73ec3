//! The verifier over a provider of the test's own: no HTTP, no cookie, no Plivo and no simulator.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use ringcode::config::{Environment, Settings};
use ringcode::domain::{
    BrowserBinding, BrowserSecret, Channel, NextSession, PhoneInput, Refusal, Screen,
};
use ringcode::i18n::Locale;
use ringcode::lifecycle::Lifecycle;
use ringcode::rate_limit::{ClientId, PostKind};
use ringcode::startup;
use ringcode::store::memory::MemoryStore;
use ringcode::telephony::{OutgoingAttempt, Provider, ProviderRefusal, SendOutcome};
use ringcode::verifier::{
    ClientNames, Requester, TypedCheck, Verifier, VerifierError, VerifierRequest,
};

use crate::NUMBER;

/// A provider that writes down what it is asked for, and answers as it is told.
struct TestProvider {
    outcome: SendOutcome,
    cooldown: Option<Duration>,
    sent: Mutex<Vec<Sent>>,
}

/// One attempt that the provider was asked for.
#[derive(Clone, Debug)]
struct Sent {
    channel: Channel,
    to: String,
    code: String,
    callback_path: String,
}

#[async_trait]
impl Provider for TestProvider {
    async fn send(&self, attempt: &OutgoingAttempt<'_>) -> SendOutcome {
        self.sent.lock().unwrap().push(Sent {
            channel: attempt.channel,
            to: attempt.to.as_e164().to_owned(),
            code: attempt.code.digits().to_owned(),
            callback_path: attempt.callback_path.to_owned(),
        });
        self.outcome.clone()
    }

    fn cooldown(&self, _channel: Channel) -> Option<Duration> {
        self.cooldown
    }

    fn billed_units(&self, _channel: Channel, _country: &str, _locale: Locale) -> u32 {
        1
    }
}

impl TestProvider {
    fn new(outcome: SendOutcome, cooldown: Option<Duration>) -> Arc<Self> {
        Arc::new(Self {
            outcome,
            cooldown,
            sent: Mutex::default(),
        })
    }

    fn accepting() -> Arc<Self> {
        Self::new(SendOutcome::Accepted { provider_id: None }, None)
    }

    fn sent(&self) -> Vec<Sent> {
        self.sent.lock().unwrap().clone()
    }
}

/// A verifier over a store in this process.
fn verifier(provider: &Arc<TestProvider>) -> Arc<Verifier> {
    let mut settings = Settings::from_parts("", &Environment::default()).unwrap();
    settings.limits.call_wait = Duration::ZERO;
    let store = Arc::new(MemoryStore::default());
    let lifecycle = Lifecycle::default();
    Arc::new(startup::verifier(
        &settings,
        store,
        provider.clone(),
        lifecycle,
    ))
}

async fn browser(verifier: &Verifier) -> VerifierRequest {
    let binding = BrowserBinding([1; 16]);
    let key = verifier.records.verification_key(b"a session", binding);
    VerifierRequest {
        client: None,
        names: ClientNames::default(),
        requester: Requester::Browser {
            session: key.await.unwrap(),
            ip: IpAddr::from(Ipv4Addr::LOCALHOST).into(),
        },
        locale: Locale::english(),
    }
}

/// A request of the application called `id`, which does not tell its user's address.
async fn screen(verifier: &Verifier, request: &VerifierRequest) -> Option<Screen> {
    let key = request.verification();
    let seen = verifier.records.verification_by_id(&key.name).await;
    verifier.screen(key, &seen.unwrap()).await.unwrap()
}

async fn client(verifier: &Verifier, id: &str) -> VerifierRequest {
    let key = verifier.records.client_verification_key(id, "order 7");
    VerifierRequest {
        client: None,
        names: ClientNames::default(),
        requester: Requester::Client {
            verification: key.await.unwrap(),
            id: ClientId(id.into()),
            end_user_ip: None,
        },
        locale: Locale::english(),
    }
}

fn typed(text: &str) -> TypedCheck<'_> {
    TypedCheck {
        text,
        after: None,
        screen: None,
        next_session: None,
    }
}

fn input() -> PhoneInput {
    PhoneInput {
        country: "US".to_owned(),
        typed: NUMBER.to_owned(),
    }
}

#[tokio::test]
async fn a_number_is_verified_through_any_provider() {
    let provider = TestProvider::accepting();
    let verifier = verifier(&provider);
    let request = browser(&verifier).await;
    let send = verifier.send_code(&request, input(), Channel::FIRST);
    send.await.unwrap();
    let call = verifier.send_again(&request, Channel::Call, None, None);
    call.await.unwrap();
    let sent = provider.sent();
    assert_eq!(sent.len(), 2, "once for each attempt: {sent:?}");
    assert_eq!(
        [sent[0].channel, sent[1].channel],
        [Channel::Text, Channel::Call]
    );
    assert!(sent.iter().all(|sent| sent.to == NUMBER), "{sent:?}");
    assert_ne!(sent[0].callback_path, sent[1].callback_path);

    let next_session = NextSession {
        secret: BrowserSecret([2; 32]),
        binding: BrowserBinding([2; 16]),
    };
    let typed = TypedCheck {
        next_session: Some(next_session),
        ..typed(&sent[0].code)
    };
    let checked = verifier.check_code(&request, typed);
    checked.await.unwrap();
}

#[tokio::test]
async fn a_refusal_of_any_provider_is_shown() {
    let refused = SendOutcome::Refused(ProviderRefusal::BadNumber);
    let provider = TestProvider::new(refused, None);
    let verifier = verifier(&provider);
    let request = browser(&verifier).await;
    let send = verifier.send_code(&request, input(), Channel::FIRST);
    let error = send.await.unwrap_err();
    let channel = Channel::Text;
    assert!(
        matches!(error, VerifierError::Refused { refusal: Refusal::NumberUnreachable { channel: c }, .. } if c == channel),
        "{error:?}"
    );
    assert_eq!(provider.sent().len(), 1, "and not tried again");
}

#[tokio::test]
async fn a_provider_that_cools_down_is_not_asked() {
    let accepted = SendOutcome::Accepted { provider_id: None };
    let cooldown = Some(Duration::from_secs(10));
    let provider = TestProvider::new(accepted, cooldown);
    let verifier = verifier(&provider);
    let request = browser(&verifier).await;
    let send = verifier.send_code(&request, input(), Channel::FIRST);
    let error = send.await.unwrap_err();
    assert!(
        matches!(
            error,
            VerifierError::Refused {
                refusal: Refusal::ChannelDown { .. },
                ..
            }
        ),
        "{error:?}"
    );
    assert!(provider.sent().is_empty());
}

#[tokio::test]
async fn a_host_application_verifies_a_number_without_a_cookie() {
    let provider = TestProvider::accepting();
    let verifier = verifier(&provider);
    let shop = client(&verifier, "shop").await;
    verifier
        .send_code(&shop, input(), Channel::FIRST)
        .await
        .unwrap();
    let code = provider.sent()[0].code.clone();

    let bank = client(&verifier, "bank").await;
    let foreign = verifier.check_code(&bank, typed(&code)).await;
    assert!(
        matches!(
            foreign,
            Err(VerifierError::Refused {
                refusal: Refusal::StartAgain,
                recorded: false,
                ..
            })
        ),
        "{foreign:?}"
    );
    verifier.check_code(&shop, typed(&code)).await.unwrap();
    assert_eq!(screen(&verifier, &shop).await, Some(Screen::Done));
    assert_eq!(screen(&verifier, &bank).await, None);
}

#[tokio::test]
async fn a_host_application_over_its_limit_affects_nobody_else() {
    let provider = TestProvider::accepting();
    let verifier = verifier(&provider);
    let shop = client(&verifier, "shop").await;
    let post = async |request: &VerifierRequest| {
        let source = request.source();
        verifier.admit(&source, PostKind::Number).await
    };
    while post(&shop).await.is_ok() {}
    let denied = post(&shop).await;
    assert!(
        matches!(denied, Err(VerifierError::RateLimited { .. })),
        "{denied:?}"
    );
    post(&client(&verifier, "bank").await).await.unwrap();
    post(&browser(&verifier).await).await.unwrap();
}
