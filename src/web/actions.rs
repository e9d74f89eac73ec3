//! The actions behind the server functions, for the browser of one request.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::time::{Instant, sleep_until};

use crate::api::{Rejection, WizardActions};
use crate::domain::{Channel, PhoneInput, Refusal, ScreenMark, Timestamp};
use crate::rate_limit::PostKind;
use crate::repository::RepositoryError;
use crate::verifier::{TypedCheck, Verifier, VerifierError, VerifierRequest};
use crate::web::openid::visit;
use crate::web::{ActionError, RequestContext, Session, TypedText, notices};

/// Least time until a refused check is answered, so that a wrong code, an unknown verification and
/// an expired one take the same time.
const REFUSED_AFTER: Duration = Duration::from_millis(20);

type ActionResult = Result<(), ActionError>;

impl RequestContext {
    /// Carries out an action, if the client's limits allow another post.
    ///
    /// It runs to its end even if the browser disconnects, so that what was counted and saved is
    /// also sent.
    async fn perform<F>(
        &self,
        post: PostKind,
        action: impl FnOnce(Self, VerifierRequest) -> F + Send + 'static,
    ) -> Result<(), Rejection>
    where
        F: Future<Output = ActionResult> + Send + 'static,
    {
        let context = self.clone();
        let acting = self.state.lifecycle.carry_out(async move {
            context
                .verifier()
                .admit(&context.client_ip.into(), post)
                .await?;
            let request = context.verifier_request(&context.session).await?;
            action(context, request).await
        });
        self.answer(acting.await.unwrap_or(Err(ActionError::Panicked)))
    }

    fn verifier(&self) -> &Arc<Verifier> {
        &self.state.verifier
    }

    /// Keeps the refusal in `result` for the page (see [`notices::keep`]).
    async fn keep(
        &self,
        request: &VerifierRequest,
        result: Result<(), VerifierError>,
        typed: TypedText,
    ) -> ActionResult {
        Ok(notices::keep(
            &self.verifier().records,
            request.verification(),
            result,
            typed,
        )
        .await?)
    }

    async fn send_input(&self, request: &VerifierRequest, input: PhoneInput) -> ActionResult {
        let sent = self
            .verifier()
            .send_code(request, input.clone(), Channel::FIRST)
            .await;
        self.keep(request, sent, TypedText::Number(input)).await
    }

    /// Redeems a session rotation whose answer got lost, when the same code is posted again under
    /// the old secret. Otherwise `error` stays the answer.
    async fn redeem_rotation(
        &self,
        request: &VerifierRequest,
        text: &str,
        error: VerifierError,
    ) -> ActionResult {
        let followed = self.verifier().follow(request.verification(), text).await?;
        let Some(secret) = followed else {
            let typed = TypedText::Code(text.to_owned());
            return self.keep(request, Err(error), typed).await;
        };
        self.continue_as(self.session.under(secret));
        Err(VerifierError::recorded(Refusal::AlreadyVerified, Timestamp::EPOCH).into())
    }
}

#[async_trait]
impl WizardActions for RequestContext {
    /// A browser with an old secret of its verification starts another verification in a new
    /// session. Nothing is sent to a browser that keeps no cookie: each press would send a text
    /// whose code cannot be checked.
    async fn send_code(&self, country: String, typed: String) -> Result<(), Rejection> {
        let input = PhoneInput { country, typed };
        self.perform(PostKind::Number, async move |context: Self, request| {
            if !context.keeps_session {
                return Err(ActionError::CookieMissing(input.shortened()));
            }
            // The number of a step-up is the client's, whatever the form says.
            let visit = visit::find(&context.state, &context.session).await?;
            let fixed = visit.and_then(|visit| visit.fixed_input());
            let input = fixed.unwrap_or(input);
            match context.send_input(&request, input.clone()).await {
                Err(ActionError::Verifier(VerifierError::Unavailable(
                    RepositoryError::WrongBrowser,
                ))) => {
                    let fresh = Session::random();
                    let request = context.verifier_request(&fresh).await?;
                    context.continue_as(fresh);
                    context.send_input(&request, input).await
                }
                answer => answer,
            }
        })
        .await
    }

    async fn send_again(&self, channel: Channel, screen: &str) -> Result<(), Rejection> {
        let screen = ScreenMark::from_form(screen);
        self.perform(PostKind::Other, async move |context: Self, request| {
            let sent = context
                .verifier()
                .send_again(&request, channel, screen, None);
            context.keep(&request, sent.await, TypedText::Nothing).await
        })
        .await
    }

    async fn change_number(&self) -> Result<(), Rejection> {
        self.perform(
            PostKind::Other,
            async |context: Self, request: VerifierRequest| {
                let visit = visit::find(&context.state, &context.session).await?;
                if visit.is_some_and(|visit| visit.fixed_input().is_some()) {
                    return Ok(());
                }
                let changed = context.verifier().change_number(request.verification());
                Ok(changed.await?)
            },
        )
        .await
    }

    /// A right code gives the browser a new session secret. Posted again, because the answer got
    /// lost, it returns the same secret.
    async fn check_code(
        &self,
        text: String,
        after: Option<u32>,
        screen: &str,
    ) -> Result<(), Rejection> {
        let screen = ScreenMark::from_form(screen);
        let earliest = Instant::now() + REFUSED_AFTER;
        let checked = self.perform(PostKind::Code, async move |context: Self, request| {
            let renewed = context.session.renewed();
            let typed = TypedCheck {
                text: &text,
                after,
                screen,
                next_session: Some(renewed.next_session()),
            };
            let verifier = context.verifier();
            let checked = verifier.check_code(&request, typed);
            match checked.await {
                Ok(()) => {
                    context.continue_as(renewed);
                    Ok(())
                }
                Err(error @ VerifierError::Refused { refusal, .. })
                    if refusal.may_follow_rotation() =>
                {
                    context.redeem_rotation(&request, &text, error).await
                }
                refused => context.keep(&request, refused, TypedText::Code(text)).await,
            }
        });
        let checked = checked.await;
        if matches!(checked, Err(Rejection::Refused(_))) {
            sleep_until(earliest).await;
        }
        checked
    }

    async fn begin_anew(&self) -> Result<(), Rejection> {
        self.perform(
            PostKind::Other,
            async |context: Self, request: VerifierRequest| {
                let visit = visit::find(&context.state, &context.session).await?;
                let begun = context.verifier().start_over(&request);
                begun.await?;
                let fresh = match visit.filter(|visit| !visit.is_answered()) {
                    Some(visit) => visit.move_on(&context.state).await?,
                    None => Session::random(),
                };
                context.continue_as(fresh);
                Ok(())
            },
        )
        .await
    }
}
