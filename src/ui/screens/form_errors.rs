//! The errors on a form: the field that each belongs to, and the control that helps.

use super::channel_button::channel_button;
use crate::domain::{Channel, Refusal, Timestamp};
use crate::i18n::Locale;
use crate::ui::messages::localized_text::LocalizedText;
use crate::ui::messages::{number, refusal};

/// An error on a form.
#[derive(Clone, Debug)]
pub struct FormError {
    /// The sentence that explains it.
    pub text: LocalizedText,
    /// The field whose next edit clears it.
    pub field: &'static str,
    /// The ID of the control that helps, if there is one.
    pub control: Option<&'static str>,
}

impl FormError {
    /// An error that an edit of its field corrects.
    pub fn of_field(field: &'static str, text: impl Into<LocalizedText>) -> Self {
        Self {
            text: text.into(),
            field,
            control: Some(field),
        }
    }
}

/// The errors of a notice on the phone screen, in the order of its fields. `country` is the
/// selected one.
pub fn phone_errors(
    locale: Locale,
    notice: Refusal,
    country: &str,
    now: Timestamp,
) -> Vec<FormError> {
    let of = |field, notice| FormError::of_field(field, refusal::sentence(locale, notice, now));
    match notice {
        Refusal::CountryMissing => vec![of("country", notice)],
        Refusal::PhoneAndCountryMissing => vec![
            of("country", Refusal::CountryMissing),
            of("phone", Refusal::PhoneMissing),
        ],
        Refusal::PhoneUnreadable => {
            vec![FormError::of_field(
                "phone",
                number::unreadable(locale, country),
            )]
        }
        _ => vec![of("phone", notice)],
    }
}

/// The ID of the control that helps with a notice on the code screen.
pub fn helpful_control(notice: Refusal) -> &'static str {
    use Refusal as R;
    match notice {
        R::TooSoon { channel, .. }
        | R::ChannelDown { channel, .. }
        | R::NotSent { channel }
        | R::MaybeSent { channel } => channel_button(channel).id,
        R::NumberNotServed { channel } | R::NumberUnreachable { channel }
            if channel != Channel::FIRST =>
        {
            channel_button(Channel::FIRST).id
        }
        _ => "code",
    }
}
