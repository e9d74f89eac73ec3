//! Every setting there is: its name, its range and what it is for.
//!
//! `--help`, `--check`, the loader and `docs/reference/settings.md` all come from this list.

/// One setting.
#[derive(Debug)]
pub struct Key {
    /// The table of `Leptos.toml` it stands in.
    pub table: &'static str,
    /// Its name in that table.
    pub name: &'static str,
    /// The environment variable that overrides it.
    pub env: &'static str,
    /// What it may be.
    pub kind: Kind,
    /// Its value when nobody sets it, as it would be written.
    pub default: &'static str,
    /// What it is for.
    pub help: &'static str,
}

/// What a setting may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    Text,
    /// The path of a file or folder; empty for none.
    Path,
    /// Text that is never printed and never read from `Leptos.toml`.
    Secret,
    /// An IP address and a port.
    SocketAddress,
    /// `DEV` or `PROD`.
    Mode,
    /// A log filter.
    LogFilter,
    /// An http or https address without a trailing slash; empty for none.
    Address,
    /// A whole number within a range.
    Number { least: u64, most: u64 },
    /// Whole numbers within a range, at least one.
    Numbers { least: u64, most: u64 },
    /// A number for each country, such as `*=10, US=50`; `*` is all others.
    PerCountry,
    /// `true` or `false`.
    Flag,
    /// Networks such as `10.0.0.0/8`, with commas between them; `none` or empty for none.
    Networks,
    /// The name of an HTTP header; empty for none.
    Header,
}

/// More than any service needs; a limit can be widened, not taken away.
const MANY: u64 = 10_000_000;

const fn number(least: u64, most: u64) -> Kind {
    Kind::Number { least, most }
}

const fn key(
    table: &'static str,
    name: &'static str,
    env: &'static str,
    kind: Kind,
    default: &'static str,
    help: &'static str,
) -> Key {
    Key {
        table,
        name,
        env,
        kind,
        default,
        help,
    }
}

