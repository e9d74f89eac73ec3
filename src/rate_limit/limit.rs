//! What is limited, and for whom.

/// One kind of limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Posts of any kind by one client.
    PostsOfClient,
    /// Posts of a number by one client.
    StartsOfClient,
    /// Posts of a code by one client.
    GuessesOfClient,
    /// Different numbers of one client.
    NumbersOfClient,
    /// Messages that one client asks for.
    AttemptsOfClient,
    /// Messages that one source asked for and nobody verified.
    DebtOfSource,
    /// Tries of one client in a short interval, which are only counted.
    Tries,
    /// Messages to one block of numbers.
    AttemptsToBlock,
    /// Messages to one country.
    AttemptsToCountry,
    /// Messages that nobody verified, to one country or block.
    Unverified,
    /// Messages of the whole service.
    AttemptsOfService,
    /// What messages cost.
    Spend,
    /// Messages of one instance.
    AttemptsOfInstance,
    /// Texts that the provider is asked for in a second.
    PaceOfTexts,
    /// Calls that the provider is asked for in a second.
    PaceOfCalls,
    /// Wrong guesses of everybody, which are only counted.
    WrongGuesses,
}

impl Limit {
    /// Its name, for logs.
    pub fn name(self) -> &'static str {
        match self {
            Self::PostsOfClient => "posts of a client",
            Self::StartsOfClient => "starts of a client",
            Self::GuessesOfClient => "guesses of a client",
            Self::NumbersOfClient => "numbers of a client",
            Self::AttemptsOfClient => "sends of a client",
            Self::DebtOfSource => "unverified sends of a source",
            Self::Tries => "tries of a client",
            Self::AttemptsToBlock => "sends to a block",
            Self::AttemptsToCountry => "sends to a country",
            Self::Unverified => "unverified sends",
            Self::AttemptsOfService => "sends of the service",
            Self::Spend => "spend",
            Self::AttemptsOfInstance => "sends of this instance",
            Self::PaceOfTexts => "pace of texts",
            Self::PaceOfCalls => "pace of calls",
            Self::WrongGuesses => "wrong guesses",
        }
    }

    /// What its bucket is called among those of its holder; short, since there are many.
    pub(super) fn bucket(self) -> &'static str {
        match self {
            Self::PostsOfClient => "posts",
            Self::StartsOfClient => "starts",
            Self::GuessesOfClient => "guesses",
            Self::NumbersOfClient => "numbers",
            Self::AttemptsOfClient
            | Self::AttemptsToBlock
            | Self::AttemptsToCountry
            | Self::AttemptsOfService
            | Self::AttemptsOfInstance => "sends",
            Self::DebtOfSource => "debt",
            Self::Tries => "tries",
            Self::Unverified => "unverified",
            Self::Spend => "spend",
            Self::PaceOfTexts => "texts",
            Self::PaceOfCalls => "calls",
            Self::WrongGuesses => "wrong",
        }
    }

    /// Whether it only spreads messages over time, so that waiting for it a moment is the
    /// thing to do.
    pub(super) fn is_pace(self) -> bool {
        matches!(self, Self::PaceOfTexts | Self::PaceOfCalls)
    }

    /// Whether it limits whoever asks, rather than the service.
    pub fn is_of_client(self) -> bool {
        matches!(
            self,
            Self::PostsOfClient
                | Self::StartsOfClient
                | Self::GuessesOfClient
                | Self::NumbersOfClient
                | Self::AttemptsOfClient
                | Self::DebtOfSource
        )
    }

    /// Whether sources compete for it: whoever owes nothing has a share of it to themselves.
    pub(super) fn is_shared(self) -> bool {
        matches!(
            self,
            Self::AttemptsToBlock
                | Self::AttemptsToCountry
                | Self::Unverified
                | Self::AttemptsOfService
                | Self::Spend
        )
    }

    /// The hundredths of it at which somebody has to hear of it; what limits one client
    /// concerns nobody else.
    pub(super) fn alerts(self) -> &'static [u64] {
        match self {
            Self::Spend => &[50, 80, 100],
            Self::AttemptsOfService | Self::AttemptsToCountry | Self::Unverified => &[100],
            _ => &[],
        }
    }
}
