//! The form that a callback sends.

/// The fields of one callback, in the order in which they are sent.
pub(crate) type CallbackForm = Vec<(String, String)>;

/// Builds a form from names and values.
pub(crate) fn callback_form<'a>(
    fields: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> CallbackForm {
    fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
