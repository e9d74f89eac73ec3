//! The example of each country is a mobile number there, and a number typed like it is parsed.

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberType as Type};

use crate::{Country, e164, read};

/// Kept free for stories, so that the plan has no such mobiles: Arcep, Ofcom, and 555-01xx of
/// the North American plan.
fn is_reserved(e164: &str) -> bool {
    let american = e164.starts_with("+1") && e164.get(5..10) == Some("55501");
    american || e164.starts_with("+447700900") || e164.starts_with("+3363998")
}

/// Territories whose mobile numbers the metadata gives to another country, with that country.
const SHARED: &[(&str, &str)] = &[
    ("AX", "FI"),
    ("BL", "GP"),
    ("CC", "AU"),
    ("CX", "AU"),
    ("EH", "MA"),
    ("MF", "GP"),
    ("SJ", "NO"),
    ("VA", "IT"),
];

#[test]
fn every_example_is_a_mobile_number_of_its_country() {
    let wrong: Vec<_> = Country::all().iter().filter_map(wrong).collect();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    assert_eq!(Country::all().len(), 245);
}

fn wrong(country: &Country) -> Option<String> {
    let Country { iso, example, .. } = country;
    let recipient = match read(iso, example) {
        Ok(recipient) => recipient,
        Err(refusal) => return Some(format!("{iso} {example}: {refusal:?}")),
    };
    let e164 = recipient.number.as_e164();
    let code = format!("+{}", country.calling_code);
    let parsed = PHONE_NUMBER_UTIL.parse(e164, None).unwrap();
    let kind = PHONE_NUMBER_UTIL.get_number_type(&parsed);
    let owner = SHARED
        .iter()
        .find(|(of, _)| of == iso)
        .map_or(*iso, |(_, owner)| owner);
    // Tristan da Cunha has no mobiles.
    let fits = matches!(kind, Type::Mobile | Type::FixedLineOrMobile) || *iso == "TA";
    let known = fits || (is_reserved(e164) && kind == Type::Unknown);
    (!known || recipient.country != owner || !e164.starts_with(&code))
        .then(|| format!("{iso} {example}: {e164} of {}, {kind:?}", recipient.country))
}

#[test]
fn the_own_country_code_needs_no_plus() {
    for Country { iso, example, .. } in Country::all() {
        let number = e164(iso, example).unwrap();
        let typed = number.strip_prefix('+').unwrap();
        assert_eq!(e164(iso, typed).as_deref(), Ok(&*number), "{iso}");
    }
}

/// Examples of plans in which only the owner can tell mobiles from landlines: the metadata cannot,
/// so they were checked by eye.
#[test]
fn examples_that_metadata_cannot_check_are_fixed() {
    for (iso, example) in [
        ("CL", "9 6123 4567"),
        ("FM", "920 1234"),
        ("IM", "07624 123456"),
        ("MX", "222 123 4567"),
        ("VC", "(784) 430-1234"),
        ("YT", "0639 01 23 45"),
    ] {
        assert_eq!(crate::country(iso).unwrap().example, example, "{iso}");
    }
}
