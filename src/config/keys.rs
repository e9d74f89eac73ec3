//! Every setting there is: its name, its range and what it is for.
//!
//! `--help`, `--check`, the loader and docs/reference/settings.md all come from this list.

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
    key("verification", "brand", "RINGCODE_BRAND", Kind::Text, "Ringcode", "The name in the page, the text and the call. Letters that GSM-7 lacks make texts of two to four segments; --check says of how many."),
    key("verification", "logo", "RINGCODE_LOGO", Kind::Path, "", "An .svg, .png or .webp file of 100 KB at most, shown for the brand's name; empty: the name."),
    key("verification", "accent", "RINGCODE_ACCENT", Kind::Text, "", "Colour of buttons and links on a light page, #rrggbb; contrast to white 4.5 to 1 at least; empty: ours."),
    key("verification", "accent_dark", "RINGCODE_ACCENT_DARK", Kind::Text, "", "The same on a dark page; contrast to #14171d and to #0b1030. Needed where accent is set."),
    key("verification", "support", "RINGCODE_SUPPORT", Kind::Address, "", "Where people get help, linked from every page; empty: nowhere."),
    key("verification", "default_country", "RINGCODE_DEFAULT_COUNTRY", Kind::Text, "", "ISO 3166-1 code chosen when the browser's language names no country; empty: the person chooses."),
    key("verification", "auto_submit", "RINGCODE_AUTO_SUBMIT", Kind::Flag, "true", "Checks a code by itself as soon as it is complete, and says so before; false: when the button is pressed."),
    key("limits", "code_life", "RINGCODE_CODE_LIFE", number(120, 600), "600", "Seconds a code can be used, from its first send."),
    key("limits", "redraw_below", "RINGCODE_REDRAW_BELOW", number(60, 120), "120", "Seconds of life left below which sending again draws a new code."),
    key("limits", "flow_life", "RINGCODE_FLOW_LIFE", number(900, 1800), "1800", "Seconds that a person may take from the number to the proof; the browser's cookie lives 1800."),
    key("limits", "flow_idle", "RINGCODE_FLOW_IDLE", number(600, 1800), "900", "Seconds without an act after which a person starts again."),
    key("limits", "guesses_per_code", "RINGCODE_GUESSES_PER_CODE", number(3, 10), "5", "Wrong guesses before a code is dead."),
    key("limits", "guesses_per_flow", "RINGCODE_GUESSES_PER_FLOW", number(5, 20), "10", "Wrong guesses before a flow is locked."),
    key("limits", "guesses_per_phone", "RINGCODE_GUESSES_PER_PHONE", number(5, 50), "15", "Wrong guesses on one number in 24 hours, over all flows."),
    key("limits", "guesses_in_a_row", "RINGCODE_GUESSES_IN_A_ROW", number(10, 100), "100", "Wrong guesses on one number without a right one; from then on it takes one a day."),
    key("limits", "resend_waits", "RINGCODE_RESEND_WAITS", Kind::Numbers { least: 0, most: 3600 }, "30, 60, 120, 300, 600", "Seconds to wait after the first, second, … message; production: 30 at least."),
    key("limits", "call_wait", "RINGCODE_CALL_WAIT", number(0, 600), "30", "Seconds after a text until a call can be asked for; production: 30 at least."),
    key("limits", "sends_per_flow", "RINGCODE_SENDS_PER_FLOW", number(1, 10), "5", "Texts and calls of one flow."),
    key("limits", "calls_per_flow", "RINGCODE_CALLS_PER_FLOW", number(0, 5), "2", "Calls of one flow."),
    key("limits", "numbers_per_flow", "RINGCODE_NUMBERS_PER_FLOW", number(1, 5), "3", "Different numbers of one flow."),
    key("limits", "sends_per_phone_10_minutes", "RINGCODE_SENDS_PER_PHONE_10_MINUTES", number(1, 100), "3", "Texts and calls to one number in 10 minutes."),
    key("limits", "sends_per_phone_hour", "RINGCODE_SENDS_PER_PHONE_HOUR", number(1, 100), "5", "Texts and calls to one number in an hour."),
    key("limits", "sends_per_phone_day", "RINGCODE_SENDS_PER_PHONE_DAY", number(1, 100), "10", "Texts and calls to one number in 24 hours."),
    key("limits", "calls_per_phone_day", "RINGCODE_CALLS_PER_PHONE_DAY", number(1, 100), "3", "Calls to one number in 24 hours."),
    key("limits", "countries", "RINGCODE_COUNTRIES", Kind::Text, "", "ISO 3166-1 codes of the countries that are sent to, with commas between them; * for all. Needed in production; empty: all."),
    key("limits", "unknown_numbers", "RINGCODE_UNKNOWN_NUMBERS", Kind::Flag, "false", "Sends also to numbers that no known numbering plan has. With the simulator always."),
    key("limits", "posts_per_client_10_minutes", "RINGCODE_POSTS_PER_CLIENT_10_MINUTES", number(10, MANY), "60", "Forms of any kind posted by one client (an IPv4 address or IPv6 /64; a /48 may four times as much) in 10 minutes; counted before anything else is done."),
    key("limits", "starts_per_client_10_minutes", "RINGCODE_STARTS_PER_CLIENT_10_MINUTES", number(1, MANY), "20", "Numbers posted by one client (an IPv4 address or IPv6 /64; a /48 may four times as much) in 10 minutes."),
    key("limits", "numbers_per_client_hour", "RINGCODE_NUMBERS_PER_CLIENT_HOUR", number(1, MANY), "5", "Different numbers that one client has messages sent to in an hour."),
    key("limits", "sends_per_client_10_minutes", "RINGCODE_SENDS_PER_CLIENT_10_MINUTES", number(1, MANY), "5", "Texts and calls that one client asks for in 10 minutes."),
    key("limits", "sends_per_client_hour", "RINGCODE_SENDS_PER_CLIENT_HOUR", number(1, MANY), "30", "Texts and calls that one client asks for in an hour."),
    key("limits", "sends_per_client_day", "RINGCODE_SENDS_PER_CLIENT_DAY", number(1, MANY), "60", "Texts and calls that one client asks for in 24 hours."),
    key("limits", "guesses_per_client_10_minutes", "RINGCODE_GUESSES_PER_CLIENT_10_MINUTES", number(5, MANY), "30", "Codes posted by one client in 10 minutes."),
    key("limits", "guesses_per_client_hour", "RINGCODE_GUESSES_PER_CLIENT_HOUR", number(5, MANY), "100", "Codes posted by one client in an hour."),
    key("limits", "sends_per_thousand_10_minutes", "RINGCODE_SENDS_PER_THOUSAND_10_MINUTES", number(1, MANY), "5", "Texts and calls to 1,000 numbers in a row in 10 minutes."),
    key("limits", "sends_per_ten_thousand_hour", "RINGCODE_SENDS_PER_TEN_THOUSAND_HOUR", Kind::PerCountry, "*=10", "Texts and calls to 10,000 numbers in a row in an hour, per country: *=10, US=50."),
    key("limits", "sends_per_country_hour", "RINGCODE_SENDS_PER_COUNTRY_HOUR", Kind::PerCountry, "*=100", "Texts and calls to one country in an hour: *=100, US=1000."),
    key("limits", "unverified_per_hour", "RINGCODE_UNVERIFIED_PER_HOUR", number(5, MANY), "50", "Texts and calls that nobody verifies, to one country or 10,000 numbers in a row, in an hour. More than are under way at any moment. What one source may owe is in proportion."),
    key("limits", "verified_percent", "RINGCODE_VERIFIED_PERCENT", number(1, 100), "20", "How many hundredths of the messages have to be verified, so that limits.unverified_per_hour is not reached."),
    key("limits", "sends_per_service_hour", "RINGCODE_SENDS_PER_SERVICE_HOUR", number(1, MANY), "1000", "Texts and calls of the whole service in an hour by the clock."),
    key("limits", "spend_hour", "RINGCODE_SPEND_HOUR", number(1, 400_000), "50", "What messages may cost in an hour by the clock, in whole units of the account's currency; calls stop at 80 percent. Needed in production."),
    key("limits", "spend_day", "RINGCODE_SPEND_DAY", number(1, 400_000), "200", "What messages may cost in a day (UTC). Needed in production."),
    key("limits", "text_prices", "RINGCODE_TEXT_PRICES", Kind::PerCountry, "*=0.05", "What one segment of a text costs, per country: *=0.10, US=0.0077. Needed in production, and more than 0 there."),
    key("limits", "call_prices", "RINGCODE_CALL_PRICES", Kind::PerCountry, "*=0.10", "What a minute of a call costs, per country; a call is counted as the two it may last. Needed in production where calls are made."),
    key("limits", "wrong_guesses_per_day", "RINGCODE_WRONG_GUESSES_PER_DAY", number(10, MANY), "10000", "Wrong guesses of everybody in a day (UTC) after which new codes have 8 digits instead of 6."),
    key("limits", "sends_per_instance_second", "RINGCODE_SENDS_PER_INSTANCE_SECOND", number(1, MANY), "20", "Texts and calls of one instance in a second, counted in its own memory."),
    key("limits", "sends_per_client_and_instance_minute", "RINGCODE_SENDS_PER_CLIENT_AND_INSTANCE_MINUTE", number(1, MANY), "10", "Texts and calls of one client at one instance in a minute, counted in its own memory."),
    key("store", "url", "REDIS_URL", Kind::Secret, "", "Where the state lives: redis://, rediss://, unix://, redis-cluster://, redis-sentinel://; empty: in this process."),
    key("store", "authority", "RINGCODE_STORE_AUTHORITY", Kind::Path, "", "File with the certificate (PEM) that signed the store's; empty: the public authorities."),
    key("store", "client_certificate", "RINGCODE_STORE_CLIENT_CERTIFICATE", Kind::Path, "", "File with the certificate (PEM) that the store knows this server by; empty: none."),
    key("store", "client_key", "RINGCODE_STORE_CLIENT_KEY", Kind::Path, "", "File with its private key (PEM, not encrypted)."),
    key("store", "sentinel_user", "REDIS_SENTINEL_USER", Kind::Text, "", "User at the Sentinels, where they have users of their own; empty: the default one."),
    key("store", "sentinel_password", "REDIS_SENTINEL_PASSWORD", Kind::Secret, "", "Password at the Sentinels; the one in the address is for the servers."),
    key("store", "replicas", "RINGCODE_STORE_REPLICAS", number(0, 5), "0", "Replicas that must hold a verification, within two fifths of store.answer_timeout, before the person is told of it; 1 where there are any."),
    key("store", "answer_timeout", "RINGCODE_STORE_ANSWER_TIMEOUT", number(50, 10_000), "250", "Milliseconds that the store's answer is waited for, connecting included; after that nothing is done, and the person is told to come back."),
    key("store", "in_process", "RINGCODE_IN_PROCESS", Kind::Flag, "false", "Lets production keep its state in this process: one instance, forgotten at a restart."),
    key("store", "secret", "RINGCODE_SECRET", Kind::Secret, "", "Seals what is stored; 32 characters at least, at random. Needed in production, the same on all instances."),
    key("store", "previous_secret", "RINGCODE_PREVIOUS_SECRET", Kind::Secret, "", "The secret before this one: what it sealed can still be read."),
    key("plivo", "auth_id", "PLIVO_AUTH_ID", Kind::Text, "", "Plivo Auth ID, MA… or SA… and 20 characters; empty: the simulator stands in."),
    key("plivo", "auth_token", "PLIVO_AUTH_TOKEN", Kind::Secret, "", "Plivo Auth Token."),
    key("plivo", "sender", "PLIVO_SENDER", Kind::Text, "", "The number (with country code) or sender id that texts come from; a number where calls are made."),
    key("plivo", "phlo_id", "PLIVO_PHLO_ID", Kind::Text, "", "Sends texts and calls through this PHLO."),
    key("plivo", "api_url", "PLIVO_API_URL", Kind::Address, "https://api.plivo.com", "Plivo's API."),
    key("plivo", "phlo_url", "PLIVO_PHLO_URL", Kind::Address, "https://phlorunner.plivo.com", "Plivo's PHLO runner."),
    key("plivo", "timeout", "PLIVO_TIMEOUT", number(1, 8), "8", "Seconds that one request to Plivo may take."),
    key("plivo", "rest", "PLIVO_REST", number(0, 600), "10", "Seconds to leave Plivo alone once it is broken, before one send tries again; 0: never."),
    key("plivo", "texts_per_second", "PLIVO_TEXTS_PER_SECOND", number(1, MANY), "50", "Texts asked for in a second, by all instances; more wait a few seconds, then are refused."),
    key("plivo", "calls_per_second", "PLIVO_CALLS_PER_SECOND", number(1, MANY), "2", "Calls asked for in a second: what the account at Plivo may."),
    key("plivo", "signature_v2", "PLIVO_SIGNATURE_V2", Kind::Flag, "false", "Believes receipts of texts that Plivo signs by V2 alone, as it does on some accounts; V2 proves the address, not what the receipt says. false: such receipts are refused, and the log says so."),
    key("server", "public_url", "RINGCODE_PUBLIC_URL", Kind::Address, "", "The address people and Plivo reach this server at; empty: http:// and the site address."),
    key("server", "trusted_proxies", "RINGCODE_TRUSTED_PROXIES", Kind::Networks, "", "Networks of the proxies in front of this server: only their X-Forwarded-For is believed. Needed in production; none: there is no proxy."),
    key("server", "country_header", "RINGCODE_COUNTRY_HEADER", Kind::Header, "", "Header in which the trusted proxies name the visitor's country, such as cf-ipcountry; they must replace one that a visitor sends. Empty: none."),
    key("server", "connections", "RINGCODE_CONNECTIONS", number(1, 1_000_000), "10000", "Connections in all; more are closed at once. As many files must be allowed open (ulimit -n), and 256 more."),
    key("server", "connections_per_address", "RINGCODE_CONNECTIONS_PER_ADDRESS", number(1, 1_000_000), "100", "Connections from one IPv4 address or IPv6 /64 (a /48 may have four times as many), but for trusted proxies."),
    key("server", "requests", "RINGCODE_REQUESTS", number(1, 100_000), "256", "Requests being worked on at once; more are answered 503 at once."),
    key("server", "threads", "RINGCODE_THREADS", number(0, 1_024), "0", "Threads that serve connections; 0: as many as cores."),
    key("server", "grace", "RINGCODE_GRACE", number(0, 60), "5", "Seconds in which a stopping server, no longer ready, still accepts; 0 unless set in development."),
    key("server", "log_json", "RINGCODE_LOG_JSON", Kind::Flag, "false", "Writes each line of the log as a JSON object."),
    key("server", "log", "RUST_LOG", Kind::LogFilter, "info", "Log filter, as tracing-subscriber's EnvFilter takes it. What it does not name is written from errors on."),
];

