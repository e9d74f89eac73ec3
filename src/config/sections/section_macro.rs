//! The macro that defines a section, in which every setting is written once, with everything
//! about it.

/// Defines a section: a struct with one public field a setting, and the settings' keys.
///
/// ```text
/// section! {
///     /// The doc comment of the struct.
///     pub struct StoreSettings in "store" {
///         /// The help text, which is the doc comment of the field as well.
///         replicas: u32 = number(0, 5), RINGCODE_STORE_REPLICAS = "0";
///     }
/// }
/// ```
///
/// `number(0, 5)` is a [`ValueParser`](crate::config::ValueParser) of the field's
/// type; then follow the environment variable and the default. `field as "name"` gives a setting
/// another name than its field. The struct gets a constant `KEYS` and a function `read`, which
/// notes every mistake in its settings.
macro_rules! section {
    (
        $(#[$attribute:meta])*
        pub struct $Section:ident in $table:literal {
            $(
                $(#[doc = $help:literal])+
                $field:ident $(as $name:literal)?: $Value:ty = $parser:expr, $env:ident = $default:literal;
            )+
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Debug)]
        pub struct $Section {
            $( $(#[doc = $help])+ pub $field: $Value, )+
        }

        impl $Section {
            /// The keys of the section, in the order of its fields.
            pub const KEYS: &[$crate::config::SettingKey] = &[
                $( $crate::config::SettingKey {
                    table: $table,
                    name: section!(@name $field $($name)?),
                    env: stringify!($env),
                    kind: {
                        const PARSER: $crate::config::ValueParser<$Value> = $parser;
                        PARSER.kind
                    },
                    default: $default,
                    help: concat!($($help),+).trim_ascii_start(),
                }, )+
            ];

            /// Reads the section. A setting with a mistake, which is noted, has its default.
            pub(in crate::config) fn read(raw: &mut $crate::config::RawSettings) -> Self {
                Self {
                    $( $field: raw.parse(
                        concat!($table, ".", section!(@name $field $($name)?)),
                        &$parser,
                    ), )+
                }
            }
        }
    };
    (@name $field:ident) => { stringify!($field) };
    (@name $field:ident $name:literal) => { $name };
}
