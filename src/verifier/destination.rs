//! The destination of a number, as far as numbering plans tell, and whether the operator
//! sends there.

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumber as Parsed, PhoneNumberType as Type, Region};

use crate::domain::{Channel, PhoneNumber, Recipient, Refusal};

/// Kinds of number, by what may be sent to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NumberKind {
    /// Somebody's phone: mobile, fixed or one that could be either.
    Phone,
    /// Reached through a service: internet telephony, freephone, personal numbers.
    /// Texts may arrive; a call can cost anything.
    Service,
    /// Costs whoever calls, or pays whoever owns it: premium rate, shared cost, pagers,
    /// company access numbers, voicemail, and all numbers of no country.
    Costly,
    /// A number in no numbering plan that is known here.
    Unknown,
}

/// The countries and kinds of number that the operator sends to.
#[derive(Clone, Debug)]
pub struct DestinationPolicy {
    /// ISO 3166-1 codes; `None` for all.
    pub countries: Option<Vec<String>>,
    /// Whether numbers of unknown kind are served.
    pub unknown_numbers: bool,
}

/// The number's country, else the main one of those that share its calling code: its ISO 3166-1
/// code, or `001`.
pub fn country_of(number: &PhoneNumber) -> String {
    let region = parsed(number).and_then(|parsed| {
        PHONE_NUMBER_UTIL
            .get_region_for_number(&parsed)
            .or_else(|| PHONE_NUMBER_UTIL.get_region_for_country_code(parsed.country_code))
    });
    region.unwrap_or(Region::World).to_string()
}

/// The number as the library wants it. It was read once already: what is left to do is to
/// tell the calling code from the rest, and no calling code begins with another one.
fn parsed(number: &PhoneNumber) -> Option<Parsed> {
    let digits = number.as_e164().strip_prefix('+')?;
    (1..=3).find_map(|length| {
        let (code, national) = digits.split_at_checked(length)?;
        let code = code.parse().ok()?;
        PHONE_NUMBER_UTIL.get_region_for_country_code(code)?;
        parsed_of(code, national)
    })
}

/// The number with this calling code and these digits behind it, as the library wants it.
pub fn parsed_of(country_code: i32, national: &str) -> Option<Parsed> {
    let zeros = national.len() - national.trim_start_matches('0').len();
    Some(Parsed {
        country_code,
        national_number: national.parse().ok()?,
        italian_leading_zero: (zeros > 0).then_some(true),
        number_of_leading_zeros: (zeros > 1).then_some(i32::try_from(zeros).ok()?),
        ..Parsed::default()
    })
}

/// The kind of a number.
fn kind(recipient: &Recipient) -> NumberKind {
    let of_no_country = recipient.country == Region::World.to_string();
    let Some(parsed) = parsed(&recipient.number).filter(|_| !of_no_country) else {
        return NumberKind::Costly;
    };
    match PHONE_NUMBER_UTIL.get_number_type(&parsed) {
        Type::Mobile | Type::FixedLine | Type::FixedLineOrMobile => NumberKind::Phone,
        Type::VoIP | Type::PersonalNumber | Type::TollFree => NumberKind::Service,
        Type::PremiumRate | Type::SharedCost | Type::Pager | Type::UAN | Type::VoiceMail => {
            NumberKind::Costly
        }
        Type::Unknown => NumberKind::Unknown,
    }
}

