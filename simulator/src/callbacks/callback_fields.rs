//! The form fields of a callback.

/// The fields of one callback, in the order in which they are sent.
pub(crate) type CallbackFields = Vec<(String, String)>;

/// Builds the fields of a callback from names and values.
pub(crate) fn callback_fields<'a>(
    fields: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> CallbackFields {
    fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
