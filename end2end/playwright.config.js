// The specs, in Chromium with JavaScript and without, and in Firefox where there is one.
// The servers are the debug build on its in-process store and simulator: see servers.js.
import { defineConfig } from "@playwright/test";
import fs from "node:fs";
import { SERVERS, running } from "./servers.js";

const firefox = process.env.FIREFOX ?? "/usr/bin/firefox-esr";
const inFirefox = (firefoxUserPrefs) => ({
  // Debian's Firefox, over WebDriver BiDi.
  browserName: "firefox", channel: "moz-firefox", launchOptions: { executablePath: firefox, firefoxUserPrefs },
});
const firefoxes = [
  { name: "Firefox", use: { javaScriptEnabled: true, ...inFirefox({}) }, testMatch: /wizard/ },
  { name: "Firefox without JavaScript", use: { javaScriptEnabled: true, ...inFirefox({ "javascript.enabled": false }) }, testMatch: /keyboard/ },
];

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  timeout: 45_000,
  expect: { timeout: 10_000 },
  fullyParallel: true,
  workers: 2,
  // A machine that others use too may be slow for a moment; what needed it is told as flaky.
  retries: process.env.CI ? 1 : 0,
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    baseURL: SERVERS.ordinary.url,
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
    { name: "with JavaScript", use: { javaScriptEnabled: true }, testIgnore: /handset|keyboard/ },
    { name: "without JavaScript", use: { javaScriptEnabled: false }, testMatch: /wizard|safety|everyone|mistakes/ },
    ...(fs.existsSync(firefox) ? firefoxes : []),
    { name: "handset", use: { javaScriptEnabled: true }, testMatch: /handset/, dependencies: ["with JavaScript", "without JavaScript"] },
  ],
  webServer: Object.values(SERVERS).map(running),
});
