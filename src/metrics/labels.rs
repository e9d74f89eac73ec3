//! The labels of the metrics. Their values are names of ours, countries of the number plan, error
//! codes of the provider, or IDs of clients that the operator registered, so there are only so many
//! series.

use std::hash::Hash;

use prometheus_client::encoding::EncodeLabelSet;

/// The labels of one metric.
pub trait LabelSet: EncodeLabelSet + Clone + Eq + Hash + std::fmt::Debug + Send + Sync {
    /// The names, in the order of the fields.
    const NAMES: &'static [&'static str];
}

/// Defines sets of labels: structs with a public field for each label.
macro_rules! labels {
    ($(
        $(#[$attribute:meta])*
        $Labels:ident { $($name:ident: $Value:ty),+ }
    )+) => { $(
        $(#[$attribute])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
        pub struct $Labels {
            $(#[doc = concat!("The label `", stringify!($name), "`.")] pub $name: $Value,)+
        }

        impl LabelSet for $Labels {
            const NAMES: &'static [&'static str] = &[$(stringify!($name)),+];
        }
    )+ };
}

labels! {
    /// The client for whose sake; empty for none.
    ClientLabels { client: String }
    /// An attempt and its result.
    AttemptLabels {
        channel: &'static str,
        country: String,
        outcome: &'static str,
        reason: &'static str
    }
    /// A status that an attempt reached; of a failed one the provider's error code, of at most
    /// four digits, or the status again.
    DeliveryLabels {
        channel: &'static str,
        country: String,
        state: &'static str,
        reason: String
    }
    /// The channel and the country of a number.
    DestinationLabels { channel: &'static str, country: String }
    /// The channel.
    ChannelLabels { channel: &'static str }
    /// The result of a guess.
    GuessLabels { result: &'static str }
    /// The limit that denied.
    LimitLabels { limit: &'static str }
    /// The period of a limit.
    PeriodLabels { period: &'static str }
    /// A request to the provider.
    ProviderLabels { channel: &'static str, outcome: &'static str }
    /// A callback of the provider.
    CallbackLabels { kind: &'static str, result: &'static str }
    /// A call of the store.
    StoreLabels { operation: &'static str }
    /// The route of a request, and the status of its answer.
    RouteLabels { route: String, status: u16 }
    /// The algorithm of a signing key.
    KeyLabels { algorithm: &'static str }
    /// The host of the public address.
    HostLabels { host: String }
    /// A webhook event of a client, and what became of it.
    WebhookLabels { client: String, result: &'static str }
    /// The build.
    BuildLabels { version: &'static str }
}
