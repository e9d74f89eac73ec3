// The servers that the tests speak to, and the simulator that is Plivo to most of them. All but
// the strict one have the room of bin/room.
import fs from "node:fs";
import path from "node:path";

const first = Number(process.env.E2E_PORT ?? 3100);
const binary = path.resolve("..", process.env.E2E_BINARY ?? "target/debug/ringcode");
const site = process.env.E2E_SITE_ROOT ?? "target/site";
const faketime = ["x86_64-linux-gnu", "aarch64-linux-gnu"].map((machine) => `/usr/lib/${machine}/faketime/libfaketime.so.1`).find(fs.existsSync);

/** Carriers and phones that are ten times as fast as people know them. */
const SIMULATOR = `127.0.0.1:${first}`;
const brisk = {
  PLIVO_API_URL: `http://${SIMULATOR}`, PLIVO_PHLO_URL: `http://${SIMULATOR}`, PLIVO_SENDER: "12025550100",
  PLIVO_AUTH_ID: "MARINGCODEDEVELOPER0", PLIVO_AUTH_TOKEN: "ringcode-development-only-auth-token-000",
  // As with the simulator that is in the server: its numbers are in no plan.
  RINGCODE_UNKNOWN_NUMBERS: "true",
};
/** Nobody waits for their turn, and one number's 401 is not everybody's. */
const alone = { PLIVO_REST: "0", PLIVO_CALLS_PER_SECOND: "100" };

const settings = {
  /** The waits that people have, long enough to be seen on the slowest machine; a call may be asked for first. */
  ordinary: { ...brisk, ...alone, RINGCODE_CALL_WAIT: "20", RINGCODE_CLIENTS: "end2end/clients.toml" },
  /** Waits that are over as soon as one looks. */
  eager: { ...brisk, ...alone, RINGCODE_RESEND_WAITS: "1", RINGCODE_CALL_WAIT: "1", RINGCODE_DEMO_URL: "http://localhost:4001" },
  /** Phones as people know them, in the server itself: they ring for half a minute. */
  lifelike: { ...alone, RINGCODE_RESEND_WAITS: "1", RINGCODE_CALL_WAIT: "1" },
  /** The same for the one test that looks at all phones. */
  handset: { ...alone, RINGCODE_RESEND_WAITS: "1", RINGCODE_CALL_WAIT: "1" },
  /** A minute goes by in a second: codes expire, texts are slow, and one message is all. */
  hurried: {
    ...brisk, ...alone, LD_PRELOAD: faketime, FAKETIME: "+0 x60", FAKETIME_DONT_FAKE_MONOTONIC: "1",
    RINGCODE_RESEND_WAITS: "0", RINGCODE_CALL_WAIT: "0",
  },
  /** Nothing is had twice, and five wrong guesses lock the number. */
  strict: {
    ...brisk, RINGCODE_RESEND_WAITS: "0", RINGCODE_CALL_WAIT: "0", RINGCODE_SENDS_PER_PHONE_10_MINUTES: "1",
    RINGCODE_GUESSES_PER_PHONE: "5", RINGCODE_STARTS_PER_CLIENT_10_MINUTES: "1", RINGCODE_TRUSTED_PROXIES: "127.0.0.1",
    RINGCODE_AUTO_SUBMIT: "false",
  },
  /** One attempt is all that a verification has of anything. */
  short: { ...brisk, RINGCODE_SENDS_PER_FLOW: "1", RINGCODE_GUESSES_PER_FLOW: "5" },
  /** Left alone for ten minutes after Plivo's first 401. */
  broken: { ...brisk, PLIVO_REST: "600" },
  /** Without its store. */
  storeless: { REDIS_URL: "redis://127.0.0.1:1" },
  /** As eager, and somebody listens to what happens. */
  heard: { ...brisk, ...alone, RINGCODE_RESEND_WAITS: "1", RINGCODE_CALL_WAIT: "1", RINGCODE_CLIENTS: "examples/listen/clients.toml" },
};

