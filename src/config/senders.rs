//! The senders and texts of the countries that are served, which several settings make together,
//! and the check that they fit.

use crate::config::{RawSettings, Settings};
use crate::domain::{Channel, Policy};
use crate::telephony::plivo::dlt::{DLT_COUNTRY, DltRegistration, HEADER_LENGTH};
use crate::telephony::plivo::senders::{REFUSES_LETTERS, Sender, Senders};

const SENDER: &str = "plivo.sender";
const SENDERS: &str = "plivo.senders";
const CALLERS: &str = "plivo.callers";
const TEXTS: &str = "plivo.texts";
const ENTITY: &str = "plivo.dlt_entity_id";
const TEMPLATE: &str = "plivo.dlt_template_id";

/// The simulator's number, from the range that is kept free for stories and tests.
const SIMULATED_NUMBER: &str = "12025550100";

/// All countries that are not named.
const OTHERS: &str = "*";

impl Settings {
    /// The senders of texts and the callers. Without an account at Plivo and without a sender, the
    /// simulator has a number of its own.
    pub fn senders(&self) -> Senders {
        let plivo = &self.plivo;
        let is_simulated = plivo.auth_id.is_none();
        let simulated = || is_simulated.then(|| Sender::Number(SIMULATED_NUMBER.to_owned()));
        let others = plivo.senders.otherwise().clone();
        let others = others.or_else(|| plivo.sender.clone()).or_else(simulated);
        let texts = plivo.senders.clone().with_otherwise(others);
        Senders::new(texts, plivo.callers.clone())
    }

    /// The registration of texts to India.
    pub fn dlt_registration(&self) -> Option<DltRegistration> {
        Some(DltRegistration {
            entity_id: self.plivo.dlt_entity_id.clone()?,
            template_id: self.plivo.dlt_template_id.clone()?,
            category: self.plivo.dlt_template_category,
        })
    }

    /// The limits of a verification and of a phone number, with calls to the countries that have a
    /// caller.
    pub fn policy(&self) -> Policy {
        let mut policy = self.limits.policy();
        policy.channels[Channel::Call].offered_in =
            self.senders().map_callers(|caller| caller.is_some());
        policy
    }

    /// Whether messages go to a country.
    pub(super) fn serves(&self, country: &str) -> bool {
        let countries = self.limits.countries.as_ref();
        countries.is_none_or(|served| served.iter().any(|served| served == country))
    }

    /// The countries that are served, if they are named; else those with a value of their own in
    /// some setting, and `*` for all others.
    pub(super) fn served_countries(&self) -> Vec<&str> {
        if let Some(served) = &self.limits.countries {
            return served.iter().map(|country| &**country).collect();
        }
        let prices = [&self.limits.text_prices, &self.limits.call_prices];
        let mut countries: Vec<&str> = self.countries_with_senders().collect();
        countries.extend(prices.iter().flat_map(|prices| prices.named()));
        countries.sort_unstable();
        countries.dedup();
        countries.push(OTHERS);
        countries
    }

    /// The countries with a sender, a caller or a text of their own.
    fn countries_with_senders(&self) -> impl Iterator<Item = &str> {
        let plivo = &self.plivo;
        let senders = plivo.senders.named().chain(plivo.callers.named());
        senders.chain(plivo.texts.named())
    }
}

/// Checks that every country that is served has a sender that reaches it and a text that fits.
pub(super) fn validate(settings: &Settings, raw: &mut RawSettings) {
    validate_texts(settings, raw);
    validate_phlo(settings, raw);
    // The default in place of a value with a mistake says nothing about the setting.
    let paths = [SENDER, SENDERS, CALLERS, "limits.countries"];
    if paths.iter().any(|path| raw.has_error(path)) {
        return;
    }
    validate_senders(settings, raw);
    validate_registration(settings, raw);
    let strangers: Vec<_> = settings
        .countries_with_senders()
        .filter(|country| !settings.serves(country))
        .collect();
    if !strangers.is_empty() {
        let message = format!(
            "does not name {}, which has a sender, a caller or a text",
            strangers.join(", ")
        );
        raw.warn("limits.countries", message);
    }
}

