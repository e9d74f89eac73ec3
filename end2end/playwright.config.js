// The specs, in Chromium with JavaScript and without, and in Firefox where there is one.
// The servers are the debug build on its in-process store: see servers.js.
import { defineConfig } from "@playwright/test";
import fs from "node:fs";
import { STARTED } from "./servers.js";

const firefox = process.env.FIREFOX ?? "/usr/bin/firefox-esr";
const inFirefox = (firefoxUserPrefs) => ({
  // Debian's Firefox, over WebDriver BiDi.
  browserName: "firefox", channel: "moz-firefox", launchOptions: { executablePath: firefox, firefoxUserPrefs },
});
// A Firefox takes seconds to start: few of them, each for many tests.
const firefoxes = [
  { name: "Firefox without JavaScript", use: { javaScriptEnabled: true, ...inFirefox({ "javascript.enabled": false }) }, testMatch: /keyboard/, fullyParallel: false },
  { name: "Firefox", use: { javaScriptEnabled: true, ...inFirefox({}) }, testMatch: /(wizard|hosts|hosts-form|widget)\.spec/, workers: 2 },
];

const chromium = process.env.CHROMIUM ?? "/usr/bin/chromium";
// The same engine without a desktop around it: half of the work.
const shell = "/usr/bin/chromium-headless-shell";
const started = (executablePath) => ({
  executablePath,
  args: [
    "--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
});
const engine = process.env.CHROMIUM || !fs.existsSync(shell) ? chromium : shell;

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  timeout: 60_000,
  expect: { timeout: 15_000 },
  fullyParallel: true,
  // More than there are processors: half of the time a test waits for somebody.
  workers: Number(process.env.E2E_WORKERS ?? 4),
  // A machine that others use too may be slow for a moment; what needed it is told as flaky.
  retries: process.env.CI ? 1 : 0,
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    locale: "en-GB",
    viewport: { width: 900, height: 900 },
    screenshot: "only-on-failure",
    launchOptions: started(engine),
  },
  // Those that wait for long come first, so that others run meanwhile.
  projects: [
    ...(fs.existsSync(firefox) ? firefoxes : []),
    // What is looked at is at rest: without motion it is so sooner.
    { name: "pictures", use: { javaScriptEnabled: true, contextOptions: { reducedMotion: "reduce" } }, testMatch: /screens/ },
    // The whole browser, as people have it, on every way through the wizard.
    { name: "Chromium", use: { javaScriptEnabled: true, launchOptions: started(chromium) }, testMatch: /wizard/ },
    { name: "with JavaScript", use: { javaScriptEnabled: true }, testIgnore: /keyboard|screens|wizard/ },
    { name: "without JavaScript", use: { javaScriptEnabled: false }, testMatch: /(wizard|safety|everyone|mistakes|hosts|hosts-form)\.spec/ },
  ],
  webServer: STARTED,
});