/// Leptos' own settings, by the names that it has for them. The others of its section are
/// cargo-leptos', for building.
#[rustfmt::skip]
pub const LEPTOS: &[Key] = &[
    key(SECTION, "env", "LEPTOS_ENV", Kind::Mode, "DEV", "PROD for production, where nothing may stand in for the real thing."),
    key(SECTION, "site-addr", "LEPTOS_SITE_ADDR", Kind::SocketAddress, "127.0.0.1:3000", "The address to listen on."),
    key(SECTION, "site-root", "LEPTOS_SITE_ROOT", Kind::Path, "target/site", "The folder with the files for browsers, in the working directory or beside the binary."),
    key(SECTION, "site-pkg-dir", "LEPTOS_SITE_PKG_DIR", Kind::Path, "pkg", "The folder in it with what the build made."),
    key(SECTION, "output-name", "LEPTOS_OUTPUT_NAME", Kind::Text, "ringcode", "What the build calls its files."),
    key(SECTION, "reload-port", "LEPTOS_RELOAD_PORT", number(1, 65_535), "3001", "The port of live reload, in development."),
    key(SECTION, "reload-external-port", "LEPTOS_RELOAD_EXTERNAL_PORT", Kind::Text, "", "The same as browsers reach it; empty: the same."),
    key(SECTION, "reload-ws-protocol", "LEPTOS_RELOAD_WS_PROTOCOL", Kind::Text, "ws", "The protocol of live reload, ws or wss."),
];

const SECTION: &str = "package.metadata.leptos";
