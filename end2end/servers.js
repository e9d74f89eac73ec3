// The servers that the tests speak to: an ordinary one, and some whose people meet what is
// rare. All but the strict one have the room of bin/room.
import fs from "node:fs";
import path from "node:path";

const first = Number(process.env.E2E_PORT ?? 3100);
const binary = path.resolve("..", process.env.E2E_BINARY ?? "target/debug/ringcode");
const site = process.env.E2E_SITE_ROOT ?? "target/site";
const faketime = ["x86_64-linux-gnu", "aarch64-linux-gnu"].map((machine) => `/usr/lib/${machine}/faketime/libfaketime.so.1`).find(fs.existsSync);

const settings = {
  /** Short waits. One number's 401 is not everybody's, and nobody waits for their turn. */
  ordinary: { RINGCODE_RESEND_WAITS: "8", RINGCODE_CALL_WAIT: "4", PLIVO_REST: "0", PLIVO_CALLS_PER_SECOND: "100" },
  /** A minute goes by in two seconds: codes expire, texts are slow, and one message is all. */
  hurried: {
    LD_PRELOAD: faketime, FAKETIME: "+0 x30", FAKETIME_DONT_FAKE_MONOTONIC: "1",
    RINGCODE_RESEND_WAITS: "0", RINGCODE_CALL_WAIT: "0", PLIVO_REST: "0",
  },
  /** Nothing is had twice, and five wrong guesses lock the number. */
  strict: {
    RINGCODE_RESEND_WAITS: "0", RINGCODE_CALL_WAIT: "0", RINGCODE_SENDS_PER_PHONE_10_MINUTES: "1",
    RINGCODE_GUESSES_PER_PHONE: "5", RINGCODE_STARTS_PER_CLIENT_10_MINUTES: "1", RINGCODE_TRUSTED_PROXIES: "127.0.0.1",
    RINGCODE_AUTO_SUBMIT: "false",
  },
  /** One attempt is all that a flow has of anything. */
  short: { RINGCODE_SENDS_PER_FLOW: "1", RINGCODE_GUESSES_PER_FLOW: "5" },
  /** Left alone for ten minutes after Plivo's first 401. */
  broken: { PLIVO_REST: "600" },
  /** Without its store. */
  storeless: { REDIS_URL: "redis://127.0.0.1:1" },
};

export const SERVERS = Object.fromEntries(Object.entries(settings).map(([name, env], index) => [
  name, { url: `http://127.0.0.1:${first + index}`, address: `127.0.0.1:${first + index}`, env },
]));

/** How Playwright starts one. */
export function running({ url, address, env }) {
  return {
    command: `bash -c 'source bin/room && exec "${binary}"'`,
    cwd: "..",
    url: `${url}/livez`,
    reuseExistingServer: false,
    env: { LEPTOS_SITE_ADDR: address, LEPTOS_SITE_ROOT: site, RUST_LOG: "warn,audit=off", ...env },
  };
}
