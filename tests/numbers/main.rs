//! Numbers as people type them: parsed alike by the server and the browser, or refused.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod cases;
mod country_picker;
mod examples;
mod properties;

use ringcode::domain::{PhoneInput, Recipient, Refusal};
use ringcode::ui::phone_input::countries::Country;
use ringcode::verifier::phone_parsing as numbering;

fn read(country: &str, typed: &str) -> Result<Recipient, Refusal> {
    let (country, typed) = (country.to_owned(), typed.to_owned());
    numbering::read(&PhoneInput { country, typed })
}

fn e164(country: &str, typed: &str) -> Result<String, Refusal> {
    read(country, typed).map(|recipient| recipient.number.as_e164().to_owned())
}

fn country(iso: &str) -> Option<&'static Country> {
    Country::all().iter().find(|country| country.iso == iso)
}