/** The operator's page, and the password that opens it. */
export const OPERATOR = { url: `http://127.0.0.1:${first + 40}`, password: "correct horse battery staple" };
settings.operated = {
  ...alone, RINGCODE_OPERATOR_ADDR: OPERATOR.url.slice("http://".length),
  RINGCODE_OPERATOR_PASSWORD_HASH: "$argon2id$v=19$m=19456,t=2,p=1$I+lFpLoW23Sw+AD0jCwFFg$x5IBQ/zBSCHcrhJA/Bmdf0iG77Uur8xAaTdkokt/zJE",
};

/** By name: the address, and where the phones are. */
export const SERVERS = Object.fromEntries(Object.entries(settings).map(([name, env], index) => {
  const address = `127.0.0.1:${first + 1 + index}`;
  return [name, { url: `http://${address}`, phones: `http://${env.PLIVO_API_URL ? SIMULATOR : address}`, address, env }];
}));

/** The applications of examples/, which rely on the eager server. */
export const EXAMPLES = { Express: "http://localhost:4001", Flask: "http://localhost:4002", axum: "http://localhost:4003" };

/** Hosts of the tests, which rely on the ordinary server: clients.toml. */
export const HOSTS = { any: "http://127.0.0.1:4009", Apache: "http://localhost:4007", "express-openid-connect": "http://localhost:4008" };

/** The forms of examples/form, which rely on it too; the second where there is PHP. */
const hasPhp = fs.existsSync(process.env.PHP ?? "/usr/bin/php");
export const FORMS = { Python: "http://localhost:4004", ...(hasPhp && { PHP: "http://localhost:4005" }) };

/** The one with screens of its own. */
export const OWN_SCREENS = "http://localhost:4011";

/** The one that only listens, to the server `heard`. */
export const LISTENER = "http://localhost:4012";

/** How Playwright starts all of them. */
export const STARTED = [
  started(`exec "${binary}" simulator --addr ${SIMULATOR} --pace 0.1 --rate-limit off`, `http://${SIMULATOR}/handset`, {}),
  started("exec node end2end/hosts/any.js", HOSTS.any, { PORT: "4009" }),
  started("exec end2end/hosts/apache/start", `${HOSTS.Apache}/ready.txt`, { PORT: "4007", ISSUER: SERVERS.ordinary.url }),
  started("exec node end2end/hosts/express-openid-connect.js", `${HOSTS["express-openid-connect"]}/ready.txt`, { PORT: "4008", ISSUER: SERVERS.ordinary.url }),
  started("exec node examples/express/server.mjs", EXAMPLES.Express, { RINGCODE_URL: SERVERS.eager.url }),
  started("exec examples/flask/start", EXAMPLES.Flask, { RINGCODE_URL: SERVERS.eager.url }),
  started("exec examples/axum/start", EXAMPLES.axum, { RINGCODE_URL: SERVERS.eager.url }),
  started("exec node end2end/widget-host.js", "http://127.0.0.1:4006/", { PORT: "4006" }),
  started("exec python3 examples/form/server.py", FORMS.Python, { RINGCODE_URL: SERVERS.eager.url }),
  ...(hasPhp ? [started("exec php -S 127.0.0.1:4005 examples/form/server.php", FORMS.PHP, { RINGCODE_URL: SERVERS.eager.url, PHP_CLI_SERVER_WORKERS: "4" })] : []),
  started("exec python3 examples/screens/server.py", OWN_SCREENS, { RINGCODE_URL: SERVERS.eager.url }),
  started("exec node examples/listen/server.mjs", LISTENER, {}),
  ...Object.values(SERVERS).map(({ url, address, env }) =>
    started(`source bin/room && exec "${binary}"`, `${url}/livez`, { LEPTOS_SITE_ADDR: address, LEPTOS_SITE_ROOT: site, RUST_LOG: "warn,audit=off", ...env })),
];

function started(script, url, env) {
  return { command: `bash -c '${script}'`, cwd: "..", url, reuseExistingServer: false, env };
}
