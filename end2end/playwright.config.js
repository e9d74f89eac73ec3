// One spec, two browsers: with JavaScript and without. The server is the debug
// build on its in-process store and simulator, with short waits.
import { defineConfig } from "@playwright/test";

const port = process.env.E2E_PORT ?? "3100";
const address = `127.0.0.1:${port}`;
const binary = process.env.E2E_BINARY ?? "target/debug/ringcode";

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  timeout: 45_000,
  expect: { timeout: 10_000 },
  workers: 2,
  // A machine that others use too may be slow for a moment; what needed it is told as flaky.
  retries: process.env.CI ? 1 : 0,
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    baseURL: `http://${address}`,
    locale: "en-GB",
    viewport: { width: 900, height: 900 },
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "with JavaScript", use: { javaScriptEnabled: true }, testIgnore: /handset/ },
    { name: "without JavaScript", use: { javaScriptEnabled: false }, testMatch: /wizard|safety|everyone/ },
    { name: "handset", use: { javaScriptEnabled: true }, testMatch: /handset/, dependencies: ["with JavaScript", "without JavaScript"] },
  ],
  webServer: {
    command: binary,
    cwd: "..",
    url: `http://${address}/livez`,
    reuseExistingServer: false,
    env: {
      LEPTOS_SITE_ADDR: address,
      LEPTOS_SITE_ROOT: process.env.E2E_SITE_ROOT ?? "target/site",
      RINGCODE_RESEND_WAITS: "8",
      RINGCODE_CALL_WAIT: "4",
      // One number's 401 is not everybody's, and nobody waits for their turn.
      PLIVO_REST: "0",
      PLIVO_CALLS_PER_SECOND: "100",
      // All people of a run are one client, and their numbers stand in a row.
      RINGCODE_STARTS_PER_CLIENT_10_MINUTES: "10000",
      RINGCODE_NUMBERS_PER_CLIENT_HOUR: "10000",
      RINGCODE_SENDS_PER_CLIENT_10_MINUTES: "10000",
      RINGCODE_SENDS_PER_CLIENT_HOUR: "10000",
      RINGCODE_SENDS_PER_CLIENT_DAY: "10000",
      RINGCODE_GUESSES_PER_CLIENT_10_MINUTES: "10000",
      RINGCODE_GUESSES_PER_CLIENT_HOUR: "10000",
      RINGCODE_SENDS_PER_THOUSAND_10_MINUTES: "10000",
      RINGCODE_SENDS_PER_TEN_THOUSAND_HOUR: "*=10000",
      RINGCODE_SENDS_PER_COUNTRY_HOUR: "*=10000",
      RINGCODE_UNVERIFIED_PER_HOUR: "10000",
      RINGCODE_SENDS_PER_CLIENT_AND_INSTANCE_MINUTE: "10000",
      RUST_LOG: "warn,audit=off",
    },
  },
});