impl DestinationPolicy {
    /// Whether a message of this channel may go there.
    ///
    /// # Errors
    /// [`Refusal::CountryNotServed`], [`Refusal::PhoneUnknown`] or [`Refusal::NumberNotServed`].
    pub fn check(&self, recipient: &Recipient, channel: Channel) -> Result<(), Refusal> {
        let country = self.countries.as_ref();
        if country.is_some_and(|served| !served.contains(&recipient.country)) {
            return Err(Refusal::CountryNotServed);
        }
        match (kind(recipient), channel) {
            (NumberKind::Phone, _) => Ok(()),
            // A call to a service can cost anything.
            (NumberKind::Service, channel) if !channel.is_spoken() => Ok(()),
            (NumberKind::Unknown, _) if self.unknown_numbers => Ok(()),
            (NumberKind::Unknown, _) => Err(Refusal::PhoneUnknown),
            _ => Err(Refusal::NumberNotServed { channel }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recipient(e164: &str) -> Recipient {
        let number = PhoneNumber::from_e164(e164).unwrap();
        Recipient {
            country: country_of(&number),
            number,
            shown: String::new(),
        }
    }

    #[test]
    fn each_kind_of_number_is_told_apart() {
        for (e164, country, kind) in [
            ("+447400123456", "GB", NumberKind::Phone),
            ("+447797712345", "JE", NumberKind::Phone),
            ("+441212345678", "GB", NumberKind::Phone),
            ("+14155550100", "US", NumberKind::Phone),
            ("+16135550123", "CA", NumberKind::Phone),
            ("+18765550123", "JM", NumberKind::Phone),
            ("+4915123456789", "DE", NumberKind::Phone),
            ("+79123456789", "RU", NumberKind::Phone),
            ("+77710009998", "KZ", NumberKind::Phone),
            ("+445612345678", "GB", NumberKind::Service),
            ("+447012345678", "GB", NumberKind::Service),
            ("+18002345678", "US", NumberKind::Service),
            ("+449012345678", "GB", NumberKind::Costly),
            ("+448431234567", "GB", NumberKind::Costly),
            ("+445512345678", "GB", NumberKind::Costly),
            ("+447640123456", "GB", NumberKind::Costly),
            ("+19002345678", "US", NumberKind::Costly),
            ("+870773111632", "001", NumberKind::Costly),
            ("+881612345678", "001", NumberKind::Costly),
            ("+88212345678", "001", NumberKind::Costly),
            ("+883510000000094", "001", NumberKind::Costly),
            ("+979123456789", "001", NumberKind::Costly),
            ("+80012345678", "001", NumberKind::Costly),
            ("+447700900123", "GB", NumberKind::Unknown),
            ("+11234567890", "US", NumberKind::Unknown),
            ("+999123456789", "001", NumberKind::Costly),
        ] {
            let recipient = recipient(e164);
            assert_eq!(
                (&*recipient.country, super::kind(&recipient)),
                (country, kind),
                "{e164}"
            );
        }
    }

    #[test]
    fn only_what_is_served_is_served() {
        let served = DestinationPolicy {
            countries: Some(vec!["GB".to_owned()]),
            unknown_numbers: false,
        };
        let check = |served: &DestinationPolicy, e164: &str, channel| {
            served.check(&recipient(e164), channel)
        };
        let (text, call) = (Channel::Text, Channel::Call);
        let not_served = |channel| Err(Refusal::NumberNotServed { channel });
        assert_eq!(check(&served, "+447400123456", text), Ok(()));
        assert_eq!(check(&served, "+447400123456", call), Ok(()));
        assert_eq!(check(&served, "+445612345678", text), Ok(()));
        assert_eq!(check(&served, "+445612345678", call), not_served(call));
        assert_eq!(check(&served, "+449012345678", text), not_served(text));
        let unknown = Err(Refusal::PhoneUnknown);
        assert_eq!(check(&served, "+447700900123", text), unknown);
        let abroad = Err(Refusal::CountryNotServed);
        assert_eq!(check(&served, "+447797712345", text), abroad);
        assert_eq!(check(&served, "+881612345678", text), abroad);

        let everywhere = DestinationPolicy {
            countries: None,
            unknown_numbers: true,
        };
        assert_eq!(check(&everywhere, "+447700900123", call), Ok(()));
        assert_eq!(check(&everywhere, "+881612345678", text), not_served(text));
    }

    /// Every country's own mobile numbers are served, and its premium ones nowhere.
    #[test]
    fn in_every_country() {
        let everywhere = DestinationPolicy {
            countries: None,
            unknown_numbers: false,
        };
        let mut countries = 0;
        for letters in ('A'..='Z').flat_map(|a| ('A'..='Z').map(move |b| format!("{a}{b}"))) {
            let region = Region::from_code(&letters).unwrap();
            let example = |kind| {
                let parsed = PHONE_NUMBER_UTIL
                    .get_example_number_for_type_and_region(region, kind)
                    .ok()?;
                let format = rlibphonenumber::PhoneNumberFormat::E164;
                Some(recipient(&PHONE_NUMBER_UTIL.format(&parsed, format)))
            };
            if let Some(mobile) = example(Type::Mobile) {
                countries += 1;
                assert_eq!(
                    everywhere.check(&mobile, Channel::Call),
                    Ok(()),
                    "{letters}"
                );
                let elsewhere = DestinationPolicy {
                    countries: Some(vec!["ZZ".to_owned()]),
                    ..everywhere.clone()
                };
                let refused = elsewhere.check(&mobile, Channel::Text);
                assert_eq!(refused, Err(Refusal::CountryNotServed), "{letters}");
            }
            if let Some(premium) = example(Type::PremiumRate) {
                let refused = everywhere.check(&premium, Channel::Text);
                assert!(refused.is_err(), "{letters}");
            }
        }
        assert!(countries > 230, "{countries}");
    }
}