/// All settings, in the order of the documentation.
#[rustfmt::skip]
pub const KEYS: &[Key] = &[
    key("verification", "brand", "RINGCODE_BRAND", Kind::Text, "Ringcode", "Name shown on the page, in the text and spoken in the call. Letters outside GSM-7 make texts of two to four segments; --check says how many."),
    key("verification", "logo", "RINGCODE_LOGO", Kind::Path, "", "File (.svg, .png or .webp, 100 KB at most) shown instead of the brand's name; empty: the name."),
    key("verification", "accent", "RINGCODE_ACCENT", Kind::Text, "", "Colour of buttons and links on a light page, #rrggbb, with a contrast to white of at least 4.5 to 1; empty: the built-in one."),
    key("verification", "accent_dark", "RINGCODE_ACCENT_DARK", Kind::Text, "", "The same on a dark page, with that contrast to #14171d and to #0b1030. Required where verification.accent is set."),
    key("verification", "support", "RINGCODE_SUPPORT", Kind::Address, "", "Page where people get help, linked from every page; empty: no link."),
    key("verification", "default_country", "RINGCODE_DEFAULT_COUNTRY", Kind::Text, "", "ISO 3166-1 code of the country selected when the browser's language names none; empty: the person chooses."),
    key("verification", "auto_submit", "RINGCODE_AUTO_SUBMIT", Kind::Flag, "true", "Submits a code automatically once it is complete, and says so on the page; false: only with the button."),
    key("limits", "code_life", "RINGCODE_CODE_LIFE", number(120, 600), "600", "Seconds that a code is valid, from its first message."),
    key("limits", "redraw_below", "RINGCODE_REDRAW_BELOW", number(60, 120), "120", "Remaining seconds of a code below which sending again draws a new one."),
    key("limits", "flow_life", "RINGCODE_FLOW_LIFE", number(900, 1800), "1800", "Seconds that a verification may take from its start; the browser's cookie lasts 1800."),
    key("limits", "flow_idle", "RINGCODE_FLOW_IDLE", number(600, 1800), "900", "Seconds without an action after which a verification ends."),
    key("limits", "guesses_per_code", "RINGCODE_GUESSES_PER_CODE", number(3, 10), "5", "Wrong guesses after which a code is invalid."),
    key("limits", "guesses_per_flow", "RINGCODE_GUESSES_PER_FLOW", number(5, 20), "10", "Wrong guesses after which a verification is locked."),
    key("limits", "guesses_per_phone", "RINGCODE_GUESSES_PER_PHONE", number(5, 50), "15", "Wrong guesses on one number in 24 hours, over all verifications."),
    key("limits", "guesses_in_a_row", "RINGCODE_GUESSES_IN_A_ROW", number(10, 100), "100", "Wrong guesses on one number without a right one, after which it takes one a day."),
    key("limits", "resend_waits", "RINGCODE_RESEND_WAITS", Kind::Numbers { least: 0, most: 3600 }, "30, 60, 120, 300, 600", "Seconds to wait after the first, second, … message; in production at least 30."),
    key("limits", "call_wait", "RINGCODE_CALL_WAIT", number(0, 600), "30", "Seconds after a text until a call can be requested; in production at least 30."),
    key("limits", "sends_per_flow", "RINGCODE_SENDS_PER_FLOW", number(1, 10), "5", "Texts and calls of one verification."),
    key("limits", "calls_per_flow", "RINGCODE_CALLS_PER_FLOW", number(0, 5), "2", "Calls of one verification; 0 switches calls off."),
    key("limits", "numbers_per_flow", "RINGCODE_NUMBERS_PER_FLOW", number(1, 5), "3", "Different numbers of one verification."),
    key("limits", "sends_per_phone_10_minutes", "RINGCODE_SENDS_PER_PHONE_10_MINUTES", number(1, 100), "3", "Texts and calls to one number in 10 minutes."),
    key("limits", "sends_per_phone_hour", "RINGCODE_SENDS_PER_PHONE_HOUR", number(1, 100), "5", "Texts and calls to one number in an hour."),
    key("limits", "sends_per_phone_day", "RINGCODE_SENDS_PER_PHONE_DAY", number(1, 100), "10", "Texts and calls to one number in 24 hours."),
    key("limits", "calls_per_phone_day", "RINGCODE_CALLS_PER_PHONE_DAY", number(1, 100), "3", "Calls to one number in 24 hours."),
    key("limits", "countries", "RINGCODE_COUNTRIES", Kind::Text, "", "Countries that messages may go to: ISO 3166-1 codes, separated by commas, or * for all. Required in production; empty: all."),
    key("limits", "unknown_numbers", "RINGCODE_UNKNOWN_NUMBERS", Kind::Flag, "false", "Sends also to numbers in no known numbering plan. Always on with the simulator."),
    key("limits", "posts_per_client_10_minutes", "RINGCODE_POSTS_PER_CLIENT_10_MINUTES", number(10, MANY), "60", "Posts of any kind by one client IP (an IPv4 address or IPv6 /64; a /48 may have four times as many) in 10 minutes; checked before anything else."),
    key("limits", "starts_per_client_10_minutes", "RINGCODE_STARTS_PER_CLIENT_10_MINUTES", number(1, MANY), "20", "Posts of a number by one client IP (a /48 may have four times as many) in 10 minutes."),
    key("limits", "numbers_per_client_hour", "RINGCODE_NUMBERS_PER_CLIENT_HOUR", number(1, MANY), "5", "Different numbers that one client IP requests messages to in an hour."),
    key("limits", "sends_per_client_10_minutes", "RINGCODE_SENDS_PER_CLIENT_10_MINUTES", number(1, MANY), "5", "Texts and calls requested by one client IP in 10 minutes."),
    key("limits", "sends_per_client_hour", "RINGCODE_SENDS_PER_CLIENT_HOUR", number(1, MANY), "30", "Texts and calls requested by one client IP in an hour."),
    key("limits", "sends_per_client_day", "RINGCODE_SENDS_PER_CLIENT_DAY", number(1, MANY), "60", "Texts and calls requested by one client IP in 24 hours."),
    key("limits", "guesses_per_client_10_minutes", "RINGCODE_GUESSES_PER_CLIENT_10_MINUTES", number(5, MANY), "30", "Codes posted by one client IP in 10 minutes."),
    key("limits", "guesses_per_client_hour", "RINGCODE_GUESSES_PER_CLIENT_HOUR", number(5, MANY), "100", "Codes posted by one client IP in an hour."),
    key("limits", "sends_per_thousand_10_minutes", "RINGCODE_SENDS_PER_THOUSAND_10_MINUTES", number(1, MANY), "5", "Texts and calls to a block of 1,000 consecutive numbers in 10 minutes."),
    key("limits", "sends_per_ten_thousand_hour", "RINGCODE_SENDS_PER_TEN_THOUSAND_HOUR", Kind::PerCountry, "*=10", "Texts and calls to a block of 10,000 consecutive numbers in an hour, by country: *=10, US=50."),
    key("limits", "sends_per_country_hour", "RINGCODE_SENDS_PER_COUNTRY_HOUR", Kind::PerCountry, "*=100", "Texts and calls to a country in an hour, by country: *=100, US=1000."),
    key("limits", "unverified_per_hour", "RINGCODE_UNVERIFIED_PER_HOUR", number(5, MANY), "50", "Unverified texts and calls to one country or block of 10,000 numbers in an hour. Must exceed the number of verifications under way. The debt allowed to one source is in proportion to it."),
    key("limits", "verified_percent", "RINGCODE_VERIFIED_PERCENT", number(1, 100), "20", "Percentage of messages that has to be verified for limits.unverified_per_hour never to apply."),
    key("limits", "sends_per_service_hour", "RINGCODE_SENDS_PER_SERVICE_HOUR", number(1, MANY), "1000", "Texts and calls of the whole service in a clock hour."),
    key("limits", "spend_hour", "RINGCODE_SPEND_HOUR", number(1, 400_000), "50", "Cap on the cost of messages in a clock hour, in whole units of the account's currency; calls stop at 80 percent. Required in production."),
    key("limits", "spend_day", "RINGCODE_SPEND_DAY", number(1, 400_000), "200", "Cap on the cost of messages in a day (UTC). Required in production."),
    key("limits", "text_prices", "RINGCODE_TEXT_PRICES", Kind::PerCountry, "*=0.05", "Price of one segment of a text, by country: *=0.10, US=0.0077. Required in production, and above 0 there."),
    key("limits", "call_prices", "RINGCODE_CALL_PRICES", Kind::PerCountry, "*=0.10", "Price of a minute of a call, by country; a call counts as two minutes, its longest duration. Required in production unless calls are off."),
    key("limits", "wrong_guesses_per_day", "RINGCODE_WRONG_GUESSES_PER_DAY", number(10, MANY), "10000", "Wrong guesses over the whole service in a day (UTC) after which new codes have 8 digits instead of 6."),
    key("limits", "sends_per_instance_second", "RINGCODE_SENDS_PER_INSTANCE_SECOND", number(1, MANY), "20", "Texts and calls of one instance in a second, counted in its memory."),
    key("limits", "sends_per_client_and_instance_minute", "RINGCODE_SENDS_PER_CLIENT_AND_INSTANCE_MINUTE", number(1, MANY), "10", "Texts and calls of one client IP at one instance in a minute, counted in its memory."),
    key("store", "url", "REDIS_URL", Kind::Secret, "", "Address of Redis: redis://, rediss://, unix://, redis-cluster://, redis-sentinel://; empty: the state is kept in the process."),
    key("store", "authority", "RINGCODE_STORE_AUTHORITY", Kind::Path, "", "File with the certificate (PEM) of the authority that signed the store's; empty: the public authorities."),
    key("store", "client_certificate", "RINGCODE_STORE_CLIENT_CERTIFICATE", Kind::Path, "", "File with the client certificate (PEM) shown to the store; empty: none."),
    key("store", "client_key", "RINGCODE_STORE_CLIENT_KEY", Kind::Path, "", "File with the private key of the client certificate (PEM, not encrypted)."),
    key("store", "sentinel_user", "REDIS_SENTINEL_USER", Kind::Text, "", "User at the Sentinels, where it differs from the servers'; empty: the default user."),
    key("store", "sentinel_password", "REDIS_SENTINEL_PASSWORD", Kind::Secret, "", "Password at the Sentinels; the one in store.url is for the servers."),
    key("store", "replicas", "RINGCODE_STORE_REPLICAS", number(0, 5), "0", "Replicas that must hold a verified record before the person is told, within two fifths of store.answer_timeout; set 1 where there are replicas."),
    key("store", "answer_timeout", "RINGCODE_STORE_ANSWER_TIMEOUT", number(50, 10_000), "250", "Milliseconds to wait for the store's answer, connecting included; after that nothing is done, and the person is told to try again."),
    key("store", "in_process", "RINGCODE_IN_PROCESS", Kind::Flag, "false", "Lets production keep its state in the process: one instance, whose state is lost at a restart."),
    key("store", "secret", "RINGCODE_SECRET", Kind::Secret, "", "Key that encrypts what is stored: at least 32 random characters, the same on all instances. Required in production."),
    key("store", "previous_secret", "RINGCODE_PREVIOUS_SECRET", Kind::Secret, "", "Previous secret: what it encrypted can still be read."),
    key("plivo", "auth_id", "PLIVO_AUTH_ID", Kind::Text, "", "Plivo Auth ID: MA… or SA…, 20 characters; empty: the simulator is used."),
    key("plivo", "auth_token", "PLIVO_AUTH_TOKEN", Kind::Secret, "", "Plivo Auth Token."),
    key("plivo", "sender", "PLIVO_SENDER", Kind::Text, "", "Number (with country code) or sender ID that messages come from; a number unless calls are off."),
    key("plivo", "phlo_id", "PLIVO_PHLO_ID", Kind::Text, "", "ID of the PHLO that sends texts and calls; empty: none."),
    key("plivo", "api_url", "PLIVO_API_URL", Kind::Address, "https://api.plivo.com", "Address of Plivo's API."),
    key("plivo", "phlo_url", "PLIVO_PHLO_URL", Kind::Address, "https://phlorunner.plivo.com", "Address of Plivo's PHLO runner."),
    key("plivo", "timeout", "PLIVO_TIMEOUT", number(1, 8), "8", "Seconds that a request to Plivo may take."),
    key("plivo", "rest", "PLIVO_REST", number(0, 600), "10", "Cooldown of the circuit breaker in seconds: how long nothing is sent after Plivo failed, before one message tries; 0: it never opens."),
    key("plivo", "texts_per_second", "PLIVO_TEXTS_PER_SECOND", number(1, MANY), "50", "Texts requested in a second by all instances, as the account allows; more wait a few seconds, then are refused."),
    key("plivo", "calls_per_second", "PLIVO_CALLS_PER_SECOND", number(1, MANY), "2", "Calls requested in a second by all instances, as the account allows."),
    key("plivo", "signature_v2", "PLIVO_SIGNATURE_V2", Kind::Flag, "false", "Accepts receipts of texts that Plivo signs by V2 alone, as it does on some accounts; V2 proves the receipt's address, not its content. false: such receipts are refused and logged."),
    key("server", "public_url", "RINGCODE_PUBLIC_URL", Kind::Address, "", "Origin at which people and Plivo reach this server; empty: http:// and the listening address."),
    key("server", "trusted_proxies", "RINGCODE_TRUSTED_PROXIES", Kind::Networks, "", "Networks of the proxies in front of this server; only their X-Forwarded-For is trusted. Required in production; none: there is no proxy."),
    key("server", "country_header", "RINGCODE_COUNTRY_HEADER", Kind::Header, "", "Header with the visitor's country from the trusted proxies, such as cf-ipcountry; they must replace one that a visitor sends. Empty: none."),
    key("server", "connections", "RINGCODE_CONNECTIONS", number(1, 1_000_000), "10000", "Most open connections; more are closed at once. The limit of open files (ulimit -n) must be 256 higher."),
    key("server", "connections_per_address", "RINGCODE_CONNECTIONS_PER_ADDRESS", number(1, 1_000_000), "100", "Most open connections from one IPv4 address or IPv6 /64 (a /48 may have four times as many), except from trusted proxies."),
    key("server", "requests", "RINGCODE_REQUESTS", number(1, 100_000), "256", "Most requests in progress; more are answered 503 at once."),
    key("server", "threads", "RINGCODE_THREADS", number(0, 1_024), "0", "Threads that serve connections; 0: one for each core."),
    key("server", "grace", "RINGCODE_GRACE", number(0, 60), "5", "Seconds that a stopping server still accepts connections while /readyz is 503; in development 0 unless set."),
    key("server", "log_json", "RINGCODE_LOG_JSON", Kind::Flag, "false", "Writes each log line as a JSON object."),
    key("server", "log", "RUST_LOG", Kind::LogFilter, "info", "Log filter in the syntax of tracing-subscriber's EnvFilter. Targets it does not name are logged from level error on."),
];

