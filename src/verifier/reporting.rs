//! What the provider reports of a message, and what it asks for to speak a code.

use std::time::Duration;

use crate::domain::code::Code;
use crate::domain::flow::AttemptId;
use crate::domain::step::Delivery;
use crate::i18n::Locale;
use crate::repository::records::{Fault, FlowName};
use crate::verifier::Verifier;

impl Verifier {
    /// The provider reports how far an attempt got. Unknown attempts change nothing.
    pub async fn report(
        &self,
        name: &FlowName,
        attempt: &AttemptId,
        delivery: Delivery,
    ) -> Result<(), Fault> {
        let seen = self.records.flow_called(name).await?;
        let reported = self.records.change_seen(seen, |flow, now| match flow {
            Some(mut flow) => (flow.report(attempt, delivery, now).then_some(flow), ()),
            None => (None, ()),
        });
        reported.await.map(|_| ())
    }

    /// What a call says: its language, and the code with the time it has left; no code
    /// for an attempt that is unknown, over, or no call.
    pub async fn spoken_code(
        &self,
        name: &FlowName,
        attempt: &AttemptId,
    ) -> Result<(Locale, Option<(Code, Duration)>), Fault> {
        let seen = self.records.flow_called(name).await?;
        let Some(flow) = &seen.record else {
            return Ok((Locale::english(), None));
        };
        let spoken = flow
            .spoken_code(attempt, seen.now())
            .map(|(code, left)| (code.clone(), Duration::from_millis(left)));
        Ok((locale_of(flow.language()), spoken))
    }
}

/// The sentences of a language that a record names.
pub(super) fn locale_of(language: &str) -> Locale {
    Locale::from_tag(language).unwrap_or_else(Locale::english)
}
