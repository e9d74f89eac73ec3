//! The name, the status and the meaning of each refusal of the verifier.

use crate::domain::Refusal;

/// The stable name of a refusal: its name in JSON.
pub fn refusal_name(refusal: Refusal) -> String {
    let json = serde_json::to_value(refusal).unwrap_or_default();
    let key = json.as_object().and_then(|object| object.keys().next());
    let name = key.map(String::as_str).or(json.as_str());
    name.unwrap_or_default().to_owned()
}

/// The HTTP status and the title of a refusal.
pub(super) fn meaning(refusal: Refusal) -> (u16, &'static str) {
    use Refusal as R;
    match refusal {
        R::PhoneMissing | R::PhoneAndCountryMissing => (422, "There is no number"),
        R::CountryMissing => (422, "The number has no country code"),
        R::CountryUnknown => (422, "The country code does not exist"),
        R::CountryNotServed => (422, "The country is not served"),
        R::PhoneUnreadable => (422, "The text is not a phone number"),
        R::PhoneStrange { .. } => (422, "The number contains a character that is not a digit"),
        R::PhoneTooShort => (422, "The number has too few digits for its country"),
        R::PhoneTooLong => (422, "The number has too many digits for its country"),
        R::PhoneWrongLength => (422, "The number has a length that its country does not use"),
        R::PhoneUnknown => (422, "The number belongs to no known numbering plan"),
        R::NumberNotServed { .. } => (422, "Numbers of this kind are not served"),
        R::CodeMissing { .. } => (422, "There is no code"),
        R::CodeShape { .. } => (422, "The text is not a code of the right length"),
        R::CodeWrong { .. } => (422, "The code is wrong"),
        R::CodeExpired => (409, "The code has expired"),
        R::CodeUsedUp => (409, "The code has had all its wrong checks"),
        R::VerificationLocked => (409, "The verification has had all its wrong checks"),
        R::PhoneLocked { .. } => (429, "The number has had all its wrong checks for now"),
        R::TooSoon { .. } => (429, "An attempt was made too recently"),
        R::NoAttemptsLeft => (409, "The verification has had all its attempts"),
        R::ChannelUsedUp { .. } => (
            409,
            "The verification has had all its attempts by this channel",
        ),
        R::NoNumbersLeft => (409, "The verification has had all its numbers"),
        R::PhoneRateLimited { .. } => (429, "The number has had all its attempts for now"),
        R::ClientRateLimited { .. } => (
            429,
            "The person's address reached a limit, or the client that told none",
        ),
        R::ServiceRateLimited { .. } => (429, "A limit of the service is reached"),
        R::ChannelDown { .. } => (503, "The provider fails, and nothing is sent"),
        R::NumberUnreachable { .. } => {
            (409, "The provider cannot reach the number by this channel")
        }
        R::NotSent { .. } => (409, "The provider did not accept the attempt"),
        R::MaybeSent { .. } => (409, "The provider's answer was lost"),
        R::StartAgain => (409, "The verification has ended"),
        R::AlreadyVerified => (409, "The number was verified before"),
        R::MovedOn => (409, "Another request changed the verification meanwhile"),
        R::CookieMissing => (400, "There is no cookie"),
    }
}