/// Leptos' own settings, by the names that it has for them. The others of its section are
/// cargo-leptos', for building.
#[rustfmt::skip]
pub const LEPTOS: &[Key] = &[
    key(SECTION, "env", "LEPTOS_ENV", Kind::Mode, "DEV", "PROD for production, which refuses the simulator, development secrets and missing limits."),
    key(SECTION, "site-addr", "LEPTOS_SITE_ADDR", Kind::SocketAddress, "127.0.0.1:3000", "Address and port to listen on."),
    key(SECTION, "site-root", "LEPTOS_SITE_ROOT", Kind::Path, "target/site", "Folder with the files for browsers, in the working directory or beside the binary."),
    key(SECTION, "site-pkg-dir", "LEPTOS_SITE_PKG_DIR", Kind::Path, "pkg", "Folder inside it with the build's files."),
    key(SECTION, "output-name", "LEPTOS_OUTPUT_NAME", Kind::Text, "ringcode", "Name of the build's files."),
    key(SECTION, "reload-port", "LEPTOS_RELOAD_PORT", number(1, 65_535), "3001", "Port of live reload, in development."),
    key(SECTION, "reload-external-port", "LEPTOS_RELOAD_EXTERNAL_PORT", Kind::Text, "", "That port as browsers reach it; empty: the same."),
    key(SECTION, "reload-ws-protocol", "LEPTOS_RELOAD_WS_PROTOCOL", Kind::Text, "ws", "Protocol of live reload, ws or wss."),
];

const SECTION: &str = "package.metadata.leptos";