fn validate_senders(settings: &Settings, raw: &mut RawSettings) {
    let plivo = &settings.plivo;
    if plivo.sender.is_some() && plivo.senders.otherwise().is_some() {
        let message = "names a sender for *, and plivo.sender is set as well: keep one";
        raw.error(SENDERS, message);
    }
    if plivo.sender.is_none() && !raw.is_set(SENDERS) && plivo.auth_id.is_some() {
        raw.error(SENDER, "needed with plivo.auth_id, or plivo.senders");
        return;
    }
    let (senders, served) = (settings.senders(), settings.served_countries());
    let lacks_sender = |country: &&&str| senders.of_texts(country).is_none();
    let missing: Vec<_> = served.iter().filter(lacks_sender).copied().collect();
    if !missing.is_empty() {
        let missing = missing.join(", ");
        let message = format!("no sender for {missing}: name one, or one for * in place of all");
        raw.error(SENDERS, message);
    }
    validate_letters(settings, &senders, raw);
    let has_calls = served
        .iter()
        .any(|country| senders.of_calls(country).is_some());
    if settings.limits.calls_per_flow > 0 && !has_calls {
        let message = "no country can be called, as no sender is a number: name one here, or set \
                       limits.calls_per_flow to 0";
        raw.error(CALLERS, message);
    }
}

/// Refuses letters where they reach nobody.
fn validate_letters(settings: &Settings, senders: &Senders, raw: &mut RawSettings) {
    let plivo = &settings.plivo;
    for (path, is_named) in [(SENDERS, true), (SENDER, false)] {
        let path = if plivo.sender.is_none() {
            SENDERS
        } else {
            path
        };
        let is_refused = |country: &&str| {
            let has_letters = matches!(senders.of_texts(country), Some(Sender::Letters(_)));
            let of_path = plivo.senders.named().any(|named| named == *country) == is_named;
            settings.serves(country) && has_letters && of_path
        };
        let refused: Vec<_> = REFUSES_LETTERS.into_iter().filter(is_refused).collect();
        if !refused.is_empty() {
            let message = format!(
                "letters reach nobody in {}: name a number, a short code or a Powerpack in \
                 plivo.senders, or name the countries that are served in limits.countries",
                refused.join(", ")
            );
            raw.error(path, message);
        }
    }
}

/// Checks the length of texts, and tells what makes them long.
fn validate_texts(settings: &Settings, raw: &mut RawSettings) {
    let (brand, host) = (&*settings.verification.brand, settings.host());
    let texts = &settings.plivo.texts;
    let others = texts.otherwise().is_some().then_some(OTHERS);
    for country in texts.named().chain(others) {
        let Some(text) = texts.get(country) else {
            continue;
        };
        if let Err(error) = text.validate_length(brand, host) {
            raw.error(TEXTS, format!("{country}: {error}"));
        }
        let outside = text.characters_outside_gsm7(brand, host);
        if !outside.is_empty() {
            let (segments, are) = (
                text.segments(brand, host),
                if outside.chars().count() == 1 {
                    "is"
                } else {
                    "are"
                },
            );
            let message = format!(
                "{country}: {outside} {are} not in GSM-7, so that the text takes up to {segments} \
                 segments of 70 letters"
            );
            raw.warn(TEXTS, message);
        }
    }
}

/// Refuses what a PHLO, which has a text and senders of its own, would not take.
fn validate_phlo(settings: &Settings, raw: &mut RawSettings) {
    if settings.plivo.phlo_id.is_none() {
        return;
    }
    for path in [TEXTS, ENTITY, TEMPLATE] {
        if raw.is_set(path) {
            raw.error(
                path,
                "not with plivo.phlo_id: a PHLO sends a text of its own",
            );
        }
    }
    for path in [SENDER, SENDERS] {
        if raw.text(path).contains("powerpack:") {
            raw.error(
                path,
                "no Powerpack with plivo.phlo_id: a PHLO takes a number or letters",
            );
        }
    }
}

/// Checks that India's registration is complete: IDs, sender ID and text belong together.
fn validate_registration(settings: &Settings, raw: &mut RawSettings) {
    for (path, other) in [(ENTITY, TEMPLATE), (TEMPLATE, ENTITY)] {
        if raw.is_set(other) && !raw.is_set(path) {
            raw.error(path, format!("needed with {other}"));
        }
    }
    if settings.dlt_registration().is_none() {
        return;
    }
    if !settings.serves(DLT_COUNTRY) {
        raw.error(
            ENTITY,
            "is for India (IN), which limits.countries does not name",
        );
        return;
    }
    let senders = settings.senders();
    let is_header =
        |sender: &Sender| matches!(sender, Sender::Letters(text) if text.len() == HEADER_LENGTH);
    if !senders.of_texts(DLT_COUNTRY).is_some_and(is_header) {
        let message =
            "IN needs the registered sender ID of 6 letters, as plivo.dlt_entity_id is set";
        raw.error(SENDERS, message);
    }
    if settings.plivo.texts.get(DLT_COUNTRY).is_none() && !raw.has_error(TEXTS) {
        let message = "IN needs the registered text, to the letter, as plivo.dlt_entity_id is set";
        raw.error(TEXTS, message);
    }
}
