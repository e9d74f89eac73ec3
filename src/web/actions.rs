//! The server functions' actions, carried out for the browser of one request.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::time::{Instant, sleep_until};

use crate::api::{Rejection, WizardActions};
use crate::domain::refusal::Refusal;
use crate::domain::verification::{PhoneInput, ScreenMark};
use crate::rate_limit::PostKind;
use crate::repository::RepositoryError;
use crate::verifier::{Typed, Verifier, VerifierError, Visitor};
use crate::web::notices::{self, TypedText};
use crate::web::request_context::{ActionError, RequestContext};
use crate::web::session::Session;

/// The earliest answer to a refused check after it came, so that a wrong code, no verification
/// and an expired one take the same time, whatever had to be looked up.
const REFUSED_AFTER: Duration = Duration::from_millis(20);

type ActionResult = Result<(), ActionError>;

impl RequestContext {
    /// Carries out an action of the request's browser, if its client may still post.
    ///
    /// Runs to its end even if the browser goes away: what was counted and saved is then also
    /// sent.
    async fn act<F>(
        &self,
        post: PostKind,
        action: impl FnOnce(Self, Visitor) -> F + Send + 'static,
    ) -> Result<(), Rejection>
    where
        F: Future<Output = ActionResult> + Send + 'static,
    {
        let context = self.clone();
        let acting = self.state().lifecycle.carry_out(async move {
            context.verifier().admit(context.client_ip(), post).await?;
            let visitor = context.visitor(context.session()).await?;
            action(context, visitor).await
        });
        match acting.await {
            Ok(result) => self.answer(result),
            Err(_panic) => {
                self.broke();
                Err(Rejection::Unavailable)
            }
        }
    }

    fn verifier(&self) -> &Arc<Verifier> {
        &self.state().verifier
    }

    /// Keeps the refusal in `result` for the page of `visitor`.
    async fn keep(
        &self,
        visitor: &Visitor,
        result: Result<(), VerifierError>,
        typed: TypedText,
    ) -> ActionResult {
        Ok(notices::keep(&self.verifier().records, visitor, result, typed).await?)
    }

    async fn send_input(&self, visitor: &Visitor, input: PhoneInput) -> ActionResult {
        let sent = self.verifier().send_code(visitor, input.clone()).await;
        self.keep(visitor, sent, TypedText::Number(input)).await
    }

    /// Redeems a code whose verification went on under another secret, because its answer got
    /// lost; without one, `error` stays the answer.
    async fn follow(&self, visitor: &Visitor, text: &str, error: VerifierError) -> ActionResult {
        let followed = self.verifier().follow(&visitor.verification, text).await?;
        let Some(secret) = followed else {
            let typed = TypedText::Code(text.to_owned());
            return self.keep(visitor, Err(error), typed).await;
        };
        self.continue_as(self.session().under(secret));
        Err(VerifierError::recorded(Refusal::AlreadyVerified, 0).into())
    }
}

#[async_trait]
impl WizardActions for RequestContext {
    /// A browser under a secret that its verification has left begins another verification, in a
    /// session of its own. Nothing is sent before the browser has shown that it keeps a session:
    /// each press would send a text, and none of their codes could be typed.
    async fn send_code(&self, country: String, typed: String) -> Result<(), Rejection> {
        let input = PhoneInput { country, typed };
        self.act(PostKind::Number, async move |context: Self, visitor| {
            if !context.keeps_session() {
                return Err(ActionError::CookieMissing(input.shortened()));
            }
            match context.send_input(&visitor, input.clone()).await {
                Err(ActionError::Verifier(VerifierError::Unavailable(
                    RepositoryError::WrongBrowser,
                ))) => {
                    let fresh = Session::fresh();
                    let visitor = context.visitor(&fresh).await?;
                    context.continue_as(fresh);
                    context.send_input(&visitor, input).await
                }
                answer => answer,
            }
        })
        .await
    }

    async fn send_again(&self, screen: &str) -> Result<(), Rejection> {
        let screen = ScreenMark::of_form(screen);
        self.act(PostKind::Other, async move |context: Self, visitor| {
            let sent = context.verifier().send_again(&visitor, screen).await;
            context.keep(&visitor, sent, TypedText::Nothing).await
        })
        .await
    }

    async fn call_me(&self, screen: &str) -> Result<(), Rejection> {
        let screen = ScreenMark::of_form(screen);
        self.act(PostKind::Other, async move |context: Self, visitor| {
            let called = context.verifier().call(&visitor, screen).await;
            context.keep(&visitor, called, TypedText::Nothing).await
        })
        .await
    }

    async fn change_number(&self) -> Result<(), Rejection> {
        self.act(PostKind::Other, async |context: Self, visitor: Visitor| {
            let changed = context.verifier().change_number(&visitor.verification);
            Ok(changed.await?)
        })
        .await
    }

    /// A browser that proves its number goes on under a new secret; one that proves it again,
    /// because the answer got lost, is told so and given that secret again.
    async fn check_code(
        &self,
        text: String,
        after: Option<u32>,
        screen: &str,
    ) -> Result<(), Rejection> {
        let screen = ScreenMark::of_form(screen);
        let earliest = Instant::now() + REFUSED_AFTER;
        let checked = self.act(PostKind::Code, async move |context: Self, visitor| {
            let renewed = context.session().renewed();
            let typed = Typed {
                text: &text,
                after,
                screen,
            };
            let verifier = context.verifier();
            let checked = verifier.check_code(&visitor, typed, renewed.next_session());
            match checked.await {
                Ok(()) => {
                    context.continue_as(renewed);
                    Ok(())
                }
                Err(error @ VerifierError::Refused { refusal, .. }) if refusal.may_be_over() => {
                    context.follow(&visitor, &text, error).await
                }
                refused => context.keep(&visitor, refused, TypedText::Code(text)).await,
            }
        });
        let checked = checked.await;
        if matches!(checked, Err(Rejection::Refused(_))) {
            sleep_until(earliest).await;
        }
        checked
    }

    async fn begin_anew(&self) -> Result<(), Rejection> {
        self.act(PostKind::Other, async |context: Self, visitor: Visitor| {
            let begun = context.verifier().start_over(&visitor.verification);
            Ok(begun.await?)
        })
        .await?;
        self.continue_as(Session::fresh());
        Ok(())
    }
}
