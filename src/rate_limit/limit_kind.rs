//! The kinds of limit there are.

/// One kind of limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitKind {
    /// Posts of any kind by one client.
    PostsPerClient,
    /// Posts of a phone number by one client.
    StartsPerClient,
    /// Posts of a code by one client.
    GuessesPerClient,
    /// Different phone numbers of one client.
    NumbersPerClient,
    /// Attempts that one client asks for.
    AttemptsPerClient,
    /// Attempts that one source asked for and nobody verified.
    DebtPerSource,
    /// Tries of one client in a short interval; counted, never denied.
    TriesPerClient,
    /// Attempts to one block of phone numbers.
    AttemptsPerBlock,
    /// Attempts to one country.
    AttemptsPerCountry,
    /// Attempts that nobody verified, to one country or block.
    UnverifiedAttempts,
    /// Attempts of the whole service.
    AttemptsPerService,
    /// The money that attempts cost.
    Spend,
    /// Attempts of one instance.
    AttemptsPerInstance,
    /// Texts that the provider is asked for in a second.
    TextRate,
    /// Calls that the provider is asked for in a second.
    CallRate,
    /// Wrong guesses of everybody; counted, never denied.
    WrongGuesses,
}

impl LimitKind {
    /// The name in logs.
    pub fn name(self) -> &'static str {
        match self {
            Self::PostsPerClient => "posts of a client",
            Self::StartsPerClient => "starts of a client",
            Self::GuessesPerClient => "guesses of a client",
            Self::NumbersPerClient => "numbers of a client",
            Self::AttemptsPerClient => "sends of a client",
            Self::DebtPerSource => "unverified sends of a source",
            Self::TriesPerClient => "tries of a client",
            Self::AttemptsPerBlock => "sends to a block",
            Self::AttemptsPerCountry => "sends to a country",
            Self::UnverifiedAttempts => "unverified sends",
            Self::AttemptsPerService => "sends of the service",
            Self::Spend => "spend",
            Self::AttemptsPerInstance => "sends of this instance",
            Self::TextRate => "pace of texts",
            Self::CallRate => "pace of calls",
            Self::WrongGuesses => "wrong guesses",
        }
    }

    /// The name of the bucket among those of its subject. Short, since there are many of them,
    /// and part of what is stored.
    pub(super) fn bucket_name(self) -> &'static str {
        match self {
            Self::PostsPerClient => "posts",
            Self::StartsPerClient => "starts",
            Self::GuessesPerClient => "guesses",
            Self::NumbersPerClient => "numbers",
            Self::AttemptsPerClient
            | Self::AttemptsPerBlock
            | Self::AttemptsPerCountry
            | Self::AttemptsPerService
            | Self::AttemptsPerInstance => "sends",
            Self::DebtPerSource => "debt",
            Self::TriesPerClient => "tries",
            Self::UnverifiedAttempts => "unverified",
            Self::Spend => "spend",
            Self::TextRate => "texts",
            Self::CallRate => "calls",
            Self::WrongGuesses => "wrong",
        }
    }

    /// Whether the limit only spreads attempts over time, so that waiting a moment for it is the
    /// thing to do.
    pub(super) fn is_provider_rate(self) -> bool {
        matches!(self, Self::TextRate | Self::CallRate)
    }

    /// Whether the limit is about the one who asks, rather than about the service.
    pub fn is_per_client(self) -> bool {
        matches!(
            self,
            Self::PostsPerClient
                | Self::StartsPerClient
                | Self::GuessesPerClient
                | Self::NumbersPerClient
                | Self::AttemptsPerClient
                | Self::DebtPerSource
        )
    }

    /// Whether sources compete for the limit. A share of it is kept for those without debt.
    pub(super) fn is_shared(self) -> bool {
        matches!(
            self,
            Self::AttemptsPerBlock
                | Self::AttemptsPerCountry
                | Self::UnverifiedAttempts
                | Self::AttemptsPerService
                | Self::Spend
        )
    }

    /// Usage thresholds, in percent, that raise an operator alert. A limit of one client concerns
    /// nobody else and has none.
    pub(super) fn alert_thresholds(self) -> &'static [u64] {
        match self {
            Self::Spend => &[50, 80, 100],
            Self::AttemptsPerService | Self::AttemptsPerCountry | Self::UnverifiedAttempts => {
                &[100]
            }
            _ => &[],
        }
    }
}
