// When the first page can be used in a slow browser on a slow network.
//   node benches/browser.mjs http://127.0.0.1:3000/
// Prints JSON: the middle one of five visits, each with an empty cache, in milliseconds.
// The page is usable from its first paint, since its forms post by themselves; it is
// interactive once its code has taken up all its listeners.
import { chromium } from "../end2end/node_modules/@playwright/test/index.mjs";

const address = process.argv[2];
const visits = 5;
const slow = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 200_000 };

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
});

// Runs in the page before anything of its own.
function watch() {
  window.listenersAt = [];
  const { addEventListener } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (...listener) {
    window.listenersAt.push(performance.now());
    return addEventListener.apply(this, listener);
  };
}

function settled() {
  const files = performance.getEntriesByType("resource");
  const code = files.find((file) => file.name.endsWith(".wasm"));
  const last = Math.max(code?.responseEnd ?? Infinity, ...window.listenersAt);
  return performance.now() - last > 1500;
}

async function visit() {
  const page = await browser.newPage({ locale: "en-GB" });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.setCacheDisabled", { cacheDisabled: true });
  await devtools.send("Network.emulateNetworkConditions", slow);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  let bytes = 0;
  devtools.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  await page.addInitScript(watch);
  await page.goto(address, { waitUntil: "commit" });
  await page.waitForFunction(settled, null, { polling: 100, timeout: 30_000 });
  const seen = await page.evaluate(() => ({
    usable_ms: performance.getEntriesByName("first-contentful-paint")[0].startTime,
    interactive_ms: window.listenersAt.at(-1),
  }));
  await page.close();
  return { ...seen, bytes };
}

const seen = [];
for (let n = 0; n < visits; n += 1) seen.push(await visit());
await browser.close();
const middle = (name) => Math.round(seen.map((one) => one[name]).sort((a, b) => a - b)[visits >> 1]);
console.log(JSON.stringify({ usable_ms: middle("usable_ms"), interactive_ms: middle("interactive_ms"), bytes: middle("bytes") }));
